"""The questionnaires and the policy that stand ready: the product's own, and the firm's in its instance folder."""

import logging
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from core import clock
from vendors.assessments.questionnaire import BadQuestionnaire, Questionnaire, parse
from vendors.assessments.tiers import Policy, parse_policy

OWN = Path(__file__).parent / "questionnaires"
POLICY = Path(__file__).parent / "policy.toml"
CAPABILITY = "capability"
log = logging.getLogger(__name__)


def questionnaires(on: date | None = None) -> dict[str, Questionnaire]:
    """By id, each in the newest version that is in effect on a day (today where none is named)."""
    day, found = on or clock.today(), dict[str, Questionnaire]()
    for each in _all():
        known = found.get(each.id)
        if each.effective_on <= day and (known is None or known.effective_on <= each.effective_on):
            found[each.id] = each
    return dict(sorted(found.items(), key=lambda item: (item[0] != CAPABILITY, item[0])))


def policy() -> Policy:
    own = _instance() / "assessment-policy.toml"
    return _policy(own, own.stat().st_mtime_ns) if own.is_file() else _policy(POLICY, 0)


def _instance() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance_path
    return Path(folder)


def _all() -> list[Questionnaire]:
    """Those of the product, then those of the firm; a file that is none is told to the log and left out."""
    found = []
    for folder in (OWN, _instance() / "questionnaires"):
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            read = _read(path, path.stat().st_mtime_ns)
            if read is not None:
                found.append(read)
    return found


@lru_cache(maxsize=200)
def _read(path: Path, _changed: int) -> Questionnaire | None:
    try:
        return parse(_data(path))
    except (BadQuestionnaire, tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        log.warning("questionnaire %s cannot be read: %s", path, error)
        return None


@lru_cache(maxsize=8)
def _policy(path: Path, _changed: int) -> Policy:
    try:
        return parse_policy(_data(path))
    except (KeyError, TypeError, ValueError, OSError) as error:
        if path == POLICY:
            raise
        log.warning("assessment policy %s cannot be read, the default holds: %s", path, error)
        return _policy(POLICY, 0)


def _data(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
