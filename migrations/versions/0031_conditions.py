"""Conditions of assessments with an owner and a day; certificates renewed one by one, with a second person's look"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0033b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_assessment_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["vendor_assessment.id"],
            name=op.f("fk_vendor_assessment_condition_assessment_id_vendor_assessment"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_vendor_assessment_condition_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_assessment_condition")),
    )
    op.create_index("ix_vendor_assessment_condition_assessment_id", "vendor_assessment_condition", ["assessment_id"])
    op.create_index("ix_vendor_assessment_condition_owner_id", "vendor_assessment_condition", ["owner_id"])
    op.create_index("ix_vendor_assessment_condition_due_on", "vendor_assessment_condition", ["met_on", "due_on"])
    op.create_table(
        "vendor_assessment_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("condition_id", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["vendor_assessment.id"],
            name=op.f("fk_vendor_assessment_proof_assessment_id_vendor_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["vendor_assessment_answer.id"],
            name=op.f("fk_vendor_assessment_proof_answer_id_vendor_assessment_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["condition_id"],
            ["vendor_assessment_condition.id"],
            name=op.f("fk_vendor_assessment_proof_condition_id_vendor_assessment_condition"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_vendor_assessment_proof_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_vendor_assessment_proof_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_vendor_assessment_proof_decided_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_assessment_proof")),
    )
    for column in ("assessment_id", "answer_id", "condition_id", "decision", "sha256"):
        op.create_index(f"ix_vendor_assessment_proof_{column}", "vendor_assessment_proof", [column])
    _carry_over()
    op.drop_column("vendor_assessment", "conditions")


def _carry_over() -> None:
    """Conditions were words without a day: each becomes one that is due by the end of its assessment at the latest."""
    bind = op.get_bind()
    assessment = sa.table(
        "vendor_assessment",
        sa.column("id", sa.Integer()),
        sa.column("conditions", sa.Text()),
        sa.column("assessor_id", sa.Integer()),
        sa.column("valid_until", sa.Date()),
        sa.column("concluded_on", sa.Date()),
        sa.column("opened_on", sa.Date()),
    )
    condition = sa.table(
        "vendor_assessment_condition",
        sa.column("assessment_id", sa.Integer()),
        sa.column("what", sa.Text()),
        sa.column("owner_id", sa.Integer()),
        sa.column("due_on", sa.Date()),
    )
    for row in bind.execute(sa.select(assessment).where(assessment.c.conditions != "")).all():
        due_on = row.valid_until or (row.concluded_on or row.opened_on) + timedelta(days=365)
        bind.execute(
            condition.insert().values(
                assessment_id=row.id, what=row.conditions, owner_id=row.assessor_id, due_on=due_on
            )
        )
