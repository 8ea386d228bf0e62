"""Late remote sessions are reviewed in a further round; who entered an account; why something fell away by itself"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0033"
branch_labels = None
depends_on = None

TAIPEI = ZoneInfo("Asia/Taipei")


def upgrade() -> None:
    with op.batch_alter_table("session_review") as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(op.f("uq_session_review_month"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_session_review_month_round"), ["month", "round"])
    with op.batch_alter_table("session_review") as batch_op:
        batch_op.alter_column("round", server_default=None)
    with op.batch_alter_table("remote_session") as batch_op:
        batch_op.add_column(sa.Column("review_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("fell_away", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_remote_session_review_id_session_review"), "session_review", ["review_id"], ["id"]
        )
        batch_op.create_index("ix_remote_session_review_id", ["review_id"])
    with op.batch_alter_table("access_request") as batch_op:
        batch_op.add_column(sa.Column("fell_away", sa.JSON(), nullable=True))
    with op.batch_alter_table("access_grant") as batch_op:
        batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_access_grant_entered_by_id_user"), "user", ["entered_by_id"], ["id"])
        batch_op.create_index("ix_access_grant_entered_by_id", ["entered_by_id"])
    _know_what_was_reviewed()


def _know_what_was_reviewed() -> None:
    """A session counts as reviewed where it was recorded before its month's review; what came later is asked for anew."""
    session = sa.table(
        "remote_session", sa.column("id"), sa.column("state"), sa.column("window_from", sa.DateTime(timezone=True)),
        sa.column("recorded_at", sa.DateTime(timezone=True)), sa.column("review_id"),
    )  # fmt: skip
    review = sa.table(
        "session_review", sa.column("id"), sa.column("month"), sa.column("reviewed_at", sa.DateTime(timezone=True))
    )
    connection = op.get_bind()
    reviews = {row.month: row for row in connection.execute(sa.select(review))}
    if not reviews:
        return
    for row in connection.execute(sa.select(session).where(session.c.state == "done")).all():
        found = reviews.get(f"{_aware(row.window_from).astimezone(TAIPEI):%Y-%m}")
        if found is not None and row.recorded_at is not None and _aware(row.recorded_at) <= _aware(found.reviewed_at):
            connection.execute(sa.update(session).where(session.c.id == row.id).values(review_id=found.id))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def downgrade() -> None:
    with op.batch_alter_table("access_grant") as batch_op:
        batch_op.drop_index("ix_access_grant_entered_by_id")
        batch_op.drop_constraint(op.f("fk_access_grant_entered_by_id_user"), type_="foreignkey")
        batch_op.drop_column("entered_by_id")
    with op.batch_alter_table("access_request") as batch_op:
        batch_op.drop_column("fell_away")
    with op.batch_alter_table("remote_session") as batch_op:
        batch_op.drop_index("ix_remote_session_review_id")
        batch_op.drop_constraint(op.f("fk_remote_session_review_id_session_review"), type_="foreignkey")
        batch_op.drop_column("fell_away")
        batch_op.drop_column("review_id")
    op.execute("DELETE FROM session_review WHERE round > 1")
    with op.batch_alter_table("session_review") as batch_op:
        batch_op.drop_constraint(op.f("uq_session_review_month_round"), type_="unique")
        batch_op.drop_column("round")
        batch_op.create_unique_constraint(op.f("uq_session_review_month"), ["month"])
