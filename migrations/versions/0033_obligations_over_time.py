"""What changed among obligations is found by its day, over all lines of the rule or one"""

from alembic import op

revision = "0033"
down_revision = "0026d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_obligation_state_from_on", "obligation_state", ["from_on"])
    op.create_index("ix_obligation_state_rule_id", "obligation_state", ["rule_id", "from_on"])


def downgrade() -> None:
    op.drop_index("ix_obligation_state_rule_id", table_name="obligation_state")
    op.drop_index("ix_obligation_state_from_on", table_name="obligation_state")
