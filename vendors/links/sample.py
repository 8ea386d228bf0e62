"""The sample firm's links: one that a vendor is answering at, for the assessment that waits for its answers."""

from datetime import timedelta

from sqlalchemy import delete, select

from core import clock
from core.audit.chain import acting_as
from core.db import db
from core.demo.operations import Context
from vendors.assessments.models import Assessment
from vendors.assessments.rules import State
from vendors.links import operations, queries
from vendors.links.models import LinkAnswer, QuestionnaireLink
from vendors.links.operations import Typed


def exists() -> bool:
    return False  # never without vendors, which tell


def has_real_data() -> bool:
    return False  # a real link hangs on a real vendor


def load(context: Context) -> None:
    query = select(Assessment).where(Assessment.is_sample.is_(True), Assessment.state == State.SENT)
    found = db.session.scalar(query.order_by(Assessment.id).limit(1))
    if found is None:
        return
    link, _ = operations.make_link(
        found, to_whom="王經理 contact@vendor.example", valid_until=clock.today() + timedelta(days=14),
        language="zh_Hant_TW", by=found.assessor,
    )  # fmt: skip
    with acting_as(f"link:A{found.id}"):
        operations.note_opened(link)
        first = found.questions.sections[0].questions
        typed = {q.id: Typed(q.options[0].id if q.options else "", "") for q in first}
        operations.save(link, list(first), typed, seen=queries.seen(link, list(first)))


def remove() -> dict[str, int]:
    own = select(QuestionnaireLink.id).join(Assessment).where(Assessment.is_sample.is_(True))
    for statement in (
        delete(LinkAnswer).where(LinkAnswer.link_id.in_(own)),
        delete(QuestionnaireLink).where(QuestionnaireLink.id.in_(own)),
    ):
        db.session.flush()
        db.session.execute(statement, execution_options={"synchronize_session": False})
    return {}
