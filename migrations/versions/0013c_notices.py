"""Notices from vendors, what they touch, what is done about them, and letters about those that did not come"""

import sqlalchemy as sa
from alembic import op

revision = "0013c"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("references", sa.String(length=500), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sought", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_from", sa.JSON(), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name=op.f("fk_notice_closed_by_id_user")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["user.id"], name=op.f("fk_notice_registered_by_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_notice_sha256_stored_file")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_notice_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_closed_at", ["closed_at"], unique=False)
        batch_op.create_index("ix_notice_sha256", ["sha256"], unique=False)
        batch_op.create_index("ix_notice_told_at", ["told_at"], unique=False)
        batch_op.create_index("ix_notice_vendor_id", ["vendor_id", "closed_at"], unique=False)

    op.create_table(
        "notice_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_release_notice_id_notice")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_notice_release_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_release")),
        sa.UniqueConstraint("notice_id", "release_id", name=op.f("uq_notice_release_notice_id_release_id")),
    )
    with op.batch_alter_table("notice_release", schema=None) as batch_op:
        batch_op.create_index("ix_notice_release_release_id", ["release_id"], unique=False)

    op.create_table(
        "notice_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_notice_measure_done_by_id_user")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_measure_notice_id_notice")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_notice_measure_owner_id_user")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_notice_measure_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_measure")),
    )
    with op.batch_alter_table("notice_measure", schema=None) as batch_op:
        batch_op.create_index("ix_notice_measure_done_on", ["done_on", "due_on"], unique=False)
        batch_op.create_index("ix_notice_measure_notice_id", ["notice_id"], unique=False)
        batch_op.create_index("ix_notice_measure_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_notice_measure_sha256", ["sha256"], unique=False)

    op.create_table(
        "notice_reminded",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["clause_letter.id"], name=op.f("fk_notice_reminded_letter_id_clause_letter")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_notice_reminded_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_reminded")),
        sa.UniqueConstraint(
            "letter_id", "product_id", "name", name=op.f("uq_notice_reminded_letter_id_product_id_name")
        ),
    )
    with op.batch_alter_table("notice_reminded", schema=None) as batch_op:
        batch_op.create_index("ix_notice_reminded_product_id", ["product_id", "name"], unique=False)


def downgrade() -> None:
    for table in ("notice_reminded", "notice_measure", "notice_release", "notice"):
        op.drop_table(table)
