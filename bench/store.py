"""Many components in the store: how long a search, an SBOM's own page and the taking in of another one then take.

The store is filled by plain inserts: 1,000 components to an SBOM, four releases to a product and one of them in use, a
few names shipped by nearly everybody and most by few, as it is in the field.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

import orjson
from flask import Flask, g

from bench import growth
from bench.firms import installation
from bench.measuring import once
from bench.papers import sbom
from core import clock
from core.auth.operations import add_person
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.files import store
from sbom.components.models import Component, ComponentHash, Delivery
from sbom.components.packages import HASH_DIGITS, Identity
from sbom.components.register import package_numbers
from sbom.disclosure import reading
from sbom.ingest.rules import Format
from sbom.products import operations as products
from vendors.register import operations as vendors
from vendors.register.rules import VendorStatus

SIZES = (200_000, 2_000_000)
A_DELIVERY = 1_000
RELEASES = 4
VENDORS = 100
NAMES_EACH = 0.1
"""Distinct entries for each component; those that are rare are shipped once or twice."""
_KINDS = ("npm", "maven", "pypi", "golang", "nuget")
_STEMS = (
    "core", "http", "client", "parser", "stream", "crypto", "json", "xml", "log", "cache", "queue", "spring", "netty",
    "react", "async", "string", "buffer", "codec", "proto", "metrics", "報價", "下單", "風控", "帳務", "憑證", "行情",
)  # fmt: skip
_SUPPLIERS = ("Apache Software Foundation", "Example Works", "晨曦資訊股份有限公司", "", "", "", "", "", "")
_LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "LGPL-2.1-only", "GPL-3.0-only", "")
SEARCHES = (
    "log4j-core <2.17.1", "part-7", "spring-core", "json parser", "報價", "報價核心", "風控 stream", "core",
    "pkg:npm/json-parser-17", "pkg:maven/org.example/log4j-core@2.14.1", "pkg:npm/", "cpe:2.3:a:example:log4j-core",
    "supplier:apache", "supplier:晨曦 licence:GPL", "licence:LGPL", "http-client >=2.0,<2.5", "async", "qs",
    "{hash}", "{hash:.12}", "vendor:3 crypto", "nothing-is-called-so", "a", "http >1",
)  # fmt: skip


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """The section of bench/results.md."""
    yield "# Many components in the store\n\nBy `python -m bench store`. "
    yield f"{len(SEARCHES)} kinds of search (names, parts of words in Chinese and English, version ranges, package URLs, CPE, "
    yield "hashes, suppliers, licences; one finds nothing, some find more than is shown), the whole page each time, seven times in "
    yield "turn; an SBOM's own page with 1,000 and with 50,000 components; then an SBOM of 10,000 new components is taken in, from "
    yield "bytes to committed rows. Processor time; in brackets by the clock.\n\n"
    yield "| components | distinct entries | search: median | p95 | slowest | SBOM of 1,000 | SBOM of 50,000 | list of SBOMs | taking in 10,000 | file |\n"
    yield "|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|\n"
    lines = []
    for size in sizes:
        with installation() as app:
            lines.append(_line(app, size))
        yield lines[-1]
    growth.FIGURE.write_text(figure(lines), encoding="utf-8")
    yield f"\n![How search, pages and taking in grow with the components in the store]({growth.FIGURE.name})\n"


def figure(lines: Sequence[str]) -> str:
    """The table's lines as a figure (SVG): processor time by how many components there are."""
    names = ("search, median", "search, p95", "page of an SBOM of 50,000", "taking in 10,000")
    series: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        size = float(cells[0].replace(",", ""))
        times = [
            float(cells[2].split()[0]),
            float(cells[3].split()[0]),
            float(cells[6].split()[0]),
            float(cells[8].split()[0]) * 1000,
        ]
        for name, time_ in zip(names, times, strict=True):
            series[name].append((size, time_))
    return growth.drawn("From 200,000 to 2 million components", series)


