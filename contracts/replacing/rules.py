"""When a contract is replaced by another, and when that may be taken back. Pure."""

from datetime import date

from core.errors import Refused
from core.phrases import N_


def check_replacement(
    contract_id: int, successor_id: int, *, last_day: date, successor_starts_on: date | None, is_replaced: bool,
    closes_ring: bool, is_over: bool,
) -> None:  # fmt: skip
    """`closes_ring`: the successor is itself replaced, directly or through others, by this contract. `is_over`: the
    successor has ended. Raises `Refused`, naming the field."""
    if is_replaced:
        raise Refused(N_("This contract is replaced already; take that back first."))
    if contract_id == successor_id or closes_ring:
        raise Refused(N_("A contract does not replace itself, not through others either."), field="successor_id")
    if is_over:
        raise Refused(N_("That contract has ended; it replaces nothing."), field="successor_id")
    if successor_starts_on is None:
        raise Refused(N_("The start of that contract is missing; correct it first."), field="successor_id")
    if last_day < successor_starts_on and (successor_starts_on - last_day).days > 1:
        raise Refused(
            N_("The new contract starts on %(day)s; between the two nothing would be agreed."), field="last_day",
            day=successor_starts_on,
        )  # fmt: skip


def check_taking_back(*, is_undone: bool, reason: str, is_replaced: bool = False) -> None:
    """`is_replaced`: the successor goes on in another contract itself, with what went over to it."""
    if is_undone:
        raise Refused(N_("This replacement is taken back already."))
    if is_replaced:
        raise Refused(N_("The new contract is replaced itself; take that back first."))
    if not reason.strip():
        raise Refused(N_("Say why it is taken back."), field="reason")
