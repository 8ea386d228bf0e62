"""How far a file is, and to which contract a paper may belong: proposed from its own words, never decided."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.phrases import N_, Phrase, phrase


class FileState(StrEnum):
    """Of one file of a check."""

    WAITING = "waiting"
    CHECKED = "checked"
    REFUSED = "refused"


class CheckState(StrEnum):
    """Of a whole check: derived from its files and from the work that goes through them."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


CHECK_STATE_NAMES = {
    CheckState.RUNNING: N_("Being checked"),
    CheckState.STOPPED: N_("Stopped"),
    CheckState.DONE: N_("Finished"),
}
CHECK_TONES = {CheckState.RUNNING: "info", CheckState.STOPPED: "bad", CheckState.DONE: "good"}

MOST_PROPOSALS = 6
READ = 200_000
"""Characters of a paper in which names and numbers are looked for."""


@dataclass(frozen=True)
class KnownVendor:
    """What a vendor may be called in a paper."""

    id: int
    names: tuple[str, ...]
    business_number: str = ""


@dataclass(frozen=True)
class KnownContract:
    id: int
    vendor_id: int
    number: str
    title: str


@dataclass(frozen=True)
class Proposal:
    """A contract to which a paper may belong, and why; the surest first."""

    contract_id: int
    score: int
    why: tuple[Phrase, ...]


def proposals(text: str, contracts: Iterable[KnownContract], vendors: Iterable[KnownVendor]) -> list[Proposal]:
    """Contracts whose number stands in the paper, or whose vendor's number or name does; at most six."""
    look = _Look(text)
    named = {vendor.id: reasons for vendor in vendors if (reasons := vendor_reasons(look, vendor))}
    found = [one for contract in contracts if (one := _proposal(look, contract, named.get(contract.vendor_id, ())))]
    return sorted(found, key=lambda one: (-one.score, one.contract_id))[:MOST_PROPOSALS]


Reason = tuple[int, Phrase]


def _proposal(look: "_Look", contract: KnownContract, of_vendor: tuple[Reason, ...]) -> Proposal | None:
    reasons = list(of_vendor)
    if look.has_code(contract.number):
        reasons.insert(0, (60, phrase(N_("Its number %(number)s stands in the paper."), number=contract.number)))
    if not reasons:
        return None
    if look.has_name(contract.title):
        reasons.append((25, phrase(N_("Its title stands in the paper."))))
    return Proposal(contract.id, sum(score for score, _ in reasons), tuple(why for _, why in reasons))


def vendor_reasons(look: "_Look", vendor: KnownVendor) -> tuple[Reason, ...]:
    """Why a paper may be of this vendor, each with its weight; empty when nothing says so."""
    reasons: list[Reason] = []
    if vendor.business_number and look.has_code(vendor.business_number):
        number = vendor.business_number
        reasons.append((40, phrase(N_("The vendor's business number %(number)s stands in the paper."), number=number)))
    if any(look.has_name(name) for name in vendor.names):
        reasons.append((30, phrase(N_("The vendor's name stands in the paper."))))
    return tuple(reasons)


def vendors_named(text: str, vendors: Iterable[KnownVendor]) -> list[int]:
    """Vendors that a paper names, the surest first."""
    look = _Look(text)
    found = [(-sum(score for score, _ in vendor_reasons(look, v)), v.id) for v in vendors]
    return [vendor_id for score, vendor_id in sorted(found) if score]


class _Look:
    """A paper's words, prepared for looking up names and numbers."""

    def __init__(self, text: str) -> None:
        plain = unicodedata.normalize("NFKC", text[:READ]).casefold()
        self.spaced = " ".join(plain.split())
        self.tight = _SEPARATORS.sub("", plain)
        self.compact = re.sub(r"\s+", "", plain)

    def has_code(self, code: str) -> bool:
        """A number of its own, not a part of a longer one; spaces and hyphens in it do not matter."""
        wanted = _SEPARATORS.sub("", unicodedata.normalize("NFKC", code).casefold())
        if len(wanted) < 4 or wanted not in self.tight:
            return False
        spelt = r"[\s\-‐‑–—−_./]{0,3}".join(map(re.escape, wanted))
        return re.search(_not_joined(wanted[0], "<!") + spelt + _not_joined(wanted[-1], "!"), self.spaced) is not None

    def has_name(self, name: str) -> bool:
        """A name as it is written, whatever the spaces between Chinese characters."""
        wanted = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        if wanted.isascii():
            spelt = _not_joined(wanted[:1], "<!") + re.escape(wanted) + _not_joined(wanted[-1:], "!")
            return len(wanted) >= 4 and wanted in self.spaced and re.search(spelt, self.spaced) is not None
        return len(wanted) >= 3 and "".join(wanted.split()) in self.compact


_SEPARATORS = re.compile(r"[\s\-‐‑–—−_./]+")


def _not_joined(edge: str, side: str) -> str:
    """A pattern for: what stands beside this edge does not make a longer number or word of it."""
    kind = "0-9" if edge.isdigit() else "a-z" if edge.isascii() and edge.isalpha() else ""
    return f"(?{side}[{kind}])" if kind else ""


_NUMBER = re.compile(
    r"(?<!統一)(?<!身分證)(?:編號|字號|案號)\s{0,3}[：:]?\s{0,3}([^\s，。；、,;()（）]{3,60})|"
    r"(?:contract|agreement|reference) (?:no|number|ref)\.?\s{0,3}[:#]?\s{0,3}([A-Z0-9][^\s,;()]{2,59})",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"^[\d\W_]*$|^(?:page|第)\s*\d+", re.IGNORECASE)


def number_in(text: str) -> str:
    """The contract's number as the paper gives it, "" when it gives none."""
    match = _NUMBER.search(text[:5_000])
    return (match.group(1) or match.group(2)).strip("。.:：") if match else ""


def title_in(lines: Iterable[str], otherwise: str) -> str:
    """The paper's title: its first short line that is one; else what is left of the file's name."""
    for line in list(lines)[:12]:
        words = " ".join(line.split())
        if 4 <= len(words) <= 80 and not _NO_TITLE.match(words) and not words.endswith(("。", "；", "，", ";", ",")):
            return words
    return otherwise
