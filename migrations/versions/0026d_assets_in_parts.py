"""What vendors hold ends in parts, with method, certificate and receiver; signed forms are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0026d"
down_revision = "0026c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asset_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("certificate", sa.String(length=120), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_end_asset_id_asset")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_asset_end_sha256_stored_file")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_asset_end_recorded_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_end")),
    )
    op.create_index("ix_asset_end_asset_id", "asset_end", ["asset_id"])
    op.create_index("ix_asset_end_sha256", "asset_end", ["sha256"])
    op.create_table(
        "asset_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_asset_paper_contract_id_contract")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_asset_paper_sha256_stored_file")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_asset_paper_added_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_paper")),
    )
    op.create_index("ix_asset_paper_contract_id", "asset_paper", ["contract_id"])
    op.create_index("ix_asset_paper_sha256", "asset_paper", ["sha256"])


def downgrade() -> None:
    op.drop_table("asset_paper")
    op.drop_table("asset_end")
