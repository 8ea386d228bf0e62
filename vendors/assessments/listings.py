"""The lists of assessments: every vendor with its grade, date and next due, on the page and in Excel."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from core import clock
from core.auth.models import User
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.assessments import queries, scoring, shelf
from vendors.assessments.models import Assessment, AssessmentCondition, AssessmentProof
from vendors.assessments.queries import VendorStanding
from vendors.assessments.rules import (
    CONCLUSION_NAMES,
    CONCLUSION_TONES,
    CONDITION_STATE_NAMES,
    CONDITION_STATE_TONES,
    PROOF_DECISION_NAMES,
    PROOF_DECISION_TONES,
    REVIEW_TONES,
    REVIEWED_NAMES,
    STANDING_NAMES,
    STANDING_TONES,
    STATE_NAMES,
    STATE_TONES,
    Conclusion,
    ConditionState,
    Review,
    Standing,
    State,
    condition_state,
)
from vendors.register.models import Vendor

VENDOR_NAME = func.coalesce(func.nullif(Vendor.name_zh, ""), Vendor.name_en)


@dataclass(frozen=True)
class ConditionRow:
    """A condition as it is shown; `waiting` is the proof that a second person has still to look at."""

    condition: AssessmentCondition
    state: ConditionState
    waiting: AssessmentProof | None

    @property
    def badge(self) -> Status:
        return Status(say(CONDITION_STATE_NAMES[self.state]), CONDITION_STATE_TONES[self.state])


class _Standings:
    """How every vendor stands, read once for a list."""

    @cached_property
    def by_vendor(self) -> dict[int, VendorStanding]:
        return queries.standings(clock.today())

    def __getitem__(self, vendor_id: int) -> VendorStanding:
        return self.by_vendor[vendor_id]


def standing_badge(found: VendorStanding) -> Status:
    return Status(say(STANDING_NAMES[found.standing]), STANDING_TONES[found.standing])


def state_badge(assessment: Assessment) -> Status:
    return Status(say(STATE_NAMES[assessment.state]), STATE_TONES[assessment.state])


def conclusion_badge(conclusion: Conclusion | None) -> Status | None:
    return None if conclusion is None else Status(say(CONCLUSION_NAMES[conclusion]), CONCLUSION_TONES[conclusion])


def vendors(*, whole: bool = False) -> Listing:
    """Every vendor that the rule reaches: tier, grade, when, until when, what is under way; the most pressing first.
    `whole`: with the columns that a page has no room for (the workbook)."""
    stand, order, policy = _Standings(), list(Standing), shelf.policy()

    def score(row: Any) -> float | None:
        held = stand[row.id].current
        return float(held.score) if held and held.score else None

    return Listing(
        name="vendor-assessments",
        title=gettext("Vendor assessments"),
        statement=select(
            Vendor.id, VENDOR_NAME.label("name"), Vendor.business_number, User.name.label("owner")
        ).outerjoin(User, User.id == Vendor.owner_id).where(queries.REACHED),
        key=Vendor.id,
        tiebreak=Vendor.id,
        search=(Vendor.name_zh, Vendor.name_en, Vendor.business_number),
        default_sort="standing",
        filters=[
            Filter(
                "standing", gettext("State"), attribute_choices(STANDING_NAMES),
                keep=lambda v: lambda key: stand[key].standing is Standing(v),
            ),
            Filter(
                "tier", gettext("Tier"), lambda: [(tier.id, say(tier.name)) for tier in policy.tiers],
                keep=lambda v: lambda key: stand[key].tier.id == v,
            ),
        ],
        columns=[
            Column("name", _l("Vendor"), lambda r: r.name, sort=VENDOR_NAME, url=_vendor_url),
            Column("tier", _l("Tier"), lambda r: say(stand[r.id].tier.name), rank=lambda k: policy.rank(stand[k].tier.id)),
            Column(
                "standing", _l("State"), lambda r: standing_badge(stand[r.id]), Kind.STATUS,
                rank=lambda k: (order.index(stand[k].standing), policy.rank(stand[k].tier.id), stand[k].due_on),
            ),
            Column("grade", _l("Grade"), lambda r: _of(stand[r.id], "grade"), rank=lambda k: _of(stand[k], "grade") or "~"),
            Column("score", _l("Points of 100"), score, Kind.NUMBER, rank=lambda k: _points(stand[k])),
            Column("conclusion", _l("Conclusion"), lambda r: conclusion_badge(_of(stand[r.id], "conclusion")), Kind.STATUS),
            Column("approved_on", _l("Assessed on"), lambda r: _of(stand[r.id], "approved_on"), Kind.DAY),
            Column("due_on", _l("Next assessment due"), lambda r: stand[r.id].due_on, Kind.DAY, rank=lambda k: stand[k].due_on),
            Column("open", _l("Under way"), lambda r: _under_way(stand[r.id]), Kind.STATUS, url=lambda r: _open_url(stand[r.id])),
            Column("owner", _l("Responsible person"), lambda r: r.owner, sort=User.name, is_minor=True),
            *(_more(stand) if whole else ()),
        ],
    )  # fmt: skip


def _more(stand: _Standings) -> list[Column]:
    return [
        Column("number", _l("Business number"), lambda r: r.business_number, sort=Vendor.business_number),
        Column("condition", _l("Condition due"), lambda r: _of(stand[r.id], "condition_due_on"), Kind.DAY),
        Column("certificate", _l("Certificate ends"), lambda r: _of(stand[r.id], "certificate_until"), Kind.DAY),
        Column("dependency", _l("Our share of its revenue"), lambda r: _dependency(stand[r.id]), Kind.NUMBER),
    ]


def _of(found: VendorStanding, name: str) -> Any:
    return getattr(found.current, name) or None if found.current else None


def _points(found: VendorStanding) -> float:
    return float(found.current.score) if found.current and found.current.score else -1.0


def _dependency(found: VendorStanding) -> float | None:
    return float(found.current.dependency) if found.current and found.current.dependency else None


def _under_way(found: VendorStanding) -> Status | None:
    if found.open_state is None:
        return None
    return Status(say(STATE_NAMES[found.open_state]), STATE_TONES[found.open_state])


def _open_url(found: VendorStanding) -> str:
    return url_for("vendors.assessments.show", assessment_id=found.open_id) if found.open_id else ""


def _vendor_url(row: Any) -> str:
    return url_for("vendors.register.show", vendor_id=row.id) + "#assessments"


def line_columns() -> list[Column]:
    """One line of an assessment, for its workbook."""
    return [
        Column("section", gettext("Area"), lambda r: say(r[0].section.title)),
        Column("number", gettext("No."), lambda r: r[1].question.number, Kind.NUMBER),
        Column("text", gettext("Questionnaire item"), lambda r: say(r[1].question.text)),
        Column("critical", gettext("Critical?"), lambda r: gettext("Critical") if r[1].question.is_critical else ""),
        Column("answer", gettext("Answer"), lambda r: scoring.shown(r[1].question, r[1].answer.value)),
        Column("evidence", gettext("Evidence"), lambda r: r[2].file_name or r[2].evidence if r[2] else ""),
        Column("remark", gettext("Vendor's remark"), lambda r: r[2].remark if r[2] else ""),
        Column("review", gettext("Review"), lambda r: review_badge(r[1]), Kind.STATUS),
        Column("note", gettext("Reviewer's note"), lambda r: r[2].review_note if r[2] else ""),
        Column("points", gettext("Points"), lambda r: r[1].points, Kind.NUMBER),
        Column("weight", gettext("Weight"), lambda r: r[1].question.weight, Kind.NUMBER),
        Column("why", gettext("Why so many"), lambda r: r[1].why),
    ]


def review_badge(line: scoring.Line) -> Status:
    decision = line.answer.review
    if decision is None:
        return Status(gettext("Not reviewed") if line.is_open else gettext("Nothing to review"), "muted")
    return Status(say(REVIEWED_NAMES[decision]), REVIEW_TONES[decision])


def section_columns() -> list[Column]:
    return [
        Column("section", gettext("Area"), lambda s: say(s.section.title)),
        Column("weight", gettext("Weight"), lambda s: s.section.weight, Kind.NUMBER),
        Column("score", gettext("Points of 100"), lambda s: None if s.score is None else s.score, Kind.NUMBER),
        Column("open", gettext("Not decided"), lambda s: sum(line.is_open for line in s.lines), Kind.NUMBER),
    ]


def condition_rows(assessment: Assessment, today: date) -> list[ConditionRow]:
    """An assessment's conditions with how each stands."""
    waiting = {proof.condition_id: proof for proof in assessment.proofs if proof.is_waiting and proof.condition_id}
    return [
        ConditionRow(
            each,
            condition_state(each.due_on, each.met_on, is_waiting=each.id in waiting, today=today),
            waiting.get(each.id),
        )
        for each in assessment.conditions
    ]


