"""Ways to judge a contract, side by side on labelled papers: plain words, rules, what was learnt, rules and learnt.

`make bench` runs them on papers of our own. On contracts kept aside from what was learnt, where they are at hand:

    python -m bench.training CUAD.jsonl.gz --half learn --out learnt.tsv
    python -m bench.clauses CUAD.jsonl.gz learnt.tsv 60
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from bench.training import contracts
from contracts.clauses.likeness import read as read_likeness
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import load
from contracts.clauses.rules import MAX_EVIDENCE, check
from contracts.documents.reading import DocumentText, read

PAPERS = Path(__file__).parent.parent / "tests/contracts/clauses/papers/en"
LEARNT_ALONE = 0.0

Cell = tuple[str, list[str]]
"""Verdict and the passages shown."""
Method = Callable[[DocumentText], Mapping[str, Cell]]


@dataclass(frozen=True)
class Paper:
    """A document and, by clause, what people found: label and passages."""

    document: DocumentText
    found: Mapping[str, Cell]


def methods(rulebook: Rulebook) -> dict[str, Method]:
    """By name, in order of effort."""
    rules = replace(rulebook, likeness={})
    return {
        "headings' words anywhere": lambda document: _plain(document, rules),
        "rules alone": lambda document: _checked(document, rules),
        "learnt alone": lambda document: _learnt(document, rulebook),
        "rules and learnt": lambda document: _checked(document, rulebook),
    }


def _checked(document: DocumentText, rulebook: Rulebook) -> dict[str, Cell]:
    return {
        clause: (str(found.verdict), [piece.text for piece in found.evidence])
        for clause, found in check(document, rulebook).items()
    }


def _plain(document: DocumentText, rulebook: Rulebook) -> dict[str, Cell]:
    """A passage counts for a clause when it, or a heading above it, holds a word of the clause's headings."""
    reading, cells = Reading.of((document,), rulebook), {}
    for clause in rulebook.clauses.values():
        cue = clause.cues.get("heading")
        hits = [p for p in reading.passages if cue and (cue.search(p.folded) or cue.search(p.heading))]
        texts = [document.text[p.start : p.end] for p in hits[:MAX_EVIDENCE]]
        cells[clause.id] = ("present" if hits else "absent", texts)
    return cells


def _learnt(document: DocumentText, rulebook: Rulebook) -> dict[str, Cell]:
    """The passages that read most like marked ones, when any reads more like them than not."""
    reading, cells = Reading.of((document,), rulebook), {}
    for clause in rulebook.clauses:
        likenesses = {i: reading.likeness_to(clause, i) for i in range(len(reading.passages))}
        known = sorted((-like, i) for i, like in likenesses.items() if like is not None)
        best = -known[0][0] if known else LEARNT_ALONE - 1
        chosen = [reading.passages[i] for like, i in known if best >= LEARNT_ALONE and -like >= best - 1.5]
        texts = [document.text[p.start : p.end] for p in chosen[:MAX_EVIDENCE]]
        cells[clause] = ("present" if chosen else "absent", texts)
    return cells


@dataclass
class Tally:
    """What one method got right over all cells of all papers."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: int = 0
    right: int = 0
    present: int = 0
    hit: int = 0

    def add(self, label: Cell, got: Cell) -> None:
        self.pairs[label[0], got[0]] += 1
        if label[0] == got[0] == "present" and label[1]:
            good = [any(overlaps(piece, span) for span in label[1]) for piece in got[1]]
            self.present += 1
            self.hit += any(good)
            self.shown += len(good)
            self.right += sum(good)

    def row(self) -> str:
        every = sum(self.pairs.values())
        same = sum(n for (a, b), n in self.pairs.items() if a == b)
        recall = self._share("present", lambda got: got == "present")
        spared = self._share("absent", lambda got: got != "present")
        figures = (same / every, recall, spared, _ratio(self.hit, self.present), _ratio(self.right, self.shown))
        return " | ".join("–" if figure is None else f"{figure:.2f}" for figure in figures)

    def _share(self, label: str, counts: Callable[[str], bool]) -> float | None:
        all_of = sum(n for (a, _), n in self.pairs.items() if a == label)
        return _ratio(sum(n for (a, b), n in self.pairs.items() if a == label and counts(b)), all_of)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def overlaps(piece: str, span: str) -> bool:
    """Whether three in ten words of the shorter stand, three in a row, in the longer; whole, where it is very short."""
    short, long = sorted((_words(piece), _words(span)), key=len)
    if len(short) < 5:
        return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
    known = {tuple(long[i : i + 3]) for i in range(len(long) - 2)}
    covered = {i + step for i in range(len(short) - 2) if tuple(short[i : i + 3]) in known for step in range(3)}
    return len(covered) >= 0.3 * len(short)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())[:400]


def own_papers() -> list[Paper]:
    """English papers of our own, labelled by people who had not seen the rules."""
    labels = json.loads((PAPERS / "labels.json").read_text(encoding="utf-8"))
    return [
        Paper(
            read((PAPERS / name).read_bytes(), name),
            {clause: (cell["label"], cell["evidence"]) for clause, cell in cells.items()},
        )
        for name, cells in labels.items()
    ]


def kept_aside(path: Path) -> Iterator[Paper]:
    """Contracts of CUAD that were not learnt from; what is not marked there is not judged here."""
    for text, pieces in contracts(path, "aside"):
        yield Paper(
            read(text.encode(), "contract.txt"),
            {clause: ("present", marked) for clause, marked in pieces.items() if marked},
        )


HEAD = """| method | verdict of three right | present found | absent spared | evidence hits | of the pieces shown |
|---|---:|---:|---:|---:|---:|
"""


def table(papers: Sequence[Paper], rulebook: Rulebook) -> str:
    """One row a method."""
    rows = []
    for name, method in methods(rulebook).items():
        tally = Tally()
        for paper in papers:
            got = method(paper.document)
            for clause, label in paper.found.items():
                tally.add(label, got[clause])
        rows.append(f"| {name} | {tally.row()} |")
    return HEAD + "\n".join(rows) + "\n"


KEPT_ASIDE = Path(__file__).parent / "kept_aside.md"


def measure() -> str:
    """The section of results.md on clauses."""
    papers = own_papers()
    about = (
        "\n# Which method judges clauses best\n\n"
        f"On {len(papers)} English papers of our own, in view while the rules were written:\n\n"
    )
    return about + table(papers, load("cc19000")) + "\n" + KEPT_ASIDE.read_text(encoding="utf-8")


if __name__ == "__main__":
    learnt = {"en": read_likeness(Path(sys.argv[2]).read_text(encoding="utf-8"))}
    first = list(islice(kept_aside(Path(sys.argv[1])), int(sys.argv[3])))
    sys.stdout.write(table(first, replace(load("cc19000"), likeness=learnt)))
