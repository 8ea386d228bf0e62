"""Account lists from directories, and what did not agree with the register"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0015d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_account_list_added_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_account_list_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_list")),
    )
    op.create_index("ix_account_list_sha256", "account_list", ["sha256"])
    op.create_index("ix_account_list_added_by_id", "account_list", ["added_by_id"])


def downgrade() -> None:
    op.drop_table("account_list")
