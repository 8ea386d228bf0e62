"""What the figures of concentration cannot know: what is missing, at which vendor, whose job it is, where it is filled in.

Whose job: the contract's responsible person for what a contract lacks, else the vendor's; nobody's where neither is named.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select

from core.audit.kept import while_tables_unchanged
from core.auth.models import User
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, Phrase, phrase
from core.web.addresses import address
from vendors.concentration.bases import bases
from vendors.concentration.dimensions import Dimension
from vendors.concentration.parties import Names
from vendors.concentration.queries import held, known_names, supply_on
from vendors.concentration.rules import Measure
from vendors.concentration.single_points import critical_in
from vendors.concentration.supply import Supply
from vendors.register.models import Vendor
from vendors.services.rules import ServiceKind, Substitutability


class About(StrEnum):
    """The figures that a gap makes less than whole."""

    WEIGHT = "weight"
    COUNTRY = "country"
    CLOUD = "cloud"
    LOCKED_IN = "locked_in"
    CHAINS = "chains"
    WAYS_OUT = "ways_out"
    SINGLE_POINTS = "single_points"
    RESPONSIBLE = "responsible"


ABOUT_NAMES = {
    About.WEIGHT: N_("Shares and indices"),
    About.COUNTRY: N_("Shares by country"),
    About.CLOUD: N_("Shares by cloud and region"),
    About.LOCKED_IN: N_("Cannot be replaced, or not judged"),
    About.CHAINS: N_("Undeclared chains"),
    About.WAYS_OUT: N_("Ways out of critical functions"),
    About.SINGLE_POINTS: N_("Single points of failure"),
    About.RESPONSIBLE: N_("Whose job it is"),
}
BESIDE = {
    "hhi": About.WEIGHT, "cr1": About.WEIGHT, "cr3": About.WEIGHT, "cr5": About.WEIGHT, "gini": About.WEIGHT,
    "effective": About.WEIGHT, "normalised": About.WEIGHT, "coverage": About.WEIGHT,
    Measure.LOCKED_IN.value: About.LOCKED_IN, Measure.UNKNOWN_CHAINS.value: About.CHAINS,
    Measure.EXIT_GAPS.value: About.WAYS_OUT, "single_points": About.SINGLE_POINTS,
}  # fmt: skip
"""Which gaps stand beside which figure of the page."""
DIMENSIONS = {
    Dimension.COUNTRY: About.COUNTRY, Dimension.STORAGE: About.COUNTRY, Dimension.CLOUD: About.CLOUD,
    Dimension.REGION: About.CLOUD,
}  # fmt: skip
"""What is missing besides the weight in a dimension."""


@dataclass(frozen=True)
class Gap:
    """`basis`: of which basis the weight is missing; empty where the gap is of no single one."""

    about: About
    what: Phrase | str
    why: Phrase
    vendor_id: int | None
    vendor: str
    owner_id: int | None
    owner: str
    page: Callable[[], str]
    form: Callable[[], str]
    needs: str
    """Where it is read, where it is entered, and the permission that takes."""
    basis: str = ""

    def url(self, may: Callable[[str], bool] = lambda _: True) -> str:
        """The form where it is entered; the record's page for who only reads."""
        return self.form() if may(self.needs) else self.page()


@dataclass(frozen=True)
class Tally:
    """How much is missing beside one figure: entries, vendors, and of them those that are nobody's job."""

    entries: int
    vendors: int
    unowned: int


def gaps(as_of: date) -> tuple[Gap, ...]:
    """Every gap on a day, vendor by vendor; worked out once while nothing it rests on changes."""
    return while_tables_unchanged(("concentration", "gaps", as_of), lambda: tuple(_gaps(as_of)))


def _gaps(as_of: date) -> list[Gap]:
    names, supply, people = known_names(), supply_on(as_of), _people()
    owners = {row.id: row.owner_id for row in db.session.execute(select(Vendor.id, Vendor.owner_id))}
    maker = _Maker(names, owners, people)
    supplying = sorted({service.vendor_id for service in supply.services.values()} - names.outside)
    found = [
        *_weights(as_of, maker),
        *_services(supply, maker),
        *_functions(supply, maker),
        *(
            maker.made(
                About.RESPONSIBLE,
                names.vendors[vendor_id][0],
                phrase(N_("Nobody is responsible for the vendor.")),
                vendor_id,
                _place("vendors.register.edit", "vendors.edit", "owner_id", vendor_id=vendor_id),
            )
            for vendor_id in supplying
            if not owners.get(vendor_id)
        ),
    ]
    kept = [gap for gap in found if gap.vendor_id not in names.outside]
    return sorted(kept, key=lambda gap: (gap.vendor, gap.vendor_id or 0, list(About).index(gap.about), str(gap.what)))


def _people() -> dict[int, str]:
    return {row.id: row.name for row in db.session.execute(select(User.id, User.name))}


@dataclass(frozen=True)
class _Maker:
    names: Names
    owners: Mapping[int, int | None]
    people: Mapping[int, str]

    def made(
        self,
        about: About,
        what: Phrase | str,
        why: Phrase,
        vendor_id: int | None,
        at: "Place",
        *,
        owner_id: int | None = None,
        basis: str = "",
    ) -> Gap:
        whose = owner_id or (self.owners.get(vendor_id) if vendor_id is not None else None)
        vendor = self.names.vendors[vendor_id][0] if vendor_id is not None else ""
        return Gap(about, what, why, vendor_id, vendor, whose, self.people.get(whose or 0, ""), *at, basis)


