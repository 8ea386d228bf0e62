"""What is decided on versions without support: course, plan, who, until when, and what happened to each"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    with op.batch_alter_table("component_support") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("course", sa.String(length=40), nullable=False, server_default="undecided"))
        for name, kind in (("target", sa.String(length=200)), ("plan", sa.Text()), ("reason", sa.Text())):
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("is_due_set", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("decided_at", instant, nullable=True))
        for name in ("owner_id", "decided_by_id"):
            batch.create_foreign_key(batch.f(f"fk_component_support_{name}_user"), "user", [name], ["id"])
        batch.create_index("ix_component_support_course", ["gone_at", "course", "due_on"])
        batch.create_index("ix_component_support_owner_id", ["owner_id"])
    with op.batch_alter_table("component_support") as batch:
        text = {name: sa.Text() for name in ("plan", "reason")}
        kinds = {"version": sa.Integer(), "course": sa.String(length=40), "target": sa.String(length=200), **text}
        for name, kind in {**kinds, "is_due_set": sa.Boolean()}.items():
            batch.alter_column(name, existing_type=kind, server_default=None)
    op.create_table(
        "support_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_support_id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("msgid", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["component_support_id"],
            ["component_support.id"],
            name=op.f("fk_support_event_component_support_id_component_support"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_support_event_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_event")),
    )
    op.create_index("ix_support_event_component_support_id", "support_event", ["component_support_id"])
    _days()


def _days() -> None:
    """Before support ends, or 30 days after it was found without it: as new ones get it."""
    table = sa.table(
        "component_support",
        sa.column("id", sa.Integer()),
        sa.column("ends_on", sa.Date()),
        sa.column("ended", sa.Boolean()),
        sa.column("found_at", sa.DateTime(timezone=True)),
        sa.column("due_on", sa.Date()),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c.ends_on, table.c.ended, table.c.found_at)).all()
    days = []
    for row in rows:
        soon = row.found_at.date() + timedelta(days=30)
        if row.ends_on is not None or row.ended:
            days.append({"which": row.id, "day": max(row.ends_on or soon, soon)})
    if days:
        statement = table.update().where(table.c.id == sa.bindparam("which")).values(due_on=sa.bindparam("day"))
        connection.execute(statement, days)


def downgrade() -> None:
    op.drop_table("support_event")
    with op.batch_alter_table("component_support") as batch:
        batch.drop_index("ix_component_support_owner_id")
        batch.drop_index("ix_component_support_course")
        for name in ("owner_id", "decided_by_id"):
            batch.drop_constraint(batch.f(f"fk_component_support_{name}_user"), type_="foreignkey")
        for name in ("decided_at", "decided_by_id", "is_due_set", "due_on", "owner_id", "reason", "plan", "target", "course",
                     "version"):  # fmt: skip
            batch.drop_column(name)
