"""What may be written in the search box, and what it means. Pure.

    log4j-core <2.17.1                       part of a name, and versions in the ecosystem's own order
    pkg:npm/express@4.17.1                   a package URL, with or without version
    cpe:2.3:a:apache:log4j:2.14.1            a CPE, with or without version
    sha256:9f86d081…  or the digits alone    a hash of any algorithm, whole or its beginning
    supplier:apache licence:GPL vendor:晨曦   what a word is looked for in; all that is written must hold

A purl with a version, `name@version` and Maven's `group:name:version` are understood as their tools print them.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from core.errors import Refused
from core.phrases import N_
from sbom.components.packages import cpe_parts, folded, folded_purl
from sbom.components.versions import MAX_LENGTH, compare_versions
from sbom.find.rules import Bound, Field, HashPrefix, Query, Relation, plain_algorithm

MAX_QUERY = 500
MAX_TERMS = 12
SHORTEST_HASH = 4

_ALSO = {
    "license": Field.LICENCE, "名稱": Field.NAME, "元件": Field.NAME, "供應者": Field.SUPPLIER, "授權": Field.LICENCE,
    "版本": Field.VERSION, "廠商": Field.VENDOR, "產品": Field.PRODUCT, "雜湊": Field.HASH, "雜湊值": Field.HASH,
}  # fmt: skip
FIELDS = {f.value: f for f in Field} | _ALSO
_RELATIONS = {r.value: r for r in Relation} | {"==": Relation.IS, "≤": Relation.AT_MOST, "≥": Relation.AT_LEAST}


class Misread(Refused):
    """What was written cannot be understood: why, and at which character (from 0) of it."""

    def __init__(self, at: int, msgid: str, /, **params: object) -> None:
        self.at = at
        super().__init__(msgid, field="q", **params)


@dataclass(slots=True)
class _Term:
    """A part of what was written: an operator's value, a field's value, or a bare word; where it begins."""

    at: int
    text: str
    field: str = ""
    relation: Relation | None = None
    is_quoted: bool = False


_SAME = str.maketrans("＜＞＝！：，；＂“”「」『』　", '<>=!:,;""""""" ')
_SPACE = re.compile(r"[\s,;]*")
_RELATION = re.compile(r"<=|>=|==|!=|[<>=≤≥]")
_WHOLE = re.compile(r"(?:pkg:[^\s\"<>]+|cpe:[^\s\"]+|sha\d+-[A-Za-z0-9+/]{20,}={0,2}(?=[\s,;]|$))", re.I)
_RUN = re.compile(r"[^\s\"<>=≤≥!,;]+")
_VALUE = re.compile(r"[^\s\"<>=≤≥,;]+")
_FIELD = re.compile(r"([\w-]+):")
_ALGORITHM = re.compile(
    r"md[245]|sha-?[123](?:-\d{3})?|sha-?(?:224|256|384|512)(?:-\d{3})?|blake[\w-]+|streebog-\d+", re.I
)
_PLAIN = re.compile(r"\d+(?:\.\d+)*")
_HEX = re.compile(r"[0-9a-f]+")
_WHOLE_HASHES = (32, 40, 56, 64, 96, 128)


def parse(written: str) -> Query:
    """What the words in the search box ask for. Raises Misread with the place and what to write instead."""
    text = written[: MAX_QUERY + 1].replace("\x00", " ").translate(_SAME)
    if len(text) > MAX_QUERY:
        raise Misread(MAX_QUERY, N_("This is too long to search for: at most %(n)s characters."), n=MAX_QUERY)
    terms = list(_terms(text))
    if len(terms) > MAX_TERMS:
        raise Misread(
            terms[MAX_TERMS].at, N_("Too many words: at most %(n)s can be searched for at once."), n=MAX_TERMS
        )
    found = Query()
    for term in terms:
        found = _with(found, term)
    bound = next((t for t in terms if t.relation or t.field in ("version", "版本")), None)
    if bound and not found.names_a_component:
        raise Misread(
            bound.at,
            N_("Say which component this version is of: write its name before it, such as log4j-core <2.17.1."),
        )
    if bound and (wrong := _against(found.bounds)):
        raise Misread(bound.at, N_("No version can be %(one)s and %(other)s at once."), one=wrong[0], other=wrong[1])
    return found


def _against(bounds: Sequence[Bound]) -> tuple[str, str] | None:
    """Two bounds between which there is nothing, where plain numbers leave no doubt; None where there may be something."""
    floors = [b for b in bounds if b.relation in (Relation.ABOVE, Relation.AT_LEAST, Relation.IS)]
    ceilings = [b for b in bounds if b.relation in (Relation.BELOW, Relation.AT_MOST, Relation.IS)]
    for low in floors:
        for high in ceilings:
            if low is high or not (_PLAIN.fullmatch(low.version) and _PLAIN.fullmatch(high.version)):
                continue
            order = compare_versions(low.version, high.version)
            both = {low.relation, high.relation} <= {Relation.AT_LEAST, Relation.AT_MOST, Relation.IS}
            if order > 0 or (order == 0 and not both):
                return f"{low.relation}{low.version}", f"{high.relation}{high.version}"
    return None


def _terms(text: str) -> Iterator[_Term]:
    at = _past_space(text, 0)
    while at < len(text):
        term, at = _term(text, at)
        yield term
        at = _past_space(text, at)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _term(text: str, at: int) -> tuple[_Term, int]:
    """The term that begins here, and where the next one may."""
    if sign := _RELATION.match(text, at):
        value, is_quoted, end = _value(text, _past_space(text, sign.end()))
        if not value:
            raise Misread(at, N_("A version must follow %(sign)s, such as %(sign)s2.17.1."), sign=sign.group())
        return _Term(at, value, relation=_RELATIONS[sign.group()], is_quoted=is_quoted), end
    if whole := _WHOLE.match(text, at):
        return _Term(at, whole.group()), whole.end()
    name = _FIELD.match(text, at)
    if name and (name.group(1).lower() in FIELDS or _ALGORITHM.fullmatch(name.group(1))):
        value, is_quoted, end = _value(text, _past_space(text, name.end()), whole=True)
        if not value:
            raise Misread(at, N_("Something must follow %(word)s:, such as %(word)s:apache."), word=name.group(1))
        return _Term(at, value, name.group(1).lower(), is_quoted=is_quoted), end
    value, is_quoted, end = _value(text, at, run=_RUN)
    if end == at:
        raise Misread(at, N_("Nothing can be made of %(sign)s here. Put what you search for in quotes."), sign=text[at])
    return _Term(at, value, is_quoted=is_quoted), end


def _value(text: str, at: int, *, run: re.Pattern[str] = _VALUE, whole: bool = False) -> tuple[str, bool, int]:
    """The value that begins here, whether it was in quotes, and where it ends."""
    if text[at : at + 1] == '"':
        end = text.find('"', at + 1)
        if end < 0:
            raise Misread(at, N_('The quotation that begins here does not end: write " after its last word.'))
        return text[at + 1 : end].strip(), True, end + 1
    found = (_WHOLE.match(text, at) if whole else None) or run.match(text, at)
    return (found.group(), False, found.end()) if found else ("", False, at)


def _with(query: Query, term: _Term) -> Query:
    """The query with one term more."""
    if term.relation:
        return _bounded(query, term.relation, term.text, term.at)
    if term.field:
        return _with_field(query, term)
    if term.is_quoted:
        return _with_word(query, term.text)
    lower = term.text.lower()
    if lower.startswith("pkg:"):
        return _with_purl(query, term)
    if lower.startswith("cpe:"):
        return _with_cpe(query, term)
    if integrity := re.fullmatch(r"(sha\d+)-([A-Za-z0-9+/]{20,}={0,2})", term.text):
        return _with_hash(query, term, _digits(integrity.group(2)) or term.text, integrity.group(1))
    if len(lower) in _WHOLE_HASHES and _HEX.fullmatch(lower):
        return _with_hash(query, term, lower, "")
    return _with_name(query, term)


def _with_field(query: Query, term: _Term) -> Query:
    which = FIELDS.get(term.field)
    match which:
        case None:
            return _with_hash(query, term, term.text, plain_algorithm(term.field))
        case Field.HASH:
            return _with_hash(query, term, term.text, "")
        case Field.PURL:
            return _with_purl(query, term)
        case Field.CPE:
            return _with_cpe(query, term)
        case Field.VERSION:
            return _bounded(query, Relation.IS, term.text, term.at)
    value = folded(term.text)
    return replace(query, fields=(*query.fields, (which, value))) if value else query


def _with_word(query: Query, word: str) -> Query:
    word = folded(word)
    return replace(query, words=(*query.words, word)) if word else query


def _with_name(query: Query, term: _Term) -> Query:
    """A word; `name@version` and `group:name:version` as package managers print them."""
    name, at, version = term.text.rpartition("@")
    if at and name and version:
        return _bounded(_with_word(query, name), Relation.IS, version, term.at)
    group, *rest = term.text.split(":")
    if not rest:
        return _with_word(query, term.text)
    if not re.search(r"[.\-/\d]", group) or len(rest) > 2 or not rest[0]:
        raise Misread(
            term.at,
            N_(
                "%(word)s: is nothing that can be searched in. Write %(fields)s, or put it in quotes to search for the words."
            ),
            word=group[:40],
            fields=", ".join(f"{f.value}:" for f in Field),
        )
    found = _with_word(query, f"{group}/{rest[0]}")
    return _bounded(found, Relation.IS, rest[1], term.at) if len(rest) == 2 and rest[1] else found


def _with_purl(query: Query, term: _Term) -> Query:
    if query.purl:
        raise Misread(term.at, N_("Only one package URL can be searched for at once."))
    written = term.text if term.text.lower().startswith("pkg:") else f"pkg:{term.text}"
    whole = re.sub(r"^pkg:/*", "pkg:", written.partition("#")[0].partition("?")[0], flags=re.I)
    name, at, version = whole.rpartition("@")
    if not at or "/" in version or name.endswith("/"):
        name, version = whole, ""
    purl = folded_purl(name)
    if purl == "pkg:":
        raise Misread(term.at, N_("A package URL names at least a type, such as pkg:npm/express or pkg:maven/."))
    found = replace(query, purl=purl if "/" in purl else purl + "/")
    return _bounded(found, Relation.IS, unquote(version), term.at) if version else found


def _with_cpe(query: Query, term: _Term) -> Query:
    if query.cpe:
        raise Misread(term.at, N_("Only one CPE can be searched for at once."))
    bare = re.sub(r"^cpe:", "", term.text, flags=re.I)
    written = f"cpe:{bare}" if bare.startswith(("2.3:", "/")) else f"cpe:2.3:a:{bare}"
    vendor, product, version = cpe_parts(written)
    if not vendor and not product:
        raise Misread(
            term.at,
            N_("A CPE names at least a vendor or a product, such as cpe:2.3:a:apache:log4j or cpe:/a:apache:log4j."),
        )
    found = replace(query, cpe=(vendor, product))
    return _bounded(found, Relation.IS, version, term.at) if version else found


def _with_hash(query: Query, term: _Term, digits: str, algorithm: str) -> Query:
    digits = digits.lower()
    if not _HEX.fullmatch(digits) or len(digits) < SHORTEST_HASH:
        raise Misread(
            term.at,
            N_("A hash is written with the digits 0 to 9 and a to f, at least the first %(n)s of them."),
            n=SHORTEST_HASH,
        )
    if query.hash:
        raise Misread(term.at, N_("Only one hash can be searched for at once."))
    return replace(query, hash=HashPrefix(digits, algorithm))


def _bounded(query: Query, relation: Relation, version: str, at: int) -> Query:
    if len(version) > MAX_LENGTH:
        raise Misread(at, N_("No version is longer than %(n)s characters."), n=MAX_LENGTH)
    if "|" in version or version.startswith("~") or version.startswith("^"):
        raise Misread(
            at,
            N_("“%(version)s” is no version. Write one range at a time, its bounds one after the other: >=1.0 <2.0."),
            version=version[:60],
        )
    return replace(query, bounds=(*query.bounds, Bound(relation, unicodedata.normalize("NFKC", version))))


def _digits(encoded: str) -> str:
    """The hexadecimal digits of a hash in base64, as npm's lock files write it; "" for what is none."""
    try:
        return base64.b64decode(encoded, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""
