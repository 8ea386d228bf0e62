"""Writing down what matching came to: found, changed, found again, gone.

`apply` is called inside a unit of work and does not commit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from core import clock
from core.audit import record
from core.db import db
from core.phrases import N_, Phrase, kept, phrase
from core.severity import Severity
from sbom.products.models import Product, Release
from sbom.vulnerabilities import matching, stating, vex
from sbom.vulnerabilities.keeping import batches
from sbom.vulnerabilities.matching import Finding as Found
from sbom.vulnerabilities.models import (
    Finding,
    FindingEvent,
    Matched,
    Vulnerability,
)
from sbom.vulnerabilities.policy import days_by_severity
from sbom.vulnerabilities.rematching import Plan, Scope, in_use
from sbom.vulnerabilities.rules import STATE_NAMES, Match, State, due_on


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one product."""

    found: int = 0
    again: int = 0
    gone: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.found + other.found, self.again + other.again, self.gone + other.gone)

    def as_counts(self) -> dict[str, int]:
        return {"found": self.found, "found_again": self.again, "gone": self.gone}


def apply(made: Plan) -> Tally:
    """Write a plan down, unless the product moved on meanwhile: then the next round does it."""
    scope = made.scope
    now_current = db.session.execute(in_use().where(Product.id == scope.product_id)).first()
    if (now_current.delivery_id if now_current else None) != scope.delivery_id:
        return Tally()
    known = {(f.vulnerability_id, f.package_key, f.package_version): f for f in _findings(scope.product_id)}
    said = stating.states_of(one.statement_id for one in made.found.values() if one.statement_id)
    writer = _Writer(scope, severities(p[0] for p in made.found), said)
    writer.open([one for place, one in made.found.items() if place not in known])
    again = writer.update([(known[place], one) for place, one in made.found.items() if place in known])
    lost = [f for place, f in known.items() if place not in made.found and f.closed_at is None]
    writer.close([(f, _why_gone(f, made)) for f in lost])
    tally = Tally(sum(place not in known for place in made.found), again, len(lost))
    _note(scope, tally)
    return tally


def _findings(product_id: int) -> Sequence[Any]:
    table = Finding.__table__.c
    return db.session.execute(select(*table).where(table.product_id == product_id)).all()


def severities(ids: Iterable[int]) -> dict[int, Severity]:
    """How grave these vulnerabilities are."""
    found: dict[int, Severity] = {}
    for part in batches(sorted(set(ids))):
        query = select(Vulnerability.id, Vulnerability.severity).where(Vulnerability.id.in_(part))
        found |= {row.id: row.severity for row in db.session.execute(query)}
    return found


def _why_gone(finding: Any, made: Plan) -> Phrase:
    if made.scope.delivery_id is None:
        return phrase(N_("The product is not in use any more, or has no SBOM."))
    if finding.match == Match.SAID and (finding.package_key, finding.package_version) in made.packages | {_whole(made)}:
        return phrase(N_("The vendor does not say so any more."))
    if (finding.package_key, finding.package_version) not in made.packages:
        return phrase(N_("This version of the component is not in the current SBOM any more."))
    withdrawn = db.session.get(Vulnerability, finding.vulnerability_id)
    if withdrawn is not None and withdrawn.is_withdrawn:
        return phrase(N_("The advisory was withdrawn."))
    return phrase(N_("No advisory names this version any more."))


def _whole(made: Plan) -> tuple[str, str]:
    number = db.session.scalar(select(Release.number).where(Release.id == made.scope.release_id))
    return vex.PRODUCT, number or ""


