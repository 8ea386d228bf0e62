"""Which licences the firm allows in software it runs, and what a licence expression comes to under that policy. Pure.

A policy is data: a standing for each category of licences, and for single SPDX ids that are treated otherwise. In `A OR B`
the branch that stands best is chosen; in `A AND B` the worst counts; `A WITH exception` is the exception's category where
that is milder. The categories of single licences are those of the ScanCode LicenseDB (licence-expression carries it), made
finer where it matters to who runs software for others: network copyleft and non-commercial licences stand apart.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from core.phrases import N_, Phrase, phrase
from sbom.licences import catalogue
from sbom.licences.rules import Standing as Known
from sbom.licences.rules import statement


class Ruling(StrEnum):
    """What the policy says of a licence; the mildest first."""

    ALLOWED = "allowed"
    REVIEW = "review"
    DENIED = "denied"


RULING_NAMES = {Ruling.ALLOWED: N_("Allowed"), Ruling.REVIEW: N_("To be reviewed"), Ruling.DENIED: N_("Denied")}
RULING_TONES = {Ruling.ALLOWED: "good", Ruling.REVIEW: "warn", Ruling.DENIED: "bad"}
_ORDER = list(Ruling)


class Category(StrEnum):
    """Kinds of licences by what they ask of who uses or passes on the software."""

    PUBLIC_DOMAIN = "public_domain"
    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak_copyleft"
    STRONG_COPYLEFT = "strong_copyleft"
    NETWORK_COPYLEFT = "network_copyleft"
    SOURCE_AVAILABLE = "source_available"
    NON_COMMERCIAL = "non_commercial"
    PROPRIETARY = "proprietary"
    UNKNOWN = "unknown"


CATEGORY_NAMES: Mapping[Category, str] = {
    Category.PUBLIC_DOMAIN: N_("Public domain"),
    Category.PERMISSIVE: N_("Permissive"),
    Category.WEAK_COPYLEFT: N_("Weak copyleft"),
    Category.STRONG_COPYLEFT: N_("Strong copyleft"),
    Category.NETWORK_COPYLEFT: N_("Network copyleft"),
    Category.SOURCE_AVAILABLE: N_("Source-available"),
    Category.NON_COMMERCIAL: N_("Non-commercial only"),
    Category.PROPRIETARY: N_("Proprietary or commercial"),
    Category.UNKNOWN: N_("Unknown or not stated"),
}
CATEGORY_MEANINGS: Mapping[Category, str] = {
    Category.PUBLIC_DOMAIN: N_("Asks for nothing, such as CC0-1.0."),
    Category.PERMISSIVE: N_("Asks for the notice to be kept, such as MIT or Apache-2.0."),
    Category.WEAK_COPYLEFT: N_("Changes to the component itself must be passed on, such as LGPL or MPL."),
    Category.STRONG_COPYLEFT: N_("A work that contains it must be passed on under the same terms, such as GPL."),
    Category.NETWORK_COPYLEFT: N_("Offering it over a network already counts as passing it on, such as AGPL."),
    Category.SOURCE_AVAILABLE: N_("The source may be read and its use is restricted, such as BUSL or SSPL."),
    Category.NON_COMMERCIAL: N_("May not be used in business, such as CC BY-NC."),
    Category.PROPRIETARY: N_("Terms of its maker; whether we hold them is to be shown."),
    Category.UNKNOWN: N_("No licence is stated, or one that no list knows."),
}
DEFAULTS: Mapping[Category, Ruling] = {
    Category.PUBLIC_DOMAIN: Ruling.ALLOWED,
    Category.PERMISSIVE: Ruling.ALLOWED,
    Category.WEAK_COPYLEFT: Ruling.ALLOWED,
    Category.STRONG_COPYLEFT: Ruling.REVIEW,
    Category.NETWORK_COPYLEFT: Ruling.REVIEW,
    Category.SOURCE_AVAILABLE: Ruling.REVIEW,
    Category.NON_COMMERCIAL: Ruling.DENIED,
    Category.PROPRIETARY: Ruling.REVIEW,
    Category.UNKNOWN: Ruling.REVIEW,
}

_SCANCODE = {
    "Public Domain": Category.PUBLIC_DOMAIN,
    "Permissive": Category.PERMISSIVE,
    "CLA": Category.PERMISSIVE,
    "Patent License": Category.PERMISSIVE,
    "Copyleft Limited": Category.WEAK_COPYLEFT,
    "Copyleft": Category.STRONG_COPYLEFT,
    "Source-available": Category.SOURCE_AVAILABLE,
    "Free Restricted": Category.SOURCE_AVAILABLE,
    "Proprietary Free": Category.PROPRIETARY,
    "Commercial": Category.PROPRIETARY,
    "Unstated License": Category.UNKNOWN,
}
# These take offering over a network as distribution: AGPL s.13, OSL s.5, CPAL s.15, RPL s.6, Watcom and APSL likewise.
_NETWORK = re.compile(r"(?:agpl-|osl-|cpal-|rpl-|apsl-2|watcom-|nasa-1|honest)", re.I)
_NON_COMMERCIAL = re.compile(r"(?:cc-by-nc|polyform-noncommercial|hippocratic-never|ppl$|-nc-)", re.I)


@dataclass(frozen=True, slots=True)
class Policy:
    """The firm's policy: by category, and by id where one licence is treated otherwise. `reasons` are the firm's own."""

    by_category: Mapping[Category, Ruling] = field(default_factory=lambda: DEFAULTS)
    by_id: Mapping[str, Ruling] = field(default_factory=dict)
    """Lower-case SPDX id, LicenseRef or free name → ruling; `gpl-2.0-only with classpath-exception-2.0` too."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a licence statement comes to; `chosen` is the branch that counts, `reasons` say why, worst first."""

    ruling: Ruling
    chosen: str
    reasons: tuple[Phrase, ...]
    categories: frozenset[Category]


