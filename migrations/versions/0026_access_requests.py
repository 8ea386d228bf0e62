"""Access is asked for, approved, granted and changed, each step kept; what a way in is limited to"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0013c"
branch_labels = None
depends_on = None


def rights() -> list[sa.Column]:
    return [
        sa.Column("two_factor", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("hours", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("sources", sa.Text(), nullable=False, server_default=""),
    ]


def upgrade() -> None:
    for column in rights():
        op.add_column("access_grant", column)
    op.add_column("access_grant", sa.Column("is_direct", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "access_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("system", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("privilege", sa.String(length=40), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        *rights(),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("also_for", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_access_request_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["access_grant.id"], name=op.f("fk_access_request_grant_id_access_grant")
        ),
        *(
            sa.ForeignKeyConstraint([key], ["user.id"], name=op.f(f"fk_access_request_{key}_user"))
            for key in ("sponsor_id", "asked_by_id", "decided_by_id", "done_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    for name in ("contract_id", "grant_id", "state", "asked_by_id", "sponsor_id"):
        op.create_index(f"ix_access_request_{name}", "access_request", [name])


def downgrade() -> None:
    op.drop_table("access_request")
    for name in ("is_direct", "sources", "hours", "two_factor"):
        op.drop_column("access_grant", name)