class _Writer:
    """The statements of one product: few, however many findings."""

    def __init__(self, scope: Scope, severity: Mapping[int, Severity], said: Mapping[int, Any]) -> None:
        self.scope, self.severity, self.said, self.now = scope, severity, said, clock.now()
        self.days, self.today = days_by_severity(), clock.today()
        number = select(Release.number).where(Release.id == scope.release_id)
        self.release = db.session.scalar(number) or ""

    def open(self, new: Sequence[Found]) -> None:
        """Findings that were not there yet."""
        if not new:
            return
        rows = [self._row(one) for one in new]
        last = db.session.scalar(select(func.max(Finding.id))) or 0
        db.session.execute(insert(Finding), rows)
        mine = select(Finding.id).where(Finding.product_id == self.scope.product_id, Finding.id > last)
        ids = db.session.scalars(mine).all()
        self._tell((i, phrase(N_("Found in release %(release)s."), release=self.release)) for i in ids)
        places = {(one.vulnerability_id, one.key, one.version): one for one in new if one.statement_id}
        if places:
            table = Finding.__table__.c
            columns = (table.id, table.vulnerability_id, table.package_key, table.package_version)
            rows_of = db.session.execute(
                select(*columns).where(table.product_id == self.scope.product_id, table.id > last)
            )
            self._tell((r.id, self._vendor_says(places[tuple(r[1:])])) for r in rows_of.all() if tuple(r[1:]) in places)

    def _row(self, one: Found) -> dict[str, Any]:
        severity = self.severity[one.vulnerability_id]
        return self._evidence(one) | {
            "product_id": self.scope.product_id,
            "vulnerability_id": one.vulnerability_id,
            "package_key": one.key,
            "package_version": one.version[:255],
            **self._word(one),
            "severity": severity,
            "due_on": due_on(self.today, severity, self.days),
            "found_at": self.now,
        }

    def _word(self, one: Found) -> dict[str, Any]:
        """Where the vendor says it stands; without a word of the vendor's, or for a range that cannot be read, it is to be
        judged."""
        said = self.said.get(one.statement_id) if one.statement_id and not one.is_unread else None
        return {
            "state": said.state if said else State.IN_TRIAGE,
            "justification": said.justification if said else None,
        }

    def _evidence(self, one: Found) -> dict[str, Any]:
        return {
            "component": one.label,
            "release_id": self.scope.release_id,
            "delivery_id": self.scope.delivery_id,
            "position": one.position,
            "times": one.times,
            "match": one.match,
            "why": kept(one.why),
            "advisory_id": one.advisory_id,
            "fixed_in": one.fixed_in[:255],
            "statement_id": one.statement_id,
        }

    def update(self, both: Sequence[tuple[Any, Found]]) -> int:
        """Findings that are still there: their evidence as it is now. Gives how many had been gone."""
        changed: list[dict[str, Any]] = []
        again: list[int] = []
        said: list[tuple[int, Phrase]] = []
        for old, one in both:
            values = self._evidence(one) | self._standing(old, one)
            if old.closed_at is not None:
                again.append(old.id)
            if one.statement_id and one.statement_id != old.statement_id:
                said.append((old.id, self._vendor_says(one)))
            if any(getattr(old, name) != value for name, value in values.items()):
                changed.append({"_id": old.id, **values})
        self._change(changed)
        self._tell((i, phrase(N_("Found again in release %(release)s."), release=self.release)) for i in again)
        self._tell(said)
        return len(again)

    def _vendor_says(self, one: Found) -> Phrase:
        assert one.statement_id is not None
        state = phrase(STATE_NAMES[self.said[one.statement_id].state])
        if one.is_unread:
            return phrase(
                N_("The vendor says (VEX): %(state)s, for a range that is not understood: look by hand."), state=state
            )
        return phrase(N_("The vendor says (VEX): %(state)s."), state=state)

    def _standing(self, old: Any, one: Found) -> dict[str, Any]:
        """Severity and due day follow the advisory and the policy; what had been remedied and is back is judged anew."""
        severity = self.severity[one.vulnerability_id]
        is_back = old.closed_at is not None
        word = {"state": old.state, "justification": old.justification}
        if one.statement_id and old.judged_at is None:
            word = self._word(one)
        elif (is_back and old.state == State.RESOLVED) or (old.statement_id and old.judged_at is None):
            word = {"state": State.IN_TRIAGE, "justification": None}
        day = old.due_on
        if is_back or (severity != old.severity and not old.is_due_set):
            since: datetime = self.now if is_back else old.found_at
            day = due_on(since.astimezone(clock.zone()).date(), severity, self.days)
        return {
            "severity": severity,
            **word,
            "due_on": day,
            "is_due_set": old.is_due_set and not is_back,
            "closed_at": None,
            "closed_why": None,
        }

    def _change(self, rows: Sequence[dict[str, Any]]) -> None:
        """Past the version column: evidence moves under a person's form without making it stale."""
        if rows:
            table: Any = Finding.__table__
            names = [name for name in rows[0] if name != "_id"]
            values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            statement = table.update().where(table.c.id == bindparam("which")).values(values)
            rows = [{"which": r["_id"], **{f"new_{n}": r[n] for n in names}} for r in rows]
            db.session.connection().execute(statement, rows)

    def close(self, lost: Sequence[tuple[Any, Phrase]]) -> None:
        """Findings that are found no longer."""
        self._change([{"_id": f.id, "closed_at": self.now, "closed_why": kept(why)} for f, why in lost])
        self._tell((f.id, why) for f, why in lost)

    def _tell(self, events: Iterable[tuple[int, Phrase]]) -> None:
        rows = [{"finding_id": i, "at": self.now, **kept(what)} for i, what in events]
        if rows:
            db.session.execute(insert(FindingEvent), rows)


def _note(scope: Scope, tally: Tally) -> None:
    """Remember how far the product is matched; the trail tells when anything came of it, or an SBOM was matched first."""
    known = db.session.get(Matched, scope.product_id)
    is_new = known is None or known.delivery_id != scope.delivery_id
    row = known or Matched(product_id=scope.product_id)
    row.delivery_id, row.imports, row.revision = scope.delivery_id, scope.imports, matching.REVISION
    row.matched_at = clock.now()
    db.session.add(row)
    if is_new or any(tally.as_counts().values()):
        product = db.session.get_one(Product, scope.product_id)
        record("sbom:vulnerability:match", product, by=None, **tally.as_counts())
    db.session.flush()
