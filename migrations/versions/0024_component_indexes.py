"""Components are found by their entry alone: two indexes less to write for each of millions"""

from alembic import op

revision = "0024"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_sbom_component_name_key", table_name="sbom_component")
    op.drop_index("ix_sbom_component_purl_key", table_name="sbom_component")


def downgrade() -> None:
    op.create_index("ix_sbom_component_name_key", "sbom_component", ["name_key"])
    op.create_index("ix_sbom_component_purl_key", "sbom_component", ["purl_key"])
