"""Two names turn out to be one vulnerability: what hangs on either hangs on one from now on. Inside a unit of work."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select, update

from core import clock
from core.db import db
from core.phrases import N_, kept, phrase
from sbom.vulnerabilities.models import Advisory, Alias, Finding, FindingEvent, Statement, Vulnerability


def merge(into: int, others: Sequence[int]) -> None:
    """`others` become `into`. A finding that both had is followed once: the other is closed and says where it went on."""
    for model in (Advisory, Alias, Statement):
        db.session.execute(update(model).where(model.vulnerability_id.in_(others)).values(vulnerability_id=into))
    _merge_findings(into, others)
    still = set(db.session.scalars(select(Finding.vulnerability_id).where(Finding.vulnerability_id.in_(others))))
    db.session.execute(delete(Vulnerability).where(Vulnerability.id.in_([i for i in others if i not in still])))


def _merge_findings(into: int, others: Sequence[int]) -> None:
    same: dict[tuple[int, str, str], list[Finding]] = defaultdict(list)
    query = select(Finding).where(Finding.vulnerability_id.in_([into, *others])).order_by(Finding.id)
    for finding in db.session.scalars(query):
        same[finding.product_id, finding.package_key, finding.package_version].append(finding)
    for found in same.values():
        stays = next((f for f in found if f.vulnerability_id == into), found[0])
        for gone in found:
            if gone is not stays:
                _hand_over(gone, stays)
        stays.vulnerability_id = into
    db.session.flush()


def _hand_over(gone: Finding, stays: Finding) -> None:
    if stays.judged_at is None and gone.judged_at is not None:
        for name in (
            "state",
            "justification",
            "reason",
            "judged_by_id",
            "judged_at",
            "owner_id",
            "due_on",
            "is_due_set",
        ):
            setattr(stays, name, getattr(gone, name))
    stays.found_at = min(stays.found_at, gone.found_at)
    if gone.closed_at is None:
        why = kept(
            phrase(
                N_("It is the same vulnerability under another name; it is followed at finding %(id)s."), id=stays.id
            )
        )
        gone.closed_at, gone.closed_why = clock.now(), why
        db.session.add(FindingEvent(finding_id=gone.id, at=clock.now(), **why))
