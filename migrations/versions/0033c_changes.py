"""Changes of what vendors deliver, who approved them, and what the register noticed"""

import sqlalchemy as sa
from alembic import op

revision = "0033c"
down_revision = "0035c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("subcontractor_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("release", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by_id", sa.Integer(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_service_change_vendor_id_vendor")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_change_service_id_service")),
        sa.ForeignKeyConstraint(
            ["subcontractor_id"], ["vendor.id"], name=op.f("fk_service_change_subcontractor_id_vendor")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_service_change_asked_by_id_user")),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["user.id"], name=op.f("fk_service_change_assessed_by_id_user")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["user.id"], name=op.f("fk_service_change_reviewed_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_change")),
    )
    for columns in (["vendor_id", "state"], ["service_id"], ["subcontractor_id"], ["state", "planned_on"],
                    ["asked_by_id"], ["assessed_by_id"], ["reviewed_by_id"]):  # fmt: skip
        op.create_index(f"ix_service_change_{columns[0]}", "service_change", columns)

    op.create_table(
        "change_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["service_change.id"], name=op.f("fk_change_approval_change_id_service_change")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_change_approval_person_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_approval")),
        sa.UniqueConstraint(
            "change_id", "round", "person_id", name=op.f("uq_change_approval_change_id_round_person_id")
        ),
    )
    op.create_index("ix_change_approval_person_id", "change_approval", ["person_id"])

    op.create_table(
        "noticed_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("was", sa.String(length=200), nullable=False),
        sa.Column("is_now", sa.String(length=200), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_by_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_why", sa.String(length=500), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_noticed_change_vendor_id_vendor")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_noticed_change_service_id_service")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["service_change.id"], name=op.f("fk_noticed_change_change_id_service_change")
        ),
        sa.ForeignKeyConstraint(["noticed_by_id"], ["user.id"], name=op.f("fk_noticed_change_noticed_by_id_user")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_noticed_change_settled_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noticed_change")),
    )
    for name, columns in (("vendor_id", ["vendor_id", "settled_at"]), ("service_id", ["service_id"]), ("change_id", ["change_id"]),
                          ("noticed_at", ["settled_at", "noticed_at"]), ("noticed_by_id", ["noticed_by_id"]),
                          ("settled_by_id", ["settled_by_id"])):  # fmt: skip
        op.create_index(f"ix_noticed_change_{name}", "noticed_change", columns)


def downgrade() -> None:
    for table in ("noticed_change", "change_approval", "service_change"):
        op.drop_table(table)
