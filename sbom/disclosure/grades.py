"""The grades of disclosure, best first, and a judgement: a grade with the reasons for it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from core.phrases import N_, Phrase


class OriginGrade(StrEnum):
    PROVEN = "proven"  # address of source, and a version or hash that pins it
    STATED = "stated"  # address of a download, or of source with nothing to pin it
    WEAK = "weak"  # a registry's package name, a website or a maker's name only
    MISSING = "missing"


class LicenceGrade(StrEnum):
    PROVEN = "proven"  # the text, or commercial terms in force
    NAMED = "named"  # known beyond doubt: SPDX id, valid expression, or a name with the address of its text
    UNCLEAR = "unclear"  # something is said, and it proves nothing
    MISSING = "missing"


ORIGIN_NAMES = {
    OriginGrade.PROVEN: N_("Proven"),
    OriginGrade.STATED: N_("Stated"),
    OriginGrade.WEAK: N_("Weak"),
    OriginGrade.MISSING: N_("Missing"),
}
LICENCE_NAMES = {
    LicenceGrade.PROVEN: N_("Proven"),
    LicenceGrade.NAMED: N_("Named"),
    LicenceGrade.UNCLEAR: N_("Unclear"),
    LicenceGrade.MISSING: N_("Missing"),
}
ORIGIN_MEANINGS = {
    OriginGrade.PROVEN: N_("the address of its source, and a version or hash that says which state of it"),
    OriginGrade.STATED: N_("the address of a download, or of the source without version or hash"),
    OriginGrade.WEAK: N_("only a package name, a website or a maker's name: not where this copy was taken from"),
    OriginGrade.MISSING: N_("nothing that can be followed"),
}
LICENCE_MEANINGS = {
    LicenceGrade.PROVEN: N_("the licence's text, or commercial terms in force, is in the file"),
    LicenceGrade.NAMED: N_("an SPDX licence, or a name with the address of its text"),
    LicenceGrade.UNCLEAR: N_("something is said that proves nothing: an unknown name, an expired or invalid statement"),
    LicenceGrade.MISSING: N_("no licence, NOASSERTION, UNKNOWN, “see file”"),
}
TONES = {"proven": "good", "stated": "good", "named": "good", "weak": "warn", "unclear": "warn", "missing": "bad"}

Grade = TypeVar("Grade", OriginGrade, LicenceGrade)


def _no_reasons() -> tuple[Phrase, ...]:
    return ()


@dataclass(slots=True, unsafe_hash=True)
class Judgement(Generic[Grade]):
    """A grade, and the reasons once somebody asks: of the thousands in an SBOM few are ever read."""

    grade: Grade
    why: Callable[[], tuple[Phrase, ...]] = _no_reasons

    @property
    def reasons(self) -> tuple[Phrase, ...]:
        return self.why()
