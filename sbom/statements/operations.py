"""Keeping what a vendor states. Called inside a unit of work; none commits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import clock
from core.auth.models import User
from core.db import db
from sbom.statements.models import Statement
from sbom.statements.queries import statements_of
from sbom.statements.rules import Subject, identity_of, key_of, package_identity_of


@dataclass(frozen=True)
class NewStatement:
    """One thing stated of one component."""

    group: str
    name: str
    version: str
    purl: str
    subject: Subject
    said: dict[str, Any]
    note: str = ""

    @property
    def key(self) -> str:
        return key_of(identity_of(self.purl, self.group, self.name, self.version))

    @property
    def full_name(self) -> str:
        return "/".join(filter(None, (self.group, self.name)))


@dataclass(frozen=True)
class Source:
    """In which file a statement stands, and since when."""

    sha256: str
    file_name: str
    stated_on: date


def keep_statements(
    product_id: int, stated: Iterable[NewStatement], source: Source, *, by: User | None
) -> list[Statement]:
    """Add statements; one that says what holds already is not added again, one that says otherwise ends the earlier."""
    stated = list(stated)
    held: dict[tuple[str, Subject], list[Statement]] = defaultdict(list)
    for known in statements_of(product_id, {one.key for one in stated}):
        held[known.key, known.subject].append(known)
    now, added = clock.now(), []
    for one in stated:
        before = held[one.key, one.subject]
        if any(known.said == one.said for known in before):
            continue
        for known in before:
            known.ended_at = now
        row = Statement(
            product_id=product_id,
            key=one.key,
            package_key=key_of(package_identity_of(one.purl, one.group, one.name)),
            component_name=one.full_name,
            component_version=one.version,
            purl=one.purl,
            subject=one.subject,
            said=one.said,
            note=one.note,
            stated_on=source.stated_on,
            sha256=source.sha256,
            file_name=source.file_name[:255],
            recorded_by_id=by.id if by else None,
            recorded_at=now,
        )
        held[one.key, one.subject] = [row]
        added.append(row)
    db.session.add_all(added)
    db.session.flush()
    return added
