"""The list of verdicts that a check changed: what got worse, what got better, and why."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager

from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.models import VerdictChange
from contracts.clauses.queries import clause_name, clause_url
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from core.i18n import language, say
from core.phrases import N_
from core.web.listing import Column, Filter, Kind, Listing, Status
from vendors.register.models import Vendor

TONES = {Verdict.PRESENT: "good", Verdict.PARTIAL: "warn", Verdict.ABSENT: "bad"}


def verdict_badge(verdict: Verdict) -> Status:
    return Status(say(VERDICT_NAMES[verdict]), TONES[verdict])


def is_worse(change: VerdictChange) -> bool:
    """Whether less is there than before."""
    order = list(Verdict)
    return order.index(change.after) > order.index(change.before)


def _worse() -> ColumnElement[bool]:
    """SQL for `is_worse`: kept beside it, and held to it by a test."""
    before, after = VerdictChange.before, VerdictChange.after
    return or_(before == Verdict.PRESENT, and_(before == Verdict.PARTIAL, after == Verdict.ABSENT))


def cause(change: VerdictChange) -> str:
    if change.by_papers and change.by_rulebook:
        return say(N_("papers and rulebook"))
    return say(N_("papers") if change.by_papers else N_("rulebook"))


def verdict_changes() -> Listing:
    """Every verdict that a check changed, the last first."""
    conditions = {"papers": VerdictChange.by_papers.is_(True), "rulebook": VerdictChange.by_rulebook.is_(True)}
    directions = {"worse": _worse(), "better": ~_worse()}
    return Listing(
        name="verdict-changes",
        title=gettext("Verdicts that changed"),
        statement=select(VerdictChange)
        .join(Contract, VerdictChange.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .options(contains_eager(VerdictChange.contract).contains_eager(Contract.vendor)),
        tiebreak=VerdictChange.id.desc(),
        search=(Contract.number, Contract.title, Vendor.name_zh, Vendor.name_en),
        default_sort="-at",
        filters=[
            Filter("rulebook", gettext("Rulebook"),
                   lambda: [(each, load(each).name.in_language(language())) for each in available()],
                   lambda value: VerdictChange.rulebook_id == value),
            Filter("direction", gettext("Direction"),
                   lambda: [("worse", gettext("worse")), ("better", gettext("better"))], directions.__getitem__),
            Filter("cause", gettext("Cause"),
                   lambda: [("papers", gettext("papers")), ("rulebook", gettext("rulebook"))], conditions.__getitem__),
        ],
        columns=[
            Column("contract", _l("Contract"), lambda c: c.contract.number, sort=Contract.number,
                   url=lambda c: clause_url(c.contract_id, c.clause_id, c.rulebook_id)),
            Column("vendor", _l("Vendor"), lambda c: c.contract.vendor.name, sort=VENDOR_NAME, is_minor=True),
            Column("clause", _l("Clause"), lambda c: clause_name(c.rulebook_id, c.clause_id)),
            Column("before", _l("Before"), lambda c: verdict_badge(c.before), Kind.STATUS),
            Column("after", _l("After"), lambda c: verdict_badge(c.after), Kind.STATUS),
            Column("decided", _l("Decided"), lambda c: say(VERDICT_NAMES[c.decided]) if c.decided else None),
            Column("cause", _l("Cause"), cause),
            Column("versions", _l("Versions"), lambda c: c.version_after if c.version_before == c.version_after
                   else f"{c.version_before} → {c.version_after}", is_minor=True),
            Column("at", _l("Checked"), lambda c: c.at, Kind.INSTANT, sort=VerdictChange.at),
        ],
    )  # fmt: skip
