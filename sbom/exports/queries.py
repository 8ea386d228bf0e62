"""Reads one delivery piece by piece, so that an SBOM of any size goes out without being held whole."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import select

from core import clock
from core.db import db
from core.errors import Unreadable
from core.files import open_file
from sbom.components.models import Component as Row
from sbom.components.models import Delivery
from sbom.disclosure.queries import as_read
from sbom.disclosure.rules import gaps_of
from sbom.exports.rules import Delivered, Known
from sbom.ingest.reading import read_sbom
from sbom.ingest.rules import Component, Format, Sbom
from sbom.ingest.unpacking import plain_bytes
from sbom.licences.queries import Judge
from sbom.statements.queries import in_force
from sbom.statements.rules import BITS, Said, Subject, identity_of, key_of, with_licence, with_origin

_AT_ONCE = 500

Entry = tuple[Row, Component, Known]


class Source:
    """One delivery: what was sent, what was read of it, and what we know."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        release = delivery.release
        self.product = release.product
        self.judge = Judge()
        self.said = in_force(self.product.id)
        self.delivered = Delivered(
            uuid=release.uuid,
            vendor=self.product.vendor.name,
            product=self.product.name,
            release=release.number,
            sha256=delivery.sha256,
            delivered_at=_instant(delivery.delivered_at),
            exported_at=_instant(clock.now()),
            judged_on=delivery.judged_on.isoformat(),
            components=delivery.components,
            source_disclosed=delivery.source_disclosed,
            licence_proven=delivery.licence_proven,
        )

    @cached_property
    def _bytes(self) -> bytes:
        with open_file(self.delivery.sha256) as file:
            return plain_bytes(file.read())

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The vendor's own document where it is JSON; {} for others."""
        if self.delivery.format not in (Format.CYCLONEDX_JSON, Format.SPDX_JSON):
            return {}
        try:
            found = orjson.loads(self._bytes)
        except (orjson.JSONDecodeError, Unreadable):
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def read(self) -> Sbom:
        """The delivery read again: its head and what depends on what stand in the file only."""
        return read_sbom(self._bytes)

    def raw_entry(self, path: str) -> dict[str, Any] | None:
        """The vendor's own entry at a place of its document."""
        found: Any = self.raw
        for step in path.split("/")[1:]:
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
                found = found[int(step)]
            else:
                return None
        return found if isinstance(found, dict) else None

    def entries(self) -> Iterator[Entry]:
        """Every component in the file's order, as its vendor's file and statements say it, with what we know of it."""
        query = select(Row).where(Row.delivery_id == self.delivery.id).order_by(Row.position).limit(_AT_ONCE)
        last = -1
        while rows := db.session.scalars(query.where(Row.position > last)).all():
            for row, component in zip(rows, as_read(rows), strict=True):
                yield row, self._whole(row, component), self._known(row, component)
            last = rows[-1].position
            for row in rows:
                db.session.expunge(row)

    def _whole(self, row: Row, component: Component) -> Component:
        """With what the vendor stated besides the file, where a grade rests on it."""
        if not row.stated:
            return component
        key = key_of(identity_of(row.purl, row.group_name, row.name, row.version))
        said = self.said.get(key, Said())
        if row.stated & BITS[Subject.ORIGIN]:
            component = with_origin(component, said)
        if row.stated & BITS[Subject.LICENCE]:
            component = with_licence(component, said)
        return component

    def _known(self, row: Row, component: Component) -> Known:
        values = dict.fromkeys(x.value for x in component.licences if x.value)
        decided = ((value, self.judge.decision(value, self.product.id)) for value in values)
        return Known(
            place=row.path,
            origin=row.origin,
            licence=row.licence,
            is_own=row.is_own,
            missing=tuple(gap.value for gap in gaps_of(row.gaps)),
            stated=tuple(subject.value for subject in Subject if row.stated & BITS[subject]),
            decisions=tuple((value, decision.ruling.value) for value, decision in decided if decision),
        )


def _instant(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
