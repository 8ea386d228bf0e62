"""What a merge of vendors tells the features above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.auth.models import User


@dataclass(frozen=True)
class VendorsMoved:
    """The records in `moved` (numbers, by what they are) went from the vendor named `was` to the one named `now`; `is_back`
    when a merge was taken back. `from_id`: the vendor's number that they went from."""

    from_id: int
    was: str
    now: str
    moved: Mapping[str, Sequence[int]]
    is_back: bool
    by: User


@dataclass(frozen=True)
class VendorsParting:
    """A merge is about to be taken back; a listener may refuse where what moved has grown together with the rest. Until then
    all of it is with the vendor `into_id`."""

    into_id: int
    moved: Mapping[str, Sequence[int]]

    def crosses(self, one: tuple[str, int], other: tuple[str, int]) -> bool:
        """Whether of two records (what it is, its number) one would go back and the other stay."""
        return (one[1] in self.moved.get(one[0], ())) is not (other[1] in self.moved.get(other[0], ()))
