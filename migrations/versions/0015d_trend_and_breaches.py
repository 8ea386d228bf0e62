"""Figures of concentration day by day and limits that are passed"""

import sqlalchemy as sa
from alembic import op

revision = "0015d"
down_revision = "0011b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concentration_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("dimension", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concentration_snapshot")),
        sa.UniqueConstraint(
            "as_of", "dimension", "basis", name=op.f("uq_concentration_snapshot_as_of_dimension_basis")
        ),
    )
    with op.batch_alter_table("concentration_snapshot", schema=None) as batch_op:
        batch_op.create_index("ix_concentration_snapshot_series", ["dimension", "basis", "as_of"], unique=False)

    op.create_table(
        "concentration_breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=300), nullable=False),
        sa.Column("party_name", sa.String(length=300), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("at_most", sa.String(length=30), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_until", sa.Date(), nullable=True),
        sa.Column("acceptance_reason", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["user.id"], name=op.f("fk_concentration_breach_accepted_by_id_user")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_concentration_breach_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concentration_breach")),
    )
    with op.batch_alter_table("concentration_breach", schema=None) as batch_op:
        batch_op.create_index("ix_concentration_breach_closed_on", ["closed_on"], unique=False)
        batch_op.create_index("ix_concentration_breach_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_concentration_breach_what", ["dimension", "basis", "measure", "party"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("concentration_breach", schema=None) as batch_op:
        batch_op.drop_index("ix_concentration_breach_what")
        batch_op.drop_index("ix_concentration_breach_owner_id")
        batch_op.drop_index("ix_concentration_breach_closed_on")

    op.drop_table("concentration_breach")
    with op.batch_alter_table("concentration_snapshot", schema=None) as batch_op:
        batch_op.drop_index("ix_concentration_snapshot_series")

    op.drop_table("concentration_snapshot")
