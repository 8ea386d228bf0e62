"""Another tier for a vendor, for a reason and a time; audits of vendors, what they look at and what they find"""

import sqlalchemy as sa
from alembic import op

revision = "0035b"
down_revision = "0034b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_tier_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_tier_override_vendor_id_vendor")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_vendor_tier_override_asked_by_id_user")),
        sa.ForeignKeyConstraint(["approver_id"], ["user.id"], name=op.f("fk_vendor_tier_override_approver_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_tier_override")),
    )
    op.create_index("ix_vendor_tier_override_vendor_id", "vendor_tier_override", ["vendor_id"])
    op.create_index("ix_vendor_tier_override_valid_until", "vendor_tier_override", ["ended_on", "valid_until"])
    op.create_index("ix_vendor_tier_override_approver_id", "vendor_tier_override", ["approver_id"])

    op.create_table(
        "vendor_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=300), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("conducted_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_why", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_audit_vendor_id_vendor")),
        sa.ForeignKeyConstraint(["lead_id"], ["user.id"], name=op.f("fk_vendor_audit_lead_id_user")),
        sa.ForeignKeyConstraint(["concluded_by_id"], ["user.id"], name=op.f("fk_vendor_audit_concluded_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_vendor_audit_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_audit")),
    )
    for name, columns in (
        ("ix_vendor_audit_vendor_id", ["vendor_id", "conducted_on"]),
        ("ix_vendor_audit_state", ["state", "planned_on"]),
        ("ix_vendor_audit_planned_on", ["planned_on"]),
        ("ix_vendor_audit_lead_id", ["lead_id"]),
        ("ix_vendor_audit_sha256", ["sha256"]),
    ):
        op.create_index(name, "vendor_audit", columns)

    op.create_table(
        "vendor_audit_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("control", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["vendor_audit.id"], name=op.f("fk_vendor_audit_item_audit_id_vendor_audit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_audit_item")),
        sa.UniqueConstraint("audit_id", "control", name=op.f("uq_vendor_audit_item_audit_id_control")),
    )

    op.create_table(
        "vendor_audit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("control", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("responded_on", sa.Date(), nullable=True),
        sa.Column("remedied_on", sa.Date(), nullable=True),
        sa.Column("remedied_by_id", sa.Integer(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("close_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["vendor_audit.id"], name=op.f("fk_vendor_audit_finding_audit_id_vendor_audit")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_vendor_audit_finding_owner_id_user")),
        sa.ForeignKeyConstraint(
            ["remedied_by_id"], ["user.id"], name=op.f("fk_vendor_audit_finding_remedied_by_id_user")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name=op.f("fk_vendor_audit_finding_closed_by_id_user")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_vendor_audit_finding_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_audit_finding")),
    )
    for name, columns in (
        ("ix_vendor_audit_finding_audit_id", ["audit_id"]),
        ("ix_vendor_audit_finding_due_on", ["state", "due_on"]),
        ("ix_vendor_audit_finding_owner_id", ["owner_id"]),
        ("ix_vendor_audit_finding_sha256", ["sha256"]),
    ):
        op.create_index(name, "vendor_audit_finding", columns)


def downgrade() -> None:
    for table in ("vendor_audit_finding", "vendor_audit_item", "vendor_audit", "vendor_tier_override"):
        op.drop_table(table)
