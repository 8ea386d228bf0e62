"""The firm's licence policy, and decisions on single licences"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "licence_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column("ruling", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_licence_rule_set_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_rule")),
        sa.UniqueConstraint("subject", name=op.f("uq_licence_rule_subject")),
    )
    op.create_table(
        "licence_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("statement_key", sa.String(length=200), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("ruling", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_licence_decision_by_id_user")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_licence_decision_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_decision")),
    )
    op.create_index("ix_licence_decision_statement_key", "licence_decision", ["statement_key"])


def downgrade() -> None:
    op.drop_table("licence_decision")
    op.drop_table("licence_rule")
