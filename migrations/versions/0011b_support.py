"""End of life: the table, which package is which product in it, and what it means for the software in use"""

import sqlalchemy as sa
from alembic import op

revision = "0011b"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_product")),
        sa.UniqueConstraint("name", name=op.f("uq_support_product_name")),
    )
    op.create_table(
        "support_cycle",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=True),
        sa.Column("latest", sa.String(length=60), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["support_product.id"], name=op.f("fk_support_cycle_product_id_support_product")
        ),
        sa.PrimaryKeyConstraint("product_id", "name", name=op.f("pk_support_cycle")),
    )
    op.create_table(
        "support_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(length=400), nullable=False),
        sa.Column("support_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_from_table", sa.Boolean(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_support_mapping_set_by_id_user")),
        sa.ForeignKeyConstraint(
            ["support_id"], ["support_product.id"], name=op.f("fk_support_mapping_support_id_support_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_mapping")),
    )
    with op.batch_alter_table("support_mapping", schema=None) as batch_op:
        batch_op.create_index("ix_support_mapping_package", ["package"], unique=False)
        batch_op.create_index("ix_support_mapping_support_id", ["support_id"], unique=False)

    op.create_table(
        "component_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(length=400), nullable=False),
        sa.Column("package_version", sa.String(length=255), nullable=False),
        sa.Column("component", sa.String(length=300), nullable=False),
        sa.Column("support_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(length=60), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=True),
        sa.Column("latest", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["sbom_delivery.id"], name=op.f("fk_component_support_delivery_id_sbom_delivery")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_component_support_product_id_product")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_component_support_release_id_release")),
        sa.ForeignKeyConstraint(
            ["support_id"], ["support_product.id"], name=op.f("fk_component_support_support_id_support_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component_support")),
        sa.UniqueConstraint("product_id", "package", "package_version", name="uq_component_support_place"),
    )
    with op.batch_alter_table("component_support", schema=None) as batch_op:
        batch_op.create_index("ix_component_support_delivery_id", ["delivery_id"], unique=False)
        batch_op.create_index("ix_component_support_gone_at", ["gone_at", "ends_on"], unique=False)
        batch_op.create_index("ix_component_support_release_id", ["release_id"], unique=False)
        batch_op.create_index("ix_component_support_support_id", ["support_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("component_support", schema=None) as batch_op:
        batch_op.drop_index("ix_component_support_support_id")
        batch_op.drop_index("ix_component_support_release_id")
        batch_op.drop_index("ix_component_support_gone_at")
        batch_op.drop_index("ix_component_support_delivery_id")

    op.drop_table("component_support")
    with op.batch_alter_table("support_mapping", schema=None) as batch_op:
        batch_op.drop_index("ix_support_mapping_support_id")
        batch_op.drop_index("ix_support_mapping_package")

    op.drop_table("support_mapping")
    op.drop_table("support_cycle")
    op.drop_table("support_product")
