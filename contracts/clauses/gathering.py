"""The files that a command is pointed at: single ones, those of folders and of zips, each under a name of its own."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from contracts.clauses.crew import File
from contracts.documents.archives import Archive, Member, is_junk
from core.errors import Unreadable
from core.phrases import N_


def gather(paths: Sequence[Path], stack: ExitStack) -> list[File[str]]:
    """Every file at hand, in the order of the paths and by name within a folder. Zips stay open until `stack` closes."""
    found = [each for path in paths for each in _at(path, stack, len(paths) > 1)]
    names = _unlike([name for name, _, _ in found], [str(path) for _, path, _ in found])
    return [File(name, Path(name).name, load) for name, (_, _, load) in zip(names, found, strict=True)]


Found = tuple[str, Path, Callable[[], bytes]]


def _at(path: Path, stack: ExitStack, is_one_of_many: bool) -> Iterator[Found]:
    if path.is_dir():
        for each in _under(path):
            inside = each.relative_to(path)
            yield str(Path(path.name) / inside if is_one_of_many else inside), each, _reader(each)
    elif path.suffix.lower() == ".zip" and path.is_file():
        yield from _inside(path, stack, is_one_of_many)
    else:
        yield path.name, path, _reader(path)


def _under(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders, by name; links are not followed, what programs leave behind is left out."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(files) if not name.startswith(".") and not is_junk(name))


def _inside(path: Path, stack: ExitStack, is_one_of_many: bool) -> Iterator[Found]:
    try:
        archive = Archive(stack.enter_context(path.open("rb")))
    except Unreadable as error:
        yield path.name, path, _refuser(error)
        return
    for member in archive.members:
        name = f"{path.name}/{member.name}" if is_one_of_many else member.name
        yield name, path / member.name, _member_reader(archive, member)


def _reader(path: Path) -> Callable[[], bytes]:
    def load() -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise Unreadable(N_("The file cannot be opened: %(why)s"), why=error.strerror or str(error)) from error

    return load


def _member_reader(archive: Archive, member: Member) -> Callable[[], bytes]:
    def load() -> bytes:
        if member.refusal:
            raise Unreadable(member.refusal.msgid, **member.refusal.params)
        return archive.read(member.index)

    return load


def _refuser(error: Unreadable) -> Callable[[], bytes]:
    def load() -> bytes:
        raise error

    return load


def _unlike(names: Sequence[str], paths: Sequence[str]) -> list[str]:
    """The names; where two are the same, with as much of the path as tells them apart, and at last with a number."""
    twice = {name for name, count in Counter(names).items() if count > 1}
    told = [path if name in twice else name for name, path in zip(names, paths, strict=True)]
    seen: Counter[str] = Counter()
    for index, name in enumerate(told):
        seen[name] += 1
        if seen[name] > 1:
            told[index] = f"{name} ({seen[name]})"
    return told
