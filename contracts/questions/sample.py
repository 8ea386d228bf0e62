"""The sample firm's questions on clauses: one open to compliance, one answered."""

from datetime import timedelta

from sqlalchemy import delete, select

from contracts.clauses.models import ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.questions.models import ClauseQuestion
from contracts.register.sample import SAMPLE
from core import clock
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context

ASKED = (
    "廠商主張其資安認證報告即可代替查核，是否足以符合本條款？",
    "本條僅寫「儘速通知」，法遵可否接受？請於續約談判前回覆。",
)


class QuestionsPart:
    """Procurement asks, compliance has answered one of two."""

    def load(self, context: Context) -> None:
        askers = context.made["people"].get(Role.PROCUREMENT, [])
        answerers = context.made["people"].get(Role.COMPLIANCE, [])
        if not askers or not answerers:
            return
        query = select(ClauseFinding).where(
            ClauseFinding.contract_id.in_(SAMPLE), ClauseFinding.verdict == Verdict.PARTIAL
        )
        for number, finding in enumerate(db.session.scalars(query.order_by(ClauseFinding.id).limit(len(ASKED)))):
            asked_at = clock.now() - timedelta(days=2 + number)
            is_answered = number > 0
            db.session.add(
                ClauseQuestion(
                    contract_id=finding.contract_id,
                    rulebook_id=finding.rulebook_id,
                    clause_id=finding.clause_id,
                    question=ASKED[number],
                    asked_by_id=askers[0].id,
                    asked_at=asked_at,
                    asked_role=Role.COMPLIANCE,
                    verdict=Verdict.PARTIAL if is_answered else None,
                    answer="不足：應訂明時限，請廠商增補。" if is_answered else "",
                    answered_by_id=answerers[0].id if is_answered else None,
                    closed_at=asked_at + timedelta(days=1) if is_answered else None,
                )
            )
        db.session.flush()

    def remove(self) -> dict[str, int]:
        db.session.execute(delete(ClauseQuestion).where(ClauseQuestion.contract_id.in_(SAMPLE)))
        return {}

    def exists(self) -> bool:
        return False  # never without contracts, which tell

    def has_real_data(self) -> bool:
        return False  # a real question is about a real contract
