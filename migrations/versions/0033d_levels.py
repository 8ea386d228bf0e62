"""Service levels promised, the figures reported for them, and the files these came in"""

import sqlalchemy as sa
from alembic import op

revision = "0033d"
down_revision = "0033c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("threshold_micro", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("penalty_kind", sa.String(length=40), nullable=False),
        sa.Column("rate_micro", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("step_micro", sa.BigInteger(), nullable=True),
        sa.Column("cap_minor", sa.BigInteger(), nullable=True),
        sa.Column("cap_per", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_level_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_level")),
    )
    op.create_index("ix_service_level_service_id", "service_level", ["service_id", "until_on"])
    op.create_table(
        "level_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("value_micro", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("dealt_on", sa.Date(), nullable=True),
        sa.Column("dealt_how", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["service_level.id"], name=op.f("fk_level_figure_level_id_service_level")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_figure")),
        sa.UniqueConstraint("level_id", "period_on", name=op.f("uq_level_figure_level_id_period_on")),
    )
    op.create_index("ix_level_figure_period_on", "level_figure", ["period_on"])
    op.create_table(
        "level_figure_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_level_figure_file_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user.id"], name=op.f("fk_level_figure_file_uploaded_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_figure_file")),
    )
    op.create_index("ix_level_figure_file_sha256", "level_figure_file", ["sha256"])
    op.create_index("ix_level_figure_file_uploaded_by_id", "level_figure_file", ["uploaded_by_id"])


def downgrade() -> None:
    for table in ("level_figure_file", "level_figure", "service_level"):
        op.drop_table(table)
