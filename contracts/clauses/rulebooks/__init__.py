"""The rulebooks that ship, and how one is read and checked: every error says in which file and place it is."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from contracts.clauses.expressions import Malformed, parse
from contracts.clauses.likeness import Likeness
from contracts.clauses.likeness import read as read_likeness
from contracts.clauses.rulebook import Clause, Cue, Rulebook, Signal, Wording
from contracts.clauses.vocabulary import LACKS, PROPERTIES
from contracts.documents.folding import fold
from core.errors import Refused
from core.phrases import N_

_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_REFERENCE = re.compile(r"<([a-z_][a-z0-9_]*)>")
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\})")
_HAN = re.compile(r"[\u2e80-\u9fff]")
_FULL_WIDTH = re.compile(r"[！-～]")


class Faulty(Refused):
    """A rulebook that cannot be used; `field` is the place in it."""


HEAD = "rulebook.toml"
"""In a rulebook that is a folder: what it is. Every other file of the folder is one clause, in the order of their names."""


def available() -> tuple[str, ...]:
    """Ids of the rulebooks that ship."""
    shipped = resources.files(__package__).iterdir()
    return tuple(sorted(name for entry in shipped if (name := _rulebook_id(entry))))


def _rulebook_id(entry: Traversable) -> str:
    """The id a file or folder of rulebooks bears by its name; "" for what is none."""
    if entry.is_dir():
        return entry.name if entry.joinpath(HEAD).is_file() else ""
    return entry.name.removesuffix(".toml") if entry.name.endswith(".toml") and entry.name != "lexicon.toml" else ""


@cache
def load(rulebook_id: str) -> Rulebook:
    """A rulebook that ships. Raises Faulty for an unknown id."""
    if rulebook_id not in available():
        raise Faulty(
            N_("There is no rulebook %(id)s; known are: %(known)s"), id=rulebook_id, known=", ".join(available())
        )
    here = resources.files(__package__)
    lexicon = here.joinpath("lexicon.toml").read_text(encoding="utf-8")
    if (folder := here.joinpath(rulebook_id)).is_dir():
        files = sorted(
            (f for f in folder.iterdir() if f.name.endswith(".toml") and f.name != HEAD), key=lambda f: f.name
        )
        clauses = [file.read_text(encoding="utf-8") for file in files]
        return read(folder.joinpath(HEAD).read_text(encoding="utf-8"), lexicon, clauses, _likeness(folder))
    return read(here.joinpath(f"{rulebook_id}.toml").read_text(encoding="utf-8"), lexicon)


def _likeness(folder: Traversable) -> dict[str, Likeness]:
    """What was learnt for the rulebook, by language: its files likeness.en.tsv and the like."""
    return {
        file.name.split(".")[1]: read_likeness(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.startswith("likeness.")
    }


def read(
    source: str,
    lexicon_source: str = "",
    clause_sources: Sequence[str] = (),
    likeness: Mapping[str, Likeness] | None = None,
) -> Rulebook:
    """A rulebook from TOML: one source with its `clauses`, or a head and a source for each clause.

    Raises Faulty with the place of the first mistake."""
    data, words = _toml(source, "rulebook"), _toml(lexicon_source, "lexicon")
    if clause_sources:
        data["clauses"] = [_toml(each, f"clauses[{index}]") for index, each in enumerate(clause_sources)]
    lexicon = _Lexicon(words.get("cues", {}), "lexicon")
    lexicon.add(data.get("cues", {}), "cues")
    shared = lexicon.compiled()
    clauses = {}
    for index, entry in enumerate(_list(data, "clauses")):
        where = f"clauses[{index}]"
        clause = _clause(entry, _Lexicon(lexicon.sources, ""), shared, where)
        if clause.id in clauses:
            raise Faulty(N_("The clause %(id)s is there twice."), field=where, id=clause.id)
        clauses[clause.id] = clause
    if not clauses:
        raise Faulty(N_("The rulebook has no clauses."), field="clauses")
    return Rulebook(
        id=_text(data, "id", "rulebook"),
        name=_wording(data, "name", "rulebook"),
        version=_text(data, "version", "rulebook"),
        effective_on=_date(data),
        source=_wording(data, "source", "rulebook"),
        clauses=clauses,
        lexicon=shared,
        likeness=likeness or {},
    )


class _Lexicon:
    """Lists of words by name; a word may quote another list as <name>. Compiled to one pattern a list."""

    def __init__(self, sources: Mapping[str, Any], where: str) -> None:
        self.sources: dict[str, Any] = {}
        self.add(sources, where)

    def add(self, sources: Mapping[str, Any], where: str) -> None:
        for name, words in sources.items():
            place = f"{where}.{name}"
            if not _ID.fullmatch(name):
                raise Faulty(N_("%(name)s is no name for a cue."), field=place, name=name)
            if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
                raise Faulty(N_("A cue is a list of words."), field=place)
            for word in words:
                _refuse_unsafe(word, place)
            self.sources[name] = words

    def compiled(self, names: Mapping[str, Any] | None = None) -> dict[str, Cue]:
        return {name: self.cue(name) for name in (names if names is not None else self.sources)}

    def cue(self, name: str) -> Cue:
        try:
            pattern = re.compile(fold_pattern(self._source(name, ())), re.ASCII)
            latin = self._source(name, (), latin=True)
            return Cue(pattern, re.compile(fold_pattern(latin), re.ASCII) if latin else None)
        except re.error as error:
            raise Faulty(N_("The words cannot be read as patterns: %(why)s"), field=name, why=str(error)) from error

    def _source(self, name: str, inside: tuple[str, ...], *, latin: bool = False) -> str:
        """One alternation of the list's words; with `latin` only of those without Chinese, "" when there are none."""
        if name not in self.sources:
            raise Faulty(
                N_("There is no list of words named %(name)s."), field=inside[-1] if inside else name, name=name
            )
        if name in inside:
            raise Faulty(N_("The list of words %(name)s quotes itself."), field=name, name=name)
        words = []
        for word in self.sources[name]:
            quoted = {other: self._source(other, (*inside, name), latin=latin) for other in _REFERENCE.findall(word)}
            if latin and (_HAN.search(word) or not all(quoted.values())):
                continue
            spelt = _quoting(word, quoted)
            words.append(rf"\b{spelt}" if word[:1].isascii() and word[:1].isalpha() else spelt)
        return "(?:" + "|".join(words) + ")" if words else ""


