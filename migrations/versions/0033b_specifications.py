"""Service specifications in versions, their parts, and channels to vendors with their tests"""

import sqlalchemy as sa
from alembic import op

revision = "0033b"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_specification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_with", sa.String(length=200), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("put_aside_why", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_specification_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_service_specification_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_specification")),
        sa.UniqueConstraint("service_id", "number", name=op.f("uq_service_specification_service_id_number")),
    )
    op.create_index("ix_service_specification_stage", "service_specification", ["stage", "review_on"])
    op.create_index("ix_service_specification_created_by_id", "service_specification", ["created_by_id"])

    op.create_table(
        "specification_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("specification_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version_text", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["specification_id"],
            ["service_specification.id"],
            name=op.f("fk_specification_part_specification_id_service_specification"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_specification_part_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specification_part")),
        sa.UniqueConstraint("specification_id", "part", name=op.f("uq_specification_part_specification_id_part")),
    )
    op.create_index("ix_specification_part_sha256", "specification_part", ["sha256"])

    op.create_table(
        "service_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("reach", sa.String(length=200), nullable=False),
        sa.Column("our_side", sa.String(length=120), nullable=False),
        sa.Column("answer_minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_channel_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_channel")),
    )
    op.create_index("ix_service_channel_service_id", "service_channel", ["service_id", "ended_on"])

    op.create_table(
        "channel_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("answered_by", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["service_channel.id"], name=op.f("fk_channel_test_channel_id_service_channel")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_channel_test_recorded_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_test")),
    )
    op.create_index("ix_channel_test_channel_id", "channel_test", ["channel_id", "tested_on"])
    op.create_index("ix_channel_test_recorded_by_id", "channel_test", ["recorded_by_id"])


def downgrade() -> None:
    for table in ("channel_test", "service_channel", "specification_part", "service_specification"):
        op.drop_table(table)
