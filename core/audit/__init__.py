"""The audit trail: who did what to which record and when, append-only and chained by hash.

`record()` is called by the operation that makes the change; `unit_of_work()` seals the entries into the chain in the
same transaction. `verify()` finds an entry that was changed, removed or slipped in.
"""

from core.audit.chain import record

__all__ = ["record"]
