"""Half-yearly reviews of vendors' accounts: who confirmed or revoked which, and the proof"""

import sqlalchemy as sa
from alembic import op

revision = "0026b"
down_revision = "0027"
branch_labels = None
depends_on = None


def user(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([key], ["user.id"], name=op.f(f"fk_{table}_{key}_user")) for key in columns]


def upgrade() -> None:
    op.create_table(
        "access_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *user("access_review", "opened_by_id", "closed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review")),
        sa.UniqueConstraint("period", name=op.f("uq_access_review_period")),
    )
    op.create_table(
        "access_review_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["access_review.id"], name=op.f("fk_access_review_line_review_id_access_review")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["access_grant.id"], name=op.f("fk_access_review_line_grant_id_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_access_review_line_sha256_stored_file")
        ),
        *user("access_review_line", "sponsor_id", "answered_by_id", "done_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_line")),
        sa.UniqueConstraint("review_id", "grant_id", name=op.f("uq_access_review_line_review_id_grant_id")),
    )
    for name, columns in {
        "grant_id": ["grant_id"], "sponsor_id": ["sponsor_id"], "answer": ["review_id", "answer"], "sha256": ["sha256"],
    }.items():  # fmt: skip
        op.create_index(f"ix_access_review_line_{name}", "access_review_line", columns)


def downgrade() -> None:
    op.drop_table("access_review_line")
    op.drop_table("access_review")
