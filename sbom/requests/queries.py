"""Reads of requests to vendors, and of what a workbook that came back would do."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.letters.models import Letter
from contracts.letters.queries import badge, state_conditions
from contracts.letters.rules import LETTER_STATE_NAMES, LetterState
from core import clock
from core.db import db
from core.files import open_file
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.components.models import Component, Delivery
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.requests.importing import read_answers
from sbom.requests.models import AnswerFile, ComponentRequest, RequestLine
from sbom.requests.rules import Line, Plan, is_answered, make_plan
from sbom.statements.queries import in_force
from sbom.statements.rules import BITS, SUBJECT_NAMES, Said
from vendors.register.models import Vendor


def request_page(request_id: int) -> ComponentRequest:
    """One request with its letter and the files that came back. 404 for a number nobody has."""
    query = select(ComponentRequest).where(ComponentRequest.id == request_id)
    found: ComponentRequest = db.one_or_404(
        query.options(
            joinedload(ComponentRequest.letter).joinedload(Letter.vendor),
            selectinload(ComponentRequest.files).joinedload(AnswerFile.uploaded_by),
        )
    )
    return found


def request_of(letter_id: int) -> ComponentRequest | None:
    query = select(ComponentRequest).where(ComponentRequest.letter_id == letter_id)
    return db.session.scalar(query.options(selectinload(ComponentRequest.files).joinedload(AnswerFile.uploaded_by)))


def answer_file(request_id: int, file_id: int) -> AnswerFile:
    """A file that came back for a request. 404 for one of another."""
    query = select(AnswerFile).where(AnswerFile.id == file_id, AnswerFile.request_id == request_id)
    found: AnswerFile = db.one_or_404(
        query.options(joinedload(AnswerFile.request).joinedload(ComponentRequest.letter).joinedload(Letter.vendor))
    )
    return found


def lines_of(request_id: int) -> Mapping[int, Line]:
    """A request's rows by their number."""
    query = select(RequestLine).where(RequestLine.request_id == request_id).order_by(RequestLine.number)
    return {row.number: row.as_line for row in db.session.scalars(query)}


