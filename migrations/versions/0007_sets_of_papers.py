"""Papers judged as one set: when each takes effect, decisions that know the passages they rest on, questions on a clause, further rulebooks for a contract, and what changed between two checks"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract_rulebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.String(length=40), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["user.id"], name=op.f("fk_contract_rulebook_chosen_by_id_user")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_rulebook_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_rulebook")),
    )
    with op.batch_alter_table("contract_rulebook", schema=None) as batch_op:
        batch_op.create_index("ix_contract_rulebook_contract_id", ["contract_id", "rulebook_id"], unique=False)

    op.create_table(
        "verdict_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.String(length=40), nullable=False),
        sa.Column("clause_id", sa.String(length=60), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("version_before", sa.String(length=40), nullable=False),
        sa.Column("version_after", sa.String(length=40), nullable=False),
        sa.Column("by_papers", sa.Boolean(), nullable=False),
        sa.Column("by_rulebook", sa.Boolean(), nullable=False),
        sa.Column("decided", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_verdict_change_contract_id_contract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_change")),
    )
    with op.batch_alter_table("verdict_change", schema=None) as batch_op:
        batch_op.create_index("ix_verdict_change_at", ["rulebook_id", "at"], unique=False)
        batch_op.create_index("ix_verdict_change_contract_id", ["contract_id", "rulebook_id"], unique=False)

    op.create_table(
        "clause_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.String(length=40), nullable=False),
        sa.Column("clause_id", sa.String(length=60), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_of_id", sa.Integer(), nullable=True),
        sa.Column("asked_role", sa.String(length=40), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_clause_question_answered_by_id_user")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_clause_question_asked_by_id_user")),
        sa.ForeignKeyConstraint(["asked_of_id"], ["user.id"], name=op.f("fk_clause_question_asked_of_id_user")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_clause_question_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["clause_decision.id"], name=op.f("fk_clause_question_decision_id_clause_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_question")),
    )
    with op.batch_alter_table("clause_question", schema=None) as batch_op:
        batch_op.create_index("ix_clause_question_asked_by_id", ["asked_by_id"], unique=False)
        batch_op.create_index("ix_clause_question_asked_of_id", ["asked_of_id"], unique=False)
        batch_op.create_index("ix_clause_question_closed_at", ["closed_at"], unique=False)
        batch_op.create_index(
            "ix_clause_question_contract_id", ["contract_id", "rulebook_id", "clause_id"], unique=False
        )

    with op.batch_alter_table("clause_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quote", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("passages", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("ground_mark", sa.String(length=64), nullable=False, server_default=""))

    with op.batch_alter_table("clause_finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rulebook_digest", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ground_mark", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("recheck_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_stale", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_clause_finding_recheck_on", ["recheck_on"], unique=False)

    with op.batch_alter_table("contract_document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("effective_on", sa.Date(), nullable=True))

    # The defaults were for the rows that are there; the product gives its own.
    with op.batch_alter_table("clause_decision", schema=None) as batch_op:
        batch_op.alter_column("quote", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("ground_mark", existing_type=sa.String(length=64), server_default=None)
    with op.batch_alter_table("clause_finding", schema=None) as batch_op:
        batch_op.alter_column("rulebook_digest", existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column("ground_mark", existing_type=sa.String(length=64), server_default=None)
        batch_op.alter_column("is_stale", existing_type=sa.Boolean(), server_default=None)
    _keep_passages(op.get_bind())


def _keep_passages(connection: sa.Connection) -> None:
    """A decision made on the words that a finding still shows rests on those; any other was stale already, and stays so."""
    names = ("id", "contract_id", "rulebook_id", "clause_id", "evidence_hash")
    decision = sa.table("clause_decision", *map(sa.column, names), sa.column("passages", sa.JSON(none_as_null=True)))
    finding = sa.table(
        "clause_finding", *map(sa.column, names), sa.column("evidence", sa.JSON()), sa.column("is_stale", sa.Boolean())
    )
    same = sa.and_(*(finding.c[name] == decision.c[name] for name in names[1:4]))
    query = sa.select(
        decision.c.id, decision.c.evidence_hash, finding.c.id, finding.c.evidence_hash, finding.c.evidence
    )
    stale = {}
    for decision_id, seen, finding_id, now, evidence in connection.execute(
        query.join_from(decision, finding, same).order_by(decision.c.id)
    ).all():
        stale[finding_id] = seen != now
        if seen == now:
            passages = [each["text"] for each in evidence]
            connection.execute(decision.update().where(decision.c.id == decision_id).values(passages=passages))
    for finding_id, is_stale in stale.items():
        if is_stale:
            connection.execute(finding.update().where(finding.c.id == finding_id).values(is_stale=True))


def downgrade() -> None:
    with op.batch_alter_table("contract_document", schema=None) as batch_op:
        batch_op.drop_column("effective_on")

    with op.batch_alter_table("clause_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_finding_recheck_on")
        batch_op.drop_column("is_stale")
        batch_op.drop_column("recheck_on")
        batch_op.drop_column("ground_mark")
        batch_op.drop_column("rulebook_digest")

    with op.batch_alter_table("clause_decision", schema=None) as batch_op:
        batch_op.drop_column("ground_mark")
        batch_op.drop_column("passages")
        batch_op.drop_column("quote")

    with op.batch_alter_table("clause_question", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_question_contract_id")
        batch_op.drop_index("ix_clause_question_closed_at")
        batch_op.drop_index("ix_clause_question_asked_of_id")
        batch_op.drop_index("ix_clause_question_asked_by_id")

    op.drop_table("clause_question")
    with op.batch_alter_table("verdict_change", schema=None) as batch_op:
        batch_op.drop_index("ix_verdict_change_contract_id")
        batch_op.drop_index("ix_verdict_change_at")

    op.drop_table("verdict_change")
    with op.batch_alter_table("contract_rulebook", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_rulebook_contract_id")

    op.drop_table("contract_rulebook")
