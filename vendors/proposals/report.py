"""What is asked of the board: limits that nobody accepted, checks that wait, measures that are late; and stress tests."""

from datetime import date

from flask_babel import gettext
from sqlalchemy import select

from core import clock
from core.db import db
from core.phrases import N_, phrase
from core.report import Definition, Figure, Sheet, Table
from core.web.addresses import address
from core.web.listing import Column, Kind
from vendors.actions.queries import columns as action_columns
from vendors.actions.queries import open_actions, state_of
from vendors.actions.rules import ActionState
from vendors.concentration.passed import passed_on
from vendors.concentration.report_limits import passed_columns
from vendors.proposals.models import Proposal
from vendors.proposals.rules import Decision
from vendors.stress.models import StressTest

TESTS = 12


def sheet(as_of: date) -> Sheet:
    """Decisions asked, and what stress tests showed, as of a day."""
    unaccepted = [passed for passed in passed_on(as_of) if not passed.is_accepted(as_of)]
    late = [action for action in open_actions(as_of) if state_of(action, as_of) is ActionState.OVERDUE]
    waiting = list(
        db.session.scalars(
            select(Proposal).where(Proposal.decision == Decision.WAITING, Proposal.as_of <= as_of).order_by(Proposal.id)
        )
    )
    kept = select(StressTest).where(StressTest.as_of <= as_of).order_by(StressTest.as_of.desc(), StressTest.id.desc())
    return Sheet(
        title=gettext("Decisions asked"),
        lead=gettext("What waits for a decision on the firm's dependence, and what stress tests showed."),
        figures=[
            Figure(
                "decisions.breaches", gettext("Limits passed and not accepted"), len(unaccepted),
                tone="bad" if unaccepted else "good",
                why=phrase(N_("Accept each until a day, or have the dependence reduced")),
            ),
            Figure(
                "decisions.proposals", gettext("Contracts that wait because a limit would be passed"), len(waiting),
                tone="warn" if waiting else "good",
            ),
            Figure(
                "decisions.late", gettext("Control measures overdue"), len(late), tone="bad" if late else "good"
            ),
        ],
        tables=[
            Table(gettext("Limits passed and not accepted"), _breach_columns(as_of), unaccepted, gettext("None.")),
            Table(gettext("Contracts that wait because a limit would be passed"), _proposal_columns(), waiting, gettext("None.")),
            Table(gettext("Control measures overdue"), action_columns(), late, gettext("None.")),
            Table(gettext("Stress tests"), _test_columns(), list(db.session.scalars(kept.limit(TESTS))), gettext("None is kept.")),
        ],
        definitions=[
            Definition(
                gettext("Stress test"),
                gettext("What stops if somebody fails, thought through on a day and kept as it was."),
                "DORA 28(8); FSB 2023 §3.8",
            )
        ],
    )  # fmt: skip


def _breach_columns(as_of: date) -> list[Column]:
    asked = Column("asked", gettext("Decision asked"), lambda _p: gettext("Accept until a day, or reduce"))
    return [*(column for column in passed_columns(as_of) if column.key not in ("until", "state")), asked]


def _proposal_columns() -> list[Column]:
    return [
        Column("id", gettext("No."), lambda p: p.id, Kind.NUMBER, url=_proposal_url),
        Column("title", gettext("Proposed contract"), lambda p: p.title),
        Column("vendor", gettext("Vendor"), lambda p: p.vendor_name),
        Column("since", gettext("Since"), lambda p: p.made_at.astimezone(clock.zone()).date(), Kind.DAY),
        Column("by", gettext("Who decides"), lambda p: p.approver.name if p.approver else None),
    ]


def _test_columns() -> list[Column]:
    return [
        Column("id", gettext("No."), lambda t: t.id, Kind.NUMBER, url=_test_url),
        Column("label", gettext("If this fails"), lambda t: t.label),
        Column("day", gettext("As of"), lambda t: t.as_of, Kind.DAY),
        Column("lost", gettext("Core functions that stop"), lambda t: t.lost, Kind.NUMBER),
        Column("slow", gettext("Of these, too slow to restore"), lambda t: t.too_slow, Kind.NUMBER),
        Column("weak", gettext("Core functions weakened"), lambda t: t.degraded, Kind.NUMBER),
        Column("conclusion", gettext("Conclusion"), lambda t: t.conclusion or None),
    ]


def _proposal_url(proposal: Proposal) -> str:
    return address("vendors.proposals.show", proposal_id=proposal.id)


def _test_url(test: StressTest) -> str:
    return address("vendors.stress.show", test_id=test.id)
