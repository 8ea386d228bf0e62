"""An audit entry as people read it: the tag, the record's kind and the fields in words, each change as old → new."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from core.audit import references
from core.i18n import formats, say
from core.phrases import N_, from_kept, is_said
from core.places import country_name, is_country

Words = Mapping[Any, Any]

_tags: dict[str, str] = {}
_subjects: dict[str, str] = {}
_fields: dict[str, str] = {}
_words: dict[str, dict[str, Any]] = {}
_named: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
PLACE = re.compile(r"%\((\w+)\)s")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def register_labels(
    *,
    tags: Mapping[str, str],
    subjects: Mapping[str, str],
    fields: Mapping[str, str] | None = None,
    words: Mapping[str, Words] | None = None,
    named: Mapping[str, Iterable[str]] | None = None,
) -> None:
    """A domain's marked words for its tags (`vendors:vendor:edit`), its tables (`vendor`), the fields that entries name
    (`ends_on`) and, by field, the values that stand for a word (`kind`: `cloud`); `named`: by table, the sentences of
    ours that its records are called by, which entries keep in English."""
    _tags.update(tags)
    _subjects.update(subjects)
    _fields.update(fields or {})
    for field, table in (words or {}).items():
        _words.setdefault(field, {}).update({str(value): word for value, word in table.items()})
    for table_name, sentences in (named or {}).items():
        _named[table_name] = [(msgid, _pattern(msgid)) for msgid in sentences if PLACE.sub("", msgid).strip()]


def _pattern(msgid: str) -> re.Pattern[str]:
    """What reads the values back out of one of our sentences."""
    parts = PLACE.split(msgid)
    return re.compile(
        "".join(f"(?P<{part}>.*)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )


def subject_name(entry: Any) -> str:
    """What the record was called: as it stands, or in the reader's language where it is a sentence of ours."""
    for msgid, pattern in _named.get(entry.subject_type, ()):
        if found := pattern.fullmatch(entry.subject_name):
            return str(gettext(msgid)) % found.groupdict()
    return str(entry.subject_name)


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
    "link": N_("Vendor by link"),
}


def actor_label(entry: Any) -> str:
    """Who did it: the person's name, or in words which part of the system acted by itself."""
    kind = entry.actor_name.partition(":")[0]
    return say(_ACTORS[kind]) if entry.actor_id is None and kind in _ACTORS else str(entry.actor_name)


def field_label(field: str) -> str:
    return say(_fields[field]) if field in _fields else field.replace("_", " ")


@dataclass(frozen=True)
class Change:
    """One field of an entry in words: `old` is None where there was nothing to take the place of."""

    label: str
    old: str | None
    new: str

    def __str__(self) -> str:
        return f"{self.label}: {self.new}" if self.old is None else f"{self.label}: {self.old} → {self.new}"


def changes_of(entry: Any) -> list[Change]:
    """What an entry changed, field by field: amounts in their currency, other records by name, values in words."""
    found = []
    for key, value in entry.changes.items():
        if isinstance(value, list) and len(value) == 2 and not (isinstance(value[0], dict) and not is_said(value[0])):
            found.append(Change(field_label(key), _short(entry, key, value[0]), _short(entry, key, value[1])))
        else:
            found.append(Change(field_label(key), None, _short(entry, key, value)))
    return found


def change_lines(entry: Any) -> list[str]:
    """One line a field: `Ends on: 2026-06-30 → 2026-12-31`, or `Note: text` for a value that had none before."""
    return [str(change) for change in changes_of(entry)]


def _short(entry: Any, field: str, value: Any) -> str:
    if value in (None, ""):
        return formats.NOTHING
    if is_said(value):
        return say(from_kept(value))[:200]
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)[:200] or formats.NOTHING
    if field.endswith("_minor") and isinstance(value, int):
        return _amount(entry, value)
    if field.endswith("_id") and str(value).isdecimal():
        table = references.target_of(field, entry.subject_type)
        return (references.name_of(table, int(value)) if table is not None else "") or f"#{value}"
    if isinstance(value, int | float) and field not in _words:
        return formats.number(value)
    return _in_words(field, str(value))[:200]


def _amount(entry: Any, minor: int) -> str:
    """An amount in the entry's own currency, else its record's; without one the bare number says so."""
    said = entry.changes.get("currency")
    currency = said[-1] if isinstance(said, list) else said
    currency = currency or references.currency_of(entry.subject_type, str(entry.subject_id))
    return formats.money(minor, str(currency)) if currency else gettext("%(n)s (minor units)", n=formats.number(minor))


def _in_words(field: str, text: str) -> str:
    """A stored value the reader's way: a word for a coded one, a day in the reader's years, else as it stands."""
    if field in _words:
        return ", ".join(say(_words[field].get(part, part)) for part in text.split(", "))
    if field.endswith("country") and is_country(text):
        return country_name(text)
    try:
        if DAY.fullmatch(text):
            return formats.day(date.fromisoformat(text))
        if INSTANT.fullmatch(text):
            return formats.instant(datetime.fromisoformat(text))
    except (ValueError, OverflowError):  # a text that only looks like a day or an instant
        return text
    return text