def _line(app: Flask, size: int) -> str:
    filled = _fill(size)
    get = _browser(app)
    times: dict[str, list[tuple[float, float]]] = {}
    for _ in range(8):
        for search in SEARCHES:
            query = search.format(hash=_hash(size // 2))
            times.setdefault(search, []).append(_timed(lambda q=query: get("/sbom/find", {"q": q})))
    runs = [run for each in times.values() for run in each[1:]]  # the first of each warms up
    slowest = max(times, key=lambda search: statistics.median(cpu for cpu, _ in times[search][1:]))
    small, large = (_median(lambda d=delivery: get(f"/sbom/{d}", {})) for delivery in filled)
    listed = _median(lambda: get("/sbom/", {}))
    taken = once(_taking_in(app))
    cells = (
        f"{size:,}", f"{int(size * NAMES_EACH):,}", _ms(*_quantile(runs, 0.5)), _ms(*_quantile(runs, 0.95)),
        f"{_ms(*_quantile(times[slowest][1:], 0.5))}: {slowest}", _ms(*small), _ms(*large), _ms(*listed), f"{taken:.2f} s",
        f"{sum(p.stat().st_size for p in _files(app)) / 1e6:,.0f} MB",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |\n"


def _files(app: Flask) -> list[Any]:
    return list(app.config["SETTINGS"].instance_path.glob("vendor-risk.db*"))


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    wall = time.perf_counter()
    return once(run), time.perf_counter() - wall


def _median(run: Callable[[], object]) -> tuple[float, float]:
    run()
    return _quantile([_timed(run) for _ in range(7)], 0.5)


def _quantile(runs: list[tuple[float, float]], part: float) -> tuple[float, float]:
    cpu, wall = (sorted(each) for each in zip(*runs, strict=True))
    at = min(len(runs) - 1, int(len(runs) * part))
    return cpu[at], wall[at]


def _ms(cpu: float, wall: float) -> str:
    return f"{cpu * 1000:.0f} ms ({wall * 1000:.0f})"


def _browser(app: Flask) -> Callable[[str, dict[str, str]], None]:
    with unit_of_work():
        user = add_person(login="bench", name="Bench", roles=[Role.IT_MANAGER], password="", by=None)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user.get_id(), True

    def get(address: str, query: dict[str, str]) -> None:
        for name in list(g):
            g.pop(name)
        answer = client.get(address, query_string=query, buffered=True)
        assert answer.status_code == 200, f"{address} {query}: {answer.status}"

    return get


def _hash(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def _fill(size: int) -> tuple[int, int]:
    """A store of so many components; gives an SBOM of 1,000 and one of 50,000 of them."""
    rng = random.Random(1)
    identities = [_identity(n) for n in range(int(size * NAMES_EACH))]
    with unit_of_work():
        numbers = list(package_numbers(identities).values())
    deliveries = list(_deliveries(size))
    position = 0
    for delivery_id, count in deliveries:
        rows, hashes = [], []
        for at in range(count):
            n = int(len(identities) * rng.random() ** 3)
            rows.append(_component(delivery_id, at, identities[n], numbers[n], rng))
            if position % 2 == 0:
                hashes.append((int(_hash(position)[:HASH_DIGITS], 16), delivery_id, at))
            position += 1
        with unit_of_work():
            _insert(Component.__table__, rows)
            _insert(ComponentHash.__table__, hashes)
    return deliveries[0][0], deliveries[-1][0]


def _identity(number: int) -> Identity:
    kind = _KINDS[number % len(_KINDS)]
    first, second = _STEMS[number % len(_STEMS)], _STEMS[number // len(_STEMS) % len(_STEMS)]
    name = (
        "log4j-core"
        if number == 1
        else f"{first}-{second}-part-{number}"
        if number % 3
        else f"{first}-{second}-{number}"
    )
    path = f"org.example/{name}" if kind == "maven" else name
    cpe = f"example:{name}" if number % 5 == 1 else ""
    return Identity(
        path, f"pkg:{kind}/{path}", cpe, _SUPPLIERS[number % len(_SUPPLIERS)], _LICENCES[number % len(_LICENCES)]
    )


_COLUMNS = [column.name for column in Component.__table__.columns]


def _insert(into: Any, rows: list[tuple[Any, ...]]) -> None:
    """Whole rows as the driver takes them."""
    columns = [column.name for column in into.columns]
    mark = "%s" if db.engine.dialect.name == "postgresql" else "?"
    statement = f"INSERT INTO {into.name} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"
    db.session.connection().exec_driver_sql(statement, rows)


def _component(
    delivery_id: int, position: int, identity: Identity, package_id: int, rng: random.Random
) -> tuple[Any, ...]:
    version = f"{rng.randrange(4)}.{rng.randrange(20)}.{rng.randrange(5)}"
    name = identity.name.rpartition("/")[2]
    values = dict.fromkeys(_COLUMNS, "") | {
        "delivery_id": delivery_id, "position": position, "parent_position": None, "depth": 1,
        "path": f"/components/{position}", "ref": f"c{position}", "type": "library", "name": name, "version": version,
        "purl": f"{identity.purl_key}@{version}", "supplier": identity.supplier, "licence_line": identity.licence_line,
        "details": orjson.dumps({"references": [["vcs", f"https://example.org/{position}", "", []]]}).decode(),
        "package_id": package_id, "name_key": name, "purl_key": identity.purl_key, "is_own": False, "origin": "stated",
        "licence": "named" if identity.licence_line else "missing", "source_disclosed": True,
        "licence_proven": bool(identity.licence_line), "gaps": 48, "stated": 0,
    }  # fmt: skip
    return tuple(values.values())


def _deliveries(size: int) -> Iterator[tuple[int, int]]:
    """SBOMs by number and size: thousands of 1,000 components, and a last one of 50,000."""
    counts = [A_DELIVERY] * ((size - 50_000) // A_DELIVERY) + [50_000]
    with unit_of_work():
        of = [vendors.register_vendor(by=None, name_zh=f"廠商 {n}", status=VendorStatus.ACTIVE) for n in range(VENDORS)]
        sha = store(BytesIO(b"bench")).sha256
    product = None
    for at, count in enumerate(counts):
        with unit_of_work():
            if at % RELEASES == 0:
                vendor_id = of[at // RELEASES % VENDORS].id
                product = products.add_product(by=None, vendor_id=vendor_id, name=f"產品 {at}")
            release = products.add_release(product, number=f"{at % RELEASES}.0", by=None)
            delivery = Delivery(
                release_id=release.id, upload_key=f"bench-{at}", sha256=sha, file_name="bom.json",
                format=Format.CYCLONEDX_JSON, spec_version="1.6", is_valid=True, components=count, source_disclosed=count,
                licence_proven=count // 7 * 6, both_disclosed=count // 7 * 6, own=0, own_both=0, judged_on=clock.today(),
                delivered_at=clock.now(), gaps={"licence": count // 7},
            )  # fmt: skip
            db.session.add(delivery)
            db.session.flush()
            number = delivery.id
        yield number, count


def _taking_in(app: Flask) -> Callable[[], None]:
    with unit_of_work():
        vendor = vendors.register_vendor(by=None, name_zh="新廠商")
        release = products.add_release(
            products.add_product(by=None, vendor_id=vendor.id, name="新產品"), number="1", by=None
        )
        sha = store(BytesIO(sbom(10_000))).sha256
        params = {"release_id": release.id, "sha256": sha, "file_name": "bom.json", "upload_key": "bench-new"}

    def run() -> None:
        with app.test_request_context():
            reading.read_delivery(params, None, lambda *_: None)

    return run
