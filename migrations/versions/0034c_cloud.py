"""Cloud services assessed before they are used"""

import sqlalchemy as sa
from alembic import op

revision = "0034c"
down_revision = "0033d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cloud_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("template_version", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_critical", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approval_note", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("fk_cloud_assessment_approved_by_id_user")),
        sa.ForeignKeyConstraint(["assessor_id"], ["user.id"], name=op.f("fk_cloud_assessment_assessor_id_user")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_cloud_assessment_service_id_service")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_cloud_assessment_submitted_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cloud_assessment")),
    )
    op.create_index("ix_cloud_assessment_assessor_id", "cloud_assessment", ["assessor_id"])
    op.create_index("ix_cloud_assessment_service_id", "cloud_assessment", ["service_id", "state"])
    op.create_index("ix_cloud_assessment_state", "cloud_assessment", ["state", "valid_until"])

    op.create_table(
        "cloud_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("measure_until", sa.Date(), nullable=True),
        sa.Column("measure_by_id", sa.Integer(), nullable=True),
        sa.Column("measure_approved_on", sa.Date(), nullable=True),
        sa.Column("measure_approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["cloud_assessment.id"], name=op.f("fk_cloud_part_assessment_id_cloud_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["measure_approved_by_id"], ["user.id"], name=op.f("fk_cloud_part_measure_approved_by_id_user")
        ),
        sa.ForeignKeyConstraint(["measure_by_id"], ["user.id"], name=op.f("fk_cloud_part_measure_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_cloud_part_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cloud_part")),
        sa.UniqueConstraint("assessment_id", "part", name=op.f("uq_cloud_part_assessment_id_part")),
    )
    op.create_index("ix_cloud_part_measure_until", "cloud_part", ["measure_until"])
    op.create_index("ix_cloud_part_sha256", "cloud_part", ["sha256"])


def downgrade() -> None:
    for table in ("cloud_part", "cloud_assessment"):
        op.drop_table(table)
