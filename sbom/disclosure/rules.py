"""Is the source of a component disclosed, and its licence proven? Grades with their reasons, and the exact list of
what is missing.

Source: 證券商內部控制制度標準規範 CC-19000 (四) 5 (CC-19000-4-5): the vendor discloses 第三方程式元件之來源與授權證明.

`source_disclosed`: the file gives an address from which the component can be had: a version control address, a source
package or a download (origin `PROVEN` or `STATED`). A package name in a public registry (purl) says what the component
is called there, not where the vendor took this copy from, and a website or a supplier's name still less: `WEAK`.

`licence_proven`: the file holds the proof itself (licence text, commercial terms in force: `PROVEN`) or names the
licence
so that its text is beyond doubt (SPDX id or valid expression, a name that means one SPDX licence, or a name with the
address of its text: `NAMED`). NOASSERTION, UNKNOWN, "see file", a name that no list knows, an expression that is none,
a LicenseRef without its text, or a licence merely found in files that nobody declares, prove nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from core.phrases import N_, Phrase, phrase
from sbom.disclosure import licences, origins
from sbom.disclosure.grades import Judgement, LicenceGrade, OriginGrade
from sbom.ingest.rules import Component, Header


class Gap(StrEnum):
    """What a component does not say. The first five decide the grades; the rest are asked for by NTIA, CISA and BSI
    TR-03183-2.
    """

    SOURCE_ADDRESS = "source_address"
    PIN = "pin"
    LICENCE = "licence"
    CLEAR_LICENCE = "clear_licence"
    LICENCE_TEXT = "licence_text"
    SUPPLIER = "supplier"
    VERSION = "version"
    IDENTIFIER = "identifier"
    HASH = "hash"
    COPYRIGHT = "copyright"


GAP_PHRASES = {
    Gap.SOURCE_ADDRESS: phrase(N_("the address of its source code, source package or download")),
    Gap.PIN: phrase(N_("a version or a hash, so that the address means exactly this copy")),
    Gap.LICENCE: phrase(N_("its licence")),
    Gap.CLEAR_LICENCE: phrase(N_("which licence is meant: an SPDX id or expression, or the licence's text or address")),
    Gap.LICENCE_TEXT: phrase(N_("the text of its licence, or the commercial terms")),
    Gap.SUPPLIER: phrase(N_("who supplies or makes it")),
    Gap.VERSION: phrase(N_("its version")),
    Gap.IDENTIFIER: phrase(N_("an identifier (purl or CPE)")),
    Gap.HASH: phrase(N_("a hash of the file")),
    Gap.COPYRIGHT: phrase(N_("its copyright notice")),
}
DECISIVE_GAPS = (Gap.SOURCE_ADDRESS, Gap.LICENCE, Gap.CLEAR_LICENCE)


_DISCLOSED = (OriginGrade.PROVEN, OriginGrade.STATED)
_PROVEN = (LicenceGrade.PROVEN, LicenceGrade.NAMED)


@dataclass(slots=True, unsafe_hash=True)
class Disclosure:
    """What one component discloses."""

    origin: Judgement[OriginGrade]
    licence: Judgement[LicenceGrade]
    gaps: tuple[Gap, ...]

    @property
    def source_disclosed(self) -> bool:
        return self.origin.grade in _DISCLOSED

    @property
    def licence_proven(self) -> bool:
        return self.licence.grade in _PROVEN

    @property
    def missing(self) -> tuple[Phrase, ...]:
        return tuple(GAP_PHRASES[gap] for gap in self.gaps)


def disclosure_of(component: Component, on: date) -> Disclosure:
    """The grades of one component; commercial terms must be in force on the day `on`."""
    origin = origins.judge(component)
    licence = licences.judge(component, on)
    return Disclosure(origin, licence, _gaps(_lacks(component), origin.grade, licence.grade))


@cache
def _gaps(lacks: tuple[bool, ...], origin: OriginGrade, licence: LicenceGrade) -> tuple[Gap, ...]:
    """What is missing, given its grades and which plain values it lacks (`_lacks`); few combinations ever occur."""
    version, has_hash, maker, identifier, notice = (not lack for lack in lacks)
    missing = {
        Gap.SOURCE_ADDRESS: origin in (OriginGrade.WEAK, OriginGrade.MISSING),
        Gap.PIN: not version and not has_hash,
        Gap.LICENCE: licence is LicenceGrade.MISSING,
        Gap.CLEAR_LICENCE: licence is LicenceGrade.UNCLEAR,
        Gap.LICENCE_TEXT: licence is not LicenceGrade.PROVEN,
        Gap.SUPPLIER: not maker,
        Gap.VERSION: not version,
        Gap.IDENTIFIER: not identifier,
        Gap.HASH: not has_hash,
        Gap.COPYRIGHT: not notice,
    }
    return tuple(gap for gap, is_missing in missing.items() if is_missing)


def _lacks(component: Component) -> tuple[bool, ...]:
    """Whether it lacks version, hash, maker, identifier and copyright notice."""
    return (
        not component.version,
        not (component.hashes or any(r.hashes for r in component.references)),
        not origins.has_maker(component),
        not (component.purl or component.cpe),
        not component.copyright,
    )


def is_own(component: Component, header: Header, namespace: str = "") -> bool:
    """Whether the component is the vendor's own work and not a third party's (see `ownership`)."""
    return ownership(header, namespace)(component)


def ownership(header: Header, namespace: str) -> Callable[[Component], bool]:
    """Tells of an SBOM's components which are the vendor's own work.

    Those that the SBOM's own supplier or manufacturer made, that are the described software itself, or whose package
    URL or supplier begins with the product's `namespace`.
    """
    described = frozenset(header.described)
    prefix = namespace.strip().casefold()
    parties = [header.supplier, header.manufacturer]
    if header.subject:
        parties += [header.subject.supplier, header.subject.manufacturer]
    owner = {p.name.casefold() for p in parties if p and p.name}

    def is_own(component: Component) -> bool:
        if component.ref and component.ref in described:
            return True
        if not prefix and not owner:
            return False
        makers = {p.name.casefold() for p in (component.supplier, component.manufacturer) if p and p.name}
        begins = bool(prefix) and (
            component.purl.casefold().startswith(prefix) or any(m.startswith(prefix) for m in makers)
        )
        return begins or not owner.isdisjoint(makers)

    return is_own


@cache
def gap_bits(gaps: tuple[Gap, ...]) -> int:
    """The gaps as one number, a bit each in the order of `Gap`."""
    return sum(_BITS[gap] for gap in gaps)


_BITS = {gap: 1 << place for place, gap in enumerate(Gap)}


def gaps_of(bits: int) -> tuple[Gap, ...]:
    """The gaps in such a number."""
    return tuple(gap for i, gap in enumerate(Gap) if bits >> i & 1)


@dataclass(frozen=True, slots=True)
class Totals:
    """An SBOM in figures. All shares are over `components`, the vendor's own included; `own` of them are the
    vendor's.
    """

    components: int = 0
    source_disclosed: int = 0
    licence_proven: int = 0
    both: int = 0
    own: int = 0
    own_both: int = 0
    origins: dict[OriginGrade, int] = field(default_factory=dict)
    licences: dict[LicenceGrade, int] = field(default_factory=dict)
    gaps: dict[Gap, int] = field(default_factory=dict)
    third_party_gaps: dict[Gap, int] = field(default_factory=dict)
    """The same of what is not the vendor's own."""

    def share(self, count: int) -> float | None:
        """0 to 1; None where there is nothing to take a share of."""
        return count / self.components if self.components else None


