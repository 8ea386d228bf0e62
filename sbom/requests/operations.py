"""What is done with requests and answers. Each is called inside a unit of work; none commits."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import IO, Any

from sqlalchemy import insert

from contracts.letters.content import Letter as LetterWords
from contracts.letters.operations import keep_letter, record_answer
from contracts.letters.rules import Answer, LetterKind
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Conflict, Refused
from core.files import plain_name, store
from core.phrases import N_
from sbom.disclosure.restating import restate_product
from sbom.requests import drafting, queries
from sbom.requests.content import RequestDraft, compose
from sbom.requests.models import AnswerFile, ComponentRequest, RequestLine
from sbom.requests.rules import Plan, RowPlan, is_answered
from sbom.statements import operations as statements
from sbom.statements.queries import in_force
from sbom.statements.rules import Said
from vendors.register.models import Vendor

PLAN_CHANGED = N_(
    "What the file would do changed since it was shown. Nothing was saved; look at the rows below and confirm again."
)


def draft_request(vendor: Vendor, draft: RequestDraft, *, by: User | None) -> ComponentRequest:
    """Keep a request: its letter, its workbook, its rows. Raises Refused for one that asks for nothing."""
    if not draft.parts:
        raise Refused(
            N_("Choose at least one release that lacks something: the request would ask for nothing."), field="chosen"
        )
    words: list[RequestDraft] = []

    def write(reference: str) -> LetterWords:
        words.append(replace(draft, reference=reference))
        return compose(words[-1])

    letter = keep_letter(
        vendor,
        draft,
        write,
        kind=LetterKind.COMPONENTS,
        about=draft.about,
        noted={"products": draft.about[:500], "components": len(draft.asked)},
        by=by,
    )
    request = ComponentRequest(
        letter_id=letter.id, sha256=letter.sha256, lines=len(draft.asked), left_out=draft.left_out
    )
    db.session.add(request)
    db.session.flush()
    from sbom.requests.workbook import write_workbook

    elements = drafting.element_rows(draft) if draft.with_elements else []
    with write_workbook(words[-1], request.id, elements) as handle:
        request.sha256 = store(handle).sha256
    db.session.execute(insert(RequestLine), _line_rows(request.id, draft))
    db.session.flush()
    return request


def _line_rows(request_id: int, draft: RequestDraft) -> list[dict[str, Any]]:
    return [
        {
            "request_id": request_id,
            "number": asked.line.number,
            "delivery_id": part.delivery_id,
            "position": asked.position,
            "key": asked.line.key,
            "group_name": asked.line.group,
            "name": asked.line.name,
            "version": asked.line.version,
            "purl": asked.line.purl,
            "needs": asked.line.needs,
        }
        for part in draft.parts
        for asked in part.asked
    ]


def upload_answer(
    request: ComponentRequest, *, stream: IO[bytes], name: str, stated_on: date | None, by: User | None
) -> AnswerFile:
    """Keep a workbook that came back, to be looked at. Raises Unreadable where no answer can be read from it."""
    if stated_on is None or stated_on > clock.today():
        raise Refused(N_("Give the day on which the answer came; it cannot lie ahead."), field="stated_on")
    if stated_on < request.letter.dated_on:
        raise Refused(N_("It cannot have come before the request's own date."), field="stated_on")
    kept = store(stream)
    file = AnswerFile(
        request_id=request.id,
        sha256=kept.sha256,
        name=plain_name(name, "answer.xlsx", longest=255),
        stated_on=stated_on,
        uploaded_by_id=by.id if by else None,
        uploaded_at=clock.now(),
    )
    plan = queries.plan_of(file, request)
    db.session.add(file)
    db.session.flush()
    record("sbom:answer:upload", request, by=by, file=file.name, sha256=kept.sha256, rows=len(plan.rows))
    return file


def apply_answer(file: AnswerFile, digest: str, *, version: int | str | None = None, by: User | None) -> Plan:
    """Keep what the plan that was shown accepts, and judge the products again. Raises Conflict when the plan would no
    longer be the same, Refused when there is nothing to keep."""
    check_version(file, version)
    _refuse_closed(file)
    request = file.request
    plan = queries.plan_of(file, request)
    if plan.digest != digest:
        raise Conflict(PLAN_CHANGED)
    if not plan.accepted:
        raise Refused(N_("There is nothing to keep: no row says anything new that can be accepted."))
    products = queries.products_of(request.id)
    by_product: dict[int, list[RowPlan]] = defaultdict(list)
    for row in plan.accepted:
        if row.line is not None:
            by_product[products[row.line.number]].append(row)
    source = statements.Source(file.sha256, file.name, file.stated_on)
    for product_id, rows in by_product.items():
        statements.keep_statements(product_id, [one for row in rows for one in _stated(row)], source, by=by)
        restate_product(product_id)
    file.applied_at, file.accepted, file.refused = clock.now(), len(plan.accepted), plan.refused
    request.answered = count_answered(request)
    record("sbom:answer:apply", request, by=by, file=file.name, accepted=file.accepted, refused=file.refused)
    _note_on_letter(request, file, by)
    return plan


def _stated(row: RowPlan) -> list[statements.NewStatement]:
    line = row.line
    if line is None:
        return []
    return [
        statements.NewStatement(line.group, line.name, line.version, line.purl, subject, dict(said), row.note)
        for subject, said in row.stated.items()
    ]


def count_answered(request: ComponentRequest) -> int:
    """How many rows of a request everything asked for is stated to."""
    products = queries.products_of(request.id)
    held = {product_id: in_force(product_id) for product_id in set(products.values())}
    lines = queries.lines_of(request.id)
    return sum(is_answered(line, held[products[n]].get(line.key, Said())) for n, line in lines.items())


def _note_on_letter(request: ComponentRequest, file: AnswerFile, by: User | None) -> None:
    """When every row is answered, so is the letter; while some are open it goes on waiting."""
    letter = request.letter
    waits = letter.sent_on is not None and letter.answered_on is None and letter.withdrawn_at is None
    if waits and letter.sent_on is not None and request.answered == request.lines and file.stated_on >= letter.sent_on:
        record_answer(letter, answered_on=file.stated_on, answer=Answer.AGREED, note=file.name, by=by)


def discard_answer(file: AnswerFile, *, by: User | None) -> None:
    """Put a file aside without keeping anything of it; it stays on record that it came."""
    _refuse_closed(file)
    file.discarded_at = clock.now()
    record("sbom:answer:discard", file.request, by=by, file=file.name)


def _refuse_closed(file: AnswerFile) -> None:
    if not file.is_open:
        raise Refused(N_("This file has been dealt with already."))
