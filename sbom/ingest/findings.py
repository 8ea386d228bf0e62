"""Collects what is wrong while a file is read: the first hundred, each short, and a count of the rest."""

from typing import Any

from core.phrases import N_, Phrase, phrase
from sbom.ingest.rules import DEFAULT_LIMITS, Finding, FindingKind, Limits

_VALUE_CHARS = 80
_WHERE_CHARS = 200


def shown(value: object, chars: int = _VALUE_CHARS) -> str:
    """A value from the file, short enough to stand in a sentence."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= chars else text[: chars - 1] + "…"


class Findings:
    """Faults and notes in the order met. A fault is never crowded out by notes: each kind has its own room."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._kept: dict[FindingKind, list[Finding]] = {kind: [] for kind in FindingKind}
        self._count = 0
        self._cuts: list[str] = []

    def fault(self, where: str, what: Phrase) -> None:
        self._add(Finding(shown(where, _WHERE_CHARS), what, FindingKind.FAULT))

    def note(self, where: str, what: Phrase) -> None:
        self._add(Finding(shown(where, _WHERE_CHARS), what, FindingKind.NOTE))

    def _add(self, finding: Finding) -> None:
        self._count += 1
        kept = self._kept[finding.kind]
        if len(kept) < self.limits.findings:
            kept.append(finding)

    @property
    def faults_full(self) -> bool:
        return len(self._kept[FindingKind.FAULT]) >= self.limits.findings

    def result(self) -> tuple[tuple[Finding, ...], int]:
        """The first `limits.findings`, faults before notes, and how many more there were."""
        kept = (self._kept[FindingKind.FAULT] + self._kept[FindingKind.NOTE])[: self.limits.findings]
        return tuple(kept), self._count - len(kept)

    # values

    def text(self, value: Any, where: str, what: str, limit: int) -> str:
        """A value as text: numbers are written out, anything else that is no text is left out (the checker reports
        it).
        """
        if value is None:
            return ""
        if isinstance(value, str):
            if len(value) > limit:
                self.cut(where, what, len(value), limit)
                return value[:limit]
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return ""
        return str(value)[:limit]

    def cut(self, where: str, what: str, found: int, kept: int) -> None:
        self._cuts.append(what)
        self.note(
            f"{where}/{what}",
            phrase(
                N_("“%(what)s” holds %(found)s characters or entries; only the first %(kept)s are kept."),
                what=what,
                found=f"{found:,}",
                kept=f"{kept:,}",
            ),
        )

    def take_cuts(self) -> tuple[str, ...]:
        """The names of what was cut since the last call: the reader asks once a component."""
        cuts, self._cuts = tuple(dict.fromkeys(self._cuts)), []
        return cuts