def _quoting(word: str, quoted: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: quoted[match.group(1)], word)


def fold_pattern(source: str) -> str:
    r"""Fold the letters of a pattern, not its escapes: \S must not become \s."""
    return re.sub(r"\\.|[^\\]{1,1000}", lambda m: m.group() if m.group().startswith("\\") else fold(m.group()), source)


def _refuse_unsafe(word: str, place: str) -> None:
    if _UNBOUNDED.search(word):
        raise Faulty(N_("%(word)s repeats without a limit; write {0,20} or the like."), field=place, word=word)
    if _FULL_WIDTH.search(word):
        raise Faulty(N_("%(word)s holds full-width punctuation; write it in ASCII."), field=place, word=word)


def _clause(entry: Mapping[str, Any], lexicon: _Lexicon, shared: Mapping[str, Cue], where: str) -> Clause:
    clause_id = _text(entry, "id", where)
    if not _ID.fullmatch(clause_id):
        raise Faulty(N_("%(id)s is no id for a clause."), field=where, id=clause_id)
    own = entry.get("cues", {})
    lexicon.add(own, f"{where}.cues")
    cues = lexicon.compiled(own)
    signals = tuple(
        _signal(signal, {*shared, *cues}, f"{where}.signals[{index}]")
        for index, signal in enumerate(_list(entry, "signals"))
    )
    return Clause(
        id=clause_id,
        name=_wording(entry, "name", where),
        guidance=_wording(entry, "guidance", where),
        counts=_wording(entry, "counts", where),
        model=_wording(entry, "model", where),
        cues=cues,
        signals=signals,
    )


def _signal(entry: Mapping[str, Any], known: set[str], where: str) -> Signal:
    verdict, score, lacks = entry.get("verdict"), entry.get("score"), entry.get("lacks", "")
    if verdict not in ("present", "partial"):
        raise Faulty(N_("A signal's verdict is present or partial."), field=f"{where}.verdict")
    if not isinstance(score, float) or not 0 < score <= 1:
        raise Faulty(N_("A score is a number above 0 and at most 1, such as 0.8."), field=f"{where}.score")
    if (verdict == "partial") != bool(lacks) or (lacks and lacks not in LACKS):
        raise Faulty(
            N_("A partial signal, and no other, names what is lacking: %(known)s"),
            field=f"{where}.lacks",
            known=", ".join(LACKS),
        )
    try:
        when = parse(_text(entry, "when", where))
    except Malformed as error:
        raise Faulty(N_("The condition cannot be read: %(why)s"), field=f"{where}.when", why=str(error)) from error
    for word in when.words():
        bare = word.lstrip("^~#")
        if (bare not in PROPERTIES) if word[0] == "#" else (bare not in known and bare not in PARTY_CUES):
            raise Faulty(N_("The condition asks for %(word)s, which is not defined."), field=f"{where}.when", word=word)
    return Signal(_text(entry, "name", where), verdict, score, when, lacks)


PARTY_CUES = frozenset({"client", "vendor", "both"})
"""Cues that depend on the contract: what it calls its parties."""


def _toml(source: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(N_("The file is not valid TOML: %(why)s"), field=what, why=str(error)) from error


def _list(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Faulty(N_("%(key)s must be a list of tables."), field=key, key=key)
    return value


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Faulty(N_("%(key)s is missing or empty."), field=f"{where}.{key}", key=key)
    return value.strip()


def _wording(data: Mapping[str, Any], key: str, where: str) -> Wording:
    value = data.get(key)
    if not isinstance(value, dict):
        raise Faulty(N_("%(key)s is missing or empty."), field=f"{where}.{key}", key=key)
    return Wording(zh=_text(value, "zh", f"{where}.{key}"), en=_text(value, "en", f"{where}.{key}"))


def _date(data: Mapping[str, Any]) -> date:
    value = data.get("effective_on")
    if type(value) is not date:
        raise Faulty(N_("%(key)s must be a date, such as 2023-08-15."), field="effective_on", key="effective_on")
    return value
