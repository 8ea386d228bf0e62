"""The firm's own steps at the end of contracts, and a task's words in English"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0015c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "end_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("least", sa.String(length=40), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_end_step")),
        sa.UniqueConstraint("key", name=op.f("uq_end_step_key")),
    )
    with op.batch_alter_table("offboarding_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label_en", sa.String(length=300), nullable=False, server_default=""))
    # The default was for the rows that are there; the product gives its own.
    with op.batch_alter_table("offboarding_task", schema=None) as batch_op:
        batch_op.alter_column("label_en", existing_type=sa.String(length=300), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("offboarding_task", schema=None) as batch_op:
        batch_op.drop_column("label_en")
    op.drop_table("end_step")
