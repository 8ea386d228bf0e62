"""How a lower feature tells higher ones that something changed, without knowing them.

The lower operation announces; every listener runs at once, inside the same unit of work: all of it happens or none.
Listeners are connected in the domain's `init_app`, one readable line each; there is no discovery.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

E = TypeVar("E")
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_waiting: ContextVar[dict[Any, None] | None] = ContextVar("waiting", default=None)


def listen(kind: type[E], listener: Callable[[E], None]) -> None:
    """Call `listener` for every announced `kind`; connecting the same one twice changes nothing."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


@contextmanager
def once_each() -> Iterator[None]:
    """Keep what is announced inside until its end and tell equal events once: several papers attached together change a
    contract's papers once. The end must come inside the unit of work; after an error nothing is told."""
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    for event in waiting:
        announce(event)


def announce(event: Any) -> None:
    """Tell everybody who listens, in the order in which they were connected."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting[event] = None
        return
    for listener in _listeners[type(event)]:
        listener(event)
