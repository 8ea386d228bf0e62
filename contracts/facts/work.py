"""Papers that came before their contract and wait to be registered with it."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select

from contracts.facts.models import Intake, IntakePaper
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase


def intakes(as_of: date, owners: Owners) -> Iterator[Task]:
    query = (
        select(Intake.id, Intake.created_by_id, func.min(IntakePaper.name).label("first"))
        .join(IntakePaper, IntakePaper.intake_id == Intake.id)
        .where(
            Intake.contract_id.is_(None), Intake.dropped_at.is_(None), owners.answer_for(Intake.created_by_id),
        )
        .group_by(Intake.id, Intake.created_by_id)
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Task(
            f"intake:{row.id}", phrase(N_("Register the contract of the papers taken in")), None, "contracts.intake.show",
            {"intake_id": row.id}, row.first, row.created_by_id,
        )  # fmt: skip
