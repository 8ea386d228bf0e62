"""Limits that are passed: who answers, what is done, who accepted it until when; the list, the page, the duty, the work."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from core import clock
from core.audit import record
from core.auth.models import User
from core.auth.rules import Role
from core.db import check_version, db
from core.errors import Refused
from core.i18n import say
from core.my_work import Task
from core.my_work.registry import Owners
from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from core.web.listing import Column, Filter, Kind, Listing, Status
from vendors.actions.models import Action
from vendors.actions.operations import decide_action
from vendors.actions.queries import actions_of
from vendors.actions.rules import Cause
from vendors.concentration.bases import basis_named
from vendors.concentration.dimensions import DIMENSION_NAMES
from vendors.concentration.models import LimitBreach
from vendors.concentration.queries import Figures, figures
from vendors.concentration.rules import FIRM_WIDE, MEASURE_NAMES, Limit
from vendors.concentration.shown import breach_in_short, limit_text, measured


def says(breach: LimitBreach) -> Phrase:
    """Who passes which limit by how much, measured by what."""
    limit = Limit(breach.measure, Fraction(breach.at_most), "")
    return phrase(
        N_("%(what)s: %(value)s, limit %(limit)s (%(basis)s over %(dimension)s)"),
        what=breach.party_name or phrase(MEASURE_NAMES[breach.measure]),
        value=measured(breach.measure, Fraction(breach.value)),
        limit=limit_text(limit),
        basis=phrase(basis_named(breach.basis).label),
        dimension=phrase(DIMENSION_NAMES[breach.dimension]),
    )


def today_of(breach: LimitBreach) -> Phrase | None:
    """What it is today; None where the limit is no longer passed, or the record is closed."""
    if breach.closed_on is not None:
        return None
    found = figures(clock.today(), breach.dimension, basis_named(breach.basis))
    alike = ((each.limit.measure, each.party or "") == (breach.measure, breach.party) for each in found.breaches)
    return next(
        (breach_in_short(each, found.name(each.party)) for each, it in zip(found.breaches, alike, strict=True) if it),
        None,
    )


def on_record(found: Figures) -> list[int | None]:
    """The open record of each limit the figures pass, in their order; None where nothing looked since it is passed."""
    rows = db.session.execute(
        select(LimitBreach.basis, LimitBreach.measure, LimitBreach.party, LimitBreach.id).where(
            LimitBreach.dimension == found.by, LimitBreach.closed_on.is_(None)
        )
    )
    known = {("" if row.measure in FIRM_WIDE else row.basis, row.measure, row.party): row.id for row in rows}
    return [
        known.get(("" if each.limit.measure in FIRM_WIDE else found.basis.name, each.limit.measure, each.party or ""))
        for each in found.breaches
    ]


def is_accepted(breach: LimitBreach, as_of: date) -> bool:
    return breach.accepted_until is not None and breach.accepted_until >= as_of


def badge(breach: LimitBreach) -> Status:
    if breach.closed_on:
        return Status(gettext("No longer passed"), "muted")
    if is_accepted(breach, clock.today()):
        return Status(gettext("Accepted"), "info")
    return (
        Status(gettext("Answered for"), "warn") if breach.owner_id else Status(gettext("Nobody answers for it"), "bad")
    )


def breach_list() -> Listing:
    """Every limit that is or was passed, those that are first."""
    choices = lambda: [("open", gettext("Passed today")), ("closed", gettext("No longer passed"))]  # noqa: E731

    def where(value: str) -> ColumnElement[bool]:
        return LimitBreach.closed_on.is_(None) if value == "open" else LimitBreach.closed_on.is_not(None)

    return Listing(
        name="limits-passed",
        title=gettext("Limits passed"),
        statement=select(LimitBreach).options(joinedload(LimitBreach.owner)),
        key=LimitBreach.id,
        tiebreak=LimitBreach.id.desc(),
        search=(LimitBreach.party_name,),
        default_sort="-opened",
        default_filters={"state": "open"},
        filters=[Filter("state", gettext("State"), choices, where)],
        columns=[
            Column("what", _l("Limit passed"), says, url=_url),
            Column("opened", _l("Since"), lambda b: b.opened_on, Kind.DAY, sort=LimitBreach.opened_on),
            Column("owner", _l("Responsible person"), lambda b: b.owner.name if b.owner else None),
            Column("until", _l("Accepted until"), lambda b: b.accepted_until, Kind.DAY, sort=LimitBreach.accepted_until, is_minor=True),
            Column("closed", _l("Until"), lambda b: b.closed_on, Kind.DAY, sort=LimitBreach.closed_on, is_minor=True),
            Column("state", _l("State"), badge, Kind.STATUS),
        ],
    )  # fmt: skip


def _url(breach: LimitBreach) -> str:
    return url_for("vendors.concentration.breach", breach_id=breach.id)


# --- changes, each inside a unit of work -----------------------------------------------------------------------------


def assign(breach: LimitBreach, *, owner_id: int | None, version: int | str | None, by: User | None) -> None:
    """Say who answers for it."""
    check_version(breach, version)
    before, owner = breach.owner, db.session.get(User, owner_id) if owner_id else None
    breach.owner_id = owner.id if owner else None
    names = (before.name if before else "", owner.name if owner else "")
    record("vendors:breach:assign", breach, by=by, owner=names)


def accept(breach: LimitBreach, *, until: date, reason: str, version: int | str | None, by: User) -> None:
    """Somebody entitled accepts it until a day. Refused for a day that has passed, and for the one who answers for it."""
    check_version(breach, version)
    if breach.closed_on is not None:
        raise Refused(N_("This limit is no longer passed; there is nothing to accept."))
    if until <= clock.today():
        raise Refused(N_("An acceptance holds until a day to come, when it is looked at again."), field="until")
    if by.id == breach.owner_id:
        raise Refused(N_("Who answers for it does not accept it; somebody else does."))
    breach.accepted_by_id, breach.accepted_until, breach.acceptance_reason = by.id, until, reason.strip()
    record("vendors:breach:accept", breach, by=by, accepted_until=until, reason=breach.acceptance_reason)


def act_on(breach: LimitBreach, *, what: str, owner_id: int | None, due_on: date, by: User | None) -> Action:
    return decide_action(
        cause=Cause.BREACH, cause_id=breach.id, about=say(says(breach)), what=what, owner_id=owner_id, due_on=due_on, by=by
    )  # fmt: skip


# --- duties and work -------------------------------------------------------------------------------------------------


def open_on(as_of: date) -> list[LimitBreach]:
    """Limits that were passed on a day."""
    query = select(LimitBreach).where(
        LimitBreach.opened_on <= as_of, LimitBreach.closed_on.is_(None) | (LimitBreach.closed_on > as_of)
    )
    return list(db.session.scalars(query.options(joinedload(LimitBreach.owner)).order_by(LimitBreach.id)))


def judge(as_of: date) -> Iterator[Obligation]:
    """CC-19000-4-2: a limit that is passed is either accepted by somebody entitled, or somebody is on it by a day."""
    found = open_on(as_of)
    measures: dict[int, list[Action]] = {}
    for action in actions_of(Cause.BREACH, [breach.id for breach in found]) if found else ():
        if action.done_on is None:
            measures.setdefault(action.cause_id, []).append(action)
    for breach in found:
        steps = measures.get(breach.id, [])
        due = breach.accepted_until if is_accepted(breach, as_of) else min((a.due_on for a in steps), default=None)
        state = State.DUE_SOON if due is not None and due >= as_of else State.NOT_MET
        yield Obligation(
            rule_id="CC-19000-4-2",
            subject_type="concentration_breach",
            subject_id=breach.id,
            subject_name=breach.party_name or say(MEASURE_NAMES[breach.measure]),
            vendor_id=None,
            vendor_name=breach.party_name,
            state=state,
            why=phrase(N_("A limit is passed since %(day)s: %(what)s."), day=breach.opened_on, what=says(breach)),
            next_step=phrase(N_("Name who answers for it, decide a control measure, or have it accepted until a day.")),
            due_on=due,
            url=address("vendors.concentration.breach", breach_id=breach.id),
        )


def waiting(as_of: date, owners: Owners) -> Iterator[Task]:
    """Breaches somebody answers for or nobody does, and acceptances that run out."""
    query = select(LimitBreach).where(LimitBreach.closed_on.is_(None), owners.answer_for(LimitBreach.owner_id))
    for breach in db.session.scalars(query):
        until = breach.accepted_until if is_accepted(breach, as_of) else None
        yield Task(
            f"breach:{breach.id}", phrase(N_("Answer for a limit that is passed: %(what)s"), what=says(breach)), until,
            "vendors.concentration.breach", {"breach_id": breach.id}, breach.party_name, breach.owner_id,
            role=Role.IT_MANAGER,
        )  # fmt: skip
