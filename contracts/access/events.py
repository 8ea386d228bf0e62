"""What the register of access tells the features above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccessChanged:
    """A way in was granted, changed, revoked or restored; `contract_ids` are all the contracts it serves or served."""

    contract_ids: frozenset[int]


@dataclass(frozen=True)
class AccessRevoking:
    """Somebody is about to revoke a way in; a listener may refuse, because a task ends it with evidence."""

    grant_id: int
