"""Which versions of a contract there are to compare, and what each clause became from one to the other."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from contracts.clauses import operations
from contracts.clauses.basis import Ground
from contracts.clauses.judged import Findings, judged, kept_by_check, remembered
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import load
from contracts.clauses.sets import Paper, consolidated
from contracts.clauses.versions import Difference, differences, worst_first
from contracts.documents.models import Document
from contracts.documents.queries import Papers, papers_of, readable_papers_of
from contracts.documents.reading import DocumentText
from contracts.documents.rules import DOCUMENT_KIND_NAMES, WITH_TEXT, DocumentKind
from contracts.register.models import Contract
from core.audit import record
from core.audit.kept import while_unchanged
from core.auth.models import User
from core.background import Progress, submit
from core.background.models import State, Work
from core.db import db
from core.i18n import formats, say
from core.web.addresses import address

WORK = "contracts.versions.compare"
NOW, BEFORE = "now", "before-"
"""Versions that are several papers: all that count today, and those among them that were there before an amendment."""
AT_ONCE_CHARACTERS = 80_000
"""Of what is still to be judged of both versions: about a second. More is judged in the background."""
IN_NO_TIME_CHARACTERS = 12_000
"""Of the same: for more, the page is shown first and the comparison follows."""
RECENT = 30
"""So many of the last comparisons made in the background are looked through for one that still holds."""


@dataclass(frozen=True)
class Version:
    """A paper, or several that are judged as one. `label` is for people."""

    key: str
    label: str
    papers: Papers

    @cached_property
    def counted(self) -> tuple[DocumentText, ...]:
        """What counts of each paper."""
        return consolidated(self._judged).counted

    @property
    def _judged(self) -> list[Paper]:
        # One paper alone is read for what it says, whatever it is to the contract: a draft, an annex, an amendment.
        return operations.as_set(self.papers) if len(self.papers) > 1 else [Paper(words) for _, words in self.papers]

    def findings(self, rulebook: Rulebook) -> Findings:
        """As they are kept, by clause; slow for long papers that were not judged of late."""
        return self.known(rulebook) or judged(self.mark, self._judged, rulebook)

    def known(self, rulebook: Rulebook) -> Findings | None:
        """The same, where nothing has to be judged for it."""
        return remembered(self.mark, rulebook) or kept_by_check(self.papers, self._ground, rulebook)

    @cached_property
    def _ground(self) -> Ground:
        return Ground.of(self.counted)

    @cached_property
    def mark(self) -> str:
        """The same for the same papers read in the same way."""
        return hashlib.sha256(
            f"{operations.text_hash(self.papers)} {len(self.papers)} {self.length}".encode()
        ).hexdigest()

    @property
    def length(self) -> int:
        return sum(len(words.text) for _, words in self.papers)

    def name_of(self, document: int) -> str:
        """Of the paper that a place is in; nothing where there is only one."""
        return self.papers[document][0].name if len(self.papers) > 1 else ""

    def id_of(self, document: int) -> int:
        return self.papers[document][0].id


def versions_of(contract_id: int) -> list[Version]:
    """Every readable paper by itself, the older first; and where several count, the set today and before amendments."""
    alone = sorted(readable_papers_of(contract_id), key=lambda each: (each[0].dated_on, each[0].id))
    found = [Version(str(document.id), _label(document), [(document, words)]) for document, words in alone]
    together = papers_of(contract_id)
    if len(together) < 2:
        return found
    found.append(Version(NOW, gettext("In force today: all papers together"), together))
    for document, _ in together:
        earlier = [each for each in together if _was_there(each[0], document)]
        if document.kind is DocumentKind.AMENDMENT and earlier:
            found.append(
                Version(f"{BEFORE}{document.id}", gettext("All papers before “%(name)s”", name=document.name), earlier)
            )
    return found


def _was_there(other: Document, amendment: Document) -> bool:
    """Whether a paper counted before an amendment did."""
    if other.kind is not DocumentKind.AMENDMENT:
        return other.kind is DocumentKind.CONTRACT or other.dated_on <= amendment.dated_on
    return (other.dated_on, other.id) < (amendment.dated_on, amendment.id)


def _label(document: Document) -> str:
    what = say(DOCUMENT_KIND_NAMES[document.kind])
    if document.is_withdrawn:
        what = gettext("%(kind)s, withdrawn", kind=what)
    return f"{document.name} · {what} · {formats.day(document.dated_on)}"


def proposed(versions: Sequence[Version]) -> tuple[Version, Version] | None:
    """The two that somebody most likely wants beside each other: what was drafted or withdrawn and what holds, else what
    held before the last amendment and what holds now."""
    holds = next((each for each in versions if each.key == NOW), None) or _last(versions, signed=True)
    before = _last([each for each in versions if each is not holds], signed=False)
    amended = [each for each in versions if each.key.startswith(BEFORE)]
    before = before or (amended[-1] if amended else None)
    if holds is None or before is None:
        return (versions[-2], versions[-1]) if len(versions) > 1 else None
    return before, holds


def _last(versions: Sequence[Version], *, signed: bool) -> Version | None:
    found = [
        each
        for each in versions
        if len(each.papers) == 1 and signed is not (_is_draft(each.papers[0][0]) or each.papers[0][0].is_withdrawn)
    ]
    contracts = [each for each in found if not signed or each.papers[0][0].kind is DocumentKind.CONTRACT]
    return contracts[-1] if contracts else None


def _is_draft(document: Document) -> bool:
    return document.kind is DocumentKind.DRAFT


@dataclass(frozen=True)
class Comparison:
    """Two versions judged by a rulebook; `found` is None where that takes long and was not done yet."""

    old: Version
    new: Version
    rulebook: Rulebook

    @cached_property
    def found(self) -> Sequence[Difference] | None:
        """What each clause became, the worst first."""
        marks = (self.old.mark, self.new.mark, self.rulebook.digest)
        if self.is_long:
            return None
        found: Sequence[Difference] = while_unchanged((WORK, *marks), self._work_out)
        return found

    @property
    def is_long(self) -> bool:
        """Whether the background has to judge them."""
        return self._to_judge > AT_ONCE_CHARACTERS and self.kept is None

    @property
    def is_slow(self) -> bool:
        """Whether somebody would wait for it with nothing to see."""
        return IN_NO_TIME_CHARACTERS < self._to_judge <= AT_ONCE_CHARACTERS

    @cached_property
    def _to_judge(self) -> int:
        """Characters of which nothing is known yet."""
        return sum(each.length for each in (self.old, self.new) if self._known[each.key] is None)

    @cached_property
    def _known(self) -> Mapping[str, Findings | None]:
        return {each.key: each.known(self.rulebook) for each in (self.old, self.new)}

    @cached_property
    def kept(self) -> Mapping[str, Any] | None:
        """The findings of both versions, where the background judged these very words by this very rulebook."""
        query = select(Work).where(Work.kind == WORK, Work.state == State.DONE).order_by(Work.id.desc()).limit(RECENT)
        marks = self._marks
        return next((work.result for work in db.session.scalars(query) if _has(work.params, marks)), None)

    @property
    def running(self) -> Work | None:
        """The work that judges them at this moment, or is about to."""
        query = select(Work).where(Work.kind == WORK, Work.state.in_((State.WAITING, State.RUNNING)))
        marks = self._marks
        return next((work for work in db.session.scalars(query.order_by(Work.id)) if _has(work.params, marks)), None)

    @property
    def _marks(self) -> dict[str, str]:
        return {"old_mark": self.old.mark, "new_mark": self.new.mark, "digest": self.rulebook.digest}

    def _work_out(self) -> list[Difference]:
        old, new = (self._found_in(side) for side in ("old", "new"))
        return worst_first(list(differences(self.old.counted, old, self.new.counted, new)))

    def _found_in(self, side: str) -> Findings:
        version: Version = getattr(self, side)
        by_background = self.kept if self._to_judge > AT_ONCE_CHARACTERS else None
        if by_background is not None:
            found: Findings = by_background[side]
            return found
        return self._known[version.key] or version.findings(self.rulebook)

    def submit(self, contract: Contract, *, by: User | None) -> Work:
        """Have the background judge both; what it is doing already it is not told again."""
        if self.running is not None:
            return self.running
        record("contracts:versions:compare", contract, by=by, versions=(self.old.label, self.new.label))
        place = {"contract_id": contract.id, "old": self.old.key, "new": self.new.key, "rulebook_id": self.rulebook.id}
        return submit(WORK, place | self._marks, by=by)


def _has(params: Mapping[str, Any], marks: Mapping[str, str]) -> bool:
    return all(params.get(name) == mark for name, mark in marks.items())


def on_papers(contract: Contract) -> dict[str, Any] | None:
    """What the list of a contract's papers needs for a link to here: nothing while there is only one that was read."""
    readable = select(func.count()).where(Document.contract_id == contract.id, Document.extraction.in_(WITH_TEXT))
    return {} if (db.session.scalar(readable) or 0) > 1 else None


def compare_in_background(params: dict[str, Any], by: User | None, progress: Progress) -> dict[str, Any]:
    """Judge both versions and keep what was found with the work; a version that is gone or changed is judged no more."""
    versions = {each.key: each for each in versions_of(int(params["contract_id"]))}
    place = {name: params[name] for name in ("contract_id", "old", "new")}
    back = {"url": address("contracts.versions.show", **place, rulebook=params["rulebook_id"])}
    found: dict[str, Any] = {}
    for done, side in enumerate(("old", "new")):
        progress(done, 2)
        version = versions.get(str(params[side]))
        if version is None or version.mark != params[f"{side}_mark"]:
            return back
        found[side] = version.findings(load(str(params["rulebook_id"])))
    return back | found
