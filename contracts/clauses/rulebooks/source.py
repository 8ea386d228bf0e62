"""A rulebook's file as tables and texts; whatever is wrong is said with the file and the place in it."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.clauses.rulebook import Wording
from core.errors import Refused
from core.phrases import N_


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text and the name it is spoken of by."""

    name: str
    text: str


class Faulty(Refused):
    """A rulebook that cannot be used: `file` is the file, `field` the place in it, such as "signals[2].when"."""

    def __init__(self, msgid: str, /, *, file: str = "", field: str = "", **params: Any) -> None:
        super().__init__(msgid, field=field, **params)
        self.file = file

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, str(self.phrase)) if part)


@contextmanager
def within(file: str) -> Iterator[None]:
    """Faults found here are in this file, unless they know better."""
    try:
        yield
    except Faulty as fault:
        fault.file = fault.file or file
        raise


def at(where: str, key: str) -> str:
    """The place of a key under another place ("" for the whole file)."""
    return f"{where}.{key}" if where else key


def tables(source: Source) -> dict[str, Any]:
    """The whole file."""
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(N_("The file is not valid TOML: %(why)s"), file=source.name, why=str(error)) from error


def only(data: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    """Refuse what nobody reads: it is a slip of the pen."""
    for key in data:
        if key not in keys:
            raise Faulty(
                N_("There is nothing called %(key)s here; known are: %(known)s"),
                field=at(where, key),
                key=key,
                known=", ".join(keys),
            )


def table(data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    """A table, empty where there is none."""
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise Faulty(N_("%(key)s must be a table."), field=at(where, key), key=key)
    return value


def list_of_tables(data: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Faulty(N_("%(key)s must be a list of tables."), field=at(where, key), key=key)
    return value


def names(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """A list of names, empty where there is none."""
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Faulty(N_("%(key)s must be a list of names."), field=at(where, key), key=key)
    return tuple(value)


def words(data: Mapping[str, Any], key: str, where: str) -> str:
    """Text that must be there."""
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Faulty(N_("%(key)s is missing or empty."), field=at(where, key), key=key)
    return value.strip()


def wording(data: Mapping[str, Any], key: str, where: str) -> Wording:
    """Text in both languages."""
    value = data.get(key)
    if not isinstance(value, dict):
        raise Faulty(N_("%(key)s is missing or empty."), field=at(where, key), key=key)
    place = at(where, key)
    return Wording(zh=words(value, "zh", place), en=words(value, "en", place))


def day(data: Mapping[str, Any], key: str) -> date:
    value = data.get(key)
    if type(value) is not date:
        raise Faulty(N_("%(key)s must be a date, such as 2023-08-15."), field=key, key=key)
    return value
