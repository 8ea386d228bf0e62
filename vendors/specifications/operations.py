"""Changes to service specifications and channels. Each is called inside a unit of work; none commits."""

from datetime import date
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from core import clock
from core.audit import record
from core.auth.models import User
from core.days import add_months
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_, counted
from vendors.services.models import Service
from vendors.specifications.models import Channel, ChannelTest, Specification, SpecificationPart
from vendors.specifications.rules import Answer, PartState, Policy, Stage, missing

Upload = tuple[str, IO[bytes]]
"""A file's name and its bytes."""


def begin_version(service: Service, policy: Policy, *, by: User | None) -> Specification:
    """A draft of the next version, begun from the newest agreed one. Refused while another draft is open, and for a
    service that is ended."""
    if service.is_ended:
        raise Refused(N_("This service is ended."))
    same = select(Specification).where(Specification.service_id == service.id)
    if db.session.scalar(same.where(Specification.stage == Stage.DRAFT)) is not None:
        raise Refused(N_("A draft of the next version is open already."))
    last = db.session.scalar(select(func.max(Specification.number)).where(Specification.service_id == service.id)) or 0
    agreed = select(Specification).where(Specification.service_id == service.id, Specification.stage == Stage.AGREED)
    before = db.session.scalar(agreed.order_by(Specification.number.desc()).limit(1))
    made = Specification(
        service_id=service.id, number=last + 1, stage=Stage.DRAFT, created_at=clock.now(),
        created_by_id=by.id if by else None,
    )  # fmt: skip
    said = before.said if before else {}
    for part in dict.fromkeys([*(p.id for p in policy.parts), *said]):
        held = said.get(part)
        made.parts.append(
            SpecificationPart(
                part=part, state=held.state, version_text=held.version, text=held.text, reason=held.reason,
                sha256=held.sha256 or None, file_name=held.file_name,
            )
            if held
            else SpecificationPart(part=part, state=PartState.MISSING, version_text="", text="", reason="")
        )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(
        "vendors:specification:begin", made, by=by, service=service.name, from_version=before.number if before else None
    )
    return made


def state_part(
    part: SpecificationPart, *, state: PartState, version_text: str = "", text: str = "", reason: str = "",
    file: Upload | None = None, version: int | str | None = None, by: User | None,
) -> SpecificationPart:  # fmt: skip
    """What the draft says of a part. Refused where it is stated by nothing, or set aside without a reason."""
    check_version(part, version)
    _refuse_fixed(part.specification)
    if state is PartState.NOT_APPLICABLE and not reason.strip():
        raise Refused(N_("Say why it does not apply."), field="reason")
    if state is PartState.STATED and not text.strip() and file is None and not part.sha256:
        raise Refused(N_("State it in words, or add the file that does."), field="text")
    before = part.stated
    part.state, part.version_text, part.text = state, version_text.strip(), text.strip()
    part.reason = reason.strip() if state is PartState.NOT_APPLICABLE else ""
    if file is not None:
        name, stream = file
        part.sha256, part.file_name = store(stream).sha256, plain_name(name, "specification")
    after = part.stated
    if before != after:
        record(
            "vendors:specification:state", part.specification, by=by, part=part.part,
            part_state=(before.state, after.state), version_text=(before.version, after.version),
            text=(before.text, after.text), reason=(before.reason, after.reason), file=(before.file_name, after.file_name),
            sha256=(before.sha256, after.sha256),
        )  # fmt: skip
        _touch(part.specification)
    return part


def _touch(spec: Specification) -> None:
    """Its version moves with its parts: nobody agrees to what was changed since they looked."""
    flag_modified(spec, "stage")


def drop_file(part: SpecificationPart, *, version: int | str | None = None, by: User | None) -> None:
    """Take the file from a draft's part; its bytes stay in the store. A part that nothing else states is missing again."""
    check_version(part, version)
    _refuse_fixed(part.specification)
    if part.sha256:
        record(
            "vendors:specification:state", part.specification, by=by, part=part.part, file=(part.file_name, ""),
            sha256=(part.sha256, ""),
        )  # fmt: skip
        part.sha256, part.file_name = None, ""
        if part.state is PartState.STATED and not part.text:
            part.state = PartState.MISSING
        _touch(part.specification)