def renewable(assessment: Assessment) -> dict[int, AssessmentProof | None]:
    """The answers whose certificate can be renewed → what waits for the second person already."""
    if assessment.state is not State.APPROVED:
        return {}
    waiting = {proof.answer_id: proof for proof in assessment.proofs if proof.is_waiting}
    return {
        each.id: waiting.get(each.id)
        for each in assessment.answers
        if each.ends_on is not None and each.review is Review.ACCEPTED
    }


def proof_badge(proof: AssessmentProof) -> Status:
    if proof.decision is None:
        return Status(gettext("Waits for the second person"), "warn")
    return Status(say(PROOF_DECISION_NAMES[proof.decision]), PROOF_DECISION_TONES[proof.decision])


def condition_columns() -> list[Column]:
    return [
        Column("what", gettext("What the vendor must do"), lambda r: r.condition.what),
        Column("owner", gettext("Who sees to it"), lambda r: r.condition.owner.name if r.condition.owner else None),
        Column("due_on", gettext("Met by"), lambda r: r.condition.due_on, Kind.DAY),
        Column("state", gettext("State"), lambda r: r.badge, Kind.STATUS),
        Column("met_on", gettext("Met on"), lambda r: r.condition.met_on, Kind.DAY),
    ]


def proof_columns() -> list[Column]:
    def about(proof: AssessmentProof) -> str:
        if proof.condition:
            return proof.condition.what
        question = proof.assessment.questions.question(proof.answer.question) if proof.answer else None
        return say(question.text) if question else ""

    return [
        Column("about", gettext("What it is for"), about),
        Column("ends_on", gettext("Valid until"), lambda p: p.ends_on, Kind.DAY),
        Column("note", gettext("What shows it"), lambda p: p.note),
        Column("file", gettext("File"), lambda p: p.file_name),
        Column("recorded_on", gettext("Recorded on"), lambda p: p.recorded_on, Kind.DAY),
        Column("recorded_by", gettext("Recorded by"), lambda p: p.recorded_by.name if p.recorded_by else None),
        Column("state", gettext("Decision"), proof_badge, Kind.STATUS),
        Column("decided_by", gettext("Decided by"), lambda p: p.decided_by.name if p.decided_by else None),
        Column("decision_note", gettext("Note"), lambda p: p.decision_note),
    ]
