"""How a lower feature tells higher ones that something changed, without knowing them.

The lower operation announces; every listener runs at once, inside the same unit of work: all of it happens or none.
Listeners are connected in the domain's `init_app`, one readable line each; there is no discovery.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[E], listener: Callable[[E], None]) -> None:
    """Call `listener` for every announced `kind`; connecting the same one twice changes nothing."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def announce(event: Any) -> None:
    """Tell everybody who listens, in the order in which they were connected."""
    for listener in _listeners[type(event)]:
        listener(event)
