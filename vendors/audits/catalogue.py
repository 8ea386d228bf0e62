"""What an audit may look at: the product's own list, or the firm's in its instance folder."""

import logging
import tomllib
from functools import lru_cache
from pathlib import Path

from flask import current_app

from core.phrases import Wording
from vendors.audits.rules import Control

OWN = Path(__file__).parent / "controls.toml"
log = logging.getLogger(__name__)


def controls() -> dict[str, Control]:
    """By id, in order."""
    firms = Path(current_app.config["SETTINGS"].instance_path) / "audit-controls.toml"
    return _read(firms, firms.stat().st_mtime_ns) if firms.is_file() else _read(OWN, 0)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> dict[str, Control]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            str(each["id"])[:40]: Control(
                str(each["id"])[:40], str(each["rule"])[:40], Wording(str(each["name"]["zh"]), str(each["name"]["en"]))
            )
            for each in data["control"]
        }
    except (KeyError, TypeError, ValueError, OSError) as error:
        if path == OWN:
            raise
        log.warning("audit controls %s cannot be read, the product's own hold: %s", path, error)
        return _read(OWN, 0)
