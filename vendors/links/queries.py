"""Reads of links: the one that a secret opens, those of an assessment, the list; what the vendor is asked and has said."""

import hashlib
from collections.abc import Mapping
from datetime import date

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from core import clock
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.assessments.listings import VENDOR_NAME
from vendors.assessments.models import Assessment
from vendors.assessments.questionnaire import Question, Section
from vendors.assessments.rules import Review, State
from vendors.assessments.scoring import read_answer
from vendors.links.models import LinkAnswer, QuestionnaireLink
from vendors.links.rules import LINK_STATE_NAMES, LINK_STATE_TONES, LinkState, Progress
from vendors.register.models import Vendor

CLOSED = (State.CONCLUDED, State.APPROVED, State.WITHDRAWN)
"""Assessments that take no answers any more."""


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def link_by_token(token: str) -> QuestionnaireLink | None:
    """The link that a secret opens today. None for a wrong one, an ended and a revoked one alike."""
    query = (
        select(QuestionnaireLink)
        .where(QuestionnaireLink.token_hash == digest(token))
        .options(
            joinedload(QuestionnaireLink.assessment).options(
                undefer(Assessment.asked), selectinload(Assessment.answers), joinedload(Assessment.vendor)
            ),
            selectinload(QuestionnaireLink.drafts),
        )
    )
    found = db.session.scalar(query)
    today = clock.today()
    if found is None or found.valid_until < today or found.assessment.state is State.WITHDRAWN:
        return None
    return found if found.state(today) in (LinkState.OPEN, LinkState.HANDED_IN) else None


def link_page(link_id: int) -> QuestionnaireLink:
    found: QuestionnaireLink = db.get_or_404(QuestionnaireLink, link_id)
    return found


def links_of(assessment_id: int) -> list[QuestionnaireLink]:
    """The newest first."""
    query = select(QuestionnaireLink).where(QuestionnaireLink.assessment_id == assessment_id)
    query = query.options(joinedload(QuestionnaireLink.made_by), selectinload(QuestionnaireLink.drafts))
    return list(db.session.scalars(query.order_by(QuestionnaireLink.id.desc())))


def open_links_of(assessment_id: int) -> list[QuestionnaireLink]:
    return [each for each in links_of(assessment_id) if each.revoked_at is None]


# --- what the vendor is asked -----------------------------------------------------------------------------------------


def asked_of(assessment: Assessment) -> list[Question]:
    """What the vendor answers now: where lines were asked back those alone, else all that is not accepted yet."""
    said = assessment.said
    back = [q for q in assessment.questions if q.id in said and said[q.id].review is Review.ASKED_BACK]
    if back:
        return back
    return [q for q in assessment.questions if q.id not in said or said[q.id].review is not Review.ACCEPTED]


def fault_of(question: Question, text: str, today: date) -> str:
    """Why what was typed is no answer to the question; empty where it is one, or where nothing was typed."""
    try:
        read_answer(question, text, today)
    except Refused as error:
        return say(error.phrase)
    return ""


def is_answered(question: Question, drafts: Mapping[str, LinkAnswer], today: date) -> bool:
    """Whether enough is written to hand it in; what stands there from last year, and where our side has entered something
    else meanwhile, has to be confirmed first."""
    draft = drafts.get(question.id)
    if draft is None:
        return question.is_optional
    if draft.is_last_years or is_corrected(draft) or fault_of(question, draft.value, today):
        return False
    return bool(draft.value) or question.is_optional


def is_corrected(draft: LinkAnswer) -> bool:
    """Whether our side entered something else meanwhile that the vendor has not looked at yet."""
    return draft.ours is not None and not draft.ours["is_seen"]


def progress(questions: list[Question], link: QuestionnaireLink, today: date) -> Progress:
    drafts = link.said
    return Progress(sum(is_answered(q, drafts, today) for q in questions), len(questions))


def sections(link: QuestionnaireLink, today: date) -> list[tuple[Section, Progress]]:
    """The parts of the questionnaire that hold anything to answer, in order, each with how far it is."""
    asked = {q.id for q in asked_of(link.assessment)}
    found = []
    for section in link.assessment.questions.sections:
        mine = [q for q in section.questions if q.id in asked]
        if mine:
            found.append((section, progress(mine, link, today)))
    return found


def seen(link: QuestionnaireLink, questions: list[Question]) -> str:
    """A mark of what stood in a part when it was shown: two people of the vendor must not overwrite each other unseen."""
    drafts = link.said
    told = [
        (d.question, d.value, d.remark, d.sha256, d.is_last_years, d.ours)
        for q in questions
        if (d := drafts.get(q.id)) is not None
    ]
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:32]


# --- the list ---------------------------------------------------------------------------------------------------------


def badge(link: QuestionnaireLink) -> Status:
    state = link.state(clock.today())
    return Status(say(LINK_STATE_NAMES[state]), LINK_STATE_TONES[state])


def _in_state(value: str) -> ColumnElement[bool]:
    link, today = QuestionnaireLink, clock.today()
    standing = and_(link.revoked_at.is_(None), link.handed_in_at.is_(None))
    over = or_(link.valid_until < today, Assessment.state.in_(CLOSED))
    match LinkState(value):
        case LinkState.REVOKED:
            return link.revoked_at.is_not(None)
        case LinkState.HANDED_IN:
            return and_(link.revoked_at.is_(None), link.handed_in_at.is_not(None))
        case LinkState.EXPIRED:
            return and_(standing, over)
    return and_(standing, ~over)


def links() -> Listing:
    """Every link that was ever made, the newest first."""
    link = QuestionnaireLink
    return Listing(
        name="questionnaire-links",
        title=gettext("Questionnaire links"),
        statement=select(link)
        .join(Assessment, Assessment.id == link.assessment_id)
        .join(Vendor, Vendor.id == Assessment.vendor_id)
        .outerjoin(User, User.id == link.made_by_id)
        .options(joinedload(link.assessment).joinedload(Assessment.vendor), joinedload(link.made_by)),
        key=link.id,
        tiebreak=link.id.desc(),
        search=(Vendor.name_zh, Vendor.name_en, link.to_whom),
        default_sort="-made",
        filters=[Filter("state", gettext("State"), attribute_choices(LINK_STATE_NAMES), _in_state)],
        columns=[
            Column("assessment", _l("Vendor assessment"), lambda r: r.name, sort=VENDOR_NAME, url=_url),
            Column("to_whom", _l("Sent to"), lambda r: r.to_whom, sort=link.to_whom),
            Column("state", _l("State"), badge, Kind.STATUS),
            Column("made", _l("Made"), lambda r: r.made_at, Kind.INSTANT, sort=link.made_at),
            Column("until", _l("Valid until"), lambda r: r.valid_until, Kind.DAY, sort=link.valid_until),
            Column("opened", _l("First opened"), lambda r: r.opened_at, Kind.INSTANT, sort=link.opened_at, is_minor=True),
            Column("handed_in", _l("Handed in"), lambda r: r.handed_in_at, Kind.INSTANT, sort=link.handed_in_at),
            Column("by", _l("Answered by"), lambda r: r.handed_in_by, is_minor=True),
            Column("made_by", _l("Made by"), lambda r: r.made_by.name if r.made_by else "", sort=User.name, is_minor=True),
        ],
    )  # fmt: skip


def _url(link: QuestionnaireLink) -> str:
    return url_for("vendors.assessments.show", assessment_id=link.assessment_id, _anchor="links")
