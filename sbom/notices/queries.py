"""Reads of notices, and of vulnerabilities that no notice told of: the one source for pages, obligations and letters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, func, not_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.letters.models import Letter
from core import clock
from core.calendar import calendar
from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.notices import rules
from sbom.notices.known import known
from sbom.notices.models import Measure, Notice, Reminded, TouchedRelease
from sbom.notices.rules import Duty, Known, Standing, Told, duty_of, first_notice
from sbom.notices.terms import Term, Terms
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor


def notice_page(notice_id: int) -> Notice:
    """One notice with what its page shows. 404 for a number nobody has."""
    query = select(Notice).where(Notice.id == notice_id)
    release = selectinload(Notice.touched).joinedload(TouchedRelease.release).joinedload(Release.product)
    found: Notice = db.one_or_404(
        query.options(
            joinedload(Notice.vendor),
            joinedload(Notice.registered_by),
            joinedload(Notice.closed_by),
            selectinload(Notice.measures).options(joinedload(Measure.owner), joinedload(Measure.done_by)),
            release,
        )
    )
    return found


def measure_of(notice_id: int, measure_id: int) -> Measure:
    """A countermeasure of a notice. 404 for one of another."""
    query = select(Measure).where(Measure.id == measure_id, Measure.notice_id == notice_id)
    found: Measure = db.one_or_404(query.options(joinedload(Measure.notice)))
    return found


def notices_of(vendor_id: int, most: int = 8) -> Sequence[Notice]:
    """A vendor's notices, the newest first."""
    query = select(Notice).where(Notice.vendor_id == vendor_id).options(selectinload(Notice.measures))
    return db.session.scalars(query.order_by(Notice.told_at.desc(), Notice.id.desc()).limit(most)).all()


def open_notices() -> Sequence[Notice]:
    """Notices not dealt with yet, the gravest first."""
    query = select(Notice).where(Notice.closed_at.is_(None))
    found = db.session.scalars(query.options(selectinload(Notice.measures), joinedload(Notice.vendor))).all()
    order = list(rules.Severity)
    return sorted(found, key=lambda n: (order.index(n.severity), n.told_at))


# --- the list ---------------------------------------------------------------------------------------------------------


def standing_status(notice: Notice, today: date) -> Status:
    standing = notice.standing(today)
    return Status(say(rules.STANDING_NAMES[standing]), rules.STANDING_TONES[standing])


def punctuality(notice: Notice) -> Status:
    """Whether the vendor told in time."""
    if notice.due_at is None:
        return Status(gettext("Not known since when"), "muted")
    return Status(gettext("Too late"), "bad") if notice.is_late else Status(gettext("In time"), "good")


def severity_status(severity: rules.Severity) -> Status:
    return Status(say(rules.SEVERITY_NAMES[severity]), rules.SEVERITY_TONES[severity])


def notices() -> Listing:
    """All notices, the newest first."""
    today = clock.today()
    count = select(func.count(TouchedRelease.id)).where(TouchedRelease.notice_id == Notice.id).scalar_subquery()
    late = and_(Notice.due_at.is_not(None), Notice.told_at > Notice.due_at)
    conditions = _standings(today)
    return Listing(
        name="notices",
        title=gettext("Notices from vendors"),
        statement=select(Notice, count.label("releases"))
        .join(Vendor, Notice.vendor_id == Vendor.id)
        .options(contains_eager(Notice.vendor), selectinload(Notice.measures)),
        tiebreak=Notice.id.desc(),
        search=(Notice.title, Notice.references, Vendor.name_zh, Vendor.name_en),
        default_sort="-told_at",
        filters=[
            Filter(
                "state", gettext("State"), attribute_choices(rules.STANDING_NAMES), lambda v: conditions[Standing(v)]
            ),
            Filter("kind", gettext("Kind"), attribute_choices(rules.KIND_NAMES), lambda v: Notice.kind == v),
            Filter(
                "severity", gettext("Severity"), attribute_choices(rules.SEVERITY_NAMES), lambda v: Notice.severity == v
            ),
            Filter(
                "late",
                gettext("Told"),
                lambda: [("yes", gettext("Too late")), ("no", gettext("In time"))],
                lambda v: late if v == "yes" else not_(late),
            ),
            Filter("vendor", gettext("Vendor"), _vendors_heard, lambda v: Notice.vendor_id == int(v)),
        ],
        columns=[
            Column(
                "title",
                _l("What it is about"),
                lambda r: r.Notice.title,
                sort=Notice.title,
                url=lambda r: url_of(r.Notice),
            ),
            Column("vendor", _l("Vendor"), lambda r: r.Notice.vendor.name, sort=VENDOR_NAME),
            Column(
                "severity", _l("Severity"), lambda r: severity_status(r.Notice.severity), Kind.STATUS, sort=_gravity()
            ),
            Column("state", _l("State"), lambda r: standing_status(r.Notice, today), Kind.STATUS),
            Column("told_at", _l("Told at"), lambda r: r.Notice.told_at, Kind.INSTANT, sort=Notice.told_at),
            Column("due_at", _l("Was due"), lambda r: r.Notice.due_at, Kind.INSTANT, sort=Notice.due_at, is_minor=True),
            Column("late", _l("Told"), lambda r: punctuality(r.Notice), Kind.STATUS),
            Column("releases", _l("Releases touched"), lambda r: r.releases, Kind.NUMBER, sort=count),
            Column("references", _l("Names"), lambda r: r.Notice.references, sort=Notice.references, is_minor=True),
        ],
    )


