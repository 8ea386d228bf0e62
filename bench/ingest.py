"""Reading an SBOM from bytes to committed rows, beside the least that anybody could do and what well-known libraries take.

The documents are of our own making, in the shape that cyclonedx-npm gives a real product: 1.7 kB a component with hash,
licence, maker, description, four addresses and the dependency graph.
"""

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from flask import Flask

from bench.firms import installation
from core import forks
from core.background import submit
from core.db import unit_of_work
from core.files import store
from sbom.disclosure.operations import READ
from sbom.ingest import schemas
from sbom.pipelines import operations as pipelines
from sbom.pipelines import reading
from sbom.products import operations as products
from vendors.register import operations as vendors

SIZES = (1_000, 10_000, 50_000)
_LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC")
"""What nearly all of a real product's components are under."""


def document(components: int) -> bytes:
    """A CycloneDX 1.4 document of so many distinct components."""
    return orjson.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "metadata": {"timestamp": "2026-01-05T08:00:00Z", "component": {"type": "application", "name": "shop", "bom-ref": "shop"}},
        "components": [_component(n) for n in range(components)],
        "dependencies": [
            {"ref": f"part-{n}@1.{n % 50}.{n % 7}", "dependsOn": _needed(n, components)} for n in range(components)
        ],
    }, option=orjson.OPT_INDENT_2)  # fmt: skip


def _component(n: int) -> dict[str, Any]:
    name, version = f"part-{n}", f"1.{n % 50}.{n % 7}"
    home = f"https://github.com/example-{n % 900}/{name}"
    return {
        "type": "library", "name": name, "version": version, "bom-ref": f"{name}@{version}", "author": f"Maker {n % 700}",
        "description": f"Does its part number {n} for others, simple and fast.",
        "hashes": [{"alg": "SHA-512", "content": f"{n * 2_654_435_761:0128x}"}],
        "licenses": [{"license": {"id": _LICENCES[n % len(_LICENCES)]}}],
        "purl": f"pkg:npm/{name}@{version}",
        "externalReferences": [
            {"url": f"https://packages.example.com/{name}/-/{name}-{version}.tgz", "type": "distribution",
             "comment": 'as detected from npm-ls property "resolved"'},
            {"url": f"{home}/issues", "type": "issue-tracker", "comment": 'as detected from PackageJson property "bugs.url"'},
            {"url": f"git+{home}.git", "type": "vcs", "comment": 'as detected from PackageJson property "repository.url"'},
            {"url": f"{home}#readme", "type": "website", "comment": 'as detected from PackageJson property "homepage"'},
        ],
        "properties": [{"name": "cdx:npm:package:path", "value": f"node_modules/{name}"}],
    }  # fmt: skip


def _needed(n: int, of: int) -> list[str]:
    return [
        f"part-{k}@1.{k % 50}.{k % 7}" for k in dict.fromkeys((n * 7 + 1) % of + at for at in range(n % 4)) if k < of
    ]


# --- what is measured -------------------------------------------------------------------------------------------------


def the_floor(data: bytes) -> None:
    """The least: parsed, valid or not, eight fields of each component into one indexed table; nothing kept of the rest."""
    document = orjson.loads(data)
    schemas.json_validator(document["specVersion"]).is_valid(document)
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "floor.db")
        database.execute("CREATE TABLE part (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h)")
        for column in "bde":
            database.execute(f"CREATE INDEX ix_{column} ON part ({column})")
        with database:
            database.executemany(
                "INSERT INTO part (a, b, c, d, e, f, g, h) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _walk(document)
            )
        database.close()


