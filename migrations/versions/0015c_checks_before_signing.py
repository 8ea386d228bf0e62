"""Contracts that were weighed before they were signed"""

import sqlalchemy as sa
from alembic import op

revision = "0015c"
down_revision = "0015b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("vendor_name", sa.String(length=200), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approver_id"], ["user.id"], name=op.f("fk_contract_proposal_approver_id_user")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_contract_proposal_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_proposal")),
    )
    with op.batch_alter_table("contract_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_contract_proposal_decision", ["decision", "approver_id"], unique=False)
        batch_op.create_index("ix_contract_proposal_draft_id", ["draft_id"], unique=False)
        batch_op.create_index("ix_contract_proposal_made_at", ["made_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("contract_proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_proposal_made_at")
        batch_op.drop_index("ix_contract_proposal_draft_id")
        batch_op.drop_index("ix_contract_proposal_decision")

    op.drop_table("contract_proposal")
