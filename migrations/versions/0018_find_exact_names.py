"""A component that is called exactly so is found by an index, before all whose names merely hold the words"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0022"
branch_labels = None
depends_on = None

_BATCH = 5_000


def upgrade() -> None:
    op.add_column("sbom_package", sa.Column("tail_text", sa.Text(), nullable=False, server_default=""))
    package = sa.table("sbom_package", sa.column("id"), sa.column("name_text"), sa.column("tail_text"))
    here = package.c.id == sa.bindparam("number")
    connection = op.get_bind()
    rows = connection.execute(sa.select(package.c.id, package.c.name_text)).all()
    for start in range(0, len(rows), _BATCH):
        made = [{"number": r.id, "tail": r.name_text.rpartition("/")[2]} for r in rows[start : start + _BATCH]]
        connection.execute(sa.update(package).where(here).values(tail_text=sa.bindparam("tail")), made)
    op.create_index("ix_sbom_package_tail_text", "sbom_package", ["tail_text"])


def downgrade() -> None:
    op.drop_index("ix_sbom_package_tail_text", "sbom_package")
    op.drop_column("sbom_package", "tail_text")
