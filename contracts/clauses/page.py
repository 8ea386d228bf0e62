"""One contract's clauses beside its papers: everything that the page shows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from contracts.clauses import queries
from contracts.clauses.beside import Beside, Passage, beside, former
from contracts.clauses.checking import rulebooks_of
from contracts.clauses.likeness import NO_CONTRACT
from contracts.clauses.models import VerdictChange
from contracts.clauses.queries import ClauseRow, clause_url
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import available, load
from contracts.clauses.rules import Verdict
from contracts.documents.models import Document
from contracts.documents.queries import Papers, documents_of, papers_of
from contracts.documents.rules import DocumentKind
from contracts.register.models import Contract
from contracts.register.queries import contract_page
from core import clock
from core.i18n import language


@dataclass(frozen=True)
class ClausePage:
    """A contract, the rulebook that is looked at, its clauses, and the one among them that is open."""

    contract: Contract
    rulebook: Rulebook
    rows: Sequence[ClauseRow]
    row: ClauseRow
    papers: Papers

    @classmethod
    def of(cls, contract_id: int, rulebook_id: str, clause_id: str) -> "ClausePage":
        """The page of a clause; without a known one, of the first that somebody has to look at."""
        contract = contract_page(contract_id)
        rows = queries.clause_rows(contract_id, rulebook_id)
        row = next((each for each in rows if each.clause.id == clause_id), None) or _first(rows)
        return cls(contract, load(rulebook_id), rows, row, papers_of(contract_id))

    @cached_property
    def beside(self) -> Beside:
        """The papers with this clause's passages marked."""
        waiting = [d for d in documents_of(self.contract.id) if not d.is_withdrawn and d.waits_on(clock.today())]
        return beside(self.papers, self.row.finding, self.row.decision, waiting)

    @cached_property
    def former(self) -> Sequence[Passage]:
        """Words that would have answered for this clause, had a later paper not superseded them."""
        if self.row.finding is None or self.row.finding.verdict is Verdict.PRESENT:
            return []
        return former(self.papers, self.beside.together, self.rulebook, self.row.clause.id)

    @property
    def checked(self) -> str:
        """When its clauses were last checked or decided on: a page that was opened before shows something else."""
        findings = [each.finding for each in self.rows if each.finding]
        return max((finding.checked_at.isoformat() for finding in findings), default="")

    @property
    def number(self) -> int:
        """Of the clause among all, from 1."""
        return self.rows.index(self.row) + 1

    @property
    def before(self) -> ClauseRow | None:
        return self.rows[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> ClauseRow | None:
        return self.rows[self.number] if self.number < len(self.rows) else None

    @property
    def next_to_review(self) -> ClauseRow | None:
        """The next clause that somebody has to look at, behind this one and then from the start."""
        behind = [*self.rows[self.number :], *self.rows[: self.number - 1]]
        return next((each for each in behind if each.needs_review), None)

    @property
    def to_review(self) -> int:
        """How many clauses somebody has to look at."""
        return sum(each.needs_review for each in self.rows)

    @property
    def is_outdated(self) -> bool:
        """Whether another version of the rulebook judged them."""
        return any(each.finding and queries.is_outdated(each.finding, self.rulebook) for each in self.rows)

    @property
    def is_no_contract(self) -> bool:
        """Whether the check found the papers to be no contract at all."""
        return self.row.finding is not None and any(why.msgid == NO_CONTRACT for why in self.row.finding.why)

    @cached_property
    def changes(self) -> Sequence[VerdictChange]:
        """What the last check changed."""
        return queries.last_changes(self.contract.id, self.rulebook.id)

    @property
    def rulebooks(self) -> list[Rulebook]:
        """Those by which the contract is judged."""
        return [load(each) for each in rulebooks_of(self.contract.id)]

    @property
    def further(self) -> list[Rulebook]:
        """Those by which it is not judged yet."""
        judged = {each.id for each in self.rulebooks}
        return [load(each) for each in available() if each not in judged]

    @property
    def amendments(self) -> list[Document]:
        return [document for document, _ in self.papers if document.kind is DocumentKind.AMENDMENT]

    def url_of(self, clause_id: str) -> str:
        return clause_url(self.contract.id, clause_id, self.rulebook.id)

    def name_of(self, clause_id: str) -> str:
        """The clause's name, or its id where the rulebook no longer has it."""
        clause = self.rulebook.clauses.get(clause_id)
        return clause.name.in_language(language()) if clause else clause_id

    def touched(self, previous: str) -> set[str]:
        """Ids of the lines that hold a passage of this clause, or of the one that was open before."""
        known = next((each for each in self.rows if each.clause.id == previous), self.row)
        before = beside(self.papers, known.finding, known.decision)
        return {
            line
            for each in (self.beside, before)
            for sheet in each.sheets
            for line in sheet.marked([(p.start, p.end) for p in sheet.passages])
        }

    def step_attributes(self, row: ClauseRow) -> Markup:
        """What makes a link to another clause of this page change only what differs."""
        if row.finding is None:
            return Markup("")
        return Markup(
            ' hx-get="{url}" hx-vals="{values}" hx-target="#clause" hx-swap="outerHTML" hx-replace-url="{url}"'
        ).format(url=self.url(row), values=json.dumps({"from": self.row.clause.id, "on": self.checked}))

    def url(self, row: ClauseRow | None = None) -> str:
        """The address of a clause of this contract."""
        return clause_url(self.contract.id, (row or self.row).clause.id, self.rulebook.id)


def _first(rows: Sequence[ClauseRow]) -> ClauseRow:
    return next((row for row in rows if row.needs_review), rows[0])
