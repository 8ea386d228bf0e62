"""Up to which figure a passed limit is accepted, and how it stood when last looked at"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("concentration_breach", schema=None) as batch_op:
        batch_op.add_column(sa.Column("value_now", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("accepted_value", sa.String(length=60), nullable=True))
    # The one figure that stood on record is the one that was accepted.
    op.execute("UPDATE concentration_breach SET value_now = value")
    op.execute("UPDATE concentration_breach SET accepted_value = value WHERE accepted_until IS NOT NULL")
    with op.batch_alter_table("concentration_breach", schema=None) as batch_op:
        batch_op.alter_column("value_now", existing_type=sa.String(length=60), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("concentration_breach", schema=None) as batch_op:
        batch_op.drop_column("accepted_value")
        batch_op.drop_column("value_now")
