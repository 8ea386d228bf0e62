"""The services of a vendor file: what each vendor supplies, of what kind, for which business functions."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale, gettext
from sqlalchemy import select

from core.auth.models import User
from core.db import db
from core.i18n import say
from core.phrases import N_, Phrase, phrase
from core.settings import LANGUAGES
from vendors.register.headings import Column
from vendors.register.import_rows import Cell, Change
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus, folded
from vendors.services import operations
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import SERVICE_KIND_NAMES, ServiceKind

_BETWEEN = re.compile(r"[、;；\n]+")
ATTRIBUTES = {
    "is_internet_facing": N_("Faces the internet"),
    "is_investor_app": N_("Mobile app for investors"),
    "takes_orders": N_("Serves online orders"),
    "delivers_software": N_("Delivers systems or programs"),
}
COUNTED = {"users": N_("People or accounts that use it")}
SAID = ATTRIBUTES | COUNTED
"""What a row may say of its services besides their kind: yes or no, or how many."""
MOST_USERS = 10**9
YES_NO = dict.fromkeys(("yes", "y", "true", "1", "是", "有", "v", "✓", "○"), True) | dict.fromkeys(
    ("no", "n", "false", "0", "否", "無", "x", "✗", "-"), False
)
KIND_WORDS = {
    ServiceKind.DEVELOPMENT: ("開發", "系統開發", "程式開發", "development"),
    ServiceKind.MAINTENANCE: ("維護", "系統維護", "維運", "maintenance", "support"),
    ServiceKind.CLOUD: ("雲端", "雲端服務", "cloud", "saas", "iaas", "paas"),
    ServiceKind.DATA_CENTRE: ("機房", "機房代管", "資料中心", "data center", "data centre", "colocation", "hosting"),
    ServiceKind.NETWORK: ("網路", "網路服務", "專線", "network"),
    ServiceKind.SECURITY_OPERATIONS: ("資安監控", "soc", "資安維運", "mdr"),
    ServiceKind.SECURITY_TESTING: ("資安檢測", "弱點掃描", "滲透測試", "penetration test", "security test"),
    ServiceKind.MARKET_DATA: ("行情", "資訊源", "market data"),
    ServiceKind.SOFTWARE_LICENCE: ("軟體授權", "授權", "軟體", "software", "licence", "license", "software license"),
    ServiceKind.HARDWARE: ("硬體", "設備", "hardware"),
    ServiceKind.STAFFING: ("人力派遣", "駐點", "人力", "staffing", "outstaffing"),
    ServiceKind.CONSULTING: ("顧問", "輔導", "consulting"),
    ServiceKind.OTHER: ("其他", "other"),
}


@dataclass(frozen=True)
class _Register:
    """What is known of services and functions, read once a plan."""

    functions: Mapping[str, int]
    names: Mapping[int, str]
    services: Mapping[tuple[int, str], tuple[int, ServiceKind, frozenset[int]]]
    attributes: Mapping[int, Mapping[str, bool | int | None]]
    kinds: Mapping[str, ServiceKind]


@dataclass(frozen=True)
class _Wanted:
    """A service to be added (`service_id` None) or to be given more functions or another kind."""

    name: str
    kind: ServiceKind
    functions: frozenset[int]
    service_id: int | None = None
    said: tuple[tuple[str, bool | int], ...] = ()
    """What the row says the service is, by attribute; what it does not say stays as it is."""


class Services:
    """Reads services from the same row as their vendor (vendors.register.import_plan.Companion)."""

    name = "services"
    columns: Sequence[Column] = (
        Column(
            "service_name",
            N_("Service"),
            ("服務項目", "服務名稱", "委外項目", "委外服務", "服務內容", "提供服務", "委外服務項目", "service", "service name", "services",
             "outsourced service"),
            N_("Several are set apart by 、 or ; or a new line."),
        ),
        Column(
            "service_kind",
            N_("Kind of service"),
            ("服務類別", "服務類型", "委外類別", "委外類型", "類別", "service kind", "service type", "kind", "type of service", "category"),
            N_("One for all services of the row, or one for each in their order."),
            "kinds",
        ),
        Column(
            "service_functions",
            N_("Business functions"),
            ("業務功能", "支援業務", "支援業務功能", "核心系統", "支援系統", "支援核心系統", "對應業務", "business function",
             "business functions", "functions", "core system", "core systems", "supported systems"),
            N_("Names of registered business functions, set apart by 、 or ;."),
            "functions",
        ),
        Column(
            "service_is_internet_facing",
            N_("Faces the internet"),
            ("對外開放於網際網路", "對外服務", "網際網路服務", "internet facing", "internet-facing", "faces the internet"),
            N_("Yes or no, for all services of the row."),
            "yes_no",
        ),
        Column(
            "service_is_investor_app",
            N_("Mobile app for investors"),
            ("投資人行動應用程式", "投資人app", "行動應用程式", "mobile app", "investor app", "mobile app for investors"),
            N_("Yes or no, for all services of the row."),
            "yes_no",
        ),
        Column(
            "service_takes_orders",
            N_("Serves online orders"),
            ("用於網路下單", "網路下單", "線上下單", "online orders", "serves online orders"),
            N_("Yes or no, for all services of the row."),
            "yes_no",
        ),
        Column(
            "service_delivers_software",
            N_("Delivers systems or programs"),
            ("交付系統或程式", "交付軟體", "交付程式", "delivers software", "delivers systems or programs"),
            N_("Yes or no, for all services of the row."),
            "yes_no",
        ),
        Column(
            "service_users",
            N_("People or accounts that use it"),
            ("使用人數", "使用者數", "使用帳號數", "使用量", "users", "user count", "number of users", "volume"),
            N_("A whole number, for each service of the row."),
        ),
    )  # fmt: skip

    def reader(self) -> "_Reader":
        """Reads the register once, for the rows of one plan."""
        return _Reader(_read())

    def apply(self, vendor: Vendor, payload: list[_Wanted], by: User | None) -> None:
        for wanted in payload:
            functions = (
                list(db.session.scalars(select(BusinessFunction).where(BusinessFunction.id.in_(wanted.functions))))
                if wanted.functions
                else []
            )
            if wanted.service_id is None:
                operations.add_service(
                    vendor, name=wanted.name, kind=wanted.kind, functions=functions, by=by, **dict(wanted.said)
                )
            else:
                service = db.session.get_one(Service, wanted.service_id)
                operations.edit_service(
                    service, name=service.name, kind=wanted.kind, functions=functions, by=by, **dict(wanted.said)
                )

    def choices(self) -> Mapping[str, Sequence[str]]:
        """What the template offers in its lists."""
        query = (
            select(BusinessFunction.name).where(BusinessFunction.is_retired.is_(False)).order_by(BusinessFunction.name)
        )
        return {
            "kinds": [say(label) for label in SERVICE_KIND_NAMES.values()],
            "functions": list(db.session.scalars(query)),
            "yes_no": [say(N_("Yes")), say(N_("No"))],
        }


@dataclass(frozen=True)
class _Reader:
    register: _Register

    def __call__(
        self, cells: Mapping[str, Cell], vendor_id: int | None, status: VendorStatus | None
    ) -> tuple[list[Change], list[tuple[str, Phrase]], list[_Wanted]]:
        """What the row would do to the vendor's services, and what is wrong by column."""
        names = _parts(cells.get("service_name"))
        kinds_cell, functions_cell = cells.get("service_kind"), cells.get("service_functions")
        if not names:
            stray = "service_kind" if kinds_cell else "service_functions" if functions_cell else ""
            wrong = (
                [(stray, phrase(N_("There is no service in this row that it could belong to.")))]
                if functions_cell
                else []
            )
            return [], wrong, []
        register, wrong = self.register, []
        if status is VendorStatus.ENDED:
            return (
                [],
                [("service_name", phrase(N_("The relation with this vendor has ended; it supplies nothing new.")))],
                [],
            )
        wrong += [
            ("service_name", phrase(N_("Use at most %(n)s characters."), n=200)) for name in names if len(name) > 200
        ]
        kinds, faults = _kinds(_parts(kinds_cell), len(names), register)
        wrong += [("service_kind", says) for says in faults]
        functions = set()
        for text in _parts(functions_cell):
            found = register.functions.get(folded(text))
            if found is None:
                says = N_("There is no business function “%(text)s”. Register it first, or correct its name.")
                wrong.append(("service_functions", phrase(says, text=text[:40])))
            else:
                functions.add(found)
        said, unclear = _attributes(cells)
        wrong += unclear
        if wrong:
            return [], wrong, []
        wanted = [
            _want(register, vendor_id, name, kind, frozenset(functions), said)
            for name, kind in dict(zip(names, kinds, strict=True)).items()
        ]
        due = [each for each in wanted if each is not None]
        return [change for each in due for change in _changes(each, register)], [], due


