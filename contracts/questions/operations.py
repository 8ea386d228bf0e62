from contracts.clauses.decisions import decide_clause
from contracts.clauses.models import ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.questions.models import ClauseQuestion
from contracts.questions.queries import open_questions, person_for
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.auth.rules import Role
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_


def ask_question(
    finding: ClauseFinding, *, question: str, asked_of: User | None = None, asked_role: Role | None = None, by: User
) -> ClauseQuestion:
    """Ask a person, or whoever holds a role, about a clause of a contract."""
    if not question.strip():
        raise Refused(N_("Write the question."), field="question")
    if (asked_of is None) == (asked_role is None):
        raise Refused(N_("Choose whom to ask."), field="asked_of")
    if asked_of is not None and (asked_of.id == by.id or not asked_of.is_active):
        raise Refused(N_("Ask somebody else who can sign in."), field="asked_of")
    contract = db.session.get_one(Contract, finding.contract_id)
    for known in open_questions(contract.id, finding.rulebook_id, finding.clause_id):
        if (known.asked_of_id, known.asked_role) == (asked_of.id if asked_of else None, asked_role):
            raise Refused(N_("They were asked about this clause already; the question is open."), field="asked_of")
    asked = ClauseQuestion(
        contract_id=contract.id,
        rulebook_id=finding.rulebook_id,
        clause_id=finding.clause_id,
        question=question.strip(),
        asked_by_id=by.id,
        asked_at=clock.now(),
        asked_of_id=asked_of.id if asked_of else None,
        asked_role=asked_role,
    )
    db.session.add(asked)
    db.session.flush()
    record(
        "contracts:question:ask",
        contract,
        by=by,
        clause=finding.clause_id,
        question=question.strip(),
        asked_of=person_for(asked),
    )
    return asked


def answer_question(
    question: ClauseQuestion,
    finding: ClauseFinding | None,
    verdict: Verdict,
    *,
    answer: str,
    seen: str = "",
    decides: bool,
    version: int | str | None = None,
    by: User,
) -> ClauseQuestion:
    """Answer with a verdict and a reason. From somebody who `decides` on clauses it is the decision as well; from anybody
    else advice, which a reviewer may follow."""
    check_version(question, version)
    _check_open(question)
    if not question.is_for(by):
        raise Refused(N_("The question was put to somebody else."))
    if not answer.strip():
        raise Refused(N_("Say why: the answer is kept with the clause."), field="answer")
    if decides and finding is not None:
        decision = decide_clause(finding, verdict, reason=answer, seen=seen, by=by)
        question.decision_id = decision.id
    question.verdict, question.answer, question.answered_by_id = verdict, answer.strip(), by.id
    question.closed_at = clock.now()
    contract = db.session.get_one(Contract, question.contract_id)
    record(
        "contracts:question:answer", contract, by=by, clause=question.clause_id, verdict=verdict, answer=answer.strip()
    )
    db.session.flush()
    return question


def withdraw_question(question: ClauseQuestion, *, by: User) -> None:
    """Take a question back, by who asked it."""
    _check_open(question)
    if question.asked_by_id != by.id:
        raise Refused(N_("Only who asked may take the question back."))
    question.closed_at = clock.now()
    contract = db.session.get_one(Contract, question.contract_id)
    record("contracts:question:withdraw", contract, by=by, clause=question.clause_id)
    db.session.flush()


def _check_open(question: ClauseQuestion) -> None:
    if not question.is_open:
        raise Refused(N_("The question is closed: it was answered, or taken back."))
