"""How much of the minimum elements each SBOM holds"""

import sqlalchemy as sa
from alembic import op

revision = "0013b"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sbom_delivery", sa.Column("elements", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sbom_delivery", schema=None) as batch_op:
        batch_op.drop_column("elements")
