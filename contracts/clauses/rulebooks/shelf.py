"""Where rulebooks stand: those that ship, and a folder of the firm's own. A rulebook is a TOML file, or a folder with a
head and one file a clause; its name is its id. Adding one is adding files, and nothing else."""

import gzip
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from flask import Flask, current_app

from contracts.clauses.learnt import read as read_learnt
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks.reading import read
from contracts.clauses.rulebooks.source import Faulty, Source
from core.errors import Refused
from core.phrases import N_
from core.settings import Settings, SettingsError

DEFAULT = "cc19000"
"""The rulebook by which every contract is judged."""
LEXICON = "lexicon.toml"
HEAD = "rulebook.toml"
"""In a rulebook that is a folder: what it is. Every other file of the folder is one clause, in the order of their names."""

_EXTENSION = "rulebooks"


class Shelf:
    """The rulebooks at hand, by id: each in its place, read when it is first asked for."""

    def __init__(self, places: dict[str, Traversable]) -> None:
        self._places, self._read = dict(sorted(places.items())), dict[str, Rulebook]()

    @property
    def ids(self) -> tuple[str, ...]:
        """In the order of their names."""
        return tuple(self._places)

    def load(self, rulebook_id: str) -> Rulebook:
        """Raises Faulty for an unknown id, and for a rulebook that cannot be used, with file and place."""
        if rulebook_id not in self._places:
            known = ", ".join(self._places)
            raise Faulty(N_("There is no rulebook %(id)s; known are: %(known)s"), id=rulebook_id, known=known)
        if rulebook_id not in self._read:
            self._read[rulebook_id] = read_at(self._places[rulebook_id])
        return self._read[rulebook_id]

    def with_folder(self, folder: Traversable) -> "Shelf":
        """This shelf and the rulebooks of a folder; one of a known id stands in the place of the one that ships.

        Every rulebook of the folder is read, so that a fault is told now. Raises Faulty.
        """
        own = {name: entry for entry in folder.iterdir() if (name := _rulebook_id(entry))}
        both = Shelf(self._places | own)
        for rulebook_id, entry in own.items():
            mine = both.load(rulebook_id)
            if rulebook_id in self._places and self.load(rulebook_id).version == mine.version:
                raise Faulty(
                    N_("The rulebook that ships is also %(id)s %(version)s: give yours an id or a version of its own."),
                    file=_head_of(entry),
                    field="version",
                    id=rulebook_id,
                    version=mine.version,
                )
        return both


def read_at(entry: Traversable) -> Rulebook:
    """The rulebook in a file or folder, with the words that every rulebook may use. Raises Faulty."""
    lexicon = _source(resources.files(__package__).joinpath(LEXICON), LEXICON)
    if not entry.is_dir():
        return _named(read(_source(entry, entry.name), lexicon), entry)
    files = sorted((f for f in entry.iterdir() if _is_clause(f)), key=lambda f: f.name)
    clauses = [_source(file, f"{entry.name}/{file.name}") for file in files]
    head = _source(entry.joinpath(HEAD), _head_of(entry))
    return _named(_with_learnt(read(head, lexicon, clauses), entry), entry)


def _with_learnt(rulebook: Rulebook, folder: Traversable) -> Rulebook:
    """The rulebook with what was learnt for it, by language: its files learnt.zh.json.gz and the like. Raises Faulty."""
    learnt, digest = {}, hashlib.sha256(rulebook.digest.encode())
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.startswith("learnt."):
            data = file.read_bytes()
            try:
                learnt[file.name.split(".")[1]] = read_learnt(gzip.decompress(data))
            except (OSError, EOFError, ValueError, zlib.error) as error:
                message = N_("What was learnt cannot be read: %(why)s")
                raise Faulty(message, file=f"{folder.name}/{file.name}", why=str(error)) from error
            digest.update(data)
    return replace(rulebook, learnt=learnt, digest=digest.hexdigest()[:16]) if learnt else rulebook


def _named(rulebook: Rulebook, entry: Traversable) -> Rulebook:
    if rulebook.id != _rulebook_id(entry):
        raise Faulty(
            N_("The id is %(id)s, but the file or folder is called %(name)s; they must be the same."),
            file=_head_of(entry),
            field="id",
            id=rulebook.id,
            name=entry.name,
        )
    return rulebook


def _head_of(entry: Traversable) -> str:
    return f"{entry.name}/{HEAD}" if entry.is_dir() else entry.name


def _is_clause(file: Traversable) -> bool:
    return file.name.endswith(".toml") and not file.name.startswith(".") and file.name != HEAD


def _rulebook_id(entry: Traversable) -> str:
    """The id a file or folder of rulebooks bears by its name; "" for what is none."""
    if entry.name.startswith("."):
        return ""
    if entry.is_dir():
        return entry.name if entry.joinpath(HEAD).is_file() else ""
    return entry.name.removesuffix(".toml") if entry.name.endswith(".toml") and entry.name != LEXICON else ""


def _source(file: Traversable, name: str) -> Source:
    try:
        return Source(name, file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Faulty(N_("The file is not UTF-8 text."), file=name) from None
    except OSError as error:
        raise Faulty(N_("The file cannot be opened: %(why)s"), file=name, why=error.strerror or "") from None


@cache
def _shipped() -> Shelf:
    entries = resources.files(__package__).iterdir()
    return Shelf({name: entry for entry in entries if (name := _rulebook_id(entry))})


def shelf() -> Shelf:
    """The rulebooks of this installation; without an application those that ship."""
    if current_app:
        found: Shelf = current_app.extensions.get(_EXTENSION) or _shipped()
        return found
    return _shipped()


def available() -> Sequence[str]:
    """Ids of the rulebooks at hand."""
    return shelf().ids


def load(rulebook_id: str) -> Rulebook:
    """A rulebook at hand. Raises Faulty for an unknown id."""
    return shelf().load(rulebook_id)


def init_app(app: Flask) -> None:
    """Take in the firm's own rulebooks, where the settings name a folder. Raises SettingsError with file and place."""
    settings: Settings = app.config["SETTINGS"]
    folder = settings.own_rulebooks
    if folder is None:
        return
    try:
        app.extensions[_EXTENSION] = _shipped().with_folder(folder)
    except Refused as fault:
        raise SettingsError(f"RULEBOOKS_PATH: {folder}: {fault}") from fault
    except OSError as error:
        raise SettingsError(f"RULEBOOKS_PATH: {folder} cannot be read: {error.strerror}") from error
