"""Reads of licences in use, and what the firm's policy and its reviewers say of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, exists, func, not_, select
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.components.models import Component, ComponentLicence, Delivery, LicenceText
from sbom.ingest.rules import Licence
from sbom.licences.models import LicenceDecision, LicenceRule
from sbom.licences.operations import CATEGORY, subject_of
from sbom.licences.policy import (
    CATEGORY_NAMES,
    DEFAULTS,
    RULING_NAMES,
    RULING_TONES,
    Category,
    Policy,
    Ruling,
    Verdict,
    judge,
)
from sbom.licences.rules import meaning
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor


def rules() -> Mapping[str, LicenceRule]:
    """The firm's own lines, by subject."""
    found = db.session.scalars(select(LicenceRule).options(joinedload(LicenceRule.set_by)))
    return {rule.subject: rule for rule in found}


def policy(own: Mapping[str, LicenceRule] | None = None) -> Policy:
    """The policy that holds: the defaults, and what the firm set otherwise."""
    own = rules() if own is None else own
    held = {subject: rule.ruling for subject, rule in own.items() if rule.ruling is not None}
    by_category = {c: held.get(CATEGORY + c.value, DEFAULTS[c]) for c in Category}
    return Policy(by_category, {s: ruling for s, ruling in held.items() if not s.startswith(CATEGORY)})


def _last_decisions() -> Mapping[tuple[str, int | None], LicenceDecision]:
    found = db.session.scalars(select(LicenceDecision).order_by(LicenceDecision.id))
    return {(d.statement_key, d.product_id): d for d in found}


@dataclass
class Judge:
    """The policy and the reviewers' words, read once for a page; each statement is judged once."""

    policy: Policy = field(default_factory=policy)
    decisions: Mapping[tuple[str, int | None], LicenceDecision] = field(default_factory=_last_decisions)
    _known: dict[str, Verdict] = field(default_factory=dict)

    def verdict(self, statement: str) -> Verdict:
        """What the policy makes of a statement."""
        if statement not in self._known:
            self._known[statement] = judge(statement, self.policy)
        return self._known[statement]

    def decision(self, statement: str, product_id: int | None = None) -> LicenceDecision | None:
        """The reviewer's word that counts: on this product, else on all."""
        key = subject_of(statement)
        return self.decisions.get((key, product_id)) or self.decisions.get((key, None))

    def ruling(self, statement: str, product_id: int | None = None) -> Ruling:
        """What counts in the end."""
        decided = self.decision(statement, product_id)
        return decided.ruling if decided else self.verdict(statement).ruling


def status(ruling: Ruling) -> Status:
    return Status(say(RULING_NAMES[ruling]), RULING_TONES[ruling])


def is_statement() -> Any:
    """Rows by which a component states a licence. A text found in its files and named by its file only ("file: LICENSE", as
    tools write it) is the proof of the licence stated beside it; it states one of its own where nothing else is stated.
    """
    other = aliased(ComponentLicence)
    stated = exists().where(
        other.delivery_id == ComponentLicence.delivery_id,
        other.position == ComponentLicence.position,
        other.means != "",
    )
    only_a_text = and_(
        ComponentLicence.acknowledgement == "evidence",
        ComponentLicence.text_sha256.is_not(None),
        ComponentLicence.value.ilike("file:%"),
        stated,
    )
    return and_(ComponentLicence.value != "", not_(only_a_text))


def is_only_a_text(licence: Licence, all_of_it: Sequence[Licence]) -> bool:
    """Whether `is_statement` leaves out this one of a component's licences."""
    is_named_by_file = licence.value.lower().startswith("file:")
    is_found = licence.acknowledgement == "evidence" and bool(licence.text)
    return is_found and is_named_by_file and any(meaning(other.value) for other in all_of_it)


def _in_use() -> Any:
    """What a statement on current SBOMs of products in use is joined through."""
    return (Delivery.is_current, Release.is_current, Product.is_ended.is_(False))


