"""Attempts counted for all processes, corrections while a vendor answers, the times of incidents as records"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0032c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt_count")),
    )
    op.create_index("ix_attempt_count_ends_at", "attempt_count", ["ends_at"])
    op.create_table(
        "incident_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("applies", sa.String(length=40), nullable=False),
        sa.Column("within_minutes", sa.Integer(), nullable=False),
        sa.Column("source_zh", sa.String(length=300), nullable=False),
        sa.Column("source_en", sa.String(length=300), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_incident_time_set_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_time")),
    )
    op.create_index("ix_incident_time_duty", "incident_time", ["duty", "effective_on"])
    op.create_index("ix_incident_time_set_by_id", "incident_time", ["set_by_id"])
    with op.batch_alter_table("questionnaire_link_answer") as table:
        table.add_column(sa.Column("ours", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("vendor_assessment_answer") as table:
        table.add_column(sa.Column("overruled", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("vendor_assessment_answer") as table:
        table.drop_column("overruled")
    with op.batch_alter_table("questionnaire_link_answer") as table:
        table.drop_column("ours")
    op.drop_table("incident_time")
    op.drop_table("attempt_count")
