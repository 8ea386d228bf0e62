"""Stress tests that are kept, and the control measures decided on them"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_risk_action_done_by_id_user")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_risk_action_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_action")),
    )
    with op.batch_alter_table("risk_action", schema=None) as batch_op:
        batch_op.create_index("ix_risk_action_cause", ["cause", "cause_id"], unique=False)
        batch_op.create_index("ix_risk_action_due_on", ["done_on", "due_on"], unique=False)
        batch_op.create_index("ix_risk_action_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "stress_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("degraded", sa.Integer(), nullable=False),
        sa.Column("too_slow", sa.Integer(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_stress_test_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stress_test")),
    )
    with op.batch_alter_table("stress_test", schema=None) as batch_op:
        batch_op.create_index("ix_stress_test_made_at", ["made_at"], unique=False)
        batch_op.create_index("ix_stress_test_scenario", ["kind", "key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stress_test", schema=None) as batch_op:
        batch_op.drop_index("ix_stress_test_scenario")
        batch_op.drop_index("ix_stress_test_made_at")

    op.drop_table("stress_test")
    with op.batch_alter_table("risk_action", schema=None) as batch_op:
        batch_op.drop_index("ix_risk_action_owner_id")
        batch_op.drop_index("ix_risk_action_due_on")
        batch_op.drop_index("ix_risk_action_cause")

    op.drop_table("risk_action")
