"""CSAF 2.0 documents (profile 5, VEX, and security advisories) as statements. Pure: parsed JSON in.

A product of the document's tree is known by its package URL; where it has none, by the component of the relationship it
stands for; where there is neither, the statement is about the product as a whole, in the versions that the tree names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.severity import Severity
from sbom.components.versions import MAX_RANGE, VERS, ecosystem_of, is_range
from sbom.vulnerabilities import cvss
from sbom.vulnerabilities.advisories import MAX_DETAILS, MAX_SUMMARY, MAX_VECTOR, entries, instant, text
from sbom.vulnerabilities.packages import package_of_purl
from sbom.vulnerabilities.rules import Justification, State, gravest, severity_named
from sbom.vulnerabilities.vex import MAX_STATEMENTS, MAX_WORDS, WORDS, Document, Said, Target, name_of, target_of

_STATUSES = {
    "known_affected": State.EXPLOITABLE,
    "first_affected": State.EXPLOITABLE,
    "last_affected": State.EXPLOITABLE,
    "known_not_affected": State.NOT_AFFECTED,
    "fixed": State.RESOLVED,
    "first_fixed": State.RESOLVED,
    "under_investigation": State.IN_TRIAGE,
}
_FLAGS = {
    "component_not_present": Justification.CODE_NOT_PRESENT,
    "vulnerable_code_not_present": Justification.CODE_NOT_PRESENT,
    "vulnerable_code_not_in_execute_path": Justification.CODE_NOT_REACHABLE,
    "vulnerable_code_cannot_be_controlled_by_adversary": Justification.REQUIRES_ENVIRONMENT,
    "inline_mitigations_already_exist": Justification.PROTECTED_BY_MITIGATING_CONTROL,
}
_GENERIC = f"{VERS}generic/"
_DEPTH = 64
_PRODUCTS = 200_000

Mapped = Mapping[str, Any]


def is_csaf(document: Any) -> bool:
    """Whether a JSON value is a CSAF document."""
    return isinstance(document, Mapping) and "csaf_version" in _mapping(document.get("document"))


def document_of(document: Mapped) -> Document:
    """What the document says of vulnerabilities, product by product."""
    head = _mapping(document.get("document"))
    tracking = _mapping(head.get("tracking"))
    at = instant(tracking.get("current_release_date")) or instant(tracking.get("initial_release_date"))
    products = dict(_products(_mapping(document.get("product_tree"))))
    said: list[Said] = []
    unsaid = 0
    for number, one in enumerate(entries(document.get("vulnerabilities"), MAX_STATEMENTS)):
        found = list(_statements(_mapping(one), products, f"/vulnerabilities/{number}"))
        unsaid += not found
        said += found
    return Document("CSAF", at, tuple(said[:MAX_STATEMENTS]), unsaid)


def _mapping(value: Any) -> Mapped:
    return value if isinstance(value, Mapping) else {}


# the product tree


def _products(tree: Mapped) -> Iterator[tuple[str, Target]]:
    found = dict(_named(tree))
    yield from found.items()
    for one in entries(tree.get("relationships"), _PRODUCTS):
        relation = _mapping(one)
        full = _mapping(relation.get("full_product_name"))
        component = found.get(text(relation.get("product_reference"), 500), Target())
        if key := text(full.get("product_id"), 500):
            own = _target(full, "")
            yield key, own if own.key else component


def _named(tree: Mapped) -> Iterator[tuple[str, Target]]:
    for one in entries(tree.get("full_product_names"), _PRODUCTS):
        if key := text(_mapping(one).get("product_id"), 500):
            yield key, _target(_mapping(one), "")
    waiting = [(one, "", 0) for one in entries(tree.get("branches"), _PRODUCTS)]
    seen = 0
    while waiting and seen < _PRODUCTS:
        one, version, depth = waiting.pop()
        seen += 1
        branch = _mapping(one)
        own = _version(text(branch.get("category"), 40), text(branch.get("name"), MAX_RANGE + 1))
        version = own or version
        product = _mapping(branch.get("product"))
        if key := text(product.get("product_id"), 500):
            yield key, _target(product, version, own)
        if depth < _DEPTH:
            waiting += [(inner, version, depth + 1) for inner in entries(branch.get("branches"), _PRODUCTS)]


def _target(product: Mapped, version: str, own: str = "") -> Target:
    """`version` as the branches above say it, `own` as this one does."""
    helper = _mapping(product.get("product_identification_helper"))
    purls = (helper.get("purl"), *entries(helper.get("purls"), 1))
    purl = next((p for p in (text(p, 2_000) for p in purls) if package_of_purl(p)), "")
    if purl:
        found = target_of("", "", "", purl)
        own = own.replace(_GENERIC, f"{VERS}{ecosystem_of(purl)}/")
        return replace(found, versions=(own,)) if own and not found.versions else found
    return Target("", (version,) if version else ())


_BARE = re.compile(r"(?:all\s+)?(?:versions?\s+)?(?=[<>=])", re.I)
_BETWEEN = re.compile(r"\s*(?:[|,;&]|\s(?=[<>=!])|\band\b)\s*", re.I)
_EVERY = re.compile(r"\*|(?:all|any|every)(?:\s+versions?)?", re.I)
_AFTER_SIGN = re.compile(r"(?<=[<>=])\s+")
_IS_BOUND = re.compile(r"[<>=|*]")


def _version(category: str, name: str) -> str:
    """A version; or a range, as "vers:" says it or bare ("<4.2", "All versions < V3.0": CSAF 2.0, 3.1.2.3.2, allows both); or
    the words themselves where they are none of these. "" where nothing narrows."""
    if category not in ("product_version", "product_version_range") or not name:
        return ""
    if category == "product_version" and not _IS_BOUND.search(name):
        return name
    if is_range(name) or _EVERY.fullmatch(name.strip()):
        return name if is_range(name) else ""
    bare = _BARE.match(name.strip())
    if bare is not None:
        bounds = _BETWEEN.split(name.strip()[bare.end() :])
        range_ = f"{_GENERIC}{'|'.join(_AFTER_SIGN.sub('', one.strip()) for one in bounds if one)}"
        if is_range(range_):
            return range_
    return f"{WORDS}{name[:MAX_WORDS]}"


# the vulnerabilities


def _statements(one: Mapped, products: Mapping[str, Target], place: str) -> Iterator[Said]:
    names = [name_of(one.get("cve")), *(name_of(_mapping(i).get("text")) for i in entries(one.get("ids"), 20))]
    if not any(names):
        return
    statuses = _mapping(one.get("product_status"))
    for status, state in _STATUSES.items():
        groups: dict[tuple[Justification | None, str], list[Target]] = {}
        for product_id in (text(p, 500) for p in entries(statuses.get(status), _PRODUCTS)):
            if product_id in products:
                why = (_flag(one, product_id) if state is State.NOT_AFFECTED else None, _words(one, product_id))
                groups.setdefault(why, []).append(products[product_id])
        for (justification, detail), targets in groups.items():
            yield _said(
                one, tuple(n for n in names if n), state, tuple(dict.fromkeys(targets)), justification, detail, place
            )


def _flag(one: Mapped, product_id: str) -> Justification | None:
    for flag in (_mapping(f) for f in entries(one.get("flags"), 1_000)):
        if product_id in entries(flag.get("product_ids"), _PRODUCTS) or not (
            flag.get("product_ids") or flag.get("group_ids")
        ):
            return _FLAGS.get(text(flag.get("label"), 80))
    return None


def _words(one: Mapped, product_id: str) -> str:
    """The impact statement and what is to be done, for this product."""
    said = []
    for place in ("threats", "remediations"):
        for entry in (_mapping(e) for e in entries(one.get(place), 200)):
            ids = entries(entry.get("product_ids"), _PRODUCTS)
            if (not ids or product_id in ids) and (place == "remediations" or entry.get("category") == "impact"):
                said.append(text(entry.get("details"), 1_000))
    return "\n".join(dict.fromkeys(filter(None, said)))[:4_000]


def _said(
    one: Mapped,
    names: tuple[str, ...],
    state: State,
    targets: tuple[Target, ...],
    justification: Justification | None,
    detail: str,
    place: str,
) -> Said:
    score, vector, severity = _score(one)
    notes = [_mapping(n) for n in entries(one.get("notes"), 50)]
    description = next(
        (text(n.get("text"), MAX_DETAILS) for n in notes if n.get("category") in ("description", "summary")), ""
    )
    title = text(one.get("title"), MAX_SUMMARY) or description.partition("\n")[0]
    return Said(
        names=tuple(dict.fromkeys(names)),
        state=state,
        targets=targets,
        justification=justification,
        detail=detail,
        place=place,
        summary=" ".join(title.split())[:MAX_SUMMARY],
        description=description,
        severity=severity,
        score=score,
        vector=vector,
        published=instant(one.get("release_date")),
    )


def _score(one: Mapped) -> tuple[float | None, str, Severity]:
    vectors: list[str] = []
    words: list[Severity] = []
    for entry in (_mapping(s) for s in entries(one.get("scores"), 100)):
        for key in ("cvss_v2", "cvss_v3", "cvss_v4"):
            facts = _mapping(entry.get(key))
            vectors.append(text(facts.get("vectorString"), MAX_VECTOR))
            words.append(severity_named(facts.get("baseSeverity")))
    score, vector = cvss.best(vectors)
    named = gravest(w for w in words if w is not Severity.UNKNOWN)
    return score, vector, named if named is not Severity.UNKNOWN else cvss.band(score, vector)
