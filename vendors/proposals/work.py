"""Checks before signing that wait for the one who was named to decide."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.proposals.models import Proposal
from vendors.proposals.queries import approvers
from vendors.proposals.rules import Decision


def decisions(_as_of: date, owners: Owners) -> Iterator[Task]:
    """One for each that waits, and one for each acceptance on the day it is looked at again; with nobody, and so with
    everybody who may decide, where the one who was named has left."""
    columns = (
        Proposal.id,
        Proposal.title,
        Proposal.vendor_name,
        Proposal.approver_id,
        Proposal.holds_until,
        Proposal.decision,
    )
    able = {person.id for person in approvers()}
    query = select(*columns).where(
        Proposal.decision.in_((Decision.WAITING, Decision.APPROVED)),
        or_(owners.answer_for(Proposal.approver_id), Proposal.approver_id.not_in(able)),
    )
    for row in db.session.execute(query):
        waits, is_there = row.decision is Decision.WAITING, row.approver_id in able
        if not waits:
            says = N_("Look again at what was accepted: “%(title)s”")
        elif is_there:
            says = N_("Decide on “%(title)s”: a limit would be passed")
        else:
            says = N_("Name who decides on “%(title)s”: the one who was named no longer can")
        yield Task(
            f"proposal:{row.id}:{row.decision}" + ("" if is_there else ":nobody"), phrase(says, title=row.title), row.holds_until, "vendors.proposals.show",
            {"proposal_id": row.id}, row.vendor_name, row.approver_id if is_there else None,
        )  # fmt: skip
