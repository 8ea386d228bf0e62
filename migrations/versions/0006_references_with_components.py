"""A component's addresses stand in its own row: they are read with it only, and five rows more for each made uploads slow"""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BATCH = 5_000


def upgrade() -> None:
    connection = op.get_bind()
    reference = sa.table(
        "sbom_reference",
        *map(sa.column, ("delivery_id", "position", "number", "type", "url", "comment")),
        sa.column("hashes", sa.JSON),
    )
    component = sa.table("sbom_component", *map(sa.column, ("delivery_id", "position")), sa.column("details", sa.JSON))
    here = sa.and_(component.c.delivery_id == sa.bindparam("d"), component.c.position == sa.bindparam("p"))
    write = sa.update(component).where(here).values(details=sa.bindparam("made"))
    deliveries = [row[0] for row in connection.execute(sa.select(reference.c.delivery_id).distinct())]
    for delivery in deliveries:
        read = sa.select(component.c.position, component.c.details).where(component.c.delivery_id == delivery)
        details = {row.position: row.details for row in connection.execute(read)}
        listed = sa.select(reference).where(reference.c.delivery_id == delivery)
        rows = connection.execute(listed.order_by(reference.c.position, reference.c.number)).all()
        made = [
            {
                "d": delivery,
                "p": position,
                "made": (details[position] or {})
                | {"references": [[r.type, r.url, r.comment, r.hashes] for r in group]},
            }
            for position, group in groupby(rows, key=lambda row: row.position)
        ]
        for start in range(0, len(made), _BATCH):
            connection.execute(write, made[start : start + _BATCH])
    op.drop_table("sbom_reference")


def downgrade() -> None:
    op.create_table(
        "sbom_reference",
        sa.Column("delivery_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("hashes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id", "position"], ["sbom_component.delivery_id", "sbom_component.position"], name="component"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "position", "number", name=op.f("pk_sbom_reference")),
    )
    connection = op.get_bind()
    component = sa.table("sbom_component", *map(sa.column, ("delivery_id", "position")), sa.column("details", sa.JSON))
    reference = sa.table(
        "sbom_reference",
        *map(sa.column, ("delivery_id", "position", "number", "type", "url", "comment")),
        sa.column("hashes", sa.JSON),
    )
    for row in connection.execute(sa.select(component)).all():
        made = [
            {
                "delivery_id": row.delivery_id,
                "position": row.position,
                "number": n,
                "type": r[0],
                "url": r[1],
                "comment": r[2],
                "hashes": r[3],
            }
            for n, r in enumerate((row.details or {}).get("references", ()))
        ]
        if made:
            connection.execute(sa.insert(reference), made)
