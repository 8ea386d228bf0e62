"""How the files `likeness.*.tsv` of a rulebook are made: a linear model of how passages read that people marked.

    python -m bench.training CUAD.jsonl.gz [FOLDER …] [--half learn] [--out likeness.en.tsv]

CUAD.jsonl.gz: a contract a line with `file`, `text` and `labels` {category: [pieces of text]} (CUAD v1, CC BY 4.0, The
Atticus Project). FOLDER: papers with a labels.json of ours. Needs scikit-learn, which the product does not.

CUAD marks passages for nine of the clauses. For the others a passage is taken as marked when a sure signal holds for it
under a heading of the clause, and left out of the lesson when only one of the two is so; what is learnt is how such
passages read without their heading's help.
"""

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contracts.clauses.likeness import features
from contracts.clauses.matching import hits
from contracts.clauses.reading import Reading
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import load
from contracts.documents.reading import read

CATEGORIES = {
    "term": ("Expiration Date", "Renewal Term", "Notice Period To Terminate Renewal"),
    "audit": ("Audit Rights",),
    "assignment_subcontracting": ("Anti-Assignment",),
    "termination": ("Termination For Convenience",),
    "post_termination": ("Post-Termination Services",),
    "warranty": ("Warranty Duration",),
    "penalty_damages": ("Liquidated Damages", "Uncapped Liability", "Cap On Liability"),
    "rights_responsibilities": ("Ip Ownership Assignment", "Joint Ip Ownership", "License Grant"),
}
HEADINGS = {
    "scope": r"scope|^services|statement of work|description of (?:the )?services|engagement",
    "delivery_date": r"deliver(?!ed)|milestone|schedule|timetable|timeline|implementation",
    "service_level": r"service level|uptime|availability|performance standard|response time|service standard",
    "change": r"change (?:order|control|request|management|procedure)|changes|modification of (?:services|spec)",
    "acceptance": r"acceptance|testing",
    "incident": r"security|breach notif|incident|data protection|privacy",
    "confidentiality": r"confiden|non-?disclosure|proprietary info",
    "breach": r"default|breach|remedies|termination for cause|cure",
    "dispute": r"disput|arbitrat|jurisdiction|venue|governing law|choice of law|mediation",
}
SURE_ANYWHERE = frozenset({"dispute", "confidentiality", "incident", "change"})
LEAST_SEEN, STRENGTH, WEIGHT_OF_MARKED = 3, 0.5, 5.0


@dataclass
class Lesson:
    """One passage: its features and, by clause, whether it is marked; a clause that is not told is left out."""

    features: set[str]
    marked: dict[str, bool] = field(default_factory=dict)


def in_half(name: str, half: str) -> bool:
    """Whether a contract belongs to the half that is learnt from ("learn"), or the one kept aside; "" is both."""
    return not half or (int(hashlib.md5(name.encode()).hexdigest(), 16) % 2 == 0) == (half == "learn")


