"""Owners of vendors users of services and when leaving was tested"""

import sqlalchemy as sa
from alembic import op

revision = "0015b"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_ownership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.Column("share", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_ownership_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_ownership")),
    )
    with op.batch_alter_table("vendor_ownership", schema=None) as batch_op:
        batch_op.create_index("ix_vendor_ownership_owner_key", ["owner_key"], unique=False)
        batch_op.create_index("ix_vendor_ownership_vendor_id", ["vendor_id"], unique=False)

    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exit_tested_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("users", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_column("users")
        batch_op.drop_column("exit_tested_on")

    with op.batch_alter_table("vendor_ownership", schema=None) as batch_op:
        batch_op.drop_index("ix_vendor_ownership_vendor_id")
        batch_op.drop_index("ix_vendor_ownership_owner_key")

    op.drop_table("vendor_ownership")
