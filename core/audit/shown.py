"""An audit entry as people read it: the tag, the record's kind and the fields in words, each change as old → new."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from core.i18n import formats, say
from core.phrases import N_
from core.places import country_name, is_country

Words = Mapping[Any, Any]

_tags: dict[str, str] = {}
_subjects: dict[str, str] = {}
_fields: dict[str, str] = {}
_words: dict[str, dict[str, Any]] = {}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def register_labels(
    *,
    tags: Mapping[str, str],
    subjects: Mapping[str, str],
    fields: Mapping[str, str] | None = None,
    words: Mapping[str, Words] | None = None,
) -> None:
    """A domain's marked words for its tags (`vendors:vendor:edit`), its tables (`vendor`), the fields that entries name
    (`ends_on`) and, by field, the values that stand for a word (`kind`: `cloud`)."""
    _tags.update(tags)
    _subjects.update(subjects)
    _fields.update(fields or {})
    for field, table in (words or {}).items():
        _words.setdefault(field, {}).update({str(value): word for value, word in table.items()})


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


def field_label(field: str) -> str:
    return say(_fields[field]) if field in _fields else field.replace("_", " ")


def change_lines(changes: dict[str, Any]) -> list[str]:
    """One line a field: `Ends on: 2026-06-30 → 2026-12-31`, or `Note: text` for a value that had none before."""
    lines = []
    for key, value in changes.items():
        if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict):
            lines.append(f"{field_label(key)}: {_short(key, value[0])} → {_short(key, value[1])}")
        else:
            lines.append(f"{field_label(key)}: {_short(key, value)}")
    return lines


def _short(field: str, value: Any) -> str:
    if value in (None, ""):
        return formats.NOTHING
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)[:200] or formats.NOTHING
    return _in_words(field, str(value))[:200]


def _in_words(field: str, text: str) -> str:
    """A stored value the reader's way: a word for a coded one, a day in the reader's years, else as it stands."""
    if field in _words:
        return ", ".join(say(_words[field].get(part, part)) for part in text.split(", "))
    if field.endswith("country") and is_country(text):
        return country_name(text)
    if field.endswith("_id"):
        return f"#{text}"
    if DAY.fullmatch(text):
        try:
            return formats.day(date.fromisoformat(text))
        except ValueError:
            return text
    return text
