"""Keys for build pipelines and what they sent; releases by UUID, and releases no longer in use"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Added with defaults, which no row keeps: SQLite would otherwise make the table anew under what refers to it.
    op.add_column("release", sa.Column("is_ended", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("release", sa.Column("uuid", sa.String(length=36), nullable=False, server_default=""))
    release = sa.table("release", sa.column("id", sa.Integer), sa.column("uuid", sa.String))
    connection = op.get_bind()
    known = [{"release_id": row.id, "made": str(uuid4())} for row in connection.execute(sa.select(release.c.id))]
    if known:
        name = sa.update(release).where(release.c.id == sa.bindparam("release_id")).values(uuid=sa.bindparam("made"))
        connection.execute(name, known)
    op.create_index("ix_release_uuid", "release", ["uuid"], unique=True)
    _create_keys()
    _create_uploads()


def _create_keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("may_create", sa.Boolean(), nullable=False),
        sa.Column("keeps_invalid", sa.Boolean(), nullable=False),
        sa.Column("hint", sa.String(length=12), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("last_used_from", sa.String(length=60), nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_api_key_created_by_id_user")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_api_key_product_id_product")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_api_key_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_key_hash")),
    )
    op.create_index("ix_api_key_vendor_id", "api_key", ["vendor_id"])


def _create_uploads() -> None:
    op.create_table(
        "pipeline_upload",
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("named", sa.String(length=320), nullable=False),
        sa.Column("client", sa.String(length=120), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name=op.f("fk_pipeline_upload_api_key_id_api_key")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_pipeline_upload_release_id_release")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_pipeline_upload_work_id_work")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_pipeline_upload")),
    )
    op.create_index("ix_pipeline_upload_received_at", "pipeline_upload", ["received_at"])
    op.create_index("ix_pipeline_upload_release_id", "pipeline_upload", ["release_id", "received_at"])
    op.create_index("ix_pipeline_upload_api_key_id", "pipeline_upload", ["api_key_id"])


def downgrade() -> None:
    op.drop_table("pipeline_upload")
    op.drop_table("api_key")
    op.drop_index("ix_release_uuid", "release")
    op.drop_column("release", "uuid")
    op.drop_column("release", "is_ended")