def _want(
    register: _Register, vendor_id: int | None, name: str, kind: ServiceKind | None, functions: frozenset[int],
    said: tuple[tuple[str, bool | int], ...],
) -> _Wanted | None:  # fmt: skip
    """What is to be done for one service; None when it stands like this already. Functions are added, never taken."""
    held = register.services.get((vendor_id, folded(name))) if vendor_id is not None else None
    if held is None:
        return _Wanted(name, kind or ServiceKind.OTHER, functions, said=said)
    service_id, held_kind, held_functions = held
    fresh = tuple(one for one in said if register.attributes[service_id][one[0]] != one[1])
    wanted = _Wanted(name, kind or held_kind, held_functions | functions, service_id, fresh)
    return None if (wanted.kind, wanted.functions, fresh) == (held_kind, held_functions, ()) else wanted


def _attributes(cells: Mapping[str, Cell]) -> tuple[tuple[tuple[str, bool | int], ...], list[tuple[str, Phrase]]]:
    """What a row says its services are, and the cells that say neither yes nor no, or no number."""
    said: list[tuple[str, bool | int]] = []
    wrong = []
    for name in SAID:
        if cell := cells.get(f"service_{name}"):
            value = _count(cell.text) if name in COUNTED else _yes_no(cell.text)
            if value is None:
                says = (
                    N_("“%(text)s” is not a whole number.")
                    if name in COUNTED
                    else N_("“%(text)s” is neither yes nor no.")
                )
                wrong.append((f"service_{name}", phrase(says, text=cell.text[:40])))
            else:
                said.append((name, value))
    return tuple(said), wrong


