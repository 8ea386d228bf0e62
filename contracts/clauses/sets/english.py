"""How English amendments speak: "Section 8 is deleted in its entirety and replaced by …". Folded text in."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.clauses.sets.numbers import Path, path
from contracts.clauses.sets.references import Deed, Mention, Reference

_KIND = r"(?:articles?|sections?|clauses?|paragraphs?|subsections?|subparagraphs?|§{1,2})"
_NUMBER = r"(?:\d{1,3}[a-z]?(?![0-9])(?:\.\d{1,3}){0,3}(?:\s?\([a-z0-9]{1,4}\)){0,3}|[ivxlc]{1,6}(?![a-z]))(?![a-z])"
_ONE = rf"(?:{_KIND}\s{{1,2}})?{_NUMBER}"
_ANNEX = r"(?:exhibit|schedule|annex|appendix|attachment)\s{1,2}(?:[a-z]{1,2}|\d{1,2})(?:-\d{1,2})?(?![a-z0-9])"
_LIST = rf"(?P<refs>{_KIND}\s{{1,2}}{_NUMBER}(?:(?:\s?,\s?(?:and\s)?|\sand\s|\sthrough\s|\sto\s){_ONE}){{0,12}}(?:\sof\s{_ANNEX})?)"
_NAMED = rf"(?:{_LIST}|(?P<annex>{_ANNEX}))"
_ABOUT = (
    r"(?:\s?\([^()]{2,60}\)|\s?,?\s(?:entitled|titled|captioned|headed)\s\"[^\"]{2,80}\",?|\s\"[^\"]{2,60}\")?"
    r"(?:\s(?:of|to|in)\s(?:the|this|said|such|each)\s(?:[\w-]{1,16}\s){0,5}?(?:agreement|contract|amendment|addendum|msa|sow|license|"
    r"schedule|terms)(?:\s?\([^()]{2,30}\))?)?,?"
)
_BE = r"\s(?:is|are|shall be|will be|be)(?:\s(?:hereby|also|further|each|deemed))*\s"
_WHOLLY = r"(?:\sin (?:its|their) entirety|\sentirely|\sin full)?"
_WITH = r"(?:\swith|\sby|\sto read|\sas follows|\sto provide|\sin (?:its|their) entirety|:)"
_REPLACED = (
    rf"(?:(?:deleted|stricken|struck|removed|eliminated){_WHOLLY},?\sand\s(?:is\s|are\s)?(?:hereby\s)?(?:replaced|substituted|restated)"
    rf"|(?:hereby\s)?amended(?:,|\sand|\s&)?(?:\sand)?\s(?:hereby\s)?restated|replaced|superseded"
    rf"|(?:amended|modified|revised|changed){_WHOLLY}(?:\sby deleting (?:it|them|the same|such \w+){_WHOLLY},?\sand|\sto read|\sas follows|\sso as to read|"
    rf"\sto provide)|amended by (?:deleting|replacing|striking) (?:it|them|such \w+|the entire|said){_WHOLLY}|restated)"
)
_DELETED = r"(?:deleted|stricken|struck|removed|eliminated|omitted|intentionally omitted|void|null and void|terminated|of no (?:further )?(?:force|effect))"
_THEN_REPLACED = rf"(?!{_WHOLLY},?\sand\s(?:is\s|are\s|shall be\s)?(?:hereby\s)?(?:replac|substitut|restat|insert)|{_WHOLLY},?\sand\s(?:in its place|in lieu))"
_PART = r"(?:(?:first|second|third|fourth|last|final|following|opening|penultimate)\s(?:[\w-]{1,12}\s){0,2}|words?\s|phrases?\s|references?\s|terms?\s|definitions?\s)"

_WHOLE = r"(?<!section )(?:the|said|such|original|existing)\s(?:[\w-]{1,16}\s){0,3}agreement"

_SHAPES: tuple[tuple[Deed, re.Pattern[str]], ...] = (
    (
        Deed.REWORDED,
        re.compile(
            rf"{_PART}(?:[^.;]{{0,80}}?\s)?(?:of|in|from|to)\s{_NAMED}{_ABOUT}(?:{_BE})?(?:amended|deleted|replaced|modified|revised)?"
        ),
    ),
    (
        Deed.ADDED,
        re.compile(
            rf"{_NAMED}{_ABOUT}{_BE}(?:amended|modified|supplemented)(?:\sby)?\s(?:adding|inserting|appending|supplement)[^.:;]{{0,80}}"
        ),
    ),
    (Deed.REPLACED, re.compile(rf"{_NAMED}{_ABOUT}{_BE}{_REPLACED}{_WHOLLY}{_WITH}?")),
    (
        Deed.REPLACED,
        re.compile(
            rf"(?:delet|strik|remov|replac|amend|restat)(?:e|ing|ke)\s{_NAMED}{_ABOUT}{_WHOLLY},?\s(?:and\s(?:replac|substitut|insert|restat)(?:e|ing)[^.:;]{{0,60}}|with\b|by\b|to read|as follows)"
        ),
    ),
    (
        Deed.REPLACED,
        re.compile(
            rf"(?:in lieu of|in place of|instead of|substituted for|in substitution (?:for|of)|shall replace|replaces|supersedes)\s(?:the\s(?:existing|current|original|former)\s)?{_NAMED}"
        ),
    ),
    (
        Deed.REWORDED,
        re.compile(rf"{_NAMED}{_ABOUT}{_BE}(?:amended|modified|revised|changed|updated)\s(?:by|to)\s[^.:;]{{3,80}}"),
    ),
    (Deed.DELETED, re.compile(rf"{_NAMED}{_ABOUT}{_BE}(?:amended by being\s)?{_DELETED}{_THEN_REPLACED}{_WHOLLY}")),
    (Deed.DELETED, re.compile(rf"\b(?:delet|strik|remov|eliminat)(?:e|ing|ke)\s{_NAMED}{_ABOUT}{_WHOLLY}")),
    (Deed.ADDED, re.compile(rf"(?:new|additional)\s{_NAMED}{_ABOUT}")),
    (
        Deed.ADDED,
        re.compile(rf"(?:add(?:ed|ing)?|insert(?:ed|ing)?)[^.:;]{{0,60}}?\sas\s(?:a\s)?(?:new\s)?{_NAMED}{_ABOUT}"),
    ),
    (
        Deed.REPLACED,
        re.compile(rf"(?P<whole>{_WHOLE}){_BE}(?:amended and restated|replaced|superseded) in its entirety"),
    ),
)
_OF_AMENDMENT = re.compile(r"\s(?:of|to)\s(?:the\s|this\s)?(?:\w+\s){0,2}(?:amendment|addendum)")
_OWN = re.compile(r"^\s(?:of|to)\s(?:this|the present)\s(?:\w+\s)?amendment")


def mentions(folded: str) -> Iterator[Mention]:
    """What a paragraph does to articles, in the order of its words."""
    found, rest = [], re.sub(r"\s", " ", folded)
    for deed, pattern in _SHAPES:
        for match in list(pattern.finditer(rest)):
            group = next(name for name in ("refs", "annex", "whole") if match.groupdict().get(name))
            behind = match.string[match.end(group) : match.end(group) + 40]
            # What one shape has read, no later one reads again.
            rest = rest[: match.start()] + ";" * len(match.group()) + rest[match.end() :]
            if not _OWN.match(behind):
                refs = tuple(_references(match, of_amendment=bool(_OF_AMENDMENT.match(behind))))
                found.append(Mention(deed, refs, match.start(), match.end()))
    yield from sorted(found, key=lambda mention: mention.start)


_ANY = re.compile(_NAMED)


def named(words: str) -> Iterator[tuple[int, tuple[Reference, ...]]]:
    """(where, what) of every article or annex that a sentence names."""
    for match in _ANY.finditer(re.sub(r"\s", " ", words)):
        behind = match.string[match.end() : match.end() + 40]
        if not _OWN.match(behind):
            yield match.start(), tuple(_references(match, of_amendment=bool(_OF_AMENDMENT.match(behind))))


def _references(match: re.Match[str], *, of_amendment: bool) -> Iterator[Reference]:
    groups = match.groupdict()
    if not groups.get("refs"):
        yield Reference(annex="".join((groups.get("annex") or "").split()))
        return
    inside = re.search(rf"\sof\s({_ANNEX})$", groups["refs"])
    words = groups["refs"][: inside.start()] if inside else groups["refs"]
    last = Reference(annex="".join(inside.group(1).split()) if inside else "", of_amendment=of_amendment)
    for one in re.finditer(rf"(?P<to>through|to)?\s?(?:(?P<kind>{_KIND})\s{{1,2}})?(?P<number>{_NUMBER})", words):
        kind, number = one.group("kind") or last.shape, path(one.group("number"))
        this = replace(last, path=number, shape=kind.rstrip("s").replace("sub", ""))
        if one.group("to") and last.path:
            yield from (replace(this, path=(str(n),)) for n in _between(last.path, number))
        if number:
            yield this
            last = this


def _between(first: Path, last: Path) -> range:
    if len(first) != 1 or len(last) != 1 or not (first[0].isdigit() and last[0].isdigit()):
        return range(0)
    return range(int(first[0]) + 1, min(int(last[0]), int(first[0]) + 60))
