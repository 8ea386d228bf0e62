"""Assessments of vendors: questionnaires, answers, reviews"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0026b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("questionnaire_version", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("sent_to", sa.String(length=300), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("score", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approval_note", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_assessment_vendor_id_vendor")),
        sa.ForeignKeyConstraint(["assessor_id"], ["user.id"], name=op.f("fk_vendor_assessment_assessor_id_user")),
        sa.ForeignKeyConstraint(
            ["concluded_by_id"], ["user.id"], name=op.f("fk_vendor_assessment_concluded_by_id_user")
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["user.id"], name=op.f("fk_vendor_assessment_approver_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_assessment")),
    )
    op.create_index("ix_vendor_assessment_vendor_id", "vendor_assessment", ["vendor_id", "questionnaire"])
    op.create_index("ix_vendor_assessment_state", "vendor_assessment", ["state", "questionnaire", "approved_on"])
    op.create_index("ix_vendor_assessment_assessor_id", "vendor_assessment", ["assessor_id"])
    op.create_index("ix_vendor_assessment_approver_id", "vendor_assessment", ["approver_id"])
    op.create_table(
        "vendor_assessment_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("review", sa.String(length=40), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["vendor_assessment.id"],
            name=op.f("fk_vendor_assessment_answer_assessment_id_vendor_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_vendor_assessment_answer_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user.id"], name=op.f("fk_vendor_assessment_answer_reviewed_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_assessment_answer")),
        sa.UniqueConstraint(
            "assessment_id", "question", name=op.f("uq_vendor_assessment_answer_assessment_id_question")
        ),
    )
    op.create_index("ix_vendor_assessment_answer_ends_on", "vendor_assessment_answer", ["ends_on"])
    op.create_index("ix_vendor_assessment_answer_sha256", "vendor_assessment_answer", ["sha256"])
    op.create_table(
        "vendor_assessment_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["vendor_assessment.id"],
            name=op.f("fk_vendor_assessment_file_assessment_id_vendor_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_vendor_assessment_file_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_vendor_assessment_file_uploaded_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_assessment_file")),
    )
    op.create_index("ix_vendor_assessment_file_assessment_id", "vendor_assessment_file", ["assessment_id"])
    op.create_index("ix_vendor_assessment_file_sha256", "vendor_assessment_file", ["sha256"])


def downgrade() -> None:
    op.drop_table("vendor_assessment_file")
    op.drop_table("vendor_assessment_answer")
    op.drop_table("vendor_assessment")
