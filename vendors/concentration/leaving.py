"""How a critical function would go on without its vendors: restoring, moving away, and what is missing for either."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.phrases import Phrase
from vendors.concentration.bases import Holding
from vendors.concentration.parties import Names
from vendors.concentration.rules import added_up
from vendors.concentration.single_points import critical_in
from vendors.concentration.supply import Supply
from vendors.services.rules import Substitutability, exit_findings, recovery_gap


@dataclass(frozen=True)
class Leaving:
    """One critical function: minutes it may stand still, until its first service is back, and by how much that is too
    slow (None: not known); months until it would run with somebody else; what is missing, and at which vendor."""

    function_id: int
    function: str
    tolerable: int | None
    restore: int | None
    gap: int | None
    exit_months: int | None
    missing: tuple[tuple[str, Phrase], ...]

    @property
    def has_gap(self) -> bool:
        """Too slow, or nobody can say: what is not known is no comfort."""
        return self.gap is None or self.gap > 0


def leavings(supply: Supply, names: Names, as_of: date) -> tuple[Leaving, ...]:
    """Every critical function that has a vendor, what may stand still the shortest first."""
    found = []
    for function_id in critical_in(supply):
        services = [supply.services[s] for s in supply.supports.get(function_id, ())]
        if not services:
            continue
        function = supply.functions[function_id]
        restore = min((s.restore_minutes for s in services if s.restore_minutes is not None), default=None)
        missing = [
            (names.vendors[s.vendor_id][0], finding.says)
            for s in services
            for finding in exit_findings(
                s.substitutability,
                [names.vendors[v][0] for v in supply.alternatives.get(s.id, ())],
                s.exit_tested_on,
                as_of,
            )
        ]
        months = min((s.exit_months for s in services if s.exit_months is not None), default=None)
        gap = recovery_gap(restore, function.mtpd_minutes)
        found.append(
            Leaving(function_id, function.name, function.mtpd_minutes, restore, gap, months, tuple({str(each): each for each in missing}.values()))
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.tolerable or 0, each.function)))


def locked_in(holdings: Iterable[Holding], substitutability: Mapping[int, Substitutability]) -> Fraction | None:
    """The part of the known weight that lies on services which cannot be replaced, only with great difficulty, or of
    which nobody has judged it; a weight that names no service is not judged. None where nothing is known.

    Source: Commission Implementing Regulation (EU) 2024/2956, B_07.01.
    """
    free = {service_id for service_id, judged in substitutability.items() if not judged.counts_as_locked_in}

    def part(services: Sequence[int]) -> tuple[int, int]:
        """How many of how many are stuck; a thing that names no service is, as a whole."""
        return (sum(s not in free for s in services), len(services)) if services else (1, 1)

    alike = added_up((part(h.services), h.weight) for h in holdings if h.weight is not None)
    total = sum(alike.values(), Fraction(0))
    held = sum((weight * Fraction(*share) for share, weight in alike.items()), Fraction(0))
    return held / total if total else None
