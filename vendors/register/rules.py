"""What a vendor is known by: numbers that can be checked, names that can be compared, the group it belongs to."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from stdnum.iso7064 import mod_97_10

from core.errors import Refused
from core.phrases import N_

Party = TypeVar("Party", bound=Hashable)


class VendorStatus(StrEnum):
    """Where the firm stands with a vendor. Nobody is deleted: a relation that is over has ended, with its history."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    EXITING = "exiting"
    ENDED = "ended"


VENDOR_STATUS_NAMES = {
    VendorStatus.PROSPECT: N_("Prospect"),
    VendorStatus.ACTIVE: N_("Active"),
    VendorStatus.EXITING: N_("Exiting"),
    VendorStatus.ENDED: N_("Relation ended"),
}


# --- numbers ---------------------------------------------------------------------------------------------------------

_UBN_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_SEPARATORS = re.compile(r"[\s\-‐‑–—−.,]+")


def business_number(text: str) -> str:
    """A 統一編號 as 8 digits, from what was typed: full-width digits, spaces and hyphens are taken out.

    The check is the Ministry of Finance's of April 2023: the digit sums of the weighted digits add up to a multiple of
    5 (before: of 10, so older numbers still pass); a 7 in the seventh place may count as 0 or 1. Raises `Refused`.
    """
    number = _plain(text)
    if not re.fullmatch(r"[0-9]{8}", number):
        raise Refused(
            N_("“%(text)s” is not a business number: it has 8 digits. Leading zeros count: 04595252."),
            text=text.strip()[:40],
        )
    total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(number, _UBN_WEIGHTS, strict=True))
    passes = total % 5 == 0 or (number[6] == "7" and (total + 1) % 5 == 0)
    if not passes or number == "00000000":
        raise Refused(
            N_("The business number %(number)s fails its check: one of its digits is mistyped."), number=number
        )
    return number


def lei(text: str) -> str:
    """A legal entity identifier (ISO 17442) as 20 capital characters; raises `Refused` if its check digits fail."""
    number = _plain(text).upper()
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", number):
        raise Refused(
            N_("“%(text)s” is not an LEI: it has 18 letters or digits and 2 check digits."), text=text.strip()[:40]
        )
    if not mod_97_10.is_valid(number):
        raise Refused(N_("The LEI %(number)s fails its check: one of its characters is mistyped."), number=number)
    return number


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:80]))


# --- names -----------------------------------------------------------------------------------------------------------

_ZH_FORMS = ("股份有限公司", "有限公司", "股份公司", "公司", "企業社", "商行", "株式會社", "株式会社")
_EN_FORMS = frozenset((
    "incorporated", "corporation", "company", "limited", "private", "gmbh", "corp", "inc", "ltd", "llc", "llp", "plc",
    "co", "pte", "pty", "pvt", "sdn", "bhd", "ag", "bv", "nv", "sa", "sas", "srl", "spa", "kk", "lp",
))  # fmt: skip
_BRACKETED_FORM = re.compile(r"\([股有限份]+\)")
_BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿])")
_NO_LETTER = re.compile(r"[^\w]+|_")


def folded(text: str) -> str:
    """What was typed, for finding it again: width, case, and outer or doubled spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def name_key(name: str) -> str:
    """What two writings of one company's name have in common; for finding possible duplicates, never for display.

    Width, case, spaces, punctuation, 台/臺 and the legal form (股份有限公司, Co., Ltd., Inc. …) do not count. A name
    that is nothing but a legal form keeps it, so a key is empty only where the name has no letter or digit at all.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).replace("台", "臺")
    text = re.sub(r"[.'’]", "", _BRACKETED_FORM.sub("", text) or text)
    words = _BETWEEN_HAN.sub("", _NO_LETTER.sub(" ", text).strip()).split()
    while words and (shorter := _without_form(words)):
        words = shorter
    return "".join(words)


def _without_form(words: list[str]) -> list[str]:
    """The words with one legal form less at their end; nothing when there is none to take or nothing would be left."""
    *rest, last = words
    if last in _EN_FORMS:
        return rest
    for form in _ZH_FORMS:
        if last.endswith(form):
            stem = last.removesuffix(form)
            return [*rest, stem] if stem else rest
    return []


# --- groups ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Groups(Generic[Party]):
    """Each party's ultimate parent (itself if it has none), and the rings found on the way.

    In a ring (A owns B owns A) nobody is ultimate: the smallest member stands for all of them, and the ring is
    reported so that somebody puts it right.
    """

    ultimate: Mapping[Party, Party]
    rings: tuple[frozenset[Party], ...]


def groups(parents: Mapping[Party, Party | None]) -> Groups[Party]:
    """Ultimate parents from direct ones. A parent that is no key of `parents` is taken to have none itself."""
    ultimate: dict[Party, Party] = {}
    rings: list[frozenset[Party]] = []
    for party in parents:
        path: dict[Party, None] = {}
        at: Party = party
        while at not in ultimate and at not in path:
            path[at] = None
            above = parents.get(at)
            if above is None:
                ultimate[at] = at
            else:
                at = above
        if at not in ultimate:
            ring = frozenset(list(path)[list(path).index(at) :])
            rings.append(ring)
            ultimate[at] = min(ring, key=_by_size_then_text)
        for each in path:
            ultimate[each] = ultimate[at]
    return Groups(ultimate, tuple(rings))


COMMON_OWNER = Decimal(25)
"""Per cent of two vendors in one hand from which they count as connected (DORA 29(1)(b); the banks' rule in Taiwan)."""


def connected(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Parties that hang together through any chain of links, each with the one that stands for all: a group before an
    owner before a single vendor, then the shortest name."""
    beside: dict[str, set[str]] = {}
    for one, other in links:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    stands_for: dict[str, str] = {}
    for start in beside:
        if start in stands_for:
            continue
        together, todo = {start}, [start]
        while todo:
            for party in beside[todo.pop()] - together:
                together.add(party)
                todo.append(party)
        order = {"group": 0, "owner": 1}
        first = min(together, key=lambda p: (order.get(p.partition(":")[0], 2), len(p), p))
        stands_for |= dict.fromkeys(together, first)
    return stands_for


def would_close_ring(party: Party, parent: Party, parents: Mapping[Party, Party | None]) -> bool:
    """Whether making `parent` the parent of `party` would make `party` its own ancestor."""
    at: Party | None = parent
    seen: set[Party] = set()
    while at is not None and at not in seen:
        if at == party:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _by_size_then_text(party: Hashable) -> tuple[int, str]:
    """One order for numbers and for texts: a vendor's number, then its name."""
    return len(str(party)), str(party)
