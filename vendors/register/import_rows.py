"""What is read from a vendor file and what would be done with it: cells with their place, rows, troubles, the plan. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from core.phrases import N_, Phrase
from vendors.register.headings import Column
from vendors.register.rules import VendorStatus


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


VERDICT_NAMES = {
    Verdict.NEW: N_("New"),
    Verdict.CHANGED: N_("Changed"),
    Verdict.UNCHANGED: N_("Unchanged"),
    Verdict.WRONG: N_("To be corrected"),
}


@dataclass(frozen=True)
class Cell:
    """A cell with its place: `column` is its letter as the spreadsheet program shows it."""

    text: str
    column: str
    heading: str
    is_number: bool = False


@dataclass(frozen=True)
class SheetRow:
    sheet: str
    number: int
    cells: Mapping[str, Cell]
    """By column key; only what is not empty."""


@dataclass(frozen=True)
class KnownVendor:
    """What the register holds of a vendor, as far as a file can change it."""

    id: int
    version: int
    name: str
    values: Mapping[str, Any]
    contacts: Mapping[str, tuple[int, Mapping[str, str]]] = field(default_factory=dict)
    """Open contacts by name: number and what is known of them."""


@dataclass(frozen=True)
class Known:
    """The register as it stands: vendors, groups by name, people who may answer for a vendor, countries by name."""

    vendors: Sequence[KnownVendor]
    groups: Mapping[str, int]
    owners: Mapping[str, Sequence[tuple[int, str]]]
    countries: Mapping[str, str]
    status_labels: Mapping[str, VendorStatus] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One field of a row: `what` a marked label, the values as text; a country is its two-letter code."""

    what: str
    old: str
    new: str
    is_country: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something wrong in the file, and where. A warning does not stop the import."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    says: Phrase
    is_warning: bool = False


@dataclass
class RowPlan:
    """What one row would do. `values` go to the operation, `group` is a group to be added, `more` belongs to companions."""

    sheet: str
    row: int
    name: str
    vendor_id: int | None = None
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    group: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    contact_id: int | None = None
    more: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    is_wrong: bool = False

    @property
    def verdict(self) -> Verdict:
        if self.is_wrong:
            return Verdict.WRONG
        if self.vendor_id is None:
            return Verdict.NEW
        return Verdict.CHANGED if self.changes else Verdict.UNCHANGED


@dataclass(frozen=True)
class Plan:
    """Everything a file would do. It can be carried out when nothing is wrong and something would change."""

    rows: Sequence[RowPlan]
    troubles: Sequence[Trouble]
    unread: Sequence[tuple[str, str, str]] = ()
    """Columns that are not read: sheet, letter, heading."""
    passed_over: Sequence[str] = ()
    """Sheets without known headings."""

    @property
    def errors(self) -> list[Trouble]:
        return [t for t in self.troubles if not t.is_warning]

    @property
    def counts(self) -> dict[Verdict, int]:
        return {verdict: sum(row.verdict is verdict for row in self.rows) for verdict in Verdict}

    @property
    def can_apply(self) -> bool:
        return not self.errors and any(row.verdict in (Verdict.NEW, Verdict.CHANGED) for row in self.rows)

    @property
    def digest(self) -> str:
        """Tells this plan from any other: the same only while file and register are the same."""
        content = [
            [r.sheet, r.row, r.vendor_id, r.version, r.verdict, [[c.what, c.old, c.new] for c in r.changes]]
            for r in self.rows
        ]
        text = json.dumps(content, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


Reader = Callable[
    [Mapping[str, Cell], "int | None", "VendorStatus | None"], tuple[list[Change], list[tuple[str, Phrase]], Any]
]
"""Given a row's cells, the vendor it means (None: a new one) and the state that vendor will have: the changes, what is
wrong by column key, and what is needed to carry them out."""


class Companion(Protocol):
    """What another feature reads from the same file: its columns, and what a row of them would do."""

    name: str
    columns: Sequence[Column]

    def reader(self) -> Reader: ...
    def apply(self, vendor: Any, payload: Any, by: Any) -> None: ...
    def choices(self) -> Mapping[str, Sequence[str]]: ...
