"""A vendor's ways in: what they are, and when one stands that should not (CC-19000-4-6, CC-18000-2-7)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.phrases import N_, Phrase, phrase

IDLE_AFTER = timedelta(days=90)
"""An account nobody has used for that long is idle (CC-18000-2-7 asks to disable idle ones)."""


class Privilege(StrEnum):
    ORDINARY = "ordinary"
    PRIVILEGED = "privileged"
    SERVICE = "service"


PRIVILEGE_NAMES = {
    Privilege.ORDINARY: N_("Ordinary account"),
    Privilege.PRIVILEGED: N_("Privileged account"),
    Privilege.SERVICE: N_("Service account or key"),
}


class GrantState(StrEnum):
    """Where one way in stands on a day. OUTLIVES and EXPIRED are live ones that should not be."""

    OUTLIVES = "outlives"
    EXPIRED = "expired"
    IDLE = "idle"
    LIVE = "live"
    REVOKED = "revoked"

    @property
    def is_wrong(self) -> bool:
        return self in {GrantState.OUTLIVES, GrantState.EXPIRED}


GRANT_STATE_NAMES = {
    GrantState.OUTLIVES: N_("Outlives its contract"),
    GrantState.EXPIRED: N_("Past its expiry"),
    GrantState.IDLE: N_("Idle"),
    GrantState.LIVE: N_("Live"),
    GrantState.REVOKED: N_("Revoked"),
}


@dataclass(frozen=True)
class Grant:
    """`contract_ends`: the effective ends of every contract it serves; None among them is one that is not ending."""

    granted_on: date
    last_used_on: date | None
    expires_on: date | None
    revoked_on: date | None
    contract_ends: tuple[date | None, ...]


def grant_state(grant: Grant, as_of: date) -> GrantState:
    """How a way in stands on `as_of`. One that serves several contracts outlives them when the last has ended."""
    if grant.revoked_on is not None and grant.revoked_on <= as_of:
        return GrantState.REVOKED
    if all(end is not None and end < as_of for end in grant.contract_ends):
        return GrantState.OUTLIVES
    if grant.expires_on is not None and grant.expires_on < as_of:
        return GrantState.EXPIRED
    if as_of - (grant.last_used_on or grant.granted_on) > IDLE_AFTER:
        return GrantState.IDLE
    return GrantState.LIVE


def grant_faults(
    granted_on: date, last_used_on: date | None, expires_on: date | None, today: date
) -> list[tuple[str, Phrase]]:
    """What contradicts itself: (field, sentence)."""
    faults = []
    if granted_on > today:
        faults.append(("granted_on", phrase(N_("This day lies in the future; enter it once access is granted."))))
    if last_used_on and last_used_on < granted_on:
        faults.append(("last_used_on", phrase(N_("It cannot have been used before it was granted."))))
    if last_used_on and last_used_on > today:
        faults.append(("last_used_on", phrase(N_("This day lies in the future."))))
    if expires_on and expires_on < granted_on:
        faults.append(("expires_on", phrase(N_("It expires before it is granted."))))
    return faults