def category_of(spdx_id: str) -> Category:
    """The category of one licence or exception by its SPDX id."""
    if _NON_COMMERCIAL.search(spdx_id):
        return Category.NON_COMMERCIAL
    if _NETWORK.match(spdx_id):
        return Category.NETWORK_COPYLEFT
    return _categories().get(spdx_id.lower().removesuffix("+"), Category.UNKNOWN)


@cache
def _categories() -> Mapping[str, Category]:
    """Lower-case SPDX id → category."""
    index = resources.files("license_expression").joinpath("data", "scancode-licensedb-index.json")
    found: dict[str, Category] = {}
    for entry in json.loads(index.read_text(encoding="utf-8")):
        category = _SCANCODE.get(entry.get("category", ""), Category.UNKNOWN)
        for spdx_id in (entry.get("spdx_license_key"), *entry.get("other_spdx_license_keys", ())):
            if spdx_id and not spdx_id.startswith("LicenseRef-"):
                found.setdefault(spdx_id.lower(), category)
    return found


def judge(text: str, policy: Policy) -> Verdict:
    """What one licence statement, as a file makes it, comes to under a policy. Never raises."""
    said = statement(text)
    if (ruling := policy.by_id.get(text.strip().lower())) is not None:
        msgid = N_("The policy names “%(licence)s” itself: %(ruling)s.")
        return _verdict(ruling, text, phrase(msgid, licence=text[:120], ruling=phrase(RULING_NAMES[ruling])), ())
    if said.standing is Known.NOTHING:
        return _by_category(text, Category.UNKNOWN, policy, N_("No licence is stated: %(ruling)s."))
    if said.standing in (Known.UNKNOWN, Known.INVALID):
        return _by_category(text, Category.UNKNOWN, policy, N_("“%(licence)s” is on no list of licences: %(ruling)s."))
    return _of_tree(catalogue.licensing().parse(said.means, validate=False), policy)


def together(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Several statements on one component all hold: the worst counts. None where there is none."""
    return _all_of(verdicts) if verdicts else None


def _of_tree(node: Any, policy: Policy) -> Verdict:
    operator = getattr(node, "operator", "").strip().upper()
    if operator == "OR":
        return _best_of([_of_tree(part, policy) for part in node.args])
    if operator == "AND":
        return _all_of([_of_tree(part, policy) for part in node.args])
    if hasattr(node, "exception_symbol"):
        return _with_exception(str(node.license_symbol.key), str(node.exception_symbol.key), policy)
    return _of_id(str(node.key), policy)


def _of_id(spdx_id: str, policy: Policy) -> Verdict:
    if (ruling := policy.by_id.get(spdx_id.lower())) is not None:
        msgid = N_("The policy names “%(licence)s” itself: %(ruling)s.")
        why = phrase(msgid, licence=spdx_id, ruling=phrase(RULING_NAMES[ruling]))
        return _verdict(ruling, spdx_id, why, (category_of(spdx_id),))
    return _by_category(spdx_id, category_of(spdx_id), policy, N_("%(licence)s is %(category)s: %(ruling)s."))


def _with_exception(licence: str, exception: str, policy: Policy) -> Verdict:
    whole = f"{licence} WITH {exception}"
    if whole.lower() in policy.by_id:
        return _of_id(whole, policy)
    plain, eased = _of_id(licence, policy), _of_id(exception, policy)
    if category_of(exception) is Category.UNKNOWN or _ORDER.index(eased.ruling) >= _ORDER.index(plain.ruling):
        return Verdict(plain.ruling, whole, plain.reasons, plain.categories)
    msgid = N_("%(exception)s eases %(licence)s to %(category)s: %(ruling)s.")
    category = phrase(CATEGORY_NAMES[category_of(exception)])
    why = phrase(
        msgid, exception=exception, licence=licence, category=category, ruling=phrase(RULING_NAMES[eased.ruling])
    )
    return Verdict(eased.ruling, whole, (why,), eased.categories)


def _by_category(text: str, category: Category, policy: Policy, msgid: str) -> Verdict:
    ruling = policy.by_category.get(category, DEFAULTS[category])
    names = {"category": phrase(CATEGORY_NAMES[category]), "ruling": phrase(RULING_NAMES[ruling])}
    return _verdict(ruling, text, phrase(msgid, licence=text[:120], **names), (category,))


def _verdict(ruling: Ruling, chosen: str, why: Phrase, categories: Sequence[Category]) -> Verdict:
    return Verdict(ruling, chosen[:500], (why,), frozenset(categories))


def _best_of(branches: Sequence[Verdict]) -> Verdict:
    """The mildest branch; the first where several are as mild."""
    best = min(branches, key=lambda v: _ORDER.index(v.ruling))
    if len(branches) == 1:
        return best
    why = phrase(N_("Of %(n)s licences to choose from, %(licence)s is chosen."), n=len(branches), licence=best.chosen)
    return Verdict(best.ruling, best.chosen, (why, *best.reasons), best.categories)


def _all_of(parts: Sequence[Verdict]) -> Verdict:
    """Every part holds: the gravest decides."""
    ranked = sorted(parts, key=lambda v: -_ORDER.index(v.ruling))
    chosen = " AND ".join(dict.fromkeys(f"({v.chosen})" if " OR " in v.chosen else v.chosen for v in parts))
    reasons = tuple({str(r): r for v in ranked for r in v.reasons}.values())
    return Verdict(ranked[0].ruling, chosen[:500], reasons, frozenset().union(*(v.categories for v in parts)))
