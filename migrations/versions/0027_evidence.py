"""Evidence that services are safe to use: releases, papers, what tests found; which services deliver software"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

DELIVERING = ("development", "maintenance", "software_licence")


def upgrade() -> None:
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delivers_software", sa.Boolean(), nullable=False, server_default=sa.false()))
    service = sa.table("service", sa.column("kind", sa.String), sa.column("delivers_software", sa.Boolean))
    op.execute(service.update().where(service.c.kind.in_(DELIVERING)).values(delivers_software=True))
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.alter_column("delivers_software", server_default=None)

    op.create_table(
        "service_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("is_major", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_release_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_release")),
        sa.UniqueConstraint("service_id", "number", name=op.f("uq_service_release_service_id_number")),
    )
    op.create_index("ix_service_release_released_on", "service_release", ["released_on"])

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("tester", sa.String(length=200), nullable=False),
        sa.Column("accreditor", sa.String(length=60), nullable=False),
        sa.Column("accreditation", sa.String(length=60), nullable=False),
        sa.Column("accredited_until", sa.Date(), nullable=True),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_evidence_added_by_id_user")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["service_release.id"], name=op.f("fk_evidence_release_id_service_release")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_evidence_service_id_service")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_evidence_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    for name, columns in (
        ("ix_evidence_service_id", ["service_id", "kind"]),
        ("ix_evidence_release_id", ["release_id"]),
        ("ix_evidence_valid_until", ["valid_until"]),
        ("ix_evidence_tested_on", ["tested_on"]),
        ("ix_evidence_sha256", ["sha256"]),
        ("ix_evidence_added_by_id", ["added_by_id"]),
    ):
        op.create_index(name, "evidence", columns)

    op.create_table(
        "evidence_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("fix_note", sa.Text(), nullable=False),
        sa.Column("retested_on", sa.Date(), nullable=True),
        sa.Column("retest_note", sa.Text(), nullable=False),
        sa.Column("accepted_until", sa.Date(), nullable=True),
        sa.Column("accepted_why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_finding_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_evidence_finding_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_finding")),
        sa.UniqueConstraint("evidence_id", "fingerprint", name=op.f("uq_evidence_finding_evidence_id_fingerprint")),
    )
    op.create_index("ix_evidence_finding_due_on", "evidence_finding", ["state", "due_on"])
    op.create_index("ix_evidence_finding_owner_id", "evidence_finding", ["owner_id"])


def downgrade() -> None:
    for table in ("evidence_finding", "evidence", "service_release"):
        op.drop_table(table)
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_column("delivers_software")
