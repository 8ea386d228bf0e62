"""A contract from its paper: papers are taken in first, the contract is registered from what they say."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from contracts.documents.models import DocumentWords
from contracts.documents.operations import Outcome, add_document, keep_text, read_stored, state_of
from contracts.documents.reading.recognition import recogniser
from contracts.documents.rules import WITH_TEXT, DocumentKind, Extraction, sentence, unpacked
from contracts.facts.combining import offers
from contracts.facts.models import Intake, IntakePaper
from contracts.facts.operations import Taken, keep_fact, read_words, register_fields
from contracts.facts.queries import read_papers
from contracts.facts.rules import REGISTERED
from contracts.facts.values import Value
from contracts.register.models import Contract
from contracts.register.operations import register_contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.background import Progress, submit
from core.db import check_version, db, unit_of_work
from core.errors import Refused
from core.events import once_each
from core.files import open_file, plain_name, store
from core.i18n.formats import minor
from core.phrases import N_
from core.web.addresses import address
from vendors.register.models import Vendor

READ_WORK = "contracts.facts.intake"
"""The background work that reads large and scanned papers taken in."""
Given = tuple[str, bytes, Outcome | None]
"""A file as sent: its name, its bytes, and what reading brought (None: to be read in the background)."""


def begin_intake(given: Sequence[Given], *, kind: DocumentKind, by: User | None) -> tuple[Intake, int | None]:
    """Take papers in: the first of them is of `kind`, the others are its annexes. Returns the intake, and the number of
    the background work that reads what is large."""
    intake = Intake(created_by_id=by.id if by else None, created_at=clock.now())
    db.session.add(intake)
    for number, (name, data, outcome) in enumerate(given):
        kept = store(BytesIO(data))
        paper = IntakePaper(
            sha256=kept.sha256,
            name=plain_name(name, "document", longest=255),
            kind=kind if number == 0 else DocumentKind.ANNEX,
        )
        if paper.sha256 in {each.sha256 for each in intake.papers}:
            raise Refused(N_("“%(name)s” was sent twice."), field="files", name=paper.name)
        intake.papers.append(paper)
        if outcome is not None:
            keep_outcome(paper, outcome)
    db.session.flush()
    record("contracts:intake:begin", intake, by=by, files=", ".join(paper.name for paper in intake.papers))
    waits = any(outcome is None for _, _, outcome in given)
    return intake, submit(READ_WORK, {"intake_id": intake.id}, by=by).id if waits else None


def keep_outcome(paper: IntakePaper, outcome: Outcome) -> None:
    """Note what reading a paper brought, and read its text for facts."""
    state, why = outcome.state, outcome.failure
    if keep_text(paper.sha256, outcome):
        words = db.session.get_one(DocumentWords, paper.sha256)
        read_words(words)
        state, why = state_of(words, was_recognised=outcome.was_recognised)
    paper.extraction, paper.message = state, sentence(why) if why else {}


def read_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Read what was too large to be read at once; run again after a crash it goes on where it stopped."""
    intake_id = int(params["intake_id"])
    papers = db.session.get_one(Intake, intake_id).papers
    waiting = [(paper.id, paper.sha256, paper.name) for paper in papers if paper.extraction is Extraction.WAITING]
    db.session.rollback()  # nothing is held while the files are read
    for paper_id, sha256, name in waiting:
        outcome = read_stored(sha256, name, recogniser(progress))
        with unit_of_work():
            keep_outcome(db.session.get_one(IntakePaper, paper_id), outcome)
    return {"url": address("contracts.intake.show", intake_id=intake_id)}


def drop_intake(intake: Intake, *, version: int | str | None = None, by: User | None) -> None:
    """No contract comes of these papers."""
    check_version(intake, version)
    _refuse_closed(intake)
    intake.dropped_at = clock.now()
    record("contracts:intake:drop", intake, by=by, files=", ".join(paper.name for paper in intake.papers))


def _refuse_closed(intake: Intake) -> None:
    if not intake.is_open:
        raise Refused(N_("These papers have been dealt with already."))


def register_from_papers(
    intake: Intake,
    vendor: Vendor,
    *,
    confirmed: Mapping[str, Value],
    version: int | str | None = None,
    by: User | None,
    **fields: Any,
) -> Contract:
    """Register the contract, attach its papers, and keep the passages: those of the register's fields that the person
    left as the papers have them, and those ticked besides (`confirmed`: by the reading's key, the value left standing)."""
    check_version(intake, version)
    _refuse_closed(intake)
    contract = register_contract(vendor, by=by, **fields)
    numbers: dict[int, int] = {}
    with once_each():
        for paper in intake.papers:
            with open_file(paper.sha256) as stream:
                document = add_document(
                    contract, stream, name=paper.name, kind=paper.kind, signed_on=fields.get("signed_on") if not numbers else None,
                    outcome=_outcome(paper), by=by,
                )  # fmt: skip
            numbers[paper.id] = document.id
    intake.contract_id = contract.id
    ticked = {_moved(key, numbers): value for key, value in confirmed.items()}
    for kind, found in offers(read_papers(contract.id)).items():
        agreeing = [each for each in found if kind in REGISTERED and _is_left(contract, each.fact.value, kind)]
        taken = [Taken(each, each.fact.value) for each in agreeing[:1]]
        taken += [Taken(each, ticked[each.key]) for each in found if each.key in ticked and each not in agreeing[:1]]
        for each in taken:
            keep_fact(contract, each, by=by)
    return contract


def _outcome(paper: IntakePaper) -> Outcome | None:
    """What reading it brought when it was taken in; None where it still waits to be read."""
    if paper.extraction is Extraction.WAITING:
        return None
    if paper.extraction in WITH_TEXT:
        words = db.session.get_one(DocumentWords, paper.sha256)
        return Outcome(unpacked(paper.name, words), was_recognised=bool(paper.message))
    return Outcome(None, paper.failure, is_scan=paper.extraction is Extraction.SCANNED)


def _moved(key: str, numbers: Mapping[int, int]) -> str:
    """A reading's key with its paper's number as a contract's paper."""
    paper, _, rest = key.removeprefix("f").partition("-")
    return f"f{numbers.get(int(paper), 0)}-{rest}" if paper.isdecimal() else key


def _is_left(contract: Contract, value: Value, kind: Any) -> bool:
    """Whether the register now holds what this reading says."""
    try:
        wanted = register_fields(kind, value)
    except Refused:
        return False
    if "value" in wanted:
        wanted["value_minor"] = minor(wanted.pop("value"), wanted["currency"])
    return bool(wanted) and all(getattr(contract, field) == each for field, each in wanted.items())