def _weights(as_of: date, maker: _Maker) -> Iterator[Gap]:
    """What no basis can weigh: contracts without an amount, a term or a rate, services that nobody counted."""
    for basis in (each for each in bases() if not each.is_always_known):
        for each in held(as_of, basis):
            if each.weight is None and each.vendor_id is not None:
                yield maker.made(
                    About.WEIGHT, each.what, each.unknown_because or phrase(N_("Its weight is not recorded.")), each.vendor_id,
                    Place(each.url or (lambda: ""), each.form or each.url or (lambda: ""), each.needs),
                    owner_id=each.owner_id, basis=basis.name,
                )  # fmt: skip


SHOWN_AT = {
    "vendors.services.show": "vendors.services.show",
    "vendors.register.edit": "vendors.register.show",
    "vendors.services.edit": "vendors.services.show",
    "vendors.services.edit_function": "vendors.services.function",
}


class Place(NamedTuple):
    """Where a gap is read, the form where it is filled, and the permission that takes."""

    page: Callable[[], str]
    form: Callable[[], str]
    needs: str


def _place(form: str, needs: str, field: str, **where: int) -> Place:
    """`field`: the one of the form that is empty, where the address leads to at once."""
    return Place(partial(address, SHOWN_AT[form], **where), partial(address, form, _anchor=field, **where), needs)


def _services(supply: Supply, maker: _Maker) -> Iterator[Gap]:
    """What services do not say of themselves; of those behind critical functions, also what leaving them takes."""
    critical = {service for function in critical_in(supply) for service in supply.supports.get(function, ())}
    for service in supply.services.values():
        for about, field, says in _lacks(service, service.id in critical, bool(supply.alternatives.get(service.id))):
            yield maker.made(
                about,
                service.name,
                phrase(says),
                service.vendor_id,
                _place(
                    "vendors.services.edit" if field else "vendors.services.show",
                    "services.edit",
                    field or "alternatives",
                    service_id=service.id,
                ),
            )


def _lacks(service: Any, is_critical: bool, has_alternative: bool) -> Iterator[tuple[About, str, str]]:
    """What it concerns, the field of the service's form, and the sentence; the alternatives stand on its page."""
    if not service.processing_country:
        yield About.COUNTRY, "processing_country", N_("Where it processes data is not recorded.")
    if not service.storage_country:
        yield About.COUNTRY, "storage_country", N_("Where it keeps data is not recorded.")
    if service.kind is ServiceKind.CLOUD and not (service.cloud_provider.strip() and service.cloud_region.strip()):
        yield About.CLOUD, "cloud_provider", N_("In which cloud and region it runs is not recorded.")
    if service.substitutability is Substitutability.UNKNOWN:
        yield About.LOCKED_IN, "substitutability", N_("Nobody has judged yet whether the vendor can be replaced.")
    if not is_critical:
        return
    if not service.subcontractors_declared:
        yield About.CHAINS, "subcontractors_declared", N_("The vendor has not declared its subcontractors.")
    if service.restore_minutes is None:
        yield About.WAYS_OUT, "restore_minutes", N_("How fast the vendor restores it is not recorded.")
    if service.exit_months is None:
        yield About.WAYS_OUT, "exit_months", N_("How long moving away takes is not recorded.")
    if not has_alternative:
        yield About.SINGLE_POINTS, "", N_("No alternative vendor is named.")


def _functions(supply: Supply, maker: _Maker) -> Iterator[Gap]:
    """Critical functions without a tolerable outage, or without anybody recorded for them."""
    for function_id in critical_in(supply):
        function = supply.functions[function_id]
        at = _place("vendors.services.edit_function", "services.edit", "mtpd_minutes", function_id=function_id)
        if function.mtpd_minutes is None:
            why = phrase(N_("How long it may stand still (MTPD) is not recorded."))
            yield maker.made(About.WAYS_OUT, function.name, why, None, at)
        if not supply.supports.get(function_id):
            why = phrase(N_("No vendor is recorded for it."))
            services = partial(address, "vendors.services.index")
            yield maker.made(About.SINGLE_POINTS, function.name, why, None, Place(at.page, services, "services.edit"))


def tallies(found: Iterable[Gap], basis: str) -> dict[About, Tally]:
    """How much is missing about each figure; of weights, those of one basis."""
    entries, vendors, unowned = Counter[About](), dict[About, set[int | None]](), Counter[About]()
    for gap in found:
        if gap.basis and gap.basis != basis:
            continue
        entries[gap.about] += 1
        vendors.setdefault(gap.about, set()).add(gap.vendor_id)
        unowned[gap.about] += gap.owner_id is None
    return {about: Tally(n, len(vendors[about]), unowned[about]) for about, n in entries.items()}


def work(as_of: date, owners: Owners) -> Iterator[Task]:
    """One piece of work for each vendor that lacks something, with whoever answers for it."""
    mine = set(db.session.scalars(select(Vendor.id).where(owners.answer_for(Vendor.owner_id))))
    people = set(owners.people)
    by_whom: dict[tuple[int | None, int | None], list[Gap]] = {}
    for gap in gaps(as_of):
        if gap.owner_id in people or gap.vendor_id in mine or (gap.owner_id is None and gap.vendor_id is None):
            by_whom.setdefault((gap.vendor_id, gap.owner_id), []).append(gap)
    for (vendor_id, owner_id), every in by_whom.items():
        yield Task(
            f"gaps:{vendor_id or 0}:{owner_id or 0}",
            phrase(N_("Fill in what the figures of concentration lack (%(n)s)"), n=len(every)),
            None,
            "vendors.concentration.gap_index",
            {"vendor": vendor_id or 0},
            every[0].vendor,
            owner_id,
        )
