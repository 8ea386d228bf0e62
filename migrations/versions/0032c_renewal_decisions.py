"""What was decided before a notice deadline: renew, renegotiate or end"""

import sqlalchemy as sa
from alembic import op

revision = "0032c"
down_revision = "0034c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renewal_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_renewal_decision_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_renewal_decision_decided_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_decision")),
    )
    op.create_index("ix_renewal_decision_contract_id", "renewal_decision", ["contract_id", "period_ends_on"])


def downgrade() -> None:
    op.drop_table("renewal_decision")
