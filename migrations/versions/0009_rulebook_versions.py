"""Which version judged a contract is found without reading its findings"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clause_finding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_clause_finding_judged_by",
            ["rulebook_id", "rulebook_version", "rulebook_digest", "contract_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("clause_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_finding_judged_by")
