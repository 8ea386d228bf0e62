"""Questionnaires that vendors answer through a link"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("to_whom", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["vendor_assessment.id"],
            name=op.f("fk_questionnaire_link_assessment_id_vendor_assessment"),
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_questionnaire_link_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_questionnaire_link_token_hash")),
    )
    op.create_index("ix_questionnaire_link_assessment_id", "questionnaire_link", ["assessment_id"])
    op.create_index("ix_questionnaire_link_valid_until", "questionnaire_link", ["valid_until"])

    op.create_table(
        "questionnaire_link_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("is_last_years", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["questionnaire_link.id"], name=op.f("fk_questionnaire_link_answer_link_id_questionnaire_link")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_questionnaire_link_answer_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_link_answer")),
        sa.UniqueConstraint("link_id", "question", name=op.f("uq_questionnaire_link_answer_link_id_question")),
    )
    op.create_index("ix_questionnaire_link_answer_sha256", "questionnaire_link_answer", ["sha256"])


def downgrade() -> None:
    op.drop_table("questionnaire_link_answer")
    op.drop_table("questionnaire_link")