def contracts(path: Path, half: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Text and, by clause, the marked pieces of each contract of CUAD."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if in_half(entry["file"], half):
                yield (
                    entry["text"],
                    {
                        clause: [piece for name in names for piece in entry["labels"].get(name, [])]
                        for clause, names in CATEGORIES.items()
                    },
                )


def lessons(text: str, pieces: Mapping[str, Sequence[str]], rulebook: Rulebook, *, signals_tell: bool) -> list[Lesson]:
    """What the passages of one contract teach; `signals_tell` what nobody marked."""
    reading = Reading.of((read(text.encode(), "contract.txt"),), rulebook)
    found = [Lesson(features(passage.folded, passage.heading)) for passage in reading.passages]
    for clause, marked in pieces.items():
        spans = [span for piece in marked for span in _spans(text, piece)]
        for passage, lesson in zip(reading.passages, found, strict=True):
            lesson.marked[clause] = any(_is_in(passage.start, passage.end, *span) for span in spans)
    if signals_tell:
        for clause, heading in HEADINGS.items():
            _told_by_signals(clause, re.compile(heading), reading, rulebook, found)
    return found


def _spans(text: str, piece: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"\s+".join(re.escape(word) for word in piece.split()), text):
        yield match.span()


def _is_in(start: int, end: int, first: int, last: int) -> bool:
    shared = min(end, last) - max(start, first)
    return shared > 0 and shared >= 0.4 * min(end - start, last - first)


def _told_by_signals(
    clause: str, heading: re.Pattern[str], reading: Reading, rulebook: Rulebook, found: list[Lesson]
) -> None:
    hit = {each.order: each.signal for each in hits(rulebook.clauses[clause], reading)}
    for order, (passage, lesson) in enumerate(zip(reading.passages, found, strict=True)):
        signal, titled = hit.get(order), bool(heading.search(passage.heading))
        is_sure = signal is not None and signal.verdict == "present"
        if is_sure and (titled or (clause in SURE_ANYWHERE and signal.score >= 0.9)):
            lesson.marked[clause] = True
        elif signal is None and not titled:
            lesson.marked[clause] = False


def papers(folder: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Text and, by clause, the evidence of each of our labelled papers."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    for name, cells in labels.items():
        yield (
            (folder / name).read_text(encoding="utf-8"),
            {clause: cell["evidence"] for clause, cell in cells.items() if cell["label"] != "partial"},
        )


def learn(found: Sequence[Lesson], clauses: Sequence[str]) -> str:
    """The file's text: only words that speak for or against something (an L1 penalty leaves out the others)."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    seen = Counter(feature for lesson in found for feature in lesson.features)
    names = sorted(feature for feature, times in seen.items() if times >= LEAST_SEEN)
    index = {feature: number for number, feature in enumerate(names)}
    lines: dict[str, list[str]] = {"*": []}
    for clause in clauses:
        taught = [lesson for lesson in found if clause in lesson.marked]
        rows = [sorted(index[f] for f in lesson.features if f in index) for lesson in taught]
        ends = [0]
        for row in rows:
            ends.append(ends[-1] + len(row))
        columns = [number for row in rows for number in row]
        matrix = csr_matrix(([1.0] * len(columns), columns, ends), shape=(len(rows), len(names)))
        model = LogisticRegression(
            l1_ratio=1.0,
            C=STRENGTH,
            class_weight={False: 1.0, True: WEIGHT_OF_MARKED},
            solver="liblinear",
            random_state=0,
        )
        model.fit(matrix, [lesson.marked[clause] for lesson in taught])
        lines["*"].append(f"{clause}:{model.intercept_[0]:.2f}")
        for number, weight in enumerate(model.coef_[0]):
            if abs(weight) >= 0.01:
                lines.setdefault(names[number], []).append(f"{clause}:{weight:.2f}")
    return "".join(f"{feature}\t{' '.join(lines[feature])}\n" for feature in sorted(lines))


HEAD = """# How passages read that people marked for a clause: words (of Chinese, characters) and their neighbours, ^those of
# headings; weights by clause. Made by bench/training.py from {sources}. Not written by hand.
"""
CUAD = "CUAD v1 (The Atticus Project, CC BY 4.0)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cuad", type=Path, help="- for none: our own papers only")
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--half", choices=("learn", "aside"), default="")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    rulebook = load("cc19000")
    found: list[Lesson] = []
    for text, pieces in contracts(asked.cuad, asked.half) if asked.cuad.name != "-" else ():
        found += lessons(text, pieces, rulebook, signals_tell=True)
    for folder in asked.folders:
        for text, pieces in papers(folder):
            found += lessons(text, pieces, rulebook, signals_tell=False)
    sources = " and ".join([CUAD] * (asked.cuad.name != "-") + ["papers of our own"] * bool(asked.folders))
    asked.out.write_text(HEAD.format(sources=sources) + learn(found, list(rulebook.clauses)), encoding="utf-8")


if __name__ == "__main__":
    main()
