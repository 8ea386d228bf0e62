"""Reads of checks in bulk: the records, and one record's matrix."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from contracts.bulk.models import BulkCheck, BulkFile, BulkFinding
from contracts.bulk.rules import (
    CHECK_STATE_NAMES,
    CHECK_TONES,
    CheckState,
    FileState,
)
from contracts.clauses.effective import Effective
from contracts.clauses.evidence import Line, lines
from contracts.clauses.matrix import Matrix, Tally
from contracts.clauses.queries import badge
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import Faulty, load
from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from core.auth.models import User
from core.background.models import State, Work
from core.db import db
from core.i18n import language, say
from core.phrases import Phrase
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices

GAPS = (Verdict.ABSENT, Verdict.PARTIAL)
LIVE = (State.WAITING, State.RUNNING)
IS_LIVE = exists().where(Work.id == BulkCheck.work_id, Work.state.in_(LIVE))


def state_of(check: BulkCheck, *, is_live: bool) -> CheckState:
    if check.finished_at is not None:
        return CheckState.DONE
    return CheckState.RUNNING if is_live else CheckState.STOPPED


def state_badge(state: CheckState) -> listing.Status:
    return listing.Status(say(CHECK_STATE_NAMES[state]), CHECK_TONES[state])


@dataclass(frozen=True)
class Standing:
    """How far a check is. `failure` is the sentence of the piece of work that stopped, where it left one."""

    state: CheckState
    files: int
    checked: int
    refused: int
    failure: Phrase | None = None
    latest: str = ""
    """The file that was last done with."""

    @property
    def through(self) -> int:
        return self.checked + self.refused

    @property
    def badge(self) -> listing.Status:
        return state_badge(self.state)


def check_page(check_id: int) -> BulkCheck:
    """One check. 404 for a number nobody has."""
    query = select(BulkCheck).where(BulkCheck.id == check_id).options(joinedload(BulkCheck.by))
    found: BulkCheck = db.one_or_404(query)
    return found


def standing_of(check: BulkCheck) -> Standing:
    query = select(BulkFile.state, func.count()).where(BulkFile.check_id == check.id).group_by(BulkFile.state)
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    work = db.session.get(Work, check.work_id) if check.work_id else None
    return Standing(
        state_of(check, is_live=work is not None and work.state in LIVE),
        sum(counts.values()),
        counts.get(FileState.CHECKED, 0),
        counts.get(FileState.REFUSED, 0),
        work.failure if work and work.state is State.FAILED else None,
        "" if check.finished_at else _latest_of(check.id),
    )


def _latest_of(check_id: int) -> str:
    query = select(BulkFile.name).where(BulkFile.check_id == check_id, BulkFile.checked_at.is_not(None))
    return db.session.scalar(query.order_by(BulkFile.checked_at.desc(), BulkFile.id.desc()).limit(1)) or ""


def checks() -> Listing:
    """All checks in bulk, the newest first."""
    counted = select(
        BulkFile.check_id,
        func.count().label("files"),
        func.sum(case((BulkFile.state == FileState.CHECKED, 1), else_=0)).label("checked"),
        func.sum(case((BulkFile.state == FileState.REFUSED, 1), else_=0)).label("refused"),
        func.sum(case((BulkFile.absent + BulkFile.partial > 0, 1), else_=0)).label("lacking"),
    ).group_by(BulkFile.check_id).subquery()  # fmt: skip
    finished = BulkCheck.finished_at.is_not(None)
    conditions = {
        CheckState.DONE: finished,
        CheckState.RUNNING: and_(~finished, IS_LIVE),
        CheckState.STOPPED: and_(~finished, ~IS_LIVE),
    }
    return Listing(
        name="bulk-checks",
        title=gettext("Checks in bulk"),
        statement=select(BulkCheck, counted, User.name.label("who"), IS_LIVE.label("is_live"))
        .join(counted, counted.c.check_id == BulkCheck.id)
        .outerjoin(User, BulkCheck.by_id == User.id),
        tiebreak=BulkCheck.id.desc(),
        search=(BulkCheck.name, User.name),
        default_sort="-started_at",
        filters=[
            Filter("state", gettext("State"), attribute_choices(CHECK_STATE_NAMES), lambda v: conditions[CheckState(v)])
        ],
        columns=[
            Column("name", _l("File"), lambda r: r.BulkCheck.name, sort=BulkCheck.name, url=_check_url),
            Column("started_at", _l("Started"), lambda r: r.BulkCheck.started_at, Kind.INSTANT, sort=BulkCheck.started_at),
            Column("by", _l("By"), lambda r: r.who, sort=User.name, is_minor=True),
            Column("rulebook", _l("Rulebook"), lambda r: f"{r.BulkCheck.rulebook_id} {r.BulkCheck.rulebook_version}",
                   is_minor=True),
            Column("state", _l("State"), lambda r: state_badge(state_of(r.BulkCheck, is_live=r.is_live)), Kind.STATUS),
            Column("files", _l("Files"), lambda r: r.files, Kind.NUMBER, sort=counted.c.files),
            Column("checked", _l("Files checked"), lambda r: r.checked, Kind.NUMBER, sort=counted.c.checked),
            Column("refused", _l("Files refused"), lambda r: r.refused, Kind.NUMBER, sort=counted.c.refused),
            Column("lacking", _l("With gaps"), lambda r: r.lacking, Kind.NUMBER, sort=counted.c.lacking),
        ],
    )  # fmt: skip


def _check_url(row: Any) -> str:
    return url_for("contracts.bulk.show", check_id=row.BulkCheck.id)


def files_of(check: BulkCheck, rulebook: Rulebook) -> Matrix:
    """A check's files × clauses, the worst first."""
    states: dict[int, Mapping[str, Effective]] = {}
    names = [(clause.id, clause.name.in_language(language())) for clause in rulebook.clauses.values()]
    of_check = and_(BulkFile.check_id == check.id, BulkFile.state == FileState.CHECKED)

    def at(clause_id: str) -> Any:
        return lambda file: badge(states[file.id][clause_id]) if clause_id in states.get(file.id, {}) else None

    def beside(clause_id: str) -> Any:
        return lambda file: url_for("contracts.bulk.paper", file_id=file.id, clause=clause_id)

    def lacking(clause_id: str) -> ColumnElement[bool]:
        return exists().where(
            BulkFinding.file_id == BulkFile.id, BulkFinding.clause_id == clause_id, BulkFinding.verdict.in_(GAPS)
        )

    gaps = BulkFile.absent + BulkFile.partial
    conditions = {
        "gaps": gaps > 0, "complete": gaps == 0,
        "filed": BulkFile.document_id.is_not(None), "loose": BulkFile.document_id.is_(None),
    }  # fmt: skip
    return Matrix(
        name=f"bulk-check-{check.id}",
        title=gettext("Files"),
        statement=select(BulkFile)
        .outerjoin(Contract, BulkFile.contract_id == Contract.id)
        .where(of_check)
        .options(contains_eager(BulkFile.contract)),
        key=BulkFile.id,
        tiebreak=BulkFile.id,
        search=(BulkFile.name, Contract.number),
        default_sort="-gaps",
        read=_verdicts_of,
        count=lambda keys: _tally(check.id, keys, rulebook),
        states=states,
        filters=[
            Filter("state", gettext("State"), lambda: [
                ("gaps", gettext("with missing clauses")), ("complete", gettext("complete")),
                ("filed", gettext("filed to a contract")), ("loose", gettext("not filed")),
            ], conditions.__getitem__),
            Filter("lacking", gettext("Lacking"), lambda: names, lacking),
        ],
        columns=[
            Column("name", _l("File"), lambda f: f.name, sort=BulkFile.name,
                   url=lambda f: url_for("contracts.bulk.paper", file_id=f.id)),
            Column("contract", _l("Contract"), lambda f: f.contract.number if f.contract else None, sort=Contract.number,
                   url=lambda f: url_for("contracts.register.show", contract_id=f.contract_id) if f.contract_id else ""),
            Column("pages", _l("Page count"), lambda f: f.pages, Kind.NUMBER, sort=BulkFile.pages, is_minor=True),
            Column("gaps", _l("Gaps"), lambda f: f.absent + f.partial, Kind.NUMBER, sort=BulkFile.absent * 2 + BulkFile.partial),
            *(Column(clause_id, name, at(clause_id), Kind.STATUS, url=beside(clause_id)) for clause_id, name in names),
        ],
    )  # fmt: skip


