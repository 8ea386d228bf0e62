"""Whose work goes to whom: a person's manager, their deputy, and the days on which they are away"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manager_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("deputy_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("away_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_user_manager_id_user"), "user", ["manager_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_user_deputy_id_user"), "user", ["deputy_id"], ["id"])
        batch_op.create_index("ix_user_manager_id", ["manager_id"], unique=False)
        batch_op.create_index("ix_user_deputy_id", ["deputy_id"], unique=False)

    op.create_index("ix_offboarding_task_item_id", "offboarding_task", ["item_id", "kind"])
    op.create_index("ix_access_grant_expires_on", "access_grant", ["expires_on"])


def downgrade() -> None:
    op.drop_index("ix_access_grant_expires_on", "access_grant")
    op.drop_index("ix_offboarding_task_item_id", "offboarding_task")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index("ix_user_deputy_id")
        batch_op.drop_index("ix_user_manager_id")
        batch_op.drop_constraint(op.f("fk_user_deputy_id_user"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_user_manager_id_user"), type_="foreignkey")
        for column in ("away_until", "away_from", "deputy_id", "manager_id"):
            batch_op.drop_column(column)