def _yes_no(text: str) -> bool | None:
    return YES_NO.get(folded(text), YES_NO.get(text.strip().casefold()))


def _count(text: str) -> int | None:
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return (
        int(digits)
        if digits.isdecimal() and digits.isascii() and int(digits[:12]) <= MOST_USERS and len(digits) < 12
        else None
    )


def _changes(wanted: _Wanted, register: _Register) -> Iterator[Change]:
    held = next((h for h in register.services.values() if h[0] == wanted.service_id), None)
    old = _said(wanted.name, held[1], held[2], register) if held else ""
    if held is None or held[1:] != (wanted.kind, wanted.functions):
        yield Change(N_("Service"), old, _said(wanted.name, wanted.kind, wanted.functions, register))
    for name, value in wanted.said:
        before = None if wanted.service_id is None else register.attributes[wanted.service_id][name]
        yield Change(SAID[name], _value(before), _value(value))


def _value(value: bool | int | None) -> str:
    if value is None:
        return ""
    return (say(N_("Yes")) if value else say(N_("No"))) if isinstance(value, bool) else f"{value:,}"


def _said(name: str, kind: ServiceKind, functions: frozenset[int], register: _Register) -> str:
    supports = "、".join(sorted(register.names[f] for f in functions))
    return f"{name}（{say(SERVICE_KIND_NAMES[kind])}）{' → ' if supports else ''}{supports}"


def _kinds(texts: list[str], count: int, register: _Register) -> tuple[list[ServiceKind | None], list[Phrase]]:
    """A kind for each service; none given leaves what is known, or "other"."""
    found: list[ServiceKind | None] = []
    faults = []
    for text in texts:
        kind = register.kinds.get(folded(text))
        if kind is None:
            says = N_("“%(text)s” is no kind of service. Write one of those in the template.")
            faults.append(phrase(says, text=text[:40]))
        found.append(kind)
    if len(texts) not in (0, 1, count):
        faults.append(
            phrase(
                N_("There are %(kinds)s kinds for %(services)s services; give one, or one for each."),
                kinds=len(texts),
                services=count,
            )
        )
    return (found * count if len(found) == 1 else found or [None] * count), faults


def _parts(cell: Cell | None) -> list[str]:
    if cell is None:
        return []
    text = cell.text.encode("utf-8", "ignore").decode()
    parts = [" ".join(part.split()) for part in _BETWEEN.split(text)]
    return [part for part in parts if part and part not in ("-", "—", "無", "N/A")]


def _read() -> _Register:
    names = {f.id: f.name for f in db.session.execute(select(BusinessFunction.id, BusinessFunction.name))}
    supports: dict[int, set[int]] = {}
    for service_id, function_id in db.session.execute(select(service_function)):
        supports.setdefault(service_id, set()).add(function_id)
    query = select(
        Service.id, Service.vendor_id, Service.name, Service.kind, *(getattr(Service, name) for name in SAID)
    ).where(Service.is_ended.is_(False))
    rows = db.session.execute(query.order_by(Service.id.desc())).all()
    services = {(s.vendor_id, folded(s.name)): (s.id, s.kind, frozenset(supports.get(s.id, ()))) for s in rows}
    attributes = {s.id: {name: getattr(s, name) for name in SAID} for s in rows}
    kinds = {folded(word): kind for kind, words in KIND_WORDS.items() for word in (*words, kind.value)}
    for language in LANGUAGES:
        with force_locale(language):
            kinds |= {folded(gettext(label)): kind for kind, label in SERVICE_KIND_NAMES.items()}
    return _Register({folded(name): key for key, name in names.items()}, names, services, attributes, kinds)
