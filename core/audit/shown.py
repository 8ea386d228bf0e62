"""An audit entry as people read it: the tag and the record's kind in words, each change as old → new."""

from collections.abc import Mapping
from typing import Any

from core.i18n import formats, say
from core.phrases import N_

_tags: dict[str, str] = {}
_subjects: dict[str, str] = {}


def register_labels(*, tags: Mapping[str, str], subjects: Mapping[str, str]) -> None:
    """A domain's marked words for its tags (`vendors:vendor:edit`) and its tables (`vendor`)."""
    _tags.update(tags)
    _subjects.update(subjects)


def tag_label(tag: str) -> str:
    """What was done, in words; the tag itself where nobody gave any, so that nothing hides."""
    return say(_tags[tag]) if tag in _tags else tag.replace(":", " · ")


def subject_label(subject_type: str) -> str:
    return say(_subjects[subject_type]) if subject_type in _subjects else subject_type.replace("_", " ")


_ACTORS = {
    "system": N_("System"),
    "job": N_("System (scheduled job)"),
    "work": N_("System (background work)"),
    "command": N_("Command line"),
}


def actor_label(entry: Any) -> str:
    """Who did it: the person's name, or in words which part of the system acted by itself."""
    kind = entry.actor_name.partition(":")[0]
    return say(_ACTORS[kind]) if entry.actor_id is None and kind in _ACTORS else str(entry.actor_name)


def change_lines(changes: dict[str, Any]) -> list[str]:
    """One line a field: `ends_on: 2026-06-30 → 2026-12-31`, or `note: text` for a value that had none before."""
    lines = []
    for key, value in changes.items():
        if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict):
            lines.append(f"{key}: {_short(value[0])} → {_short(value[1])}")
        else:
            lines.append(f"{key}: {_short(value)}")
    return lines


def _short(value: Any) -> str:
    if value in (None, ""):
        return formats.NOTHING
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)[:200] or formats.NOTHING
    return str(value)[:200]
