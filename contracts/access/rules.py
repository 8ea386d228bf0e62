"""A vendor's ways in: what they are, and when one stands that should not (CC-19000-4-6, CC-18000-2-7)."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.errors import Refused
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


RIGHTS = (
    "system", "account", "privilege", "is_remote", "two_factor", "hours", "sources", "sponsor_id", "expires_on",
)  # fmt: skip
"""What a way in allows: asked for, approved and changed as a whole (CC-18000-2-8, 2-9)."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?")
MOST_SOURCES = 50


def read_sources(text: str) -> str:
    """Source addresses as typed, one a line: IP addresses, networks or host names. Raises `Refused` for anything else, and
    for a network that is everywhere."""
    found = list(dict.fromkeys(part for part in re.split(r"[\s,;，、；]+", text) if part))
    if len(found) > MOST_SOURCES:
        raise Refused(N_("Name at most %(n)s addresses, or the network they lie in."), field="sources", n=MOST_SOURCES)
    return "\n".join(_source(each) for each in found)


def _source(text: str) -> str:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        is_host = _HOST.fullmatch(text) and not re.fullmatch(r"[\d.]+(?:-[\d.]+)?", text)
        if not is_host:
            says = N_("“%(text)s” is neither an IP address, nor a network such as 203.0.113.0/24, nor a host name.")
            raise Refused(says, field="sources", text=text[:60]) from None
        return text
    if network.prefixlen == 0:
        raise Refused(
            N_("“%(text)s” is everywhere; name the addresses it is reached from."), field="sources", text=text
        )
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def weaknesses(
    *, privilege: Privilege, is_remote: bool, two_factor: bool, hours: str, sources: str, expires_on: date | None
) -> list[Phrase]:
    """Where a way in is wider than it need be (least privilege, CC-18000-2-9; CC-17010-1-8), the gravest first."""
    found = []
    if is_remote and not two_factor:
        found.append(phrase(N_("Remote without two-factor sign-in.")))
    elif privilege is Privilege.PRIVILEGED and not two_factor:
        found.append(phrase(N_("Privileged without two-factor sign-in.")))
    if is_remote and not sources:
        found.append(phrase(N_("Reached from any address.")))
    if not hours and privilege is not Privilege.SERVICE:
        found.append(phrase(N_("At any hour.")))
    if expires_on is None:
        found.append(phrase(N_("Without a last day of its own.")))
    return found


def check_limit(expires_on: date | None, limit: date | None) -> None:
    """Access ends with the contract (promise 3): raises `Refused` for a last day after `limit`, the effective end."""
    if expires_on is not None and limit is not None and expires_on > limit:
        raise Refused(N_("The contract ends on %(day)s; access does not outlive it."), field="expires_on", day=limit)


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
