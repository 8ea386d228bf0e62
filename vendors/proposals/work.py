"""Checks before signing that wait for the one who was named to decide."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.proposals.models import Proposal
from vendors.proposals.rules import Decision


def decisions(_as_of: date, owners: Owners) -> Iterator[Task]:
    """One for each that waits, and one for each acceptance on the day it is looked at again."""
    columns = (
        Proposal.id,
        Proposal.title,
        Proposal.vendor_name,
        Proposal.approver_id,
        Proposal.holds_until,
        Proposal.decision,
    )
    query = select(*columns).where(
        Proposal.decision.in_((Decision.WAITING, Decision.APPROVED)), owners.answer_for(Proposal.approver_id)
    )
    for row in db.session.execute(query):
        waits = row.decision is Decision.WAITING
        says = (
            N_("Decide on “%(title)s”: a limit would be passed")
            if waits
            else N_("Look again at what was accepted: “%(title)s”")
        )
        yield Task(
            f"proposal:{row.id}:{row.decision}", phrase(says, title=row.title), row.holds_until, "vendors.proposals.show",
            {"proposal_id": row.id}, row.vendor_name, row.approver_id,
        )  # fmt: skip
