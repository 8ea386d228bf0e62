"""The times within which somebody is told: the product's own, or the firm's in its instance folder."""

import logging
import tomllib
from functools import lru_cache
from pathlib import Path

from flask import current_app

from vendors.incidents.rules import Policy, parse_policy

OWN = Path(__file__).parent / "policy.toml"
FIRMS = "incident-policy.toml"
log = logging.getLogger(__name__)


def policy() -> Policy:
    """The firm's own policy where there is one that can be read, the product's otherwise."""
    firms = Path(current_app.config["SETTINGS"].instance_path) / FIRMS
    if firms.is_file():
        found = _read(firms, firms.stat().st_mtime_ns)
        if found is not None:
            return found
    found = _read(OWN, 0)
    if found is None:
        raise RuntimeError("the product's own incident policy cannot be read")
    return found


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Policy | None:
    try:
        return parse_policy(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError, OSError, OverflowError) as error:
        log.warning("incident policy %s cannot be read, the default holds: %s", path, error)
        return None