def totals(judged: Iterable[tuple[Disclosure, bool]]) -> Totals:
    """Adds up (disclosure, is the vendor's own) of every component; those that are judged alike are added at once."""
    alike = Counter((d.origin.grade, d.licence.grade, d.gaps, own) for d, own in judged)
    count: Counter[str] = Counter()
    origins: Counter[OriginGrade] = Counter()
    licences: Counter[LicenceGrade] = Counter()
    gaps: Counter[Gap] = Counter()
    third_party: Counter[Gap] = Counter()
    for (origin, licence, lacks, own), n in alike.items():
        source, proven = origin in _DISCLOSED, licence in _PROVEN
        both = source and proven
        count.update({
            "components": n, "source": n * source, "licence": n * proven, "both": n * both,
            "own": n * own, "own_both": n * (own and both),
        })  # fmt: skip
        origins[origin] += n
        licences[licence] += n
        for gap in lacks:
            gaps[gap] += n
            third_party[gap] += 0 if own else n
    return Totals(
        components=count["components"],
        source_disclosed=count["source"],
        licence_proven=count["licence"],
        both=count["both"],
        own=count["own"],
        own_both=count["own_both"],
        origins={grade: origins[grade] for grade in OriginGrade if origins[grade]},
        licences={grade: licences[grade] for grade in LicenceGrade if licences[grade]},
        gaps=dict(gaps),
        third_party_gaps={gap: n for gap, n in third_party.items() if n},
    )