def _gravity() -> Any:
    return case({s.value: i for i, s in enumerate(rules.Severity)}, value=Notice.severity)


def _standings(today: date) -> Mapping[Standing, Any]:
    """The SQL for each standing."""
    of = Measure.notice_id == Notice.id
    some = select(Measure.id).where(of).exists()
    late = select(Measure.id).where(of, Measure.done_on.is_(None), Measure.due_on < today).exists()
    open_ = Notice.closed_at.is_(None)
    return {
        Standing.CLOSED: Notice.closed_at.is_not(None),
        Standing.OVERDUE: and_(open_, late),
        Standing.UNPLANNED: and_(open_, ~some),
        Standing.OPEN: and_(open_, some, ~late),
    }


def url_of(notice: Notice) -> str:
    return url_for("sbom.notices.show", notice_id=notice.id)


def _vendors_heard() -> Sequence[tuple[str, Any]]:
    query = select(Vendor.id, VENDOR_NAME).where(Vendor.id.in_(select(Notice.vendor_id))).order_by(VENDOR_NAME)
    return [(str(row[0]), row[1]) for row in db.session.execute(query)]


# --- what no notice told of -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owed:
    """A known vulnerability in a vendor's product: by when the vendor had to tell, and whether it did."""

    known: Known
    vendor: str
    product: Product
    release: str
    term: Term
    due_at: datetime
    duty: Duty
    notice_id: int | None
    letter: Letter | None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.known.product_id}.{self.known.name}"


def owed(as_of: date, vendor_id: int | None = None) -> list[Owed]:
    """Every grave vulnerability known in a product in use, the missing notices first. A handful of queries."""
    grave = [k for k in known(as_of) if k.severity in rules.OWED and vendor_id in (None, k.vendor_id)]
    now, firm = clock.now(), calendar()
    products, releases = _products({k.product_id for k in grave}), _releases({k.release_id for k in grave})
    terms, told, letters = Terms({k.vendor_id for k in grave}), _told(), _letters()
    found = []
    for one in grave:
        product = products.get(one.product_id)
        if product is None:
            continue
        term = terms.of_product(product)
        notice = first_notice(one, told.get(one.vendor_id, ()))
        due = rules.due_of(term.due_at(one.known_at, firm), notice)
        found.append(
            Owed(one, product.vendor.name, product, releases.get(one.release_id, ""), term, due,
                 duty_of(due, notice, now), notice.notice_id if notice else None, letters.get((product.id, one.name)))
        )  # fmt: skip
    order = list(Duty)
    return sorted(found, key=lambda o: (order.index(o.duty), o.due_at, o.vendor, o.known.name))


def _products(ids: set[int]) -> dict[int, Product]:
    query = select(Product).where(Product.is_ended.is_(False)).options(joinedload(Product.vendor))
    return {p.id: p for p in db.session.scalars(query) if p.id in ids}


def _releases(ids: set[int]) -> dict[int, str]:
    query = select(Release.id, Release.number).where(Release.is_current)
    return {row.id: row.number for row in db.session.execute(query) if row.id in ids}


def _told() -> Mapping[int, list[Told]]:
    """By vendor: the notices that name something."""
    found: dict[int, list[Told]] = defaultdict(list)
    query = select(Notice.id, Notice.vendor_id, Notice.references, Notice.title, Notice.told_at, Notice.due_at)
    for row in db.session.execute(query):
        if names := rules.names_in(f"{row.references} {row.title}"):
            found[row.vendor_id].append(Told(row.id, row.vendor_id, names, row.told_at, row.due_at))
    return found


def _letters() -> dict[tuple[int, str], Letter]:
    """(product, vulnerability) → the last letter that was not withdrawn."""
    query = (
        select(Reminded).join(Letter, Reminded.letter_id == Letter.id).where(Letter.withdrawn_at.is_(None))
    ).options(contains_eager(Reminded.letter))
    return {(row.product_id, row.name): row.letter for row in db.session.scalars(query.order_by(Reminded.id))}


def owed_columns() -> list[Column]:
    """The columns of the list of owed notices, for page and workbook."""
    return [
        Column("vendor", gettext("Vendor"), lambda o: o.vendor),
        Column("product", gettext("Product"), lambda o: f"{o.product.name} {o.release}".strip()),
        Column("name", gettext("Vulnerability"), lambda o: o.known.name),
        Column("names", gettext("Names"), lambda o: sorted(o.known.names)),
        Column("component", gettext("Component"), lambda o: o.known.component),
        Column("severity", gettext("Severity"), lambda o: severity_status(o.known.severity), Kind.STATUS),
        Column("known_at", gettext("Known since"), lambda o: o.known.known_at, Kind.INSTANT),
        Column("term", gettext("To be told within"), lambda o: say(o.term.why)),
        Column("due_at", gettext("Was due"), lambda o: o.due_at, Kind.INSTANT),
        Column("duty", gettext("State"), lambda o: duty_status(o.duty), Kind.STATUS),
        Column("letter", gettext("Letter"), lambda o: o.letter.reference if o.letter else ""),
    ]


def duty_status(duty: Duty) -> Status:
    return Status(say(rules.DUTY_NAMES[duty]), rules.DUTY_TONES[duty])


def all_notices() -> Sequence[Notice]:
    """Every notice with its countermeasures and its vendor. Two queries."""
    return db.session.scalars(
        select(Notice).options(selectinload(Notice.measures), joinedload(Notice.vendor)).order_by(Notice.id)
    ).all()
