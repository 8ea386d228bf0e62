"""Limits that are passed: who answers, who accepted them up to what until when; the list, the page, the duty, the work."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from core import clock
from core.auth.rules import Role
from core.db import db
from core.i18n import say
from core.my_work import Task
from core.my_work.registry import Owners
from core.obligations import Obligation, State
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from core.web.listing import Column, Filter, Kind, Listing, Status
from vendors.actions.models import Action
from vendors.actions.queries import actions_of
from vendors.actions.rules import Cause
from vendors.concentration.bases import Basis, basis_named
from vendors.concentration.dimensions import DIMENSION_NAMES, Dimension
from vendors.concentration.models import LimitBreach
from vendors.concentration.queries import Figures, figures
from vendors.concentration.rules import FIRM_WIDE, MEASURE_NAMES, Breach, Limit, outgrows
from vendors.concentration.wording import limit_text, measured


def says(breach: LimitBreach) -> Phrase:
    """Who passes which limit by how much, as of the last look, measured by what."""
    limit = Limit(breach.measure, Fraction(breach.at_most), "")
    return sentence(breach.party_name, limit, Fraction(breach.value_now), basis_named(breach.basis), breach.dimension)


def sentence(name: str, limit: Limit, value: Fraction, basis: Basis, dimension: Dimension) -> Phrase:
    return phrase(
        N_("%(what)s: %(value)s, limit %(limit)s (%(basis)s over %(dimension)s)"),
        what=name or phrase(MEASURE_NAMES[limit.measure]),
        value=measured(limit.measure, value),
        limit=limit_text(limit),
        basis=phrase(basis.label),
        dimension=phrase(DIMENSION_NAMES[dimension]),
    )


def today_of(breach: LimitBreach) -> Breach[str] | None:
    """How it stands today; None where the limit is no longer passed, or the record is closed."""
    if breach.closed_on is not None:
        return None
    found = figures(clock.today(), breach.dimension, basis_named(breach.basis))
    alike = (each for each in found.breaches if each.limit.measure is breach.measure)
    return next((each for each in alike if (each.party or "") == breach.party), None)


def up_to(breach: LimitBreach) -> str:
    """The figure up to which it was accepted; empty where it never was."""
    return measured(breach.measure, Fraction(breach.accepted_value)) if breach.accepted_value else ""


def grown(breach: LimitBreach, value: Fraction) -> Phrase | None:
    """That an acceptance which still runs is of a smaller figure; None where it is not."""
    if breach.accepted_until is None or not is_above(breach, value):
        return None
    says = N_("Accepted at %(accepted)s, today %(value)s: the acceptance does not reach that far, a new one is needed.")
    return phrase(says, accepted=up_to(breach), value=measured(breach.measure, value))


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


def is_above(breach: LimitBreach, value: Fraction) -> bool:
    """Whether a figure is above what was accepted."""
    return breach.accepted_value is not None and outgrows(breach.measure, value, Fraction(breach.accepted_value))


def is_accepted(breach: LimitBreach, as_of: date, value: Fraction | None = None) -> bool:
    """Whether an acceptance holds on a day for a figure (the one of the last look, where none is given)."""
    if breach.accepted_until is None or breach.accepted_until < as_of:
        return False
    return not is_above(breach, Fraction(breach.value_now) if value is None else value)


def badge(breach: LimitBreach, value: Fraction | None = None) -> Status:
    if breach.closed_on:
        return Status(gettext("No longer passed"), "muted")
    today = clock.today()
    if is_accepted(breach, today, value):
        return Status(gettext("Accepted for now"), "info")
    if breach.accepted_until is not None and breach.accepted_until >= today:
        return Status(gettext("Above what was accepted"), "bad")
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
            Column("up_to", _l("Accepted up to"), lambda b: up_to(b) or None, is_minor=True),
            Column("until", _l("Accepted until"), lambda b: b.accepted_until, Kind.DAY, sort=LimitBreach.accepted_until, is_minor=True),
            Column("closed", _l("Until"), lambda b: b.closed_on, Kind.DAY, sort=LimitBreach.closed_on, is_minor=True),
            Column("state", _l("State"), badge, Kind.STATUS),
        ],
    )  # fmt: skip


def _url(breach: LimitBreach) -> str:
    return url_for("vendors.concentration.breach", breach_id=breach.id)


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
        above = (
            grown(breach, Fraction(breach.value_now))
            if breach.accepted_until and breach.accepted_until >= as_of
            else None
        )
        passed = phrase(N_("A limit is passed since %(day)s: %(what)s."), day=breach.opened_on, what=says(breach))
        yield Obligation(
            rule_id="CC-19000-4-2",
            subject_type="concentration_breach",
            subject_id=breach.id,
            subject_name=breach.party_name or say(MEASURE_NAMES[breach.measure]),
            vendor_id=None,
            vendor_name=breach.party_name,
            state=state,
            why=phrase(N_("%(one)s %(other)s"), one=passed, other=above) if above else passed,
            next_step=phrase(N_("Name who answers for it, decide a control measure, or have it accepted until a day.")),
            due_on=due,
            url=address("vendors.concentration.breach", breach_id=breach.id),
        )


def waiting(as_of: date, owners: Owners) -> Iterator[Task]:
    """Breaches somebody answers for or nobody does, acceptances that run out, and those that the figure has outgrown:
    these are told anew."""
    query = select(LimitBreach).where(LimitBreach.closed_on.is_(None), owners.answer_for(LimitBreach.owner_id))
    for breach in db.session.scalars(query):
        until = breach.accepted_until if is_accepted(breach, as_of) else None
        is_grown = until is None and breach.accepted_until is not None and breach.accepted_until >= as_of
        what = N_("Answer for a limit that is passed: %(what)s")
        if is_grown:
            what = N_("Above what was accepted (%(accepted)s), a new acceptance is needed: %(what)s")
        yield Task(
            f"breach:{breach.id}" + (f":above:{breach.accepted_value}" if is_grown else ""),
            phrase(what, what=says(breach), accepted=up_to(breach)), until,
            "vendors.concentration.breach", {"breach_id": breach.id}, breach.party_name, breach.owner_id,
            role=Role.IT_MANAGER,
        )  # fmt: skip
