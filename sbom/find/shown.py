"""The answers as a table: one description for the page and its workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from contracts.facts.shown import shown
from core.auth.guard import may
from core.i18n import say
from core.phrases import N_, Phrase, phrase
from core.web.listing import PAGE_SIZES, Column
from sbom.find.answers import Answer
from sbom.find.queries import Found, Scope
from vendors.services.rules import CRITICALITY_NAMES, Criticality

SCOPE_NAMES = {
    Scope.CURRENT: N_("Releases in use now"),
    Scope.ALL: N_("All releases, older ones too"),
}
EXAMPLES = (
    ("log4j-core <2.17.1", N_("part of a name; versions in the order of their own ecosystem")),
    ("spring >=5.0,<5.3.18", N_("from a version on, and below another")),
    ("pkg:npm/lodash", N_("a package URL, with or without version; pkg:npm/ for all of npm")),
    ("cpe:2.3:a:apache:log4j", N_("a CPE, with or without version")),
    ("sha256:9f86d081884c7d65", N_("a hash of any algorithm, whole or its beginning; the digits alone will do")),
    ("supplier:apache licence:GPL", N_("who supplies it; under which licence. All that is written must hold")),
    ("vendor:晨曦 product:下單 openssl", N_("only in what one vendor delivers, or in one product")),
    ('"spring core"', N_("words in quotes are looked for just so")),
)


@dataclass(frozen=True)
class FoundPage:
    """What `templates/sbom/find/index.html` shows of a search."""

    query: str
    scope: Scope
    found: Found
    answers: Sequence[Answer]
    number: int
    size: int

    @classmethod
    def asked(cls, args: Mapping[str, str], found: Found) -> tuple[int, int]:
        """Which part of what was found the address asks for: page and size; odd values fall back."""
        size = _whole(args.get("size"), PAGE_SIZES[0])
        size = size if size in PAGE_SIZES else PAGE_SIZES[0]
        pages = max(1, -(-len(found.places) // size))
        return min(max(1, _whole(args.get("page"), 1)), pages), size

    @property
    def total(self) -> int:
        return len(self.found.places)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.answers else 0

    @property
    def last(self) -> int:
        return self.first + len(self.answers) - 1 if self.answers else 0

    def link(self, **changes: Any) -> str:
        """The query string of this search with some values changed."""
        values: dict[str, Any] = {"q": self.query, "scope": self.scope.value, "size": self.size, "page": self.number}
        usual = {"scope": Scope.CURRENT.value, "size": PAGE_SIZES[0], "page": 1}
        return "?" + urlencode({k: v for k, v in (values | changes).items() if v != usual.get(k)})


def _whole(text: str | None, fallback: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else fallback


def columns(*, in_full: bool = False) -> list[Column]:
    """Of the answers; `in_full` with what only a workbook has room for."""
    return [
        Column("name", _l("Component"), lambda a: a.component.full_name or "—", url=component_url),
        Column("version", _l("Version"), lambda a: a.component.version),
        Column("vendor", _l("Vendor"), lambda a: a.vendor.name, url=_vendor_url),
        Column("product", _l("Product"), lambda a: f"{a.product.name} {a.release.number}", url=_delivery_url),
        Column("service", _l("Service"), lambda a: a.service.name if a.service else None, url=_service_url),
        Column("functions", _l("Business functions"), _functions),
        Column("contact", _l("Contact"), _contact),
        Column("notice", _l("Notice of incidents"), _notice, url=_notice_url),
        *(_workbook_columns() if in_full else ()),
    ]


def _workbook_columns() -> list[Column]:
    return [
        Column("contract", _l("Contract"), lambda a: a.notice.number if a.notice else None),
        Column(
            "passage", _l("Passage"), lambda a: a.notice.confirmed.passage if a.notice and a.notice.confirmed else None
        ),
        Column("state", _l("Release in use"), lambda a: gettext("Yes") if a.release.is_current else gettext("No")),
        Column("supplier", _l("Supplier"), lambda a: a.component.supplier),
        Column("licences", _l("Licence as stated"), lambda a: a.component.licence_line),
        Column("purl", _l("Package URL"), lambda a: a.component.purl),
        Column("cpe", _l("CPE"), lambda a: a.component.cpe),
        Column("place", _l("Place in the file"), lambda a: a.component.path),
    ]


def component_url(answer: Answer) -> str:
    component = answer.component
    return url_for("sbom.disclosure.component", delivery_id=component.delivery_id, component_id=component.position)


def _vendor_url(answer: Answer) -> str:
    return url_for("vendors.register.show", vendor_id=answer.vendor.id) if may("vendors.view") else ""


def _delivery_url(answer: Answer) -> str:
    return url_for("sbom.disclosure.show", delivery_id=answer.component.delivery_id)


def _service_url(answer: Answer) -> str:
    if answer.service is None or not may("vendors.view"):
        return ""
    return url_for("vendors.services.show", service_id=answer.service.id)


def _notice_url(answer: Answer) -> str:
    if answer.notice is None or not may("contracts.view"):
        return ""
    return url_for("contracts.facts.show", contract_id=answer.notice.contract_id)


def _functions(answer: Answer) -> list[str]:
    """Each function, with how critical it is where it is more than ordinary."""
    return [
        f.name if f.criticality is Criticality.ORDINARY else f"{f.name}（{say(CRITICALITY_NAMES[f.criticality])}）"
        for f in answer.functions
    ]


def _contact(answer: Answer) -> list[str]:
    contact = answer.contact
    if contact is None:
        return [gettext("nobody is recorded")]
    return [
        part for part in (" ".join(filter(None, (contact.name, contact.title))), contact.phone, contact.email) if part
    ]


def _notice(answer: Answer) -> Phrase:
    """What the contract says on telling us of incidents, as far as somebody confirmed it from the paper."""
    notice = answer.notice
    if notice is None:
        return phrase(N_("no running contract"))
    if notice.confirmed is None:
        return phrase(N_("not confirmed from contract %(number)s"), number=notice.number)
    return phrase(N_("within %(time)s (contract %(number)s)"), time=shown(notice.confirmed.value), number=notice.number)
