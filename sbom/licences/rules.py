"""What one licence statement is worth: a text such as "MIT", "GPL-2.0-only WITH …", "Apache 2", "see LICENSE".

Source: SPDX 2.3 annex D (expressions) and the SPDX licence list.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sbom.licences import catalogue

MAX_CHARACTERS = 4_000
MAX_TERMS = 500
MAX_NAME = 200


class Standing(StrEnum):
    LISTED = "listed"  # SPDX licences only
    RECOGNISED = "recognised"  # a name that plainly means one SPDX licence
    REFERRING = "referring"  # holds a LicenseRef: its text must stand elsewhere in the file
    UNKNOWN = "unknown"  # a name that no list knows
    INVALID = "invalid"  # meant as an expression, and none
    NOTHING = "nothing"  # NOASSERTION, UNKNOWN, "see file": no licence is stated


@dataclass(frozen=True, slots=True)
class Statement:
    """`means` is the SPDX expression understood (or the text itself); `refs` its LicenseRefs; `unknown` the parts on
    no list.
    """

    standing: Standing
    means: str
    refs: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


_NOTHING = frozenset(
    word
    for words in (
        "noassertion none unknown unlicensed unlicenced undefined null nil n/a na tbd todo ? - . other custom various",
        "unspecified undetermined missing empty license licence no-license nolicense not-found notfound",
    )
    for word in words.split()
)
_SEE = re.compile(
    r"(?:please\s+)?(?:see|refer|check|look|read)\b.*|.*\bsee\s+(?:the\s+)?(?:licen[cs]e|file|readme|copying)\b.*",
    re.I | re.S,
)
_FILE = re.compile(
    r"file\s*:.*"
    r"|[\w./\\-]*\b(?:licen[cs]e|copying|notice|readme|unlicense)(?:[-.][\w-]+)?\.(?:txt|md|rst|html?|rtf|pdf)",
    re.I,
)
_WITH_SHORT_NAME = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
_OPERATORS = re.compile(r"\b(?:AND|OR|WITH)\b|[()]", re.I)


@lru_cache(maxsize=20_000)
def statement(text: str) -> Statement:
    """What the text states. Never raises; what cannot be understood is `UNKNOWN` or `INVALID`, and kept as written."""
    text = " ".join(text.split())
    if not text or text.lower().strip("\"'") in _NOTHING or _SEE.fullmatch(text) or _FILE.fullmatch(text):
        return Statement(Standing.NOTHING, text)
    readable = len(text) <= MAX_CHARACTERS and len(_OPERATORS.findall(text)) <= MAX_TERMS
    found = _expression(text) if readable else None
    if found is not None and found.standing is not Standing.INVALID:
        return found
    spdx_id = _named(text) if len(text) <= MAX_NAME else None
    if spdx_id:
        return Statement(Standing.RECOGNISED, spdx_id)
    if found is not None:
        return found
    looks_meant = bool(re.search(r"\s(?:AND|OR|WITH)\s", text))
    return Statement(Standing.INVALID if looks_meant else Standing.UNKNOWN, text[:MAX_NAME], unknown=(text[:MAX_NAME],))


@lru_cache(maxsize=5_000)
def meaning(text: str) -> str:
    """The SPDX expression that the text states; empty where it proves nothing by its name."""
    said = statement(text)
    return said.means if said.standing in (Standing.LISTED, Standing.RECOGNISED, Standing.REFERRING) else ""


def _named(text: str) -> str | None:
    """The one SPDX licence that a free name means: "Apache 2", "The MIT License (MIT)"."""
    known = catalogue.ids_by_plain_form()
    whole = known.get(catalogue.plain_form(text))
    match = _WITH_SHORT_NAME.fullmatch(text)
    if whole or not match:
        return whole
    outer, inner = (known.get(catalogue.plain_form(part)) for part in match.groups())
    return outer if outer and inner in (outer, None) else None


def _expression(text: str) -> Statement | None:
    """The text as an SPDX expression, or None where it is none (a free name, a broken one)."""
    try:
        parsed = catalogue.licensing().parse(text, validate=False)
        parts = [str(key) for key in catalogue.licensing().license_keys(parsed, unique=True)]
        pairs = [s for s in parsed.symbols if hasattr(s, "exception_symbol")] if parsed is not None else []
        misused = [str(p) for p in pairs if str(p.exception_symbol.key) not in catalogue.exceptions()]
        exceptions = {str(p.exception_symbol.key) for p in pairs}
        means = str(parsed.render("{symbol.key}")) if parsed is not None else text
    except Exception:  # the library raises AttributeError and others on real strings such as "MIT/X11"
        return None
    refs = tuple(p for p in parts if p.startswith(("LicenseRef-", "DocumentRef-")))
    unknown = tuple(p for p in parts if p not in refs and p not in exceptions and not _is_listed(p))
    if not parts or (unknown and len(parts) == 1):
        return None
    if unknown or misused:
        return Statement(Standing.INVALID, text, refs, unknown or tuple(misused))
    return Statement(Standing.REFERRING if refs else Standing.LISTED, means, refs)


def _is_listed(name: str) -> bool:
    return name.lower().removesuffix("+") in catalogue.ids()
