"""How obligations stand from day to day, and the audit packs that were made"""

import sqlalchemy as sa
from alembic import op

revision = "0027b"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "obligation_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("rule_id", sa.String(length=40), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject_name", sa.String(length=300), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("vendor_name", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("next_step", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_state")),
    )
    op.create_index("ix_obligation_state_until_on", "obligation_state", ["until_on", "from_on"])
    op.create_index("ix_obligation_state_vendor_id", "obligation_state", ["vendor_id"])
    op.create_table(
        "obligation_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_day")),
        sa.UniqueConstraint("day", name=op.f("uq_obligation_day_day")),
    )
    op.create_table(
        "audit_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("obligations", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_audit_pack_made_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_audit_pack_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_pack")),
    )
    op.create_index("ix_audit_pack_sha256", "audit_pack", ["sha256"])
    op.create_index("ix_audit_pack_made_by_id", "audit_pack", ["made_by_id"])


def downgrade() -> None:
    for table in ("audit_pack", "obligation_day", "obligation_state"):
        op.drop_table(table)
