"""The language in which a rulebook says when a passage counts: `notify & security & (deadline | handling) & !feature`.

A word is a cue, looked for in the passage; `^word` looks in the headings above it, `/word` in both, `~word` in the
passage and its neighbours of the same article, `!.word` sets aside the parts of the passage (between commas) that
speak of something else before the other words are looked for, `>word` asks that it is the vendor who does it (or both
parties), `<word` the client, `#word` asks a property of the passage (#table, #chinese, #by_client …). Operators:
! & | and brackets.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*([&|!()]|[\^~#/.><]?[a-z_][a-z0-9_]*)")

Holds = Callable[[str], bool]
"""Whether one operand (with its ^ ~ / . > < or #) holds for the passage at hand."""


class Malformed(ValueError):
    """The expression cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition."""

    operator: str
    operands: tuple["Expression", ...] = ()
    word: str = ""

    def holds(self, holds: Holds) -> bool:
        """Evaluate, left to right, no further than needed."""
        if self.operator == "word":
            return holds(self.word)
        if self.operator == "!":
            return not self.operands[0].holds(holds)
        # Asked a hundred thousand times a contract: a plain loop takes half of what all() and any() do here.
        is_both = self.operator == "&"
        for part in self.operands:
            if (holds(part.word) if part.operator == "word" else part.holds(holds)) is not is_both:
                return not is_both
        return is_both

    def words(self) -> Iterator[str]:
        """Every operand, with its prefix."""
        if self.operator == "word":
            yield self.word
        for part in self.operands:
            yield from part.words()

    def set_aside(self) -> Iterator[str]:
        """The cues whose parts of a passage do not count."""
        return (word[1:] for word in self.words() if word[0] == ".")

    def asserted(self) -> Iterator[str]:
        """The operands that are not under a negation: those whose words explain a match."""
        if self.operator == "word":
            yield self.word
        elif self.operator != "!":
            for part in self.operands:
                yield from part.asserted()


def parse(source: str) -> Expression:
    """Raises Malformed."""
    tokens, position = [], 0
    while source[position:].strip():
        match = _TOKEN.match(source, position)
        if not match:
            raise Malformed(f"unexpected {source[position:].strip()[:10]!r} in {source!r}")
        tokens.append(match.group(1))
        position = match.end()
    parser = _Parser(tokens, source)
    expression = parser.either()
    if parser.tokens:
        raise Malformed(f"unexpected {parser.tokens[0]!r} in {source!r}")
    return expression


class _Parser:
    def __init__(self, tokens: list[str], source: str) -> None:
        self.tokens, self._source = tokens, source

    def either(self) -> Expression:
        return self._chain("|", self._both)

    def _both(self) -> Expression:
        return self._chain("&", self._one)

    def _chain(self, operator: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self.tokens and self.tokens[0] == operator:
            self.tokens.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else Expression(operator, tuple(parts))

    def _one(self) -> Expression:
        if not self.tokens:
            raise Malformed(f"{self._source!r} ends too early")
        symbol = self.tokens.pop(0)
        if symbol == "!":
            return Expression("!", (self._one(),))
        if symbol == "(":
            inner = self.either()
            if not self.tokens or self.tokens.pop(0) != ")":
                raise Malformed(f"a bracket is not closed in {self._source!r}")
            return inner
        if symbol in "&|)":
            raise Malformed(f"unexpected {symbol!r} in {self._source!r}")
        return Expression("word", word=symbol)
