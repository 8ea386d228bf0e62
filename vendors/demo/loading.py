import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from stdnum.iso7064 import mod_97_10

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.days import add_months
from core.db import db
from core.demo.operations import Context
from core.errors import Refused
from vendors.concentration.models import ExchangeRate
from vendors.demo import words
from vendors.register.models import Contact, Group, Subcontracting, Vendor
from vendors.register.rules import VendorStatus, business_number, name_key
from vendors.services.models import BusinessFunction, Service
from vendors.services.rules import Criticality, DataClass, ServiceKind, Substitutability

ZH_FORMS = ("股份有限公司", "股份有限公司", "股份有限公司", "有限公司")
EASY = (Substitutability.EASY, Substitutability.DIFFICULT, Substitutability.DIFFICULT, Substitutability.UNKNOWN)
HARD = (Substitutability.DIFFICULT, Substitutability.HIGHLY_COMPLEX, Substitutability.NOT_SUBSTITUTABLE)


DELIVERING = {ServiceKind.DEVELOPMENT, ServiceKind.MAINTENANCE, ServiceKind.SOFTWARE_LICENCE}


@dataclass
class _Making:
    """What is being made, and the random numbers it is made from."""

    rng: Random
    owners: list[User]
    numbers: set[str] = field(default_factory=set)
    names: Iterator[tuple[str, str, str, int]] = field(init=False)

    def __post_init__(self) -> None:
        pairs = [(a, b, line) for a in words.FIRST for b in words.SECOND for line in range(len(words.LINES))]
        self.rng.shuffle(pairs)
        self.names = (
            (f"{a}{b}{again or ''}", f"{words.FIRST[a]}{words.SECOND[b]}{again or ''}", words.LINES[line][0], line)
            for again in itertools.count()
            for a, b, line in pairs
        )

    def business_number(self) -> str:
        """One that passes its check and was not given yet."""
        while True:
            stem = f"{self.rng.randrange(1_000_000, 9_999_999)}"
            for last in self.rng.sample("0123456789", 10):
                try:
                    number = business_number(stem + last)
                except Refused:
                    continue
                if number not in self.numbers:
                    self.numbers.add(number)
                    return number

    def lei(self) -> str:
        stem = "9845" + "00" + "".join(self.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=12))
        return stem + str(mod_97_10.calc_check_digits(stem))


def load(context: Context) -> None:
    """Vendors with groups, contacts and chains; business functions; services; a year of exchange rates.

    Leaves the lists in `context.made["vendors"]`, `["services"]` and `["functions"]`.
    """
    people: dict[Role, list[User]] = context.made.get("people", {})
    making = _Making(context.rng, [*people.get(Role.IT_MANAGER, []), *people.get(Role.PROCUREMENT, [])])
    functions = [
        BusinessFunction(
            name=name, criticality=weight, mtpd_minutes=mtpd, rto_minutes=rto, rpo_minutes=rpo, is_sample=True
        )
        for name, weight, mtpd, rto, rpo in words.FUNCTIONS
    ]
    db.session.add_all(functions)
    vendors = _vendors(making, context.sizes.vendors)
    db.session.add_all(vendors)
    db.session.flush()
    context.tell("vendors", len(vendors), context.sizes.vendors)
    services = [service for vendor in vendors for service in _services(making, vendor, functions)]
    _story(making, vendors, services, functions)
    db.session.add_all(services)
    db.session.add_all(_contacts(making, vendors))
    db.session.add_all(_chains(making, vendors))
    db.session.add_all(_rates(making, context))
    db.session.flush()
    context.made.update(vendors=vendors, services=services, functions=functions)


