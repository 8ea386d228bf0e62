"""Assessments, questionnaires, audits, specifications, changes, cloud and continuity in the box that searches everything."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, case, literal, or_, select
from sqlalchemy.orm import contains_eager, undefer

from core.db import db
from core.i18n import formats, say
from core.phrases import N_
from core.search import Group, Hit, register_group
from core.search.registry import all_words
from core.search.rules import like, passage, place_of
from vendors.assessments import shelf
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.audits.models import AuditFinding, AuditItem, VendorAudit
from vendors.audits.rules import AUDIT_KIND_NAMES
from vendors.changes.models import ServiceChange
from vendors.cloud.models import CloudAssessment, CloudPart
from vendors.continuity.models import ContinuityPlan, RecoveryTest, ScenarioResponse
from vendors.diligence.queries import VENDOR_NAME
from vendors.links.models import QuestionnaireLink
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.specifications.models import Channel, Specification, SpecificationPart

WHOSE = (Vendor.name_zh, Vendor.name_en)


def init_app(app: Flask) -> None:
    for group in (
        Group("specifications", N_("Service specifications"), "vendors.view", specifications, 41, lambda q: url_for("vendors.specifications.index", q=q)),
        Group("channels", N_("Communication channels"), "vendors.view", channels, 41, lambda q: url_for("vendors.channels.index", q=q)),
        Group("changes", N_("Changes of services"), "changes.view", changes, 43, lambda q: url_for("vendors.changes.index", q=q)),
        Group("assessments", N_("Vendor assessments"), "assessments.view", assessments, 44, lambda q: url_for("vendors.assessments.index", q=q)),
        Group("links", N_("Questionnaire links"), "assessments.view", links, 44, lambda q: url_for("vendors.links.index", q=q)),
        Group("audits", N_("Vendor audits"), "audits.view", audits, 46, lambda q: url_for("vendors.audits.index", q=q)),
        Group("audit-findings", N_("Findings of audits"), "audits.view", audit_findings, 46, lambda q: url_for("vendors.audits.findings", q=q)),
        Group("cloud", N_("Cloud assessments"), "cloud.view", cloud, 47, lambda q: url_for("vendors.cloud.assessments", q=q)),
        Group("continuity", N_("Continuity"), "continuity.view", continuity, 48, lambda q: url_for("vendors.continuity.index", q=q)),
        Group("recovery-tests", N_("Recovery tests"), "continuity.view", recovery_tests, 48, lambda q: url_for("vendors.continuity.tests", q=q)),
        Group("answers", N_("Vendors' answers to questionnaires"), "assessments.view", answers, 65, is_slow=True),
    ):  # fmt: skip
        register_group(app, group)


def _here_or_below(
    words: Sequence[str], columns: Sequence[Any], key: Any, below: Any, texts: Any
) -> ColumnElement[bool]:
    """Every word stands in one of the columns, or in a text of the rows that refer to the row by `below`."""
    return and_(*(or_(all_words([word], columns), key.in_(select(below).where(_in(word, texts)))) for word in words))


def _in(word: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    return or_(*(column.ilike(like(word), escape="\\") for column in columns))


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _asked() -> Any:
    """What a questionnaire is called, in both languages, as a column."""
    names = {key: f"{one.title.zh} {one.title.en}" for key, one in shelf.questionnaires().items()}
    return case(names, value=Assessment.questionnaire, else_="") if names else literal("")


def _title(questionnaire: str) -> str:
    known = shelf.questionnaires().get(questionnaire)
    return say(known.title) if known else questionnaire


def assessments(words: Sequence[str], most: int) -> list[Hit]:
    columns = (_asked(), Assessment.reason, Assessment.approval_note, Assessment.sent_to, *WHOSE)
    query = select(Assessment.id, Assessment.questionnaire, Assessment.opened_on, VENDOR_NAME.label("vendor"))
    query = query.join(Vendor, Assessment.vendor_id == Vendor.id).where(all_words(words, columns))
    return [
        Hit(f"A{row.id} {row.vendor}", url_for("vendors.assessments.show", assessment_id=row.id),
            _joined(_title(row.questionnaire), formats.day(row.opened_on)))
        for row in db.session.execute(query.order_by(Assessment.opened_on.desc(), Assessment.id.desc()).limit(most))
    ]  # fmt: skip


def links(words: Sequence[str], most: int) -> list[Hit]:
    columns = (QuestionnaireLink.to_whom, QuestionnaireLink.handed_in_by, _asked(), *WHOSE)
    query = (
        select(QuestionnaireLink.to_whom, Assessment.id, Assessment.questionnaire, VENDOR_NAME.label("vendor"))
        .join(Assessment, QuestionnaireLink.assessment_id == Assessment.id)
        .join(Vendor, Assessment.vendor_id == Vendor.id)
        .where(all_words(words, columns))
        .order_by(QuestionnaireLink.id.desc())
        .limit(most)
    )
    return [
        Hit(row.to_whom, url_for("vendors.assessments.show", assessment_id=row.id), _joined(row.vendor, _title(row.questionnaire)))
        for row in db.session.execute(query)
    ]  # fmt: skip


def answers(words: Sequence[str], most: int) -> list[Hit]:
    """What vendors answered, said of proof, and what was noted on it when it was reviewed."""
    said = AssessmentAnswer
    query = (
        select(said)
        .join(Assessment, said.assessment_id == Assessment.id)
        .join(Vendor, Assessment.vendor_id == Vendor.id)
        .where(all_words(words, (said.value, said.remark, said.evidence, said.review_note, *WHOSE)))
        .where(or_(*(_in(word, (said.value, said.remark, said.evidence, said.review_note)) for word in words)))
        .options(contains_eager(said.assessment).options(contains_eager(Assessment.vendor), undefer(Assessment.asked)))
        .order_by(said.id.desc())
        .limit(most)
    )
    return [_answer(found, words) for found in db.session.scalars(query)]


def _answer(found: AssessmentAnswer, words: Sequence[str]) -> Hit:
    question = found.assessment.questions.question(found.question)
    text = _joined(found.value, found.remark, found.evidence, found.review_note)
    name = say(question.text) if question else found.question
    url = url_for("vendors.assessments.show", assessment_id=found.assessment_id, _anchor="lines")
    return Hit(name, url, found.assessment.name, passage(text, place_of(text, words) or 0))


def audits(words: Sequence[str], most: int) -> list[Hit]:
    columns = (VendorAudit.scope, VendorAudit.summary, VendorAudit.team, VendorAudit.file_name, *WHOSE)
    query = (
        select(VendorAudit.id, VendorAudit.kind, VendorAudit.planned_on, VendorAudit.conducted_on, VENDOR_NAME.label("vendor"))
        .join(Vendor, VendorAudit.vendor_id == Vendor.id)
        .where(_here_or_below(words, columns, VendorAudit.id, AuditItem.audit_id, (AuditItem.note,)))
        .order_by(VendorAudit.planned_on.desc(), VendorAudit.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        Hit(f"V{row.id} {row.vendor}", url_for("vendors.audits.show", audit_id=row.id),
            _joined(say(AUDIT_KIND_NAMES[row.kind]), formats.day(row.conducted_on or row.planned_on)))
        for row in db.session.execute(query)
    ]  # fmt: skip


def audit_findings(words: Sequence[str], most: int) -> list[Hit]:
    found = AuditFinding
    columns = (found.title, found.detail, found.response, found.remedy, found.close_note, *WHOSE)
    query = (
        select(found.id, found.title, found.audit_id, VENDOR_NAME.label("vendor"))
        .join(VendorAudit, found.audit_id == VendorAudit.id)
        .join(Vendor, VendorAudit.vendor_id == Vendor.id)
        .where(all_words(words, columns))
        .order_by(found.id.desc())
        .limit(most)
    )
    return [
        Hit(row.title, url_for("vendors.audits.finding", audit_id=row.audit_id, finding_id=row.id), row.vendor)
        for row in db.session.execute(query)
    ]


def changes(words: Sequence[str], most: int) -> list[Hit]:
    one = ServiceChange
    columns = (one.title, one.description, one.risks, one.review_note, one.release, Service.name, *WHOSE)
    query = (
        select(one.id, one.title, one.planned_on, VENDOR_NAME.label("vendor"))
        .join(Vendor, one.vendor_id == Vendor.id)
        .outerjoin(Service, one.service_id == Service.id)
        .where(all_words(words, columns))
        .order_by(one.planned_on.desc(), one.id.desc())
        .limit(most)
    )
    return [
        Hit(row.title, url_for("vendors.changes.show", change_id=row.id), _joined(row.vendor, formats.day(row.planned_on)))
        for row in db.session.execute(query)
    ]  # fmt: skip


def specifications(words: Sequence[str], most: int) -> list[Hit]:
    """By what they say of each part, the newest versions first."""
    part = SpecificationPart
    columns = (Specification.summary, Specification.agreed_with, Service.name, *WHOSE)
    query = (
        select(Specification.id, Specification.number, Service.name, VENDOR_NAME.label("vendor"))
        .join(Service, Specification.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(_here_or_below(words, columns, Specification.id, part.specification_id, (part.text, part.version_text, part.reason, part.file_name)))
        .order_by(Specification.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        Hit(row.name, url_for("vendors.specifications.show", spec_id=row.id), _joined(gettext("version %(n)s", n=row.number), row.vendor))
        for row in db.session.execute(query)
    ]  # fmt: skip


def channels(words: Sequence[str], most: int) -> list[Hit]:
    columns = (Channel.who, Channel.reach, Channel.our_side, Channel.note, Service.name, *WHOSE)
    query = (
        select(Channel.id, Channel.who, Service.name, VENDOR_NAME.label("vendor"))
        .join(Service, Channel.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(all_words(words, columns), Channel.ended_on.is_(None))
        .order_by(Channel.who, Channel.id)
        .limit(most)
    )
    return [
        Hit(row.who, url_for("vendors.channels.show", channel_id=row.id), _joined(row.name, row.vendor))
        for row in db.session.execute(query)
    ]


def cloud(words: Sequence[str], most: int) -> list[Hit]:
    columns = (CloudAssessment.conclusion, CloudAssessment.approval_note, Service.name, Service.cloud_provider, *WHOSE)
    below = (CloudPart.note, CloudPart.measure, CloudPart.file_name)
    query = (
        select(CloudAssessment.id, CloudAssessment.opened_on, Service.name, VENDOR_NAME.label("vendor"))
        .join(Service, CloudAssessment.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(_here_or_below(words, columns, CloudAssessment.id, CloudPart.assessment_id, below))
        .order_by(CloudAssessment.id.desc())
        .limit(most)
    )
    return [
        Hit(f"L{row.id} {row.name}", url_for("vendors.cloud.show", assessment_id=row.id), _joined(row.vendor, formats.day(row.opened_on)))
        for row in db.session.execute(query)
    ]  # fmt: skip


def continuity(words: Sequence[str], most: int) -> list[Hit]:
    """Services by the vendor's part of the continuity plan and the answers to risk scenarios."""
    plan, answer = ContinuityPlan, ScenarioResponse
    columns = (plan.contacts, plan.roles, plan.alternate_site, plan.substitute, plan.workaround, plan.contract_why, Service.name, *WHOSE)  # fmt: skip
    query = (
        select(Service.id, Service.name, VENDOR_NAME.label("vendor"))
        .join(Vendor, Service.vendor_id == Vendor.id)
        .outerjoin(plan, plan.service_id == Service.id)
        .where(or_(plan.id.is_not(None), Service.id.in_(select(answer.service_id))))
        .where(_here_or_below(words, columns, Service.id, answer.service_id, (answer.title, answer.response)))
        .order_by(Service.is_ended, Service.name, Service.id)
        .limit(most)
    )
    return [
        Hit(row.name, url_for("vendors.continuity.show", service_id=row.id), row.vendor)
        for row in db.session.execute(query)
    ]


def recovery_tests(words: Sequence[str], most: int) -> list[Hit]:
    test = RecoveryTest
    columns = (test.title, test.scenario, test.people, test.note, test.file_name, Service.name, *WHOSE)
    query = (
        select(test.id, test.title, test.tested_on, Service.name, VENDOR_NAME.label("vendor"))
        .join(Service, test.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(all_words(words, columns), test.withdrawn_at.is_(None))
        .order_by(test.tested_on.desc(), test.id.desc())
        .limit(most)
    )
    return [
        Hit(row.title, url_for("vendors.continuity.test", test_id=row.id), _joined(row.name, row.vendor, formats.day(row.tested_on)))
        for row in db.session.execute(query)
    ]  # fmt: skip