def _walk(document: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for part in document["components"]:
        licence, hashed = (part.get(key) or [{}] for key in ("licenses", "hashes"))
        yield (
            part.get("type"), part.get("name"), part.get("version"), part.get("purl"), part.get("author"),
            (licence[0].get("license") or {}).get("id"), hashed[0].get("content"), len(part.get("externalReferences") or ()),
        )  # fmt: skip


def ours(data: bytes) -> Callable[[], None]:
    """From the kept file to committed rows: validated, graded, with licences, hashes and the text index, by a process that is
    split off for it, as the server has it done."""
    with unit_of_work():
        name = f"新廠商 {len(data)}"
        product = products.add_product(by=None, vendor_id=vendors.register_vendor(by=None, name_zh=name).id, name=name)
        params = {
            "release_id": products.add_release(product, number="1", by=None).id,
            "sha256": store(BytesIO(data)).sha256, "file_name": "bom.json", "upload_key": f"{len(data):032}",
        }  # fmt: skip
        work = submit(READ, params, by=None).id
    return lambda: _discard(forks.do(reading.READ_APART, read=params, by_id=None, work_id=work))


def cyclonedx_python_lib(data: bytes) -> object:
    """Its model only: neither validated nor kept."""
    from cyclonedx.model.bom import Bom

    return Bom.from_json(orjson.loads(data))  # type: ignore[attr-defined]


def lib4sbom(data: bytes) -> object:
    """Its parser only, from a file, as it wants; neither validated nor kept."""
    from lib4sbom.parser import SBOMParser

    with tempfile.NamedTemporaryFile(suffix=".cdx.json") as file:
        file.write(data)
        file.flush()
        parser = SBOMParser()
        parser.parse_file(file.name)
    return parser


def _discard(_: object) -> None:
    return None


METHODS = {"floor": the_floor, "ours": ours, "cyclonedx-python-lib": cyclonedx_python_lib, "lib4sbom": lib4sbom}
NAMES = {
    "floor": "the least: orjson, jsonschema-rs, eight fields, one indexed table",
    "ours": "**read, validated, graded and committed here**",
    "cyclonedx-python-lib": "cyclonedx-python-lib: `Bom.from_json` alone",
    "lib4sbom": "lib4sbom: `parse_file` alone",
}
UPLOADED = (1_000, 6_000, 8_500, 50_000)
"""6,000 components are 10 MB, what is usual; 8,500 are the largest file that is read before the answer."""
RUNS = {1_000: 3, 10_000: 3}
"""Where not said, once: the slowest takes a minute."""


def run_one(method: str, file: Path) -> dict[str, float]:
    """One run in this process: processor time in seconds, growth of the peak of memory in bytes; of ours all that is run,
    and what it took until the process stood from which the works on files are split off."""
    data = file.read_bytes()
    if method != "ours":
        METHODS[method](document(10))
        return _measured(lambda: METHODS[method](data))
    with installation() as app, app.test_request_context():
        ours(document(10))()
        (fork,) = app.extensions["forks"]
        began = _seconds_of(fork.number)
        ours(data)()
        taken = _seconds_of(fork.number) - began
        fork.end()
        return {"seconds": taken, "bytes": fork.used["bytes"], "start": began}


def _measured(run: Callable[[], object]) -> dict[str, float]:
    before, began = _peak(), time.process_time()
    run()
    return {"seconds": time.process_time() - began, "bytes": _peak() - before}


def _peak() -> int:
    """The most bytes this process has held; `ru_maxrss` would also count what held whoever started it."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """The section of bench/results.md."""
    yield "# Taking in an SBOM\n\nBy `python -m bench ingest`. CycloneDX JSON of our own making in the shape of a real product's (1.7 kB a "
    yield "component), each in a process of its own, in turn; processor time, of the two smaller the median of three; memory is how far its "
    yield "peak grows, in files' sizes.\n\n"
    yield "| what | " + " | ".join(f"{n:,} components | of the least | memory" for n in sizes) + " |\n"
    yield "|---|" + "---:|---:|---:|" * len(sizes) + "\n"
    found = {(method, n): each for n in sizes for method, each in _in_turn(n).items()}
    for method, name in NAMES.items():
        cells = []
        for n in sizes:
            seconds, growth, _ = found[method, n]
            cells += [f"{seconds:.2f} s", f"×{seconds / found['floor', n][0]:.1f}", f"×{growth:.1f}"]
        yield f"| {name} | " + " | ".join(cells) + " |\n"
    start = median(found["ours", n][2] for n in sizes)
    yield "\nOurs is all that is run for a file: the process that is split off for it, and the splitting off. The one it is split off "
    yield f"from starts once, with the first large file after the server: {start:.1f} s.\n"
    yield f"\nOver the network, until `POST /api/v1/bom` has answered (the file kept, its release registered, its reading queued), median of {UPLOADS}, processor time "
    yield "and by the clock: "
    answered = [f"{n:,} components {cpu:.2f} s, {wall:.2f} s" for n, cpu, wall in uploaded(UPLOADED)]
    yield "; ".join(answered) + ".\n"


# --- the upload itself ------------------------------------------------------------------------------------------------

UPLOADS = 5


def uploaded(sizes: Sequence[int]) -> Iterator[tuple[int, float, float]]:
    """By size: components, and the medians of processor time and of time by the clock, over the network to a server that
    runs as it does for its users, from the first byte sent until `POST /api/v1/bom` has answered: kept, registered, queued."""
    with installation() as app:
        with unit_of_work():
            vendor = vendors.register_vendor(by=None, name_zh="新廠商")
            secret = pipelines.issue_key(name="夜間建置", vendor_id=vendor.id, may_create=True, by=None)[1]
        with _server(app) as (port, process):
            for size in sizes:
                bom, runs = document(size), []
                for number in range(UPLOADS + 1):
                    began, at = _seconds_of(process), time.perf_counter()
                    _send(port, secret, f"{size}-{number}", bom)
                    runs.append((_seconds_of(process) - began, time.perf_counter() - at))
                cpu, wall = (median(each) for each in zip(*runs[1:], strict=True))  # the first warms up
                yield size, cpu, wall


@contextmanager
def _server(app: Flask) -> Iterator[tuple[int, int]]:
    """(port, process id) of a server on this installation; nothing is read meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = app.config["SETTINGS"].instance_path
    settings = {"INSTANCE_PATH": str(folder), "PORT": str(port), "SCHEDULER": "false", "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
    process = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _send(port: int, secret: str, version: str, bom: bytes) -> None:
    fields = {"projectName": "shop", "projectVersion": version, "autoCreate": "true"}
    parts = [f'--of-our-own\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    head = '--of-our-own\r\nContent-Disposition: form-data; name="bom"; filename="bom.json"\r\n\r\n'
    body = f"{''.join(parts)}{head}".encode() + bom + b"\r\n--of-our-own--\r\n"
    headers = {"X-Api-Key": secret, "Content-Type": "multipart/form-data; boundary=of-our-own"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/api/v1/bom", body, headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    connection.close()


def _seconds_of(process: int) -> float:
    """Processor time that a process has taken, with those that it split off and that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _in_turn(size: int) -> dict[str, tuple[float, float, float]]:
    """By method: seconds, how far memory grows in sizes of the file, and the seconds of its start."""
    runs: dict[str, list[dict[str, float]]] = {method: [] for method in METHODS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bom.json"
        weight = file.write_bytes(document(size))
        for _ in range(RUNS.get(size, 1)):
            for method, done in runs.items():
                done.append(_apart(method, file))

    def middle(done: list[dict[str, float]], what: str) -> float:
        return median(run.get(what, 0.0) for run in done)

    return {m: (middle(d, "seconds"), middle(d, "bytes") / weight, middle(d, "start")) for m, d in runs.items()}


def _apart(method: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.ingest", method, str(file)]
    answer: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return answer


if __name__ == "__main__":
    print(json.dumps(run_one(sys.argv[1], Path(sys.argv[2]))))
