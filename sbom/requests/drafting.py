"""From the SBOMs of a vendor's products to the rows of a request."""

from collections.abc import Sequence
from itertools import count

from flask_babel import force_locale
from sqlalchemy import select

from core import clock
from core.db import db
from core.i18n import formats, say
from core.phrases import N_, Phrase, phrase
from sbom.components.models import Component, Delivery
from sbom.components.rows import package_of
from sbom.disclosure.queries import with_gaps
from sbom.disclosure.rules import disclosure_of
from sbom.elements.queries import Row, rows_of, unpacked
from sbom.elements.rules import Level
from sbom.ingest import rules as read
from sbom.requests.content import Asked, Part, RequestDraft
from sbom.requests.rules import MOST_LINES, Line
from sbom.requests.wording import ELEMENT_HEADS
from sbom.statements.models import Statement
from sbom.statements.rules import BITS, Subject, identity_of, key_of

_MOST_REASONS = 3


def parts_of(deliveries: Sequence[Delivery], language: str) -> tuple[tuple[Part, ...], int]:
    """What each delivery leaves open, one row a component however often it is listed; and how many had no room."""
    numbers, seen, parts, left_out = count(1), set[tuple[int, str]](), [], 0
    with force_locale(language):
        for delivery in deliveries:
            product, asked = delivery.release.product, []
            earlier = _earlier(product.id)
            for row, component in with_gaps(delivery.id):
                key = key_of(identity_of(row.purl, row.group_name, row.name, row.version))
                if (product.id, key) in seen:
                    continue
                seen.add((product.id, key))
                if len(seen) > MOST_LINES:
                    left_out += 1
                    continue
                asked.append(_asked(next(numbers), key, row, component, delivery, earlier))
            parts.append(_part(delivery, asked))
    return tuple(part for part in parts if part.asked), left_out


def _part(delivery: Delivery, asked: list[Asked]) -> Part:
    release = delivery.release
    delivered = formats.plain(delivery.delivered_at.astimezone(clock.zone()).date())
    return Part(
        delivery.id,
        release.product_id,
        release.product.name,
        release.number,
        delivery.file_name,
        str(delivered),
        tuple(asked),
    )


def _asked(
    number: int, key: str, row: Component, component: read.Component, delivery: Delivery, earlier: dict[str, Statement]
) -> Asked:
    needs = (0 if row.source_disclosed else BITS[Subject.ORIGIN]) | (0 if row.licence_proven else BITS[Subject.LICENCE])
    line = Line(number, key, row.group_name, row.name, row.version, row.purl, needs)
    found = disclosure_of(component, delivery.judged_on)
    reasons: list[Phrase] = []
    if not row.source_disclosed:
        reasons += found.origin.reasons[:_MOST_REASONS]
    if not row.licence_proven:
        reasons += found.licence.reasons[:_MOST_REASONS]
    package = package_of(row.purl) if row.purl else row.full_name
    before = earlier.get(package)
    if before is not None and before.key != key:
        reasons.append(
            phrase(
                N_("For version %(version)s you answered on %(day)s; that is another version."),
                version=before.component_version or "—",
                day=before.stated_on,
            )
        )
    return Asked(line, row.position, tuple(say(reason) for reason in reasons))


def _earlier(product_id: int) -> dict[str, Statement]:
    """The latest statement on each package of a product, whatever its version."""
    query = select(Statement).where(Statement.product_id == product_id, Statement.ended_at.is_(None))
    return {
        package_of(one.purl) if one.purl else one.component_name: one
        for one in db.session.scalars(query.order_by(Statement.id))
    }


def element_rows(draft: RequestDraft) -> list[list[object]]:
    """The required elements that the chosen SBOMs lack, headings first, in the letter's language."""
    ids = [part.delivery_id for part in draft.parts]
    kept = db.session.execute(select(Delivery.id, Delivery.elements).where(Delivery.id.in_(ids)))
    counts = {row.id: unpacked(row.elements) or {} for row in kept}
    rows: list[list[object]] = []
    with force_locale(draft.language):
        rows.append([say(head) for head in ELEMENT_HEADS])
        for part in draft.parts:
            lacking = (row for _, _, each in rows_of(counts[part.delivery_id]) for row in each)
            rows += [
                _element_row(row, f"{part.product} {part.release}")
                for row in lacking
                if row.missing and row.element.level is not Level.MAY
            ]
    return rows


def _element_row(row: Row, release: str) -> list[object]:
    present = f"{row.has:,} / {row.of:,}"
    name, element = say(row.standard.name), say(row.element.name)
    return [name, say(row.element.section), element, release, present, row.share, say(row.why_not)]
