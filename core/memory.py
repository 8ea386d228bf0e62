"""What makes millions of small objects that all stay: the collector would walk them again and again for nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Cyclic garbage is not looked for within (halves the time of a large file, and takes a third from the figures of a large firm); afterwards as before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