def products_of(request_id: int) -> Mapping[int, int]:
    """Row number → the product that it is about."""
    query = (
        select(RequestLine.number, Release.product_id)
        .join(Delivery, RequestLine.delivery_id == Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .where(RequestLine.request_id == request_id)
    )
    return {row.number: row.product_id for row in db.session.execute(query)}


def plan_of(file: AnswerFile, request: ComponentRequest) -> Plan:
    """What a file would do as things stand now; of one that was dealt with, what its rows say. Raises Unreadable."""
    with open_file(file.sha256) as handle:
        rows = read_answers(handle.read(), file.name)
    held: dict[str, Said] = {}
    for product_id in set(products_of(request.id).values()) if file.is_open else ():
        held |= in_force(product_id)
    return make_plan(request.id, lines_of(request.id), held, rows, file.stated_on)


def requests() -> Listing:
    """All requests, the newest first."""
    today = clock.today()
    conditions = state_conditions(today)
    return Listing(
        name="sbom-requests",
        title=gettext("Requests to vendors"),
        statement=select(ComponentRequest)
        .join(Letter, ComponentRequest.letter_id == Letter.id)
        .join(Vendor, Letter.vendor_id == Vendor.id)
        .options(contains_eager(ComponentRequest.letter).contains_eager(Letter.vendor)),
        tiebreak=ComponentRequest.id.desc(),
        search=(Letter.reference, Letter.about, Vendor.name_zh, Vendor.name_en),
        default_sort="-dated_on",
        filters=[
            Filter(
                "state", gettext("State"), attribute_choices(LETTER_STATE_NAMES), lambda v: conditions[LetterState(v)]
            ),
            Filter("vendor", gettext("Vendor"), _vendors_asked, lambda v: Letter.vendor_id == int(v)),
        ],
        columns=[
            Column("reference", _l("Our reference"), lambda r: r.letter.reference, sort=Letter.reference, url=url_of),
            Column("vendor", _l("Vendor"), lambda r: r.letter.vendor.name, sort=VENDOR_NAME),
            Column("about", _l("Speaks of"), lambda r: r.letter.about, sort=Letter.about),
            Column("lines", _l("Components asked about"), lambda r: r.lines, Kind.NUMBER, sort=ComponentRequest.lines),
            Column(
                "answered", _l("Of them answered"), lambda r: r.answered, Kind.NUMBER, sort=ComponentRequest.answered
            ),
            Column("state", _l("State"), lambda r: badge(r.letter, today), Kind.STATUS),
            Column("dated_on", _l("Dated"), lambda r: r.letter.dated_on, Kind.DAY, sort=Letter.dated_on, is_minor=True),
            Column("sent_on", _l("Sent on"), lambda r: r.letter.sent_on, Kind.DAY, sort=Letter.sent_on, is_minor=True),
            Column("reply_by", _l("Answer due"), lambda r: r.letter.reply_by, Kind.DAY, sort=Letter.reply_by),
            Column("answered_on", _l("Answered on"), lambda r: r.letter.answered_on, Kind.DAY, sort=Letter.answered_on),
        ],
    )


def url_of(request: ComponentRequest) -> str:
    return url_for("sbom.requests.show", request_id=request.id)


def _vendors_asked() -> Sequence[tuple[str, Any]]:
    asked = select(Letter.vendor_id).join(ComponentRequest, ComponentRequest.letter_id == Letter.id)
    query = select(Vendor.id, VENDOR_NAME).where(Vendor.id.in_(asked)).order_by(VENDOR_NAME)
    return [(str(row[0]), row[1]) for row in db.session.execute(query)]


def vendors_with_gaps() -> list[tuple[int, str, int, int]]:
    """(id, name, products, components with gaps) of vendors whose products in use lack something, those that lack most
    first."""
    gaps = func.sum(Delivery.components - Delivery.own - (Delivery.both_disclosed - Delivery.own_both))
    query = (
        select(Vendor.id, VENDOR_NAME, func.count(Product.id), gaps)
        .join(Product, Product.vendor_id == Vendor.id)
        .join(Release, Release.product_id == Product.id)
        .join(Delivery, Delivery.release_id == Release.id)
        .where(Delivery.is_current, Release.is_current, Product.is_ended.is_(False))
        .where(Delivery.components - Delivery.own > Delivery.both_disclosed - Delivery.own_both)
        .group_by(Vendor.id, Vendor.name_zh, Vendor.name_en)
        .order_by(gaps.desc(), VENDOR_NAME)
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in db.session.execute(query)]


# --- the rows of one request ------------------------------------------------------------------------------------------


def rows_of(request: ComponentRequest) -> Listing:
    """What a request asks about, each component as its grades stand today."""
    held: dict[str, Said] = {}
    for product_id in set(products_of(request.id).values()):
        held |= in_force(product_id)

    def state(row: Any) -> Status:
        if is_answered(row.RequestLine.as_line, held.get(row.RequestLine.key, Said())):
            return Status(gettext("Answered"), "good")
        if row.RequestLine.key in held:
            return Status(gettext("Answered in part"), "warn")
        return Status(gettext("Not answered yet"), "muted")

    return Listing(
        name=f"sbom-request-{request.id}",
        title=gettext("Components asked about"),
        statement=select(RequestLine, Component, Release.number.label("release"), Product.name.label("product"))
        .join(
            Component, (Component.delivery_id == RequestLine.delivery_id) & (Component.position == RequestLine.position)
        )
        .join(Delivery, RequestLine.delivery_id == Delivery.id)
        .join(Release, Delivery.release_id == Release.id)
        .join(Product, Release.product_id == Product.id)
        .where(RequestLine.request_id == request.id),
        tiebreak=RequestLine.number,
        search=(RequestLine.name, RequestLine.group_name, RequestLine.purl),
        columns=[
            Column("number", _l("Row"), lambda r: r.RequestLine.number, Kind.NUMBER, sort=RequestLine.number),
            Column(
                "name",
                _l("Component"),
                lambda r: r.RequestLine.as_line.full_name or "—",
                sort=RequestLine.name,
                url=lambda r: url_for(
                    "sbom.disclosure.component",
                    delivery_id=r.RequestLine.delivery_id,
                    component_id=r.RequestLine.position,
                ),
            ),
            Column("version", _l("Version"), lambda r: r.RequestLine.version, sort=RequestLine.version),
            Column("product", _l("Product"), lambda r: f"{r.product} {r.release}", sort=Product.name, is_minor=True),
            Column("missing", _l("Asked for"), _needs),
            Column("state", _l("State"), state, Kind.STATUS),
        ],
    )


def _needs(row: Any) -> list[str]:
    return [say(name) for subject, name in SUBJECT_NAMES.items() if row.RequestLine.needs & BITS[subject]]
