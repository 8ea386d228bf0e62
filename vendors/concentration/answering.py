"""What is decided on a limit that is passed: who answers, what is done, up to which figure and until when it is accepted.
Each is called inside a unit of work; none commits."""

from datetime import date
from fractions import Fraction

from core import clock
from core.audit import record
from core.auth.models import User
from core.days import add_months
from core.db import check_version, db
from core.errors import Refused
from core.i18n import say
from core.phrases import N_
from vendors.actions.models import Action
from vendors.actions.operations import decide_action
from vendors.actions.rules import Cause
from vendors.concentration.breaches import says, up_to
from vendors.concentration.models import LimitBreach
from vendors.concentration.operations import typed_figure
from vendors.concentration.rules import outgrows
from vendors.concentration.wording import measured

LONGEST_YEARS = 3
"""How long an acceptance holds at most: what nobody looks at again is no acceptance."""


def assign(breach: LimitBreach, *, owner_id: int | None, version: int | str | None, by: User | None) -> None:
    """Say who answers for it."""
    check_version(breach, version)
    before, owner = breach.owner, db.session.get(User, owner_id) if owner_id else None
    breach.owner_id = owner.id if owner else None
    names = (before.name if before else "", owner.name if owner else "")
    record("vendors:breach:assign", breach, by=by, owner=names)


def accept(
    breach: LimitBreach,
    *,
    figure: str,
    today_is: Fraction | None,
    until: date,
    reason: str,
    version: int | str | None,
    by: User,
) -> None:
    """Somebody entitled accepts it up to a figure (as limits are typed: 1,800 for the HHI, 34 for 34 %) and until a day.

    `today_is`: what it is as of now, None where it is no longer passed. Refused below that, for a day that has passed or
    lies too far off, and for the one who answers for it.
    """
    check_version(breach, version)
    if breach.closed_on is not None or today_is is None:
        raise Refused(N_("This limit is no longer passed; there is nothing to accept."))
    if by.id == breach.owner_id:
        raise Refused(N_("Who answers for it does not accept it; somebody else does."))
    accepted = Fraction(typed_figure(breach.measure, figure, "figure"))
    if outgrows(breach.measure, today_is, accepted):
        now = measured(breach.measure, today_is)
        raise Refused(N_("It is %(now)s today: an acceptance of less would not hold."), field="figure", now=now)
    refuse_day(until, "until")
    before = up_to(breach)
    breach.accepted_by_id, breach.accepted_until, breach.acceptance_reason = by.id, until, reason.strip()
    breach.accepted_value, breach.value_now = str(float(accepted)), str(float(today_is))
    record(
        "vendors:breach:accept", breach, by=by, accepted_value=(before, up_to(breach)), accepted_until=until,
        reason=breach.acceptance_reason,
    )  # fmt: skip


def refuse_day(until: date | None, field: str) -> None:
    """An acceptance holds until a day to come, and not for ever."""
    today = clock.today()
    if until is None or until <= today:
        raise Refused(N_("An acceptance holds until a day to come, when it is looked at again."), field=field)
    if until > add_months(today, 12 * LONGEST_YEARS):
        raise Refused(
            N_("An acceptance holds %(years)s years at most, and is looked at again then."), field=field, years=LONGEST_YEARS
        )  # fmt: skip


def act_on(breach: LimitBreach, *, what: str, owner_id: int | None, due_on: date, by: User | None) -> Action:
    return decide_action(
        cause=Cause.BREACH, cause_id=breach.id, about=say(says(breach)), what=what, owner_id=owner_id, due_on=due_on, by=by
    )  # fmt: skip
