"""Continuity: what vendors promised, what was proved, their part of the plan, responses to scenarios"""

import sqlalchemy as sa
from alembic import op

revision = "0034b"
down_revision = "0032b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("rto_minutes", sa.Integer(), nullable=True),
        sa.Column("rpo_minutes", sa.Integer(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_recovery_promise_added_by_id_user")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_recovery_promise_service_id_service")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_recovery_promise_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_promise")),
    )
    op.create_index("ix_recovery_promise_service_id", "recovery_promise", ["service_id", "promised_on"])
    op.create_index("ix_recovery_promise_sha256", "recovery_promise", ["sha256"])

    op.create_table(
        "recovery_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("scenario", sa.String(length=300), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("rto_minutes", sa.Integer(), nullable=True),
        sa.Column("rpo_minutes", sa.Integer(), nullable=True),
        sa.Column("people", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_recovery_test_added_by_id_user")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_recovery_test_service_id_service")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_recovery_test_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_test")),
    )
    op.create_index("ix_recovery_test_service_id", "recovery_test", ["service_id", "tested_on"])
    op.create_index("ix_recovery_test_sha256", "recovery_test", ["sha256"])
    op.create_index("ix_recovery_test_tested_on", "recovery_test", ["tested_on"])

    op.create_table(
        "continuity_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("alternate_site", sa.Text(), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=False),
        sa.Column("workaround", sa.Text(), nullable=False),
        sa.Column("contract_suits", sa.Boolean(), nullable=True),
        sa.Column("contract_why", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["user.id"], name=op.f("fk_continuity_plan_reviewed_by_id_user")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_continuity_plan_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuity_plan")),
        sa.UniqueConstraint("service_id", name=op.f("uq_continuity_plan_service_id")),
    )

    op.create_table(
        "scenario_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user.id"], name=op.f("fk_scenario_response_changed_by_id_user")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_scenario_response_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_response")),
        sa.UniqueConstraint("service_id", "scenario", name=op.f("uq_scenario_response_service_id_scenario")),
    )


def downgrade() -> None:
    for table in ("scenario_response", "continuity_plan", "recovery_test", "recovery_promise"):
        op.drop_table(table)
