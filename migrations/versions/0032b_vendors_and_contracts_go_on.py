"""A vendor merges into another; a contract is replaced by a new one; a contract keeps the name it was signed under"""

import sqlalchemy as sa
from alembic import op

revision = "0032b"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "vendor_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", instant, nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", instant, nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_merge_vendor_id_vendor")),
        sa.ForeignKeyConstraint(["into_id"], ["vendor.id"], name=op.f("fk_vendor_merge_into_id_vendor")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["user.id"], name=op.f("fk_vendor_merge_merged_by_id_user")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_vendor_merge_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_merge")),
    )
    op.create_index("ix_vendor_merge_vendor_id", "vendor_merge", ["vendor_id"])
    op.create_index("ix_vendor_merge_into_id", "vendor_merge", ["into_id"])
    op.create_table(
        "contract_replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("grant_ids", sa.JSON(), nullable=False),
        sa.Column("asset_ids", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", instant, nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_replacement_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["contract.id"], name=op.f("fk_contract_replacement_successor_id_contract")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_contract_replacement_made_by_id_user")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_contract_replacement_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_replacement")),
    )
    op.create_index("ix_contract_replacement_contract_id", "contract_replacement", ["contract_id"])
    op.create_index("ix_contract_replacement_successor_id", "contract_replacement", ["successor_id"])
    with op.batch_alter_table("vendor") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_vendor_merged_into_id_vendor"), "vendor", ["merged_into_id"], ["id"])
        batch_op.create_index("ix_vendor_merged_into_id", ["merged_into_id"])
    with op.batch_alter_table("contract") as batch_op:
        batch_op.add_column(sa.Column("signed_as", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("contract") as batch_op:
        batch_op.alter_column("signed_as", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("contract") as batch_op:
        batch_op.drop_column("signed_as")
    with op.batch_alter_table("vendor") as batch_op:
        batch_op.drop_index("ix_vendor_merged_into_id")
        batch_op.drop_constraint(op.f("fk_vendor_merged_into_id_vendor"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
    op.drop_table("contract_replacement")
    op.drop_table("vendor_merge")
