"""The licence policy and decisions on single licences. Each is called inside a unit of work; none commits."""

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from sbom.licences.models import LicenceDecision, LicenceRule
from sbom.licences.policy import Category, Ruling
from sbom.products.models import Product

CATEGORY = "category:"
MAX_SUBJECT = 200


def subject_of(licence: str) -> str:
    """What a rule on one licence, or a decision on a statement, is kept under."""
    return " ".join(licence.lower().split())[:MAX_SUBJECT]


def set_rule(
    subject: str, *, ruling: Ruling | None, reason: str, version: int | str | None = None, by: User | None
) -> LicenceRule:
    """Let a category or licence stand as the firm wants it; None takes the firm's own rule back. Raises Refused, Conflict."""
    subject = subject_of(subject)
    if not subject or (
        subject.startswith(CATEGORY) and subject.removeprefix(CATEGORY) not in {c.value for c in Category}
    ):
        raise Refused(N_("Name a licence by its SPDX id, or as the SBOMs write it."), field="licence")
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    rule = db.session.scalar(select(LicenceRule).where(LicenceRule.subject == subject))
    before, held = rule.ruling if rule else None, {
        "ruling": ruling, "reason": reason.strip(), "set_at": clock.now(), "set_by_id": by.id if by else None
    }  # fmt: skip
    if rule is None:
        rule = LicenceRule(subject=subject, **held)
        db.session.add(rule)
    else:
        check_version(rule, version)
        for field, value in held.items():
            setattr(rule, field, value)
    db.session.flush()
    record("sbom:licence:rule", rule, by=by, licence=subject, ruling=(before, ruling), reason=reason.strip())
    return rule


def decide(
    statement: str, *, ruling: Ruling, reason: str, product_id: int | None = None, by: User | None
) -> LicenceDecision:
    """A reviewer's word on a licence statement, above the policy. Raises Refused."""
    statement = statement.strip()[:4000]
    if not statement:
        raise Refused(N_("There is no such licence statement."))
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if product_id is not None and db.session.get(Product, product_id) is None:
        raise Refused(N_("This product is not registered any more."), field="product_id")
    decision = LicenceDecision(
        statement=statement,
        statement_key=subject_of(statement),
        product_id=product_id,
        ruling=ruling,
        reason=reason.strip(),
        by_id=by.id if by else None,
        at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    record(
        "sbom:licence:decide", decision, by=by, licence=statement[:200], ruling=ruling, product_id=product_id,
        reason=reason.strip(),
    )  # fmt: skip
    return decision
