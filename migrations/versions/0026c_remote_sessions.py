"""Remote maintenance: sessions asked for, approved, recorded with their log, and the month's review of them"""

import sqlalchemy as sa
from alembic import op

revision = "0026c"
down_revision = "0027b"
branch_labels = None
depends_on = None


def user(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([key], ["user.id"], name=op.f(f"fk_{table}_{key}_user")) for key in columns]


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "remote_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("engineer", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("systems", sa.String(length=300), nullable=False),
        sa.Column("window_from", instant, nullable=False),
        sa.Column("window_until", instant, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("started_at", instant, nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", instant, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_remote_session_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["access_grant.id"], name=op.f("fk_remote_session_grant_id_access_grant")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_remote_session_sha256_stored_file")),
        *user("remote_session", "asked_by_id", "decided_by_id", "recorded_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_session")),
    )
    for name in ("contract_id", "grant_id", "state", "window_from", "sha256", "asked_by_id"):
        op.create_index(f"ix_remote_session_{name}", "remote_session", [name])
    op.create_table(
        "session_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", instant, nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        *user("session_review", "reviewed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_review")),
        sa.UniqueConstraint("month", name=op.f("uq_session_review_month")),
    )


def downgrade() -> None:
    op.drop_table("session_review")
    op.drop_table("remote_session")