def _verdicts_of(file_ids: Sequence[int]) -> dict[int, dict[str, Effective]]:
    found: dict[int, dict[str, Effective]] = {}
    query = select(BulkFinding.file_id, BulkFinding.clause_id, BulkFinding.verdict)
    for row in db.session.execute(query.where(BulkFinding.file_id.in_(file_ids))):
        found.setdefault(row.file_id, {})[row.clause_id] = Effective(row.verdict.value)
    return found


def _tally(check_id: int, file_ids: set[int] | None, rulebook: Rulebook) -> Tally:
    query = (
        select(BulkFinding.file_id, BulkFinding.clause_id, BulkFinding.verdict)
        .join(BulkFile, BulkFinding.file_id == BulkFile.id)
        .where(BulkFile.check_id == check_id)
    )
    counts = Counter(
        (row.clause_id, Effective(row.verdict.value))
        for row in db.session.execute(query)
        if file_ids is None or row.file_id in file_ids
    )
    return {clause_id: {state: counts[clause_id, state] for state in Effective} for clause_id in rulebook.clauses}


def refused_files(check_id: int) -> list[BulkFile]:
    query = select(BulkFile).where(BulkFile.check_id == check_id, BulkFile.state == FileState.REFUSED)
    return list(db.session.scalars(query.order_by(BulkFile.name, BulkFile.id)))


def passages(file_ids: Sequence[int], rulebook: Rulebook) -> Iterator[Line]:
    """What was found in files, line by line, in their order; read a few files at a time."""
    for start in range(0, len(file_ids), 50):
        part = file_ids[start : start + 50]
        names = {
            row.id: row.name
            for row in db.session.execute(select(BulkFile.id, BulkFile.name).where(BulkFile.id.in_(part)))
        }
        found: dict[int, dict[str, dict[str, Any]]] = {}
        for each in db.session.scalars(select(BulkFinding).where(BulkFinding.file_id.in_(part))):
            found.setdefault(each.file_id, {})[each.clause_id] = {
                "verdict": each.verdict, "evidence": each.evidence, "reasons": each.reasons, "lacks": each.lacks,
            }  # fmt: skip
        db.session.expunge_all()
        for file_id in part:
            yield from lines(names.get(file_id, ""), found.get(file_id, {}), rulebook)


def rulebook_of(check: BulkCheck) -> Rulebook:
    """The rulebook by its id as it is now. Raises Faulty when it is no longer at hand."""
    return load(check.rulebook_id)


def is_same_rulebook(check: BulkCheck) -> bool:
    """Whether the rulebook at hand is, to the letter, the one that judged."""
    try:
        return load(check.rulebook_id).digest == check.rulebook_digest
    except Faulty:
        return False
