"""Policy that is data: a file that comes with the product, and the firm's own in the instance folder in its place."""

import logging
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from flask import current_app

log = logging.getLogger(__name__)
T = TypeVar("T")


def firms_or_own(name: str, own: Path, parse: Callable[[Mapping[str, Any]], T]) -> T:
    """What `parse` makes of `name` in the instance folder, where there is one that can be read; of `own` otherwise. A
    file that is wrong is told to the log, and what came with the product holds."""
    firms = Path(current_app.config["SETTINGS"].instance_path) / name
    if firms.is_file():
        found: T | None = _read(firms, firms.stat().st_mtime_ns, parse)
        if found is not None:
            return found
    found = _read(own, 0, parse)
    if found is None:
        raise RuntimeError(f"{own.name} of the product itself cannot be read")
    return found


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int, parse: Callable[[Mapping[str, Any]], Any]) -> Any:
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError, OSError, OverflowError) as error:
        log.warning("policy %s cannot be read, what came with the product holds: %s", path, error)
        return None
