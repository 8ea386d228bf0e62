"""One paper's words as later papers changed them, word for word: which words stand in place of which, and where."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from contracts.documents.folding import fold
from contracts.documents.reading.text import DocumentText

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """In place of `text[start:end]` of paper `paper` stands `words`: paper `by` says so, at `at`."""

    paper: int
    start: int
    end: int
    words: str
    by: int
    at: Span


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter in force: of the paper itself at `place`, or the nth of what an edit put there."""

    folded: str
    place: int
    edit: Edit | None = None
    nth: int = 0


@dataclass
class InForce:
    """A paper's text and the edits made to it so far; no two of them overlap."""

    paper: int
    document: DocumentText
    edits: list[Edit] = field(default_factory=list)

    @cached_property
    def _folded(self) -> str:
        return fold(self.document.text)

    def places(self, words: str, spans: Sequence[Span], gone: Sequence[Span]) -> list[tuple[_Letter, _Letter]]:
        """Where the words stand in force within the spans, outside what was cut: first and last letter of each place.

        Line ends, spaces, width and letter case do not count; a number or a Latin word is found whole or not at all.
        """
        wanted = "".join(_spaced(fold(words)))
        found: dict[tuple[int, int], tuple[_Letter, _Letter]] = {}
        for span in spans:
            letters = _normal(list(self._letters(span, gone)))
            text = "".join(each.folded for each in letters)
            at = text.find(wanted) if wanted else -1
            while at >= 0:
                end = at + len(wanted)
                if _is_whole(text, at, end):
                    first, last = letters[at], letters[end - 1]
                    found[first.place, first.nth] = (first, last)
                at = text.find(wanted, at + 1)
        return list(found.values())

    def _letters(self, span: Span, gone: Sequence[Span]) -> Iterator[_Letter]:
        at = span[0]
        inside = [each for each in self.edits if span[0] <= each.start and each.end <= span[1]]
        for edit in [*inside, None]:
            stop = edit.start if edit else span[1]
            for start, end in _without(at, stop, gone):
                yield from (_Letter(c, start + n) for n, c in enumerate(self._folded[start:end]))
            if edit:
                yield from (_Letter(fold(c), edit.start, edit, n) for n, c in enumerate(edit.words))
                at = edit.end

    def put(self, first: _Letter, last: _Letter, words: str, by: int, at: Span) -> None:
        """Put words in place of those from the first letter to the last; edits that they touch become one with it."""
        start, end = first.place, last.place + 1
        if first.edit:
            words, start = first.edit.words[: first.nth] + words, first.edit.start
        if last.edit:
            words, end = words + last.edit.words[last.nth + 1 :], last.edit.end
        self.edits = [each for each in self.edits if each.end <= start or end <= each.start]
        self.edits.append(Edit(self.paper, start, end, words, by, at))
        self.edits.sort(key=lambda each: each.start)

    def between(self, first: _Letter, last: _Letter) -> str:
        """The words in force from the first letter to the last."""
        letters = self._letters((0, len(self.document.text)), ())
        text, is_inside = [], False
        for each in letters:
            is_inside = is_inside or (each.place, each.nth) == (first.place, first.nth)
            if is_inside:
                text.append(each.edit.words[each.nth] if each.edit else self.document.text[each.place])
            if (each.place, each.nth, each.edit) == (last.place, last.nth, last.edit):
                break
        return "".join(text)


def _without(start: int, end: int, gone: Sequence[Span]) -> Iterator[Span]:
    """What is left of a range once others are taken out of it."""
    for a, b in sorted(gone):
        if a < end and start < b:
            yield start, max(a, start)
            start = max(start, b)
    if start < end:
        yield start, end


def _spaced(text: str) -> Iterator[str]:
    """Without the spaces that only typesetting put there: one is kept between Latin words."""
    yield from (each.folded for each in _normal([_Letter(c, i) for i, c in enumerate(text)]))


def _normal(letters: Sequence[_Letter]) -> list[_Letter]:
    found: list[_Letter] = []
    space: _Letter | None = None
    for each in letters:
        if each.folded.isspace():
            space = space or each
            continue
        if space and found and _is_latin(found[-1].folded) and _is_latin(each.folded):
            found.append(replace(space, folded=" "))
        space = None
        found.append(each)
    return found


_NUMERALS = "〇零○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no number or word goes on where the place ends: 四小時 does not stand in 二十四小時."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not any(
        one and other and ((_is_latin(one) and _is_latin(other)) or (one in _NUMERALS and other in _NUMERALS))
        for one, other in ((before, text[start]), (text[end - 1], after))
    )


@dataclass(frozen=True)
class Spliced:
    """A paper's text with the edits made in it, and where its letters stood before."""

    document: DocumentText
    edits: Sequence[Edit] = ()

    @classmethod
    def of(cls, document: DocumentText, edits: Sequence[Edit]) -> "Spliced":
        """Paragraphs and pages keep their words; one that an edit runs into ends, or begins, behind the new ones."""
        if not edits:
            return cls(document)
        text, at = [], 0
        for edit in edits:
            text += [document.text[at : edit.start], edit.words]
            at = edit.end
        spliced = cls(document, edits)
        text.append(document.text[at:])
        pages = tuple(replace(p, start=spliced.to(p.start), end=spliced.to(p.end)) for p in document.pages)
        paragraphs = tuple(replace(p, start=spliced.to(p.start), end=spliced.to(p.end)) for p in document.paragraphs)
        words = replace(
            document,
            text="".join(text),
            pages=pages,
            paragraphs=tuple(p for p in paragraphs if p.start < p.end),
        )
        return cls(words, edits)

    def to(self, place: int) -> int:
        """Where a place of the paper stands in the text in force; what was put away, behind what took its place."""
        index = bisect_right([edit.start for edit in self.edits], place) - 1
        gain = sum(len(edit.words) - (edit.end - edit.start) for edit in self.edits[: max(index, 0)])
        if index < 0:
            return place
        edit = self.edits[index]
        if place == edit.start < edit.end:
            return place + gain
        inside = place < edit.end
        return (
            edit.start + len(edit.words) + gain if inside else place + gain + len(edit.words) - (edit.end - edit.start)
        )

    def back(self, start: int, end: int) -> Span:
        """Where words of the text in force stand in the paper itself, whole edits with them."""
        return self._back(start, is_end=False), self._back(end, is_end=True)

    def _back(self, place: int, *, is_end: bool) -> int:
        gain = 0
        for edit in self.edits:
            new_start = edit.start + gain
            new_end = new_start + len(edit.words)
            if place < new_start or (place == new_start and is_end):
                break
            if place < new_end or (place == new_end and is_end):
                return edit.end if is_end else edit.start
            gain += len(edit.words) - (edit.end - edit.start)
        return place - gain
