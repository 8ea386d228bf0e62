"""What the end of a contract asks for beside its accounts and assets: which steps apply to it, and when each is due. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.offboarding.rules import Ending, TaskKind, Wanted, step_key, step_title
from core.days import Calendar, next_business_day, previous_business_day
from core.errors import Refused
from core.phrases import N_, Wording
from vendors.services.rules import Criticality, ServiceKind

EARLIEST, LATEST = -90, 180
"""How many days from the end a step may lie: before the first of them no plan is made yet."""
_ORDER = (Criticality.ORDINARY, Criticality.IMPORTANT, Criticality.CORE)


@dataclass(frozen=True)
class Step:
    """One line of the firm's list. `days` from the effective end (negative: before); `kinds` of service it is for (none:
    all); `least` criticality; `after`: keys of steps that come first."""

    key: str
    name: Wording
    days: int
    kinds: frozenset[ServiceKind] = frozenset()
    least: Criticality = Criticality.ORDINARY
    after: tuple[str, ...] = ()
    is_off: bool = False

    def applies_to(self, kinds: Collection[ServiceKind], criticality: Criticality) -> bool:
        """Whether a contract over such services, the most critical of them as given, needs this step."""
        if self.is_off or _ORDER.index(criticality) < _ORDER.index(self.least):
            return False
        return not self.kinds or bool(self.kinds & set(kinds))


def most_critical(found: Iterable[Criticality]) -> Criticality:
    return max(found, key=_ORDER.index, default=Criticality.ORDINARY)


def wanted_steps(
    ending: Ending, steps: Iterable[Step], calendar: Calendar, today: date, asked_on: Mapping[str, date]
) -> list[Wanted]:
    """The tasks of these steps: before and on the last day moved to the business day before, after it to the next.

    None is due before the day it was asked for (`asked_on`, by key; today for one that is new): neither a short notice nor
    a step that is added to the list makes anybody late at once.
    """
    found = []
    for step in steps:
        day, key = ending.ends_on + timedelta(days=step.days), step_key(ending.contract_id, step.key)
        due_on = next_business_day(day, calendar) if step.days > 0 else previous_business_day(day, calendar)
        asked = asked_on.get(key, today)
        if due_on < asked:
            due_on = next_business_day(asked, calendar)
        found.append(Wanted(key, TaskKind.STEP, due_on, step_title(step.name)))
    return found


def check_step(step: Step, others: Iterable[Step]) -> None:
    """Whether a step may stand in the list. Raises `Refused`, naming the field."""
    if not EARLIEST <= step.days <= LATEST:
        raise Refused(
            N_("Between %(least)s and %(most)s days from the end."), field="days", least=EARLIEST, most=LATEST
        )
    known = {each.key: each for each in others} | {step.key: step}
    if missing := [key for key in step.after if key not in known]:
        raise Refused(N_("There is no step “%(key)s”."), field="after", key=missing[0])
    seen: set[str] = set()
    ahead = list(step.after)
    while ahead:
        key = ahead.pop()
        if key == step.key:
            raise Refused(N_("A step cannot wait for itself, not through others either."), field="after")
        if key not in seen:
            seen.add(key)
            ahead += known[key].after if key in known else ()
