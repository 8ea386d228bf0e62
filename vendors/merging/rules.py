"""When one vendor goes into another, and when that may be taken back. Pure."""

from datetime import date
from enum import StrEnum

from core.errors import Refused
from core.phrases import N_


class MergeKind(StrEnum):
    """Why two vendors become one."""

    MERGER = "merger"
    DOUBLE = "double"


MERGE_KIND_NAMES = {
    MergeKind.MERGER: N_("The companies have merged"),
    MergeKind.DOUBLE: N_("It was registered twice"),
}


def check_merge(
    vendor_id: int, into_id: int, *, effective_on: date, today: date, note: str, is_merged: bool, is_into_merged: bool
) -> None:
    """Raises `Refused`, naming the field."""
    if is_merged:
        raise Refused(N_("This vendor is merged into another already."))
    if vendor_id == into_id:
        raise Refused(N_("A vendor is not merged into itself."), field="into_id")
    if is_into_merged:
        raise Refused(N_("That vendor is itself merged into another; choose the one that remains."), field="into_id")
    if effective_on > today:
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="effective_on")
    if not note.strip():
        raise Refused(N_("Say where this is known from."), field="note")


def check_parting(*, is_undone: bool, has_gone_on: bool, reason: str) -> None:
    """Whether a merge may be taken back. `has_gone_on`: the vendor that remained was merged further since. Raises `Refused`."""
    if is_undone:
        raise Refused(N_("This merge is taken back already."))
    if has_gone_on:
        raise Refused(N_("The vendor that remained was itself merged since; take that back first."))
    if not reason.strip():
        raise Refused(N_("Say why it is taken back."), field="reason")
