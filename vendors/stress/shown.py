"""The outcome in words and columns: what the page, the print, the export and the board's workbook show alike."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import IO, Any

from flask_babel import gettext

from core.excel.lists import Part as SheetPart
from core.excel.lists import write_sheets
from core.i18n import say
from core.phrases import N_, Phrase, counted, phrase
from core.report import Figure
from core.web.addresses import address
from core.web.listing import Column, Kind, Measured, Status
from vendors.actions.models import Action
from vendors.actions.queries import columns as action_columns
from vendors.services.durations import duration, months
from vendors.services.rules import (
    CRITICALITY_NAMES,
    DATA_CLASS_NAMES,
    SERVICE_KIND_NAMES,
    SUBSTITUTABILITY_NAMES,
    Criticality,
    DataClass,
    ServiceKind,
    Substitutability,
)
from vendors.stress.rules import (
    BRIDGED,
    EFFECT_NAMES,
    EFFECT_TONES,
    TIMING_NAMES,
    TIMING_TONES,
    Effect,
    FunctionHit,
    Item,
    Outcome,
    Part,
    ServiceHit,
    Standby,
    Timing,
    VendorHit,
)

NAMED = 8
"""Functions told by name in one sentence."""
CRITICALITY_TONES = {"core": "bad", "important": "warn", "ordinary": "muted"}
WORST_DATA = list(DataClass)


def figures(found: Outcome) -> list[Figure]:
    """The outcome in a few numbers."""
    lost, weak = found.with_effect(Effect.LOST, core=True), found.with_effect(Effect.DEGRADED, core=True)
    bridged = sum(hit.is_bridged for hit in weak)
    slow = [hit for hit in found.too_slow if hit.is_core]
    unknown = [hit for hit in lost if hit.timing is Timing.UNKNOWN]
    others = [hit for hit in found.with_effect(Effect.LOST) if not hit.is_core]
    vendors = found.counts.get("vendors", 0)
    numbers = [
        Figure("lost", gettext("Core functions that stop"), len(lost), tone="bad" if lost else "good",
               why=_count(len(others), N_("and %(n)s other"), N_("and %(n)s others"))),
        Figure("slow", gettext("Of these, too slow to restore"), len(slow), tone="bad" if slow else "warn" if unknown else "good",
               why=_count(len(unknown), N_("%(n)s more is not known"), N_("%(n)s more are not known"))),
        Figure("weak", gettext("Core functions weakened"), len(weak), tone="warn" if weak else "good",
               why=_count(bridged, N_("%(n)s of them stops until a named alternative takes over"), N_("%(n)s of them stop until a named alternative takes over"))
               or (phrase(N_("a way is left")) if weak else "")),
        Figure("services", gettext("Services that stand still"), found.counts.get("services", 0),
               why=_count(vendors, N_("of %(n)s vendor"), N_("of %(n)s vendors"))),
    ]  # fmt: skip
    for part in found.parts:
        why: Phrase | str = ""
        if part.twd_minor is not None:
            says = N_("%(sum)s a year, %(n)s not known") if part.unknown else N_("%(sum)s a year")
            why = phrase(says, sum=_twd(part.twd_minor), n=part.unknown)
        numbers.append(Figure(part.name, gettext(part.title), part.count, why=why))
    if found.services:
        worst = max(found.data_classes, key=lambda each: WORST_DATA.index(DataClass(each)))
        numbers.append(Figure("data", gettext("Most sensitive data"), say(DATA_CLASS_NAMES[DataClass(worst)])))
    return numbers


def _count(n: int, one: str, many: str) -> Phrase | str:
    """Nothing is said of none."""
    return phrase(counted(n, one, many), n=n) if n else ""


def _twd(minor: int) -> str:
    return f"TWD {round(minor / 100):,}"


def conclusion_in_short(found: Outcome) -> Phrase:
    """For the head of the page: what stops, and what stops until somebody else takes over."""
    lost = found.with_effect(Effect.LOST, core=True)
    bridged = [hit for hit in found.with_effect(Effect.DEGRADED, core=True) if hit.is_bridged]
    if not lost and not bridged:
        return phrase(N_("No core function would stop."))
    waits = phrase(
        N_("%(n)s core functions would stop until a named alternative takes over: %(names)s."),
        n=len(bridged), names=_names(bridged),
    )  # fmt: skip
    if not lost:
        return waits
    stops = phrase(N_("%(n)s core functions would stop: %(names)s."), n=len(lost), names=_names(lost))
    return phrase(N_("%(one)s %(other)s"), one=stops, other=waits) if bridged else stops


def _names(hits: Sequence[FunctionHit]) -> str:
    """The first ones; all stand in the table."""
    rest = len(hits) - NAMED
    more = [gettext("and %(n)s further ones", n=rest)] if rest > 0 else []
    return str(gettext(", ")).join([*(hit.name for hit in hits[:NAMED]), *more])


def time(minutes: int | None) -> Phrase | None:
    return None if minutes is None else duration(minutes)


def moving(count: int | None) -> Phrase | None:
    return None if count is None else months(count)


def function_columns() -> list[Column]:
    return [
        Column(
            "function",
            gettext("Function"),
            lambda h: h.name,
            url=lambda h: address("vendors.services.function", function_id=h.id),
        ),
        Column("criticality", gettext("Criticality"), _criticality, Kind.STATUS),
        Column("effect", gettext("Effect"), _effect, Kind.STATUS),
        Column("down", gettext("What stands still"), lambda h: h.down or None),
        Column("left", gettext("What is left"), lambda h: h.left or None),
        Column("standbys", gettext("Named alternatives"), _standbys),
        Column("tolerable", gettext("MTPD"), lambda h: time(h.tolerable)),
        Column("restore", gettext("Promised restoring"), _return),
        Column("timing", gettext("In time?"), _timing, Kind.STATUS),
    ]


def _return(hit: FunctionHit) -> list[str] | None:
    """Until the first way is back, and until it would run with somebody else."""
    said = [time(hit.restore)]
    if hit.exit is not None:
        said.append(phrase(N_("with somebody else in %(time)s"), time=months(hit.exit)))
    return [say(each) for each in said if each] or None


def _criticality(hit: FunctionHit) -> Status:
    return Status(say(CRITICALITY_NAMES[Criticality(hit.criticality)]), CRITICALITY_TONES[hit.criticality])


def _effect(hit: FunctionHit) -> Status:
    name = BRIDGED if hit.is_bridged else EFFECT_NAMES[Effect(hit.effect)]
    return Status(say(name), EFFECT_TONES[Effect(hit.effect)])


def _timing(hit: FunctionHit) -> Status | None:
    """Of what stands still; what has a way left waits for nobody."""
    if hit.left:
        return Status(gettext("No wait"), "muted")
    return Status(say(TIMING_NAMES[hit.timing]), TIMING_TONES[hit.timing])


def _standbys(hit: FunctionHit) -> Any:
    return [gettext("; ").join(map(say, standby(each))) for each in hit.standbys] or gettext("none")


def standby(one: Standby) -> list[Phrase]:
    """Whether a named alternative helps, and what it shares with what failed."""
    said = [phrase(_help(one), name=one.name, through=one.through)]
    if one.stopped and (not one.fails or not one.serves):
        said.append(phrase(N_("of what it supplies stops: %(services)s"), services=gettext(", ").join(one.stopped)))
    if one.kin and not one.fails:
        said.append(phrase(N_("belongs to the same group or owner: %(name)s"), name=one.kin))
    if one.unplaced and not one.fails:
        said.append(phrase(N_("where it would work is not recorded")))
    return said


def _help(one: Standby) -> str:
    if one.fails and one.through:
        return N_("%(name)s: stops too, by %(through)s")
    if one.fails and one.serves and one.stopped:
        return N_("%(name)s: what it supplies here stops too")
    if one.fails:
        return N_("%(name)s: stops too") if one.stopped else N_("%(name)s: fails itself")
    if one.serves:
        return N_("%(name)s: works, and supplies it already")
    return N_("%(name)s: works, does not supply it yet")


def service_columns() -> list[Column]:
    return [
        Column("service", gettext("Service"), lambda h: h.name, url=lambda h: address("vendors.services.show", service_id=h.id)),
        Column("vendor", gettext("Vendor"), lambda h: h.vendor, url=lambda h: address("vendors.register.show", vendor_id=h.vendor_id)),
        Column("kind", gettext("Kind"), lambda h: say(SERVICE_KIND_NAMES[ServiceKind(h.kind)]), is_minor=True),
        Column("through", gettext("Stands still by"), lambda h: " ← ".join(h.through) or gettext("itself")),
        Column("data", gettext("Most sensitive data"), lambda h: say(DATA_CLASS_NAMES[DataClass(h.data_class)]), is_minor=True),
        Column("restore", gettext("Promised restoring"), lambda h: time(h.restore)),
        Column("exit", gettext("Time to move away"), lambda h: moving(h.exit)),
        Column("tested", gettext("Leaving last tried out"), lambda h: h.exit_tested and date.fromisoformat(h.exit_tested), Kind.DAY, is_minor=True),
        Column("replace", gettext("How hard to replace"), lambda h: say(SUBSTITUTABILITY_NAMES[Substitutability(h.substitutability)]), is_minor=True),
    ]  # fmt: skip


def vendor_columns() -> list[Column]:
    return [
        Column("vendor", gettext("Vendor"), lambda h: h.name, url=lambda h: address("vendors.register.show", vendor_id=h.id)),
        Column("through", gettext("Stands still by"), lambda h: " ← ".join(h.through) or None, is_minor=True),
        Column("contacts", gettext("Whom to call"), lambda h: [_contact(c) for c in h.contacts] or gettext("nobody on record")),
        Column("owner", gettext("Responsible person"), lambda h: h.owner or None),
    ]  # fmt: skip


def _contact(contact: Sequence[str]) -> str:
    return " · ".join(part for part in contact if part)


def part_columns(part: Part) -> list[Column]:
    columns = [
        Column("name", gettext(part.title), lambda i: i.name, url=lambda i: i.path),
        Column("vendor", gettext("Vendor"), lambda i: i.vendor),
        *(Column(f"fact{n}", gettext(heading), _fact(n)) for n, heading in enumerate(part.headings)),
    ]
    if part.twd_minor is not None:
        columns.append(Column("twd", gettext("TWD a year"), _money, Kind.MONEY))
    return columns


def _fact(number: int) -> Callable[[Item], Any]:
    return lambda item: item.facts[number] if number < len(item.facts) else None


def _money(item: Item) -> tuple[int, str] | None:
    return None if item.twd_minor is None else _whole_twd(item.twd_minor)


def _whole_twd(minor: int) -> tuple[int, str]:
    return round(minor / 100) * 100, "TWD"


def workbook(found: Outcome, *, kind: str, conclusion: str = "", actions: Sequence[Action] = ()) -> IO[bytes]:
    """The outcome as a workbook: summary, functions, services, contacts, what is touched, what is done."""
    sheets: list[SheetPart] = [
        (gettext("Stress test"), _summary_columns(), _summary(found, kind, conclusion)),
        (gettext("Functions"), function_columns(), found.functions),
        (gettext("Services"), service_columns(), found.services),
        (gettext("Vendors"), vendor_columns(), found.vendors),
        *((gettext(part.title), part_columns(part), part.items) for part in found.parts),
    ]
    if actions:
        sheets.append((gettext("Control measures"), action_columns(), actions))
    return write_sheets(sheets)


def _summary_columns() -> list[Column]:
    return [
        Column("label", gettext("Figure"), lambda r: r[0]),
        Column("value", gettext("Result"), lambda r: r[1]),
        Column("why", gettext("Meaning"), lambda r: r[2]),
    ]


def _summary(found: Outcome, kind: str, conclusion: str) -> list[tuple[Any, Any, Any]]:
    rows: list[tuple[Any, Any, Any]] = [
        (gettext("If this fails"), found.label, kind),
        (gettext("As of"), Measured(date.fromisoformat(found.as_of), Kind.DAY), ""),
        (gettext("In short"), conclusion_in_short(found), ""),
        *((f.label, Measured(f.value, f.kind) if isinstance(f.value, int) else f.value, f.why) for f in figures(found)),
        *(
            (gettext("TWD a year"), Measured(_whole_twd(part.twd_minor), Kind.MONEY), phrase(part.title))
            for part in found.parts
            if part.twd_minor is not None
        ),
    ]
    return [*rows, (gettext("Conclusion"), conclusion, "")] if conclusion else rows


__all__ = ["ServiceHit", "VendorHit", "figures", "workbook"]
