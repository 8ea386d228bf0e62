"""How a rulebook is read from TOML and checked, signal by signal."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.clauses.expressions import Expression, Malformed, parse
from contracts.clauses.rulebook import Clause, Cue, Rulebook, Signal, Wording
from contracts.clauses.rulebooks.lexicon import ID, Lexicon
from contracts.clauses.rulebooks.source import (
    Faulty,
    Source,
    at,
    day,
    list_of_tables,
    names,
    only,
    table,
    tables,
    within,
    wording,
    words,
)
from contracts.clauses.vocabulary import LACKS, PROPERTIES
from core.phrases import N_

PARTY_CUES = frozenset({"client", "vendor", "both"})
"""Cues that depend on the contract: what it calls its parties."""

_OF_RULEBOOK = ("id", "version", "effective_on", "name", "source", "cues", "lacks")
_OF_CLAUSE = ("id", "name", "guidance", "counts", "model", "yields_to", "never", "in_part", "signals", "cues")
_OF_SIGNAL = ("name", "verdict", "score", "lacks", "says", "when")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What every clause of a rulebook may use."""

    lexicon: Lexicon
    cues: Mapping[str, Cue]
    lacks: Mapping[str, Wording]


def read(
    source: Source | str,
    lexicon: Source | str = "",
    clauses: Sequence[Source] = (),
) -> Rulebook:
    """A rulebook from one source with its `clauses`, or from a head and a source for each clause.

    Raises Faulty with the first mistake."""
    head = source if isinstance(source, Source) else Source("", source)
    common = lexicon if isinstance(lexicon, Source) else Source("lexicon", lexicon)
    data, lists = tables(head), Lexicon()
    lists.add(table(tables(common), "cues", ""), common.name, "cues")
    with within(head.name):
        only(data, _OF_RULEBOOK if clauses else (*_OF_RULEBOOK, "clauses"), "")
        lists.add(table(data, "cues", ""), head.name, "cues")
        lacks = {name: wording(data["lacks"], name, "lacks") for name in table(data, "lacks", "")}
        shared = _Shared(lists, lists.compiled(), lacks)
        return Rulebook(
            id=_id(data, N_("%(id)s is no id for a rulebook."), ""),
            name=wording(data, "name", ""),
            version=words(data, "version", ""),
            effective_on=day(data, "effective_on"),
            source=wording(data, "source", ""),
            clauses=_clauses(_entries(head, data, clauses), shared),
            lexicon=shared.cues,
            lacks=lacks,
            digest=_digest(head, common, *clauses),
        )


def _digest(*sources: Source) -> str:
    return hashlib.sha256("\0".join(source.text for source in sources).encode()).hexdigest()[:16]


def _entries(head: Source, data: Mapping[str, Any], clauses: Sequence[Source]) -> list[tuple[str, str, Any]]:
    """(file, place, table) of each clause."""
    if clauses:
        return [(each.name, "", tables(each)) for each in clauses]
    found = list_of_tables(data, "clauses", "")
    return [(head.name, f"clauses[{index}]", entry) for index, entry in enumerate(found)]


def _clauses(entries: Sequence[tuple[str, str, Any]], shared: _Shared) -> dict[str, Clause]:
    found: dict[str, Clause] = {}
    for file, where, entry in entries:
        with within(file):
            clause = _clause(entry, shared, file, where)
            if clause.id in found:
                raise Faulty(N_("The clause %(id)s is there twice."), field=at(where, "id"), id=clause.id)
            found[clause.id] = clause
    if not found:
        raise Faulty(N_("The rulebook has no clauses."), field="clauses")
    for clause in found.values():
        if unknown := [other for other in clause.yields_to if other not in found]:
            raise Faulty(N_("There is no clause %(id)s."), field=f"{clause.id}.yields_to", id=unknown[0])
    return found


def _clause(entry: Mapping[str, Any], shared: _Shared, file: str, where: str) -> Clause:
    only(entry, _OF_CLAUSE, where)
    lists, own = shared.lexicon.copy(), table(entry, "cues", where)
    lists.add(own, file, at(where, "cues"))
    cues = lists.compiled(own)
    known = {*shared.cues, *cues}
    signals = tuple(
        _signal(signal, known, shared.lacks, f"{at(where, 'signals')}[{index}]")
        for index, signal in enumerate(list_of_tables(entry, "signals", where))
    )
    if not any(signal.verdict == "present" for signal in signals):
        raise Faulty(N_("No signal of this clause can make it present."), field=at(where, "signals"))
    return Clause(
        id=_id(entry, N_("%(id)s is no id for a clause."), where),
        name=wording(entry, "name", where),
        guidance=wording(entry, "guidance", where),
        counts=wording(entry, "counts", where),
        model=wording(entry, "model", where),
        cues=cues,
        signals=signals,
        yields_to=names(entry, "yields_to", where),
        never=_condition(entry, "never", known, where) if "never" in entry else None,
        in_part=_condition(entry, "in_part", known, where) if "in_part" in entry else None,
    )


def _id(data: Mapping[str, Any], msgid: str, where: str) -> str:
    found = words(data, "id", where)
    if not ID.fullmatch(found):
        raise Faulty(msgid, field=at(where, "id"), id=found)
    return found


def _signal(entry: Mapping[str, Any], known: Collection[str], own: Mapping[str, Wording], where: str) -> Signal:
    only(entry, _OF_SIGNAL, where)
    verdict, score, lacks = entry.get("verdict"), entry.get("score"), entry.get("lacks", "")
    if verdict not in ("present", "partial"):
        raise Faulty(N_("A signal's verdict is present or partial."), field=at(where, "verdict"))
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 < score <= 1:
        raise Faulty(N_("A score is a number above 0 and at most 1, such as 0.8."), field=at(where, "score"))
    if (verdict == "partial") != bool(lacks) or (lacks and lacks not in LACKS and lacks not in own):
        raise Faulty(
            N_("A partial signal, and no other, names what is lacking: %(known)s"),
            field=at(where, "lacks"),
            known=", ".join((*LACKS, *own)),
        )
    when = _condition(entry, "when", known, where)
    return Signal(
        name=words(entry, "name", where),
        verdict=verdict,
        score=float(score),
        when=when,
        lacks=lacks,
        says=wording(entry, "says", where) if "says" in entry else None,
        aside=tuple(dict.fromkeys(when.set_aside())),
    )


def _condition(entry: Mapping[str, Any], key: str, known: Collection[str], where: str) -> Expression:
    field = at(where, key)
    try:
        when = parse(words(entry, key, where))
    except Malformed as error:
        raise Faulty(N_("The condition cannot be read: %(why)s"), field=field, why=str(error)) from error
    for word in when.words():
        bare = word.lstrip("^~#/.><")
        if (bare not in PROPERTIES) if word[0] == "#" else (bare not in known and bare not in PARTY_CUES):
            raise Faulty(N_("The condition asks for %(word)s, which is not defined."), field=field, word=word)
    return when
