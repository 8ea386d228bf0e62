"""How a contract uses a word: as what it calls a party, or as a word like any other."""

import re

from contracts.clauses.parties.words import CLIENT_ROLES, COMMON, VENDOR_ROLES
from contracts.documents.folding import fold

OF_THE_TRADE = re.compile(
    r"证券|投信|投顾|期货|金控|银行|人寿|产险|保险|securities|brokerage|\bbank\b|asset management|insurance"
)
"""Firms that are the client of an outsourcing contract."""
COMMON_WORDS = frozenset(fold(word) for word in COMMON)
ROLES = frozenset(fold(word) for word in (*CLIENT_ROLES, *VENDOR_ROLES))


def drop_idle_words(client: set[str], vendor: set[str], whole: str) -> None:
    """Drop the common words of each side (客戶, 用戶, 廠商) that this contract uses as words, not as a party's name.

    Where a side goes by a name of its own, a common word is that party only if it is bound itself (客戶應…)."""
    for side in (client, vendor):
        proper = [word for word in side - COMMON_WORDS if whole.count(word) >= 3]
        if proper:
            idle = {word for word in side & ROLES if not is_bound(word, whole) and not _is_defined(word, whole)}
            side -= {word for word in idle - {"甲方", "乙方"} if word in COMMON_WORDS or whole.count(word) < 5}


def _is_defined(word: str, whole: str) -> bool:
    """Whether the contract says that it calls a party so: （以下稱照護方）, 「使用方」."""
    return bool(re.search(rf"(?:称|称为|简称|[「\"'(]){re.escape(word)}[」\"')]", whole[:6_000]))


def is_bound(word: str, whole: str) -> bool:
    """Whether the contract has the word do or owe something: 客戶應…"""
    pattern = rf"(?<![之的及、与和或向对给为])(?<!其他){re.escape(word)}(?:应|须|得|不得|不可|可以|必须|保证|同意|负责|要(?!求|点)|会(?!员|计|议))"
    return len(re.findall(pattern, whole)) >= 2 or bool(re.search(rf"(?:^|[。;:\n ]){pattern}", whole))


def is_used(role: str, whole: str) -> bool:
    """Whether the contract says the word more than once."""
    return whole.count(role) >= 2 and not role.isdigit()
