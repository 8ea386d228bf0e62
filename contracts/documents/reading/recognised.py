"""What tesseract says of a page, made into lines of text: Chinese without the spaces it puts between characters, with its
own punctuation, and figures and Latin words as the English model reads them where that is surer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a page, empty ones where a paragraph ends, and how sure their reading is (0 to 100)."""

    lines: tuple[str, ...]
    sureness: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word (or a few Chinese characters) and its box, in pixels from the top left."""

    text: str
    sureness: float
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Line:
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def sureness(self) -> float:
        return sum(word.sureness * len(word.text) for word in self.words) / max(len(self.text), 1)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        return (
            self.words[0].left,
            min(word.top for word in self.words),
            max(word.right for word in self.words),
            max(word.top + word.height for word in self.words),
        )


_STROKES = re.compile(r"[\[\]|\\^_`{}~]+")
_UNSURE = 30


def lines_of(table: str) -> list[Line]:
    """From tesseract's table (tsv). What is surely the serif of a character, taken for a bracket, is left out."""
    grouped: dict[tuple[str, ...], list[Word]] = {}
    for row in (each.split("\t") for each in table.split("\n")[1:]):
        if len(row) == 12 and row[0] == "5" and (text := row[11].strip()):
            sureness, (left, top, width, height) = float(row[10]), map(int, row[6:10])
            if sureness >= _UNSURE or not _STROKES.fullmatch(text):
                grouped.setdefault(tuple(row[1:5]), []).append(Word(text, sureness, left, top, width, height))
    return [Line(tuple(words)) for words in grouped.values()]


def needs_english(lines: Sequence[Line]) -> bool:
    """Whether there are figures or Latin words of which the Chinese model is not quite sure."""
    return any(_LATIN.fullmatch(word.text) and word.sureness < 95 for line in lines for word in line.words)


def merged(chinese: Sequence[Line], english: Sequence[Line]) -> list[Line]:
    """The page as the Chinese model reads it, its Latin lines and words as the English one does where that is surer."""
    if latin_share(chinese) > 0.9:
        return list(english)
    words = [word for line in english for word in line.words if _LATIN.fullmatch(word.text)]
    return [_better_line(line, english) or _with_latin(line, words) for line in chinese]


def page(lines: Sequence[Line]) -> Recognised:
    """The text of a page, speckles left out."""
    kept = [line for line in lines if line.sureness >= 25 and any(c.isalnum() for c in line.text)]
    letters = sum(len(line.text) for line in kept)
    sureness = sum(line.sureness * len(line.text) for line in kept) / letters if letters else 0
    return Recognised(tuple(_with_gaps(kept)), round(sureness))


def latin_share(lines: Sequence[Line]) -> float:
    """How much of it is Latin; a Chinese character says as much as a short Latin word."""
    text = "".join(line.text for line in lines)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return latin / max(latin + 4 * sum("\u3400" <= c <= "\u9fff" for c in text), 1)


_LATIN = re.compile(r"[(\"'$]?[A-Za-z0-9][A-Za-z0-9.,%:/@+&'()_-]*[\"';]?")


