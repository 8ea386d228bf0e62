"""The days to settle and to keep incidents as records"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("close_days", sa.Integer(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_incident_days_set_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_days")),
    )
    op.create_index("ix_incident_days_set_by_id", "incident_days", ["set_by_id"])


def downgrade() -> None:
    op.drop_table("incident_days")