def agree(
    spec: Specification, policy: Policy, *, agreed_on: date, agreed_with: str, review_on: date, summary: str = "",
    version: int | str | None = None, by: User | None,
) -> Specification:  # fmt: skip
    """The vendor agreed: from now on this version is fixed. Refused while a named part is missing."""
    check_version(spec, version)
    _refuse_fixed(spec)
    lacks = missing(policy.parts, {each.part: each.state for each in spec.parts})
    if lacks:
        raise Refused(
            counted(
                len(lacks),
                N_("%(n)s named part is still missing: state it, or say why it does not apply."),
                N_("%(n)s named parts are still missing: state each, or say why it does not apply."),
            ),
            n=len(lacks),
        )
    if agreed_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="agreed_on")
    if not agreed_with.strip():
        raise Refused(N_("Say who agreed for the vendor."), field="agreed_with")
    if review_on <= agreed_on:
        raise Refused(N_("The next review comes after the agreement."), field="review_on")
    latest = add_months(agreed_on, policy.review_months)
    if review_on > latest:
        raise Refused(
            counted(policy.review_months, N_("By the policy it is reviewed every %(n)s month: by %(day)s at the latest."), N_("By the policy it is reviewed every %(n)s months: by %(day)s at the latest.")), field="review_on",
            n=policy.review_months, day=latest,
        )  # fmt: skip
    spec.stage, spec.agreed_on, spec.agreed_with = Stage.AGREED, agreed_on, agreed_with.strip()
    spec.review_on, spec.summary = review_on, summary.strip()
    record(
        "vendors:specification:agree", spec, by=by, agreed_on=agreed_on, agreed_with=spec.agreed_with,
        review_on=review_on, summary=spec.summary,
    )  # fmt: skip
    return spec


def put_aside(spec: Specification, *, reason: str, version: int | str | None = None, by: User | None) -> Specification:
    """A draft that comes to nothing, or a version agreed by mistake; it stays among the versions."""
    check_version(spec, version)
    if not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if spec.stage is Stage.PUT_ASIDE:
        raise Refused(N_("It has been put aside already."))
    record("vendors:specification:put-aside", spec, by=by, stage=(spec.stage, Stage.PUT_ASIDE), reason=reason.strip())
    spec.stage, spec.put_aside_why = Stage.PUT_ASIDE, reason.strip()
    return spec


def _refuse_fixed(spec: Specification) -> None:
    if spec.stage is not Stage.DRAFT:
        raise Refused(N_("This version is fixed; make a new version to change anything."))


CHANNEL_FIELDS = ("purpose", "who", "reach", "our_side", "answer_minutes", "note")


def add_channel(service: Service, *, by: User | None, **fields: Any) -> Channel:
    """Whom to reach about what. Refused for a service that is ended."""
    if service.is_ended:
        raise Refused(N_("This service is ended."))
    values = _channel(fields)
    channel = Channel(service_id=service.id, added_on=clock.today(), **values)
    db.session.add(channel)
    db.session.flush()
    said = {k: v for k, v in values.items() if v not in ("", None)}
    record("vendors:channel:add", channel, by=by, service=service.name, **said)
    return channel


def edit_channel(channel: Channel, *, version: int | str | None = None, by: User | None, **fields: Any) -> Channel:
    check_version(channel, version)
    values = _channel(fields)
    changes = {k: (getattr(channel, k), v) for k, v in values.items() if getattr(channel, k) != v}
    for key, value in values.items():
        setattr(channel, key, value)
    if changes:
        record("vendors:channel:edit", channel, by=by, **changes)
    return channel


def _channel(fields: dict[str, Any]) -> dict[str, Any]:
    values = {k: v.strip() if type(v) is str else v for k, v in fields.items() if k in CHANNEL_FIELDS}
    if not values.get("who"):
        raise Refused(N_("Say whom to reach: a person or a desk."), field="who")
    if not values.get("reach"):
        raise Refused(N_("Say how to reach them: a number, an address, a portal."), field="reach")
    return values


def end_channel(channel: Channel, *, version: int | str | None = None, by: User | None) -> Channel:
    """It is used no more; its tests stay."""
    check_version(channel, version)
    if channel.ended_on is None:
        channel.ended_on = clock.today()
        record("vendors:channel:end", channel, by=by, ended_on=channel.ended_on)
    return channel


def restore_channel(channel: Channel, *, version: int | str | None = None, by: User | None) -> Channel:
    """Ended by mistake, or used again."""
    check_version(channel, version)
    if channel.ended_on is not None:
        record("vendors:channel:restore", channel, by=by, ended_on=(channel.ended_on, None))
        channel.ended_on = None
    return channel


def note_test(
    channel: Channel, *, tested_on: date, answer: Answer, answered_by: str = "", minutes: int | None = None,
    note: str = "", by: User | None,
) -> ChannelTest:  # fmt: skip
    """Note a test. One that was answered in time says by whom; an answer after the promised minutes is late."""
    if tested_on > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="tested_on")
    if channel.ended_on is not None:
        raise Refused(N_("This channel is ended; restore it before testing it."))
    if answer is not Answer.NOT_REACHED and not answered_by.strip():
        raise Refused(N_("Say who answered."), field="answered_by")
    if answer is Answer.REACHED and minutes is not None and channel.answer_minutes is not None:
        answer = Answer.LATE if minutes > channel.answer_minutes else answer
    test = ChannelTest(
        channel_id=channel.id, tested_on=tested_on, answer=answer, answered_by=answered_by.strip(), minutes=minutes,
        note=note.strip(), recorded_by_id=by.id if by else None,
    )  # fmt: skip
    db.session.add(test)
    db.session.flush()
    record(
        "vendors:channel:test", channel, by=by, tested_on=tested_on, answer=answer, answered_by=test.answered_by,
        minutes=minutes, note=test.note,
    )  # fmt: skip
    return test