def _better_line(line: Line, english: Sequence[Line]) -> Line | None:
    """The English reading of a line that is Latin; None where it is not, or where that is less sure."""
    if latin_share([line]) < 0.75:
        return None
    found = [other for other in english if _overlap(line.box, other.box) > 0.6]
    best = max(found, key=lambda other: other.sureness, default=None)
    return best if best is not None and best.sureness >= line.sureness - 5 else None


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """The share of the larger box that both have in common."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    largest = max((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(wide, 0) * max(high, 0) / max(largest, 1)


def _with_latin(line: Line, words: Sequence[Word]) -> Line:
    return Line(tuple(_better_word(word, words) if _LATIN.fullmatch(word.text) else word for word in line.words))


def _better_word(word: Word, words: Sequence[Word]) -> Word:
    """A figure or Latin word as the English model reads it in the same place, where that is surer and of the same sort."""
    for other in words:
        shared = min(word.right, other.right) - max(word.left, other.left)
        is_here = shared > 0.7 * max(word.width, other.width) and abs(word.top - other.top) < word.height
        if is_here and other.sureness > word.sureness + 2 and _sort(other.text) == _sort(word.text):
            return replace(word, text=other.text, sureness=other.sureness)
    return word


def _sort(text: str) -> tuple[bool, bool]:
    return any(c.isdigit() for c in text), any(c.isalpha() for c in text)


def _composed(line: Line) -> str:
    """A line's words with the spaces that were printed: none between Chinese characters (tesseract's boxes for them are
    too rough to tell), several between columns."""
    height = median(word.height for word in line.words)
    drift = _drift(line.words)
    out, end = "", 0
    for index, word in enumerate(line.words):
        is_chinese = bool(out) and (_is_han(out[-1]) or _is_han(word.text[0]))
        is_far = bool(out) and word.left - end > (1.8 if is_chinese else 2.5) * height
        if is_far and (not is_chinese or _jumps(drift, index) > 1.5):
            out += "   "
        elif out and not is_chinese:
            out += " "
        out += word.text
        end = word.right
    return _punctuated(_without_strokes(out))


def _drift(words: Sequence[Word]) -> list[float]:
    """How far right of its place each word stands, in characters, if all followed each other evenly."""
    steps = [(after.left - word.left) / len(word.text) for word, after in pairwise(words) if _is_han(word.text[0])]
    height = median(word.height for word in words)
    pitch = max(min(median(steps), 1.25 * height), 1) if steps else height
    place, found = 0.0, []
    for word in words:
        found.append((word.left - words[0].left) / pitch - place)
        place += sum(1 if _is_han(c) else 0.55 for c in word.text)
    return found


def _jumps(drift: Sequence[float], index: int) -> float:
    """By how much the words from here on stand further right than those before: a box misplaced alone does not."""
    before, after = drift[max(0, index - 3) : index], drift[index : index + 3]
    return median(after) - median(before)


def _without_strokes(words: str) -> str:
    """Without the brackets that have no fellow on the line, and the rules of tables."""
    for opening, closing in ("[]", "{}"):
        if (opening in words) != (closing in words):
            words = words.replace(opening, "").replace(closing, "")
    return words.replace("|", " ")


def _is_han(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or character in "「」『』（）《》〈〉【】，。、：；！？％"


_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_HALF = re.compile(
    r"(?<=[\u3400-\u9fff」』）)%])\s?[,;:?!]\s?(?=[\u3400-\u9fff「『（(]|$)|(?<=[\u3400-\u9fff]):\s?(?=\S)|"
    r"\((?=[\u3400-\u9fff「])|(?<=[\u3400-\u9fff」])\)|\s(?=[，。、；：」）])"
)

_ARTICLE = re.compile(
    r"^(第\s?[0-9一二三四五六七八九十百]{1,5}\s?[條章節])[，,.、]?\s*(?=[\u3400-\u9fff])(?!所|之|規定|約定|第|以|及|或|與|至|準用)"
)


def _punctuated(words: str) -> str:
    """Chinese with the full-width punctuation that it was printed with, and a space behind the number of an article."""
    words = _HALF.sub(lambda match: match.group().strip().translate(_FULL), words).strip()
    return _ARTICLE.sub("\\1\u3000", words)


def _with_gaps(lines: Sequence[Line]) -> Iterator[str]:
    """The lines, an empty one where the next begins much lower than lines do here, or further up (another column)."""
    tops = [line.box[1] for line in lines]
    steps = [after - before for before, after in pairwise(tops) if after > before]
    usual = median(steps) if steps else 0
    for index, line in enumerate(lines):
        yield _composed(line)
        if index + 1 < len(lines) and (
            tops[index + 1] - tops[index] > 1.6 * usual or tops[index + 1] < tops[index] - usual
        ):
            yield ""
