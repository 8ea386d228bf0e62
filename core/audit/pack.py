"""An audit pack: one zip that an inspector checks on another machine, without this product's database.

`manifest.json` names every other file with its SHA-256 and size, and the end of the audit trail; `audit.jsonl` holds the
trail, whose hashes chain from the first entry to that end; `evidence/<sha256>` are stored files as they came, and
`evidence.jsonl` says what each is and which record holds it. Everything is read and written in pieces.
"""

import hashlib
import json
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from core.audit.rules import GENESIS, entry_hash

FORMAT = "vendor-risk audit pack 1"
MANIFEST = "manifest.json"
TRAIL = "audit.jsonl"
CHUNK = 1 << 20
MOST_MANIFEST = 256 << 20
MOST_LINE = 16 << 20
FAULTS_SHOWN = 200
MADE = (2000, 1, 1, 0, 0, 0)
"""The time noted in the zip for each file: none, so that the same content makes the same bytes."""


class PackWriter:
    """Writes a pack piece by piece, noting each file's hash and size for the manifest."""

    def __init__(self, target: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=3)
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, path: str, pieces: Iterable[bytes], *, packed: bool = True) -> None:
        """One file; `packed` False for what is compressed already."""
        info = zipfile.ZipInfo(path, MADE)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
        self.files[path] = {"sha256": digest.hexdigest(), "size": size}

    def finish(self, about: Mapping[str, Any]) -> None:
        """The manifest, and the end of the zip."""
        content = {"format": FORMAT, **about, "files": self.files}
        self.zip.writestr(zipfile.ZipInfo(MANIFEST, MADE), json.dumps(content, ensure_ascii=False, indent=1))
        self.zip.close()


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Rows as JSON, one a line."""
    for row in rows:
        yield (
            json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
            + b"\n"
        )


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


@dataclass
class PackReport:
    """What checking a pack found: how much there is, and each fault in words."""

    files: int = 0
    entries: int = 0
    head: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def fault(self, words: str) -> None:
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append(words)


def verify_pack(stream: IO[bytes]) -> PackReport:
    """Check a pack, whoever made it: every file is there and unchanged, none was slipped in, the trail's chain is whole.

    Never unpacks to the disk and never reads more of a file than its manifest says it holds.
    """
    report = PackReport()
    try:
        with zipfile.ZipFile(stream) as pack:
            _verify(pack, report)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        report.fault(f"the pack cannot be read: {error}")
    return report


def _verify(pack: zipfile.ZipFile, report: PackReport) -> None:
    names = [info.filename for info in pack.infolist()]
    manifest = _manifest(pack, names, report)
    files = manifest.get("files")
    if not isinstance(files, dict):
        report.fault("the manifest names no files")
        return
    report.about = {k: v for k, v in manifest.items() if k != "files"}
    for name in sorted(name for name, times in Counter(names).items() if times > 1):
        report.fault(f"{name} is in the pack more than once")
    for name in sorted(set(names) - set(files) - {MANIFEST}):
        report.fault(f"{name} is in the pack and not in its manifest")
    for name, said in files.items():
        report.files += 1
        if name not in pack.NameToInfo:
            report.fault(f"{name} is missing")
        else:
            _file(pack, name, said if isinstance(said, dict) else {}, report)
    if TRAIL in pack.NameToInfo:
        _trail(pack, report)
    else:
        report.fault("the audit trail is missing")


def _manifest(pack: zipfile.ZipFile, names: list[str], report: PackReport) -> Mapping[str, Any]:
    if MANIFEST not in names:
        report.fault("there is no manifest: this is no audit pack, or it was cut off")
        return {}
    with pack.open(MANIFEST) as stream:
        data = stream.read(MOST_MANIFEST + 1)
    try:
        found = json.loads(data) if len(data) <= MOST_MANIFEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        report.fault("the manifest is not one of an audit pack")
        return {}
    return found


def _file(pack: zipfile.ZipFile, name: str, said: Mapping[str, Any], report: PackReport) -> None:
    digest, size, most = hashlib.sha256(), 0, said.get("size")
    most = most if isinstance(most, int) else 0
    with pack.open(name) as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            if size > most:
                report.fault(f"{name} is longer than its manifest says")
                return
    if size != most or digest.hexdigest() != said.get("sha256"):
        report.fault(f"{name} was changed after the pack was made")
    elif name.startswith("evidence/") and name.rpartition("/")[2] != digest.hexdigest():
        report.fault(f"{name} does not hold what its name says")


def _trail(pack: zipfile.ZipFile, report: PackReport) -> None:
    """The chain from its first entry: every hash worked out again, numbers without gaps, the end the manifest's."""
    last = GENESIS
    with pack.open(TRAIL) as stream:
        for line in _lines(stream):
            report.entries += 1
            try:
                entry = json.loads(line)
                digest = _digest(entry)
            except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
                report.fault(f"audit entry {report.entries} cannot be read")
                return
            if entry["seq"] != report.entries or entry["prev_hash"] != last:
                report.fault(f"audit entry {report.entries} does not follow the one before it")
                return
            if digest != entry["hash"]:
                report.fault(f"audit entry {report.entries}: its content was changed after it was written")
            last = entry["hash"]
    report.head = last
    said = report.about.get("audit")
    if not isinstance(said, dict) or (said.get("entries"), said.get("head")) != (report.entries, last):
        report.fault("the audit trail does not end where the manifest says")


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    while line := stream.readline(MOST_LINE):
        yield line


def _digest(entry: Mapping[str, Any]) -> str:
    return entry_hash(
        seq=entry["seq"],
        at=datetime.fromisoformat(entry["at"]),
        actor=f"{entry['actor_id']}:{entry['actor_name']}",
        tag=entry["tag"],
        subject=f"{entry['subject_type']}:{entry['subject_id']}:{entry['subject_name']}",
        changes=entry["changes"],
        prev_hash=entry["prev_hash"],
    )