def licences() -> Listing:
    """Every licence statement in the software in use, with how it stands and how much carries it."""
    judged = Judge()
    components, products = func.count().label("components"), func.count(Release.product_id.distinct()).label("products")
    order = list(Ruling)

    def names(value: str) -> list[str]:
        return [say(CATEGORY_NAMES[c]) for c in Category if c in judged.verdict(value).categories]

    return Listing(
        name="licences",
        title=gettext("Licences in use"),
        statement=select(ComponentLicence.value, components, products)
        .join(Delivery, ComponentLicence.delivery_id == Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .where(*_in_use(), is_statement())
        .group_by(ComponentLicence.value),
        key=ComponentLicence.value,
        tiebreak=ComponentLicence.value,
        search=(ComponentLicence.value,),
        default_sort="-ruling",
        filters=[
            Filter("ruling", gettext("Policy"), attribute_choices(RULING_NAMES),
                   keep=lambda value: lambda key: judged.ruling(key).value == value),
            Filter("category", gettext("Category"), attribute_choices(CATEGORY_NAMES),
                   keep=lambda value: lambda key: Category(value) in judged.verdict(key).categories),
            Filter("decided", gettext("Reviewed"), lambda: [("yes", gettext("Yes")), ("no", gettext("No"))],
                   keep=lambda value: lambda key: (judged.decision(key) is not None) == (value == "yes")),
        ],
        columns=[
            Column("value", _l("Licence as stated"), lambda r: r.value, sort=ComponentLicence.value,
                   url=lambda r: url_for("sbom.licences.show", licence=r.value)),
            Column("ruling", _l("Policy"), lambda r: status(judged.ruling(r.value)), Kind.STATUS,
                   rank=lambda key: order.index(judged.ruling(key))),
            Column("category", _l("Category"), lambda r: names(r.value)),
            Column("components", _l("Components"), lambda r: r.components, Kind.NUMBER, sort=components),
            Column("products", _l("Products"), lambda r: r.products, Kind.NUMBER, sort=products),
            Column("reviewed", _l("Reviewed at"), lambda r: _reviewed(judged, r.value), Kind.INSTANT, is_minor=True),
            Column("why", _l("Why"), lambda r: judged.verdict(r.value).reasons, is_minor=True),
        ],
    )  # fmt: skip


def _reviewed(judged: Judge, value: str) -> Any:
    decided = judged.decision(value)
    return decided.at if decided else None


@dataclass(frozen=True)
class UsedBy:
    """One product whose current SBOM makes a statement."""

    product: Product
    vendor: str
    release: str
    delivery_id: int
    components: int


def used_by(statement: str) -> Sequence[UsedBy]:
    """The products in use whose current SBOM makes the statement, the one with most components first."""
    components = func.count().label("components")
    query = (
        select(Product, VENDOR_NAME.label("vendor"), Release.number, Delivery.id, components)
        .join(Release, Release.product_id == Product.id)
        .join(Delivery, Delivery.release_id == Release.id)
        .join(ComponentLicence, ComponentLicence.delivery_id == Delivery.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .where(*_in_use(), ComponentLicence.value == statement)
        .group_by(Product.id, Vendor.id, Release.id, Delivery.id)
        .order_by(components.desc(), Product.name)
    )
    return [UsedBy(*row) for row in db.session.execute(query)]


def decisions_on(statement: str) -> Sequence[LicenceDecision]:
    """Every reviewer's word on a statement, the last first."""
    query = select(LicenceDecision).where(LicenceDecision.statement_key == subject_of(statement))
    people = (joinedload(LicenceDecision.by), joinedload(LicenceDecision.product))
    return db.session.scalars(query.options(*people).order_by(LicenceDecision.id.desc())).all()


# attribution


def attribution(delivery: Delivery) -> Iterator[str]:
    """The notice that many licences ask to be kept: every third-party component with its licences and copyright, then
    each licence text that the SBOM holds, once."""
    yield f"{delivery.release.product.name} {delivery.release.number}\n{delivery.release.product.vendor.name}\n\n"
    components = (
        select(Component.name, Component.group_name, Component.version, Component.licence_line, Component.copyright)
        .where(Component.delivery_id == delivery.id, Component.is_own.is_(False))
        .order_by(Component.name_key, Component.position)
    )
    seen: set[tuple[str, ...]] = set()
    for row in _streamed(components):
        if tuple(row) not in seen:
            seen.add(tuple(row))
            name = "/".join(filter(None, (row.group_name, row.name)))
            yield f"{name} {row.version}".strip() + f"\n    {row.licence_line or '-'}\n"
            yield f"    {' '.join(row.copyright.split())}\n" if row.copyright else ""
    texts = (
        select(LicenceText.sha256, func.min(ComponentLicence.value).label("value"))
        .join(ComponentLicence, ComponentLicence.text_sha256 == LicenceText.sha256)
        .where(ComponentLicence.delivery_id == delivery.id)
        .group_by(LicenceText.sha256)
        .order_by("value")
    )
    for row in db.session.execute(texts).all():
        yield f"\n{'-' * 72}\n{row.value}\n{'-' * 72}\n\n"
        yield db.session.get_one(LicenceText, row.sha256).text.rstrip() + "\n"


def _streamed(query: Any) -> Any:
    return db.session.execute(query.execution_options(yield_per=1000))
