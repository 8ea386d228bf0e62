"""Vendors from a spreadsheet: the file is read into a plan, the plan is shown, and carried out whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from babel import Locale
from flask import Flask, current_app
from flask_babel import force_locale, gettext
from sqlalchemy import ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.auth.queries import people_with
from core.auth.rules import Role
from core.db import Model, db
from core.errors import Unreadable
from core.excel.reading import Row, cell_text, column_letter, read_rows
from core.files import open_file
from core.phrases import N_, phrase
from core.settings import LANGUAGES
from vendors.register.headings import COLUMNS, LOOK_WITHIN, Column, Placed, dictionary, find_headings
from vendors.register.import_plan import make_plan
from vendors.register.import_rows import Cell, Companion, Known, KnownVendor, Plan, SheetRow, Trouble
from vendors.register.models import Contact, Group, Vendor
from vendors.register.rules import VENDOR_STATUS_NAMES, folded


class VendorImport(Model):
    """A file of vendors that somebody uploaded, and what became of it. The plan is never kept: it is made anew."""

    __tablename__ = "vendor_import"
    __table_args__ = (Index("ix_vendor_import_uploaded_by_id", "uploaded_by_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(255))
    """The file's name as it was uploaded."""
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)

    uploaded_by: Mapped[User | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.applied_at is None and self.discarded_at is None


def register_companion(app: Flask, companion: Companion) -> None:
    """Let another feature read its own columns of a vendor file (services do)."""
    app.extensions.setdefault("vendor_import_companions", []).append(companion)


def companions() -> list[Companion]:
    return list(current_app.extensions.get("vendor_import_companions", []))


def columns() -> list[Column]:
    """Every column that is read, our own first."""
    return [*COLUMNS, *(column for companion in companions() for column in companion.columns)]


def plan_of(file: VendorImport) -> Plan:
    """The plan of an uploaded file against the register as it stands now. Raises Unreadable."""
    with open_file(file.sha256) as handle:
        return plan_bytes(handle.read(), file.name)


def plan_bytes(data: bytes, name: str) -> Plan:
    """Read a file and plan it. Raises Unreadable where there is nothing to read a vendor from."""
    rows, troubles, unread, passed_over = _read(data, name)
    made = make_plan(rows, known(), {companion.name: companion.reader() for companion in companions()})
    return Plan(made.rows, (*troubles, *made.troubles), unread, passed_over)


# --- the file --------------------------------------------------------------------------------------------------------

_Read = tuple[list[SheetRow], list[Trouble], list[tuple[str, str, str]], list[str]]


def _read(data: bytes, name: str) -> _Read:
    sheets: dict[str, list[Row]] = {}
    for row in read_rows(data, name):
        sheets.setdefault(row.sheet, []).append(row)
    words = _words()
    rows: list[SheetRow] = []
    troubles: list[Trouble] = []
    unread: list[tuple[str, str, str]] = []
    passed_over: list[str] = []
    for sheet, found in sheets.items():
        placed = find_headings(((row.number, [cell_text(c) for c in row.cells]) for row in found[:LOOK_WITHIN]), words)
        if placed is None:
            passed_over.append(sheet)
            continue
        troubles += _doubled(sheet, placed)
        unread += [(sheet, column_letter(index), placed.headings[index]) for index in placed.unknown]
        rows += _sheet_rows(sheet, found, placed)
    if not rows:
        raise Unreadable(
            N_(
                "No vendor was found in the file: no row of headings is known, or nothing stands under it. Headings such as 廠商名稱 and 統一編號, or Vendor name and Tax ID, are looked for; the template has them all."
            )
        )
    return rows, troubles, unread, passed_over


def _words() -> dict[str, str]:
    """Every writing of every heading, those of our template in each language included."""
    labels: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with force_locale(language):
            for column in columns():
                labels.setdefault(column.key, []).append(str(gettext(column.label)))
    return dictionary(columns(), labels)


def _doubled(sheet: str, placed: Placed) -> Iterator[Trouble]:
    for first, second in placed.doubled:
        says = phrase(
            N_("The columns %(first)s and %(second)s mean the same; keep one of them."),
            first=column_letter(first),
            second=column_letter(second),
        )
        yield Trouble(sheet, placed.row, column_letter(second), placed.headings[second], "", says)


def _sheet_rows(sheet: str, found: Sequence[Row], placed: Placed) -> Iterator[SheetRow]:
    for row in found:
        if row.number <= placed.row:
            continue
        cells = {
            key: Cell(text, column_letter(index), placed.headings[index], isinstance(row.cells[index], int | float))
            for key, index in placed.columns.items()
            if index < len(row.cells) and (text := cell_text(row.cells[index]))
        }
        if cells:
            yield SheetRow(sheet, row.number, cells)


# --- the register ----------------------------------------------------------------------------------------------------


def known() -> Known:
    """What the register holds now, read in a handful of queries."""
    group_names = {g.id: g.name for g in db.session.execute(select(Group.id, Group.name))}
    people = {u.id: u for u in db.session.scalars(select(User))}
    owners: dict[str, list[tuple[int, str]]] = {}
    for user in people_with([Role.PROCUREMENT, Role.IT_MANAGER]):
        for name in {folded(user.name), folded(user.login)}:
            owners.setdefault(name, []).append((user.id, user.name))
    contacts: dict[int, dict[str, tuple[int, Mapping[str, str]]]] = {}
    for c in db.session.execute(select(*Contact.__table__.columns).where(Contact.ended_on.is_(None))):
        details = {"name": c.name, "title": c.title, "phone": c.phone, "email": c.email}
        contacts.setdefault(c.vendor_id, {}).setdefault(c.name, (c.id, details))
    vendors = []
    for v in db.session.execute(select(*Vendor.__table__.columns).order_by(Vendor.id)):
        values = dict(v._mapping) | {
            "group": group_names.get(v.group_id, ""),
            "owner": people[v.owner_id].name if v.owner_id in people else "",
        }
        vendors.append(KnownVendor(v.id, v.version, v.name_zh or v.name_en, values, contacts.get(v.id, {})))
    labels = {
        folded(label): status
        for status, msgid in VENDOR_STATUS_NAMES.items()
        for label in (msgid, status.value, *_in_each_language(msgid))
    }
    groups = {folded(name): group_id for group_id, name in group_names.items()}
    return Known(vendors, groups, owners, countries(), labels)


def _in_each_language(msgid: str) -> Iterator[str]:
    for language in LANGUAGES:
        with force_locale(language):
            yield str(gettext(msgid))


_ALSO = {
    "台灣": "TW", "臺灣": "TW", "中華民國": "TW", "本國": "TW", "國內": "TW", "roc": "TW", "r.o.c.": "TW", "taiwan (r.o.c.)": "TW",
    "taiwan, r.o.c.": "TW", "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "uk": "GB",
    "u.k.": "GB", "england": "GB", "great britain": "GB", "korea": "KR", "韓國": "KR", "大陸": "CN", "中國大陸": "CN",
    "hong kong": "HK", "香港": "HK", "singapore": "SG", "macau": "MO", "澳門": "MO",
}  # fmt: skip


def countries() -> dict[str, str]:
    """Country by name in both languages and by code, folded as cells are."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(folded(str(name)), code)
                found.setdefault(code.casefold(), code)
    return found | _ALSO