def _vendors(making: _Making, count: int) -> list[Vendor]:
    groups = [
        Group(name=f"{name}集團", country="TW", is_sample=True)
        for name in ("映川", "澄谷", "岳嶼", "翊杉")[: max(1, count // 6)]
    ]
    db.session.add_all(groups)
    db.session.flush()
    made = [_abroad(making, *words.ABROAD[n]) for n in range(min(len(words.ABROAD), count // 5))]
    outside = count // 12
    made += [_exchange_body(making, n) for n in range(min(outside, 2))]
    home = [_home(making, n, groups) for n in range(count - len(made))]
    if len(home) > 8:
        # Typed twice by two people, as every real register has it: only the legal form differs.
        twin = home[7]
        twin.name_zh = home[6].name_zh.removesuffix("股份有限公司").removesuffix("有限公司") + "有限公司"
        home[6].name_zh = twin.name_zh.removesuffix("有限公司") + "股份有限公司"
        twin.name_en, twin.business_number, twin.owner_id = "", None, None
        for each in (home[6], twin):
            each.name_key = name_key(each.name_zh)
    return home + made


def _home(making: _Making, number: int, groups: list[Group]) -> Vendor:
    rng = making.rng
    stem, reading, line, at = next(making.names)
    group = groups[number % len(groups)] if number < len(groups) * 2 or rng.random() < 0.08 else None
    zh = f"{stem}{line}{rng.choice(ZH_FORMS)}"
    status = VendorStatus.ACTIVE if number < 6 else rng.choices(list(VendorStatus), (6, 84, 6, 4))[0]
    return _vendor(
        name_zh=zh,
        name_en=f"{reading} {words.LINES[at][1]} Co., Ltd.",
        business_number=making.business_number(),
        country="TW",
        group_id=group.id if group else None,
        status=status,
        owner_id=rng.choice(making.owners).id if making.owners and (number < 5 or rng.random() < 0.9) else None,
        website=f"https://www.{reading.lower()}-{words.LINES[at][1].lower()}.example/",
    )


def _abroad(making: _Making, name: str, country: str, _provider: str, _region: str) -> Vendor:
    names = {"name_en": name} if name.isascii() else {"name_zh": name}
    return _vendor(
        **names,
        lei=making.lei(),
        country=country,
        status=VendorStatus.ACTIVE,
        owner_id=making.owners[0].id if making.owners else None,
    )


def _exchange_body(making: _Making, number: int) -> Vendor:
    names = ("證券集中交易機構（範例）", "跨行金融訊息網路機構（範例）")
    return _vendor(
        name_zh=names[number],
        country="TW",
        status=VendorStatus.ACTIVE,
        out_of_scope_reason="依法令必須連線之市場機構，非得自由選擇之委外廠商",
        owner_id=making.owners[0].id if making.owners else None,
    )


def _vendor(**fields: Any) -> Vendor:
    name = fields.get("name_zh") or fields.get("name_en") or ""
    return Vendor(**fields, name_key=name_key(name)[:200], created_at=clock.now(), is_sample=True)


def _services(making: _Making, vendor: Vendor, functions: list[BusinessFunction]) -> list[Service]:
    """One to three services, most of them for something that is not critical."""
    rng = making.rng
    if not vendor.is_in_scope:
        return []
    abroad = next((each for each in words.ABROAD if each[0] == vendor.name), None)
    line = next((each for each in words.LINES if each[0] in vendor.name_zh), words.LINES[0])
    if abroad:
        kinds: tuple[ServiceKind, ...] = (
            ServiceKind.CLOUD
            if abroad[2]
            else ServiceKind.MARKET_DATA
            if "Market" in abroad[0]
            else ServiceKind.SOFTWARE_LICENCE,
        )
    else:
        kinds = tuple(dict.fromkeys(rng.choices(line[2], k=rng.choice((1, 1, 2)))))
    made = []
    for kind in kinds:
        ordinary = [f for f in functions if f.criticality is not Criticality.CORE]
        supports = rng.sample(ordinary, rng.choice((0, 1, 1, 2)))
        if rng.random() < 0.06:
            supports.append(rng.choice(functions[:7]))
        made.append(_service(making, vendor, kind, rng.choice(words.SUPPLIES[kind]), supports, abroad))
    return made


def _service(
    making: _Making,
    vendor: Vendor,
    kind: ServiceKind,
    name: str,
    supports: list[BusinessFunction],
    abroad: tuple[str, str, str, str] | None = None,
) -> Service:
    rng = making.rng
    core = any(f.criticality is Criticality.CORE for f in supports)
    cloud = abroad[2:] if abroad and abroad[2] else ("", "")
    country = (abroad[1] if abroad else "TW") if rng.random() < 0.93 else ""
    service = Service(
        vendor_id=vendor.id,
        name=name,
        kind=kind,
        is_internet_facing=kind in {ServiceKind.CLOUD, ServiceKind.NETWORK}
        or "下單" in "".join(f.name for f in supports),
        is_investor_app=any(f.name == "行動下單" for f in supports),
        takes_orders=any("下單" in f.name for f in supports),
        delivers_software=kind in DELIVERING,
        data_class=rng.choice(list(DataClass)[1:]),
        processing_country=country,
        storage_country=country,
        cloud_provider=cloud[0],
        cloud_region=cloud[1],
        substitutability=rng.choice(HARD if core else EASY),
        restore_minutes=rng.choice((30, 60, 120, 240, 480, None)),
        exit_months=rng.choice((3, 6, 9, 12, None)),
        subcontractors_declared=rng.random() < 0.7,
        is_ended=vendor.status is VendorStatus.ENDED,
    )
    service.functions = supports
    return service


def _story(making: _Making, vendors: list[Vendor], services: list[Service], functions: list[BusinessFunction]) -> None:
    """Who carries the core functions: one group too many of them, one function on one vendor, one with an alternative."""
    by_name = {f.name: f for f in functions}
    home = [v for v in vendors if v.business_number and v.status is VendorStatus.ACTIVE]
    carriers = (
        (0, ServiceKind.MAINTENANCE, "網路下單平台維護", ("網路下單", "行動下單")),
        (0, ServiceKind.MAINTENANCE, "交易主機維護", ("交易主機與風險控管",)),
        (1, ServiceKind.MAINTENANCE, "交割結算系統維護", ("交割結算", "客戶帳務")),
        (2, ServiceKind.MARKET_DATA, "即時行情資訊源", ("行情揭示",)),
        (3, ServiceKind.MARKET_DATA, "備援行情資訊源", ("行情揭示",)),
        (4, ServiceKind.NETWORK, "集保連線專線", ("集保連線",)),
        (5, ServiceKind.DATA_CENTRE, "主機房代管", ("網路下單", "客戶帳務")),
    )
    for place, kind, name, supports in carriers:
        if place < len(home):
            service = _service(making, home[place], kind, name, [by_name[each] for each in supports])
            service.processing_country = service.storage_country = "TW"
            if place == 4 and len(home) > 6:
                service.alternatives = [home[6]]
            services.append(service)


def _contacts(making: _Making, vendors: list[Vendor]) -> list[Contact]:
    rng, made = making.rng, []
    for number, vendor in enumerate(vendors):
        for title, purpose in rng.sample(words.TITLES, rng.choice((0, 1, 1, 2))):
            made.append(
                Contact(
                    vendor_id=vendor.id,
                    name=rng.choice(words.SURNAMES) + rng.choice(words.GIVEN),
                    title=title,
                    purpose=purpose,
                    email=f"contact{number}.{rng.randrange(100)}@vendor.example",
                    phone=f"02-5550-{rng.randrange(10_000):04d}",
                )
            )
    return made


def _chains(making: _Making, vendors: list[Vendor]) -> list[Subcontracting]:
    """Both market-data vendors rest on one machine room: a single point that no contract shows."""
    rng = making.rng
    home = [v for v in vendors if v.business_number and v.status is VendorStatus.ACTIVE]
    links = {}
    if len(home) > 5:
        links = {(home[2].id, home[5].id): "主機代管", (home[3].id, home[5].id): "主機代管"}
    for vendor in home[6:]:
        if rng.random() < 0.12:
            other = rng.choice(home)
            if other is not vendor and (other.id, vendor.id) not in links:
                links[vendor.id, other.id] = rng.choice(("駐點人力", "夜間監控", "程式開發", "主機代管"))
    return [
        Subcontracting(vendor_id=above, subcontractor_id=below, work=work) for (above, below), work in links.items()
    ]


def _rates(making: _Making, context: Context) -> list[ExchangeRate]:
    """The first of each of the last twelve months, and today; none where a rate stands already."""
    known = {(r.currency, r.quoted_on) for r in db.session.query(ExchangeRate)}
    months = [add_months(context.today.replace(day=1), -n) for n in range(13)]
    days = sorted({*months, context.today - timedelta(days=1)})
    made = []
    for currency, (start, swing) in words.CURRENCIES.items():
        places = len(start.partition(".")[2]) + 1
        for day in days:
            drift = Decimal(str(round(making.rng.uniform(-swing, swing), places)))
            if (currency, day) not in known:
                made.append(
                    ExchangeRate(
                        currency=currency,
                        quoted_on=day,
                        twd=str(Decimal(start) + drift),
                        source="範例匯率",
                        is_sample=True,
                    )
                )
    return made
