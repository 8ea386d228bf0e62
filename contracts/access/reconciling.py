"""The accounts that a directory lists, held against those that are registered. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.access.rules import IDLE_AFTER
from core.days import read_date
from core.errors import Refused
from core.excel.reading import Row, cell_text, column_letter
from core.phrases import N_

MOST_ACCOUNTS = 20_000
HEADINGS = {
    "system": ("系統", "系統名稱", "主機", "來源", "system", "application", "host", "source", "directory"),
    "account": ("帳號", "使用者帳號", "帳號名稱", "account", "accountname", "samaccountname", "userprincipalname", "user",
                "username", "login", "userid"),
    "last_used": ("最後登入", "最近登入", "最後登入日", "最後登入日期", "最後登入時間", "最後使用", "最後使用日", "最近使用日",
                  "lastlogon", "lastlogin", "lastlogondate", "lastused", "lastsignin", "lastusedon"),
    "enabled": ("啟用", "狀態", "帳號狀態", "enabled", "status", "active", "state"),
}  # fmt: skip
CLOSED = {"false", "no", "n", "0", "否", "停用", "已停用", "disabled", "inactive", "locked", "關閉", "鎖定"}


class FindingKind(StrEnum):
    """What the comparison found, worst first."""

    REVOKED_LIVE = "revoked_live"
    OUTLIVES = "outlives"
    UNREGISTERED = "unregistered"
    SPONSOR_LEFT = "sponsor_left"
    GONE = "gone"
    IDLE = "idle"


FINDING_NAMES = {
    FindingKind.REVOKED_LIVE: N_("Live though registered as revoked"),
    FindingKind.OUTLIVES: N_("Outlives its contract"),
    FindingKind.UNREGISTERED: N_("Nobody registered it"),
    FindingKind.SPONSOR_LEFT: N_("Sponsor has left, or there is none"),
    FindingKind.GONE: N_("Registered, but not there any more"),
    FindingKind.IDLE: N_("Idle"),
}
FINDING_STEPS = {
    FindingKind.REVOKED_LIVE: N_("Close the account at once, and see why it was not."),
    FindingKind.OUTLIVES: N_("Revoke it: its contract has ended."),
    FindingKind.UNREGISTERED: N_("Register it under its contract, or close it."),
    FindingKind.SPONSOR_LEFT: N_("Name a sponsor, or revoke it."),
    FindingKind.GONE: N_("Record that it was revoked, and when."),
    FindingKind.IDLE: N_("Ask the sponsor whether it is needed; else revoke it."),
}
TONES = {
    FindingKind.REVOKED_LIVE: "bad",
    FindingKind.OUTLIVES: "bad",
    FindingKind.UNREGISTERED: "bad",
    FindingKind.SPONSOR_LEFT: "warn",
    FindingKind.GONE: "info",
    FindingKind.IDLE: "warn",
}


@dataclass(frozen=True)
class Account:
    """An account as the list names it."""

    system: str
    account: str
    last_used_on: date | None = None
    is_enabled: bool = True

    @property
    def key(self) -> tuple[str, str]:
        return account_key(self.system, self.account)


@dataclass(frozen=True)
class Registered:
    """An account of the register; `outlives`: live though its contracts have ended."""

    id: int
    system: str
    account: str
    is_live: bool
    outlives: bool
    has_sponsor: bool
    last_used_on: date | None
    granted_on: date

    @property
    def key(self) -> tuple[str, str]:
        return account_key(self.system, self.account)


@dataclass(frozen=True)
class Finding:
    kind: FindingKind
    system: str
    account: str
    grant_id: int | None = None
    last_used_on: date | None = None


def account_key(system: str, account: str) -> tuple[str, str]:
    """How an account is known again: letters of either case and width, without the domain before it."""
    return _plain(system), _plain(account).rpartition("\\")[2]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _heading(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def read_accounts(rows: Iterable[Row], system: str, today: date) -> list[Account]:
    """The accounts of a list, from its first row of headings on; `system` where the list has no column for it.

    Raises `Refused` with the place: no heading for accounts, no system, a day that is none or lies ahead.
    """
    columns: Mapping[str, int] = {}
    found: dict[tuple[str, str], Account] = {}
    for row in rows:
        cells = [cell_text(cell) for cell in row.cells]
        if not columns:
            columns = _columns(cells)
            continue
        if (one := _account(row, cells, columns, system, today)) is not None:
            found[one.key] = one
        if len(found) > MOST_ACCOUNTS:
            raise Refused(N_("More than %(n)s accounts: export those of vendors only."), field="file", n=MOST_ACCOUNTS)
    if not columns:
        raise Refused(
            N_("No row of headings was found: one of the columns must be called “account” or 帳號."), field="file"
        )
    if not found:
        raise Refused(N_("The list holds no accounts."), field="file")
    return list(found.values())


def _columns(cells: Sequence[str]) -> dict[str, int]:
    named = {_heading(cell): at for at, cell in reversed(list(enumerate(cells))) if cell}
    found = {key: named[name] for key, names in HEADINGS.items() for name in reversed(names) if name in named}
    return found if "account" in found else {}


def _account(row: Row, cells: Sequence[str], columns: Mapping[str, int], system: str, today: date) -> Account | None:
    def cell(name: str) -> str:
        at = columns.get(name)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    account, where = cell("account")[:120], (cell("system") or system)[:120]
    if not account:
        return None
    if not where:
        raise Refused(
            N_("Row %(row)s names no system; name it above, or in a column “system”."), field="system", row=row.number
        )
    last = cell("last_used")
    day = None
    if last and last.casefold() not in ("never", "從未", "-", "—"):
        try:
            day = read_date(last[:10] if last[:4].isdecimal() and last[4:5] in "-/." else last)
        except Refused as error:
            place = f"{column_letter(columns['last_used'])}{row.number}"
            raise Refused(N_("%(place)s: %(why)s"), field="file", place=place, why=error.phrase) from error
        if day > today:
            place = f"{column_letter(columns['last_used'])}{row.number}"
            raise Refused(N_("%(place)s: the day lies in the future."), field="file", place=place)
    return Account(where, account, day, _plain(cell("enabled")) not in CLOSED)


def compare(listed: Sequence[Account], registered: Sequence[Registered], as_of: date) -> list[Finding]:
    """What does not agree, worst first. Of systems that the list does not speak of nothing is said but what the register
    itself knows."""
    live = {one.key: one for one in registered if one.is_live}
    once = {one.key: one for one in registered if not one.is_live}
    there = {one.key: one for one in listed if one.is_enabled}
    systems = {one.key[0] for one in listed}
    found = []
    for key, one in there.items():
        if key in live:
            continue
        kind = FindingKind.REVOKED_LIVE if key in once else FindingKind.UNREGISTERED
        found.append(Finding(kind, one.system, one.account, once[key].id if key in once else None, one.last_used_on))
    for key, grant in live.items():
        used = max(
            (d for d in (grant.last_used_on, there[key].last_used_on if key in there else None) if d), default=None
        )
        for kind in _of_live(grant, key in there, key[0] in systems, used, as_of):
            found.append(Finding(kind, grant.system, grant.account, grant.id, used))
    order = list(FindingKind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.system, one.account))


def _of_live(grant: Registered, is_there: bool, is_covered: bool, used: date | None, as_of: date) -> list[FindingKind]:
    if is_covered and not is_there:
        return [FindingKind.GONE]
    kinds = []
    if grant.outlives:
        kinds.append(FindingKind.OUTLIVES)
    if not grant.has_sponsor:
        kinds.append(FindingKind.SPONSOR_LEFT)
    if as_of - (used or grant.granted_on) > IDLE_AFTER:
        kinds.append(FindingKind.IDLE)
    return kinds
