"""What was read in papers, the facts that people confirmed, and papers that came before their contract"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_facts",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reading", sa.String(length=20), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["document_words.sha256"],
            name=op.f("fk_document_facts_sha256_document_words"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document_facts")),
    )
    op.create_table(
        "contract_intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_intake_contract_id_contract")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_contract_intake_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_intake")),
    )
    with op.batch_alter_table("contract_intake", schema=None) as batch_op:
        batch_op.create_index("ix_contract_intake_contract_id", ["contract_id"], unique=False)

    op.create_table(
        "contract_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_contract_fact_confirmed_by_id_user")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_fact_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["contract_document.id"], name=op.f("fk_contract_fact_document_id_contract_document")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_contract_fact_ended_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_fact")),
    )
    with op.batch_alter_table("contract_fact", schema=None) as batch_op:
        batch_op.create_index("ix_contract_fact_contract_id", ["contract_id", "kind"], unique=False)
        batch_op.create_index("ix_contract_fact_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_contract_fact_kind", ["kind", "ended_at"], unique=False)

    op.create_table(
        "contract_intake_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("extraction", sa.String(length=40), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["contract_intake.id"], name=op.f("fk_contract_intake_paper_intake_id_contract_intake")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_contract_intake_paper_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_intake_paper")),
    )
    with op.batch_alter_table("contract_intake_paper", schema=None) as batch_op:
        batch_op.create_index("ix_contract_intake_paper_intake_id", ["intake_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("contract_intake_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_intake_paper_intake_id")

    op.drop_table("contract_intake_paper")
    with op.batch_alter_table("contract_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_fact_kind")
        batch_op.drop_index("ix_contract_fact_document_id")
        batch_op.drop_index("ix_contract_fact_contract_id")

    op.drop_table("contract_fact")
    with op.batch_alter_table("contract_intake", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_intake_contract_id")

    op.drop_table("contract_intake")
    op.drop_table("document_facts")
