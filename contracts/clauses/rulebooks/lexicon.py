"""Lists of words by name, made into patterns. A word may quote another list as <name>; repetition must be bounded."""

import re
from collections.abc import Mapping
from typing import Any

from contracts.clauses.rulebook import Cue
from contracts.clauses.rulebooks.source import Faulty
from contracts.documents.folding import fold
from core.phrases import N_

ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_REFERENCE = re.compile(r"<([a-z_][a-z0-9_]*)>")
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\})")
_HAN = re.compile(r"[\u2e80-\u9fff]")
_FULL_WIDTH = re.compile(r"[！-～]")


class Lexicon:
    """Lists of words, and where each was written: (file, place)."""

    def __init__(self) -> None:
        self._words: dict[str, list[str]] = {}
        self._places: dict[str, tuple[str, str]] = {}

    def copy(self) -> "Lexicon":
        """One that can be added to without touching this."""
        other = Lexicon()
        other._words, other._places = dict(self._words), dict(self._places)
        return other

    def add(self, lists: Mapping[str, Any], file: str, where: str) -> None:
        """Take in lists; one of a known name stands in its place."""
        for name, words in lists.items():
            place = f"{where}.{name}"
            if not ID.fullmatch(name):
                raise Faulty(N_("%(name)s is no name for a cue."), file=file, field=place, name=name)
            if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
                raise Faulty(N_("A cue is a list of words."), file=file, field=place)
            self._words[name], self._places[name] = words, (file, place)
            for word in words:
                self._refuse_unsafe(word, name)

    def compiled(self, names: Mapping[str, Any] | None = None) -> dict[str, Cue]:
        """A pattern for each list, or for those named."""
        return {name: self._cue(name) for name in (names if names is not None else self._words)}

    def _cue(self, name: str) -> Cue:
        try:
            pattern = re.compile(fold_pattern(self._source(name, ())), re.ASCII)
            latin = self._source(name, (), latin=True)
            return Cue(pattern, re.compile(fold_pattern(latin), re.ASCII) if latin else None)
        except re.error as error:
            raise self._fault(name, N_("The words cannot be read as patterns: %(why)s"), why=str(error)) from error

    def _source(self, name: str, inside: tuple[str, ...], *, latin: bool = False) -> str:
        """One alternation of the list's words; with `latin` only of those without Chinese, "" when there are none."""
        if name not in self._words:
            raise self._fault(inside[-1], N_("There is no list of words named %(name)s."), name=name)
        if name in inside:
            raise self._fault(name, N_("The list of words %(name)s quotes itself."), name=name)
        words = []
        for word in self._words[name]:
            quoted = {other: self._source(other, (*inside, name), latin=latin) for other in _REFERENCE.findall(word)}
            if latin and (_HAN.search(word) or not all(quoted.values())):
                continue
            spelt = _quoting(word, quoted)
            words.append(rf"\b{spelt}" if word[:1].isascii() and word[:1].isalpha() else spelt)
        return "(?:" + "|".join(words) + ")" if words else ""

    def _refuse_unsafe(self, word: str, name: str) -> None:
        if _UNBOUNDED.search(word):
            raise self._fault(name, N_("%(word)s repeats without a limit; write {0,20} or the like."), word=word)
        if _FULL_WIDTH.search(word):
            raise self._fault(name, N_("%(word)s holds full-width punctuation; write it in ASCII."), word=word)

    def _fault(self, at_list: str, msgid: str, **params: str) -> Faulty:
        file, place = self._places[at_list]
        return Faulty(msgid, file=file, field=place, **params)


def _quoting(word: str, quoted: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: quoted[match.group(1)], word)


def fold_pattern(source: str) -> str:
    r"""Fold the letters of a pattern, not its escapes: \S must not become \s."""
    return re.sub(r"\\.|[^\\]{1,1000}", lambda m: m.group() if m.group().startswith("\\") else fold(m.group()), source)
