"""One cell of a vendor file → the value it means, or why it means none. Pure."""

import re
from typing import Any

from core.errors import Refused
from core.phrases import N_
from vendors.register.import_rows import Cell, Known
from vendors.register.rules import VendorStatus, business_number, folded, lei

MAIN_CONTACT = "主要窗口"
"""Under whose name a telephone or e-mail without a person is kept."""
STATUS_WORDS = {
    VendorStatus.PROSPECT: ("評估中", "洽談中", "潛在廠商", "候選", "prospect", "candidate", "potential"),
    VendorStatus.ACTIVE: ("往來中", "有效", "使用中", "合作中", "正常", "履約中", "active", "current", "in use"),
    VendorStatus.EXITING: ("退場中", "終止中", "移轉中", "exiting", "terminating"),
    VendorStatus.ENDED: (
        "已終止",
        "終止",
        "結束",
        "已結束",
        "停用",
        "停止往來",
        "ended",
        "terminated",
        "inactive",
        "closed",
    ),
}
LONGEST = {
    "name_zh": 200, "name_en": 200, "website": 300, "out_of_scope_reason": 500, "note": 4000, "group": 200,
    "contact_name": 120, "contact_title": 120, "contact_phone": 60, "contact_email": 254,
}  # fmt: skip
_NOTHING = frozenset(("", "-", "--", "—", "－", "無", "na", "n/a", "none", "nil", "未提供", "不適用"))
_HAN = re.compile(r"[\u2e80-\u9fff\u3040-\u30ff\uac00-\ud7af]")


def is_nothing(cell: Cell) -> bool:
    """A cell in which somebody wrote that there is nothing: 無, -, N/A."""
    return folded(cell.text) in _NOTHING


def is_chinese(name: str) -> bool:
    """Whether a name belongs in the Chinese one: it has a Han, kana or hangul character."""
    return bool(_HAN.search(name))


def read_cell(key: str, cell: Cell, known: Known) -> Any:
    """The value as it would be stored: text, a state, an (id, name) of a person. Raises Refused with the reason."""
    match key:
        case "business_number":
            return _business_number(cell)
        case "lei":
            return lei(cell.text)
        case "country":
            return _country(cell, known)
        case "status":
            return _status(cell, known)
        case "owner":
            return _owner(cell, known)
        case "website":
            return _bounded(key, _website(cell))
        case "contact_email":
            return _bounded(key, _email(cell))
    return _bounded(key, _text(cell))


def _text(cell: Cell) -> str:
    """As a database can hold it: without NUL and without halves of surrogate pairs."""
    return cell.text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()


def _bounded(key: str, value: str) -> str:
    most = LONGEST.get(key)
    if most and len(value) > most:
        raise Refused(N_("Use at most %(n)s characters."), n=most)
    return value


def _business_number(cell: Cell) -> str:
    """A number cell lost its leading zeros, and so has a text of 6 or 7 digits that passed through one."""
    text = cell.text.strip()
    if text.isdecimal() and (cell.is_number or len(text) in (6, 7)):
        text = text.zfill(8)
    return business_number(text)


def _country(cell: Cell, known: Known) -> str:
    code = known.countries.get(folded(cell.text))
    if code is None:
        raise Refused(N_("There is no country “%(text)s”. Write its name or its two-letter code."), text=cell.text[:40])
    return code


def _status(cell: Cell, known: Known) -> VendorStatus:
    text = folded(cell.text)
    found = next((status for status, words in STATUS_WORDS.items() if text in words), known.status_labels.get(text))
    if found is None:
        raise Refused(
            N_("“%(text)s” is no state of a vendor. Write one of those in the template."), text=cell.text[:40]
        )
    return found


def _owner(cell: Cell, known: Known) -> tuple[int, str]:
    found = known.owners.get(folded(cell.text), ())
    if not found:
        says = N_(
            "Nobody here is called “%(text)s”. Write the name or the account as it stands in the product, or leave it empty."
        )
        raise Refused(says, text=cell.text[:40])
    if len(found) > 1:
        raise Refused(N_("Several people here are called “%(text)s”; write the account instead."), text=cell.text[:40])
    return found[0]


def _website(cell: Cell) -> str:
    text = _text(cell)
    if text.lower().startswith("www."):
        text = f"https://{text}"
    if not text.lower().startswith(("https://", "http://")):
        raise Refused(N_("An address starts with https:// or http://."))
    return text


def _email(cell: Cell) -> str:
    text = _text(cell)
    if "@" not in text.strip("@") or " " in text:
        raise Refused(N_("Not an e-mail address."))
    return text
