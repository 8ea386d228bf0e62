"""The sample firm's software: SBOMs made as a vendor's tools would make them, and read like any upload."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

import orjson
from sqlalchemy import select

from core import clock
from core.db import db
from core.demo.operations import Context
from core.files import store
from core.memory import collection_paused
from sbom.disclosure import operations
from sbom.ingest.reading import read_sbom
from sbom.products import operations as products
from sbom.products.models import Product
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service

_PER_PRODUCT = 50
_MOST_PRODUCTS = 200
_COMPARED = range(12, 200)
"""How large the first product's SBOM is for the release before it to be there too; in a firm made to measure it is not."""
_SYSTEMS = (
    "下單系統",
    "行動下單 App",
    "帳務系統",
    "風控平台",
    "報價閘道",
    "客戶關係系統",
    "電子對帳單",
    "法遵申報平台",
)
_ECOSYSTEMS = (
    ("npm", "https://npm.example.org/{name}/-/{name}-{version}.tgz", (
        "express", "lodash", "axios", "react", "moment", "chalk", "debug", "uuid", "commander", "async", "semver", "glob",
        "minimist", "qs", "ws", "yargs", "dotenv", "body-parser", "cookie", "ms")),
    ("pypi", "https://python.example.org/packages/source/{name}-{version}.tar.gz", (
        "requests", "urllib3", "flask", "jinja2", "click", "numpy", "cryptography", "pyyaml", "certifi", "idna",
        "sqlalchemy", "pydantic", "attrs", "packaging", "celery")),
    ("maven", "https://maven.example.org/{name}/{version}/{name}-{version}.jar", (
        "spring-core", "jackson-databind", "log4j-core", "guava", "commons-lang3", "slf4j-api", "netty-handler",
        "hibernate-core", "tomcat-embed-core", "gson", "okhttp", "snakeyaml")),
)  # fmt: skip
_LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "BSD-2-Clause", "MPL-2.0", "LGPL-2.1-only", "EPL-2.0")
_FREE_NAMES = ("BSD", "Public Domain", "see LICENSE", "UNKNOWN", "GPL")
_TEXT = (
    "Permission is granted, free of charge, to use, copy, change and hand on this software, provided that this notice "
    "stays in every copy. The software comes without warranty of any kind."
)


def exists() -> bool:
    return db.session.scalar(select(Product.id).where(Product.is_sample).limit(1)) is not None


def has_real_data() -> bool:
    return db.session.scalar(select(Product.id).where(Product.is_sample.is_(False)).limit(1)) is not None


def load(context: Context) -> None:
    """About `sizes.components` components over the sample vendors' products; the same for the same seed."""
    total = context.sizes.components
    vendors = _vendors(max(1, min(_MOST_PRODUCTS, total // _PER_PRODUCT)) if total else 0)
    for number, vendor in enumerate(vendors):
        size = total // len(vendors) + (number < total % len(vendors))
        with collection_paused():
            _load_product(context, vendor, number, size)
        context.tell("components", (number + 1) * total // len(vendors), total)


def _vendors(count: int) -> list[Vendor]:
    query = select(Vendor).where(Vendor.is_sample, Vendor.status.in_([VendorStatus.ACTIVE, VendorStatus.EXITING]))
    found = list(db.session.scalars(query.order_by(Vendor.id).limit(count)))
    return (found * count)[:count] if found else []


def _load_product(context: Context, vendor: Vendor, number: int, size: int) -> None:
    rng = context.rng
    turn = number // len(_SYSTEMS)
    name = _SYSTEMS[number % len(_SYSTEMS)] + (f" {turn + 1}" if turn else "")
    service = db.session.scalar(select(Service).where(Service.vendor_id == vendor.id).order_by(Service.id).limit(1))
    own = f"pkg:maven/tw.example.v{vendor.id}/"
    product = products.add_product(
        by=None,
        is_sample=True,
        vendor_id=vendor.id,
        service_id=service.id if service else None,
        name=name,
        own_namespace=own,
    )
    released = context.today - timedelta(days=rng.randint(20, 400))
    number_now = f"{rng.randint(1, 6)}.{rng.randint(0, 9)}.{rng.randint(0, 20)}"
    whole = document(rng, size, name=name, own=own, made_on=released.isoformat())
    if number == 0 and size in _COMPARED:
        before = f"{int(number_now.partition('.')[0]) - 1}.9.0"
        _deliver(product, earlier(whole), before, released - timedelta(days=90), own)
    _deliver(product, whole, number_now, released, own)


def _deliver(product: Product, sbom: dict[str, Any], number: str, released: date, own: str) -> None:
    release = products.add_release(product, number=number, released_on=released, by=None)
    data = orjson.dumps(sbom)
    stored = store(BytesIO(data))
    read, on = read_sbom(data), clock.today()
    upload = operations.Upload(release.id, stored.sha256, f"{product.name}-{number}.cdx.json", f"sample-{release.id}")
    operations.keep_delivery(upload, read, operations.judge(read, own, on), on=on, by=None)


def earlier(sbom: dict[str, Any]) -> dict[str, Any]:
    """What the release before held, so that two deliveries can be compared: two components fewer and one that is gone,
    two of lower version, one of higher, one under another licence."""
    components = [dict(one) for one in sbom["components"]]
    for place, version in ((1, "0.0.1"), (5, "0.0.1"), (9, "99.0.0")):
        one = components[place]
        components[place] = one | {"version": version, "purl": f"{one['purl'].rpartition('@')[0]}@{version}"}
    components[3]["licenses"] = [{"license": {"id": "GPL-3.0-only"}}]
    gone = {
        "type": "library",
        "bom-ref": "gone",
        "name": "left-pad",
        "version": "1.3.0",
        "purl": "pkg:npm/left-pad@1.3.0",
    }
    return sbom | {"components": [gone, *components[:7], *components[9:]]}


def document(rng: Random, size: int, *, name: str, own: str, made_on: str) -> dict[str, Any]:
    """A CycloneDX 1.6 document of `size` components, more or less well disclosed, as real ones are."""
    care = rng.choice((0.55, 0.75, 0.9, 0.97, 1.0))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{rng.getrandbits(32):08x}-0000-4000-8000-{rng.getrandbits(48):012x}",
        "version": 1,
        "metadata": {
            "timestamp": f"{made_on}T02:00:00Z",
            "tools": {"components": [{"type": "application", "name": "sample-sbom-maker", "version": "1.0"}]},
            "component": {"type": "application", "name": name, "bom-ref": "product"},
        },
        "components": list(_components(rng, size, care, own)),
    }


def _components(rng: Random, size: int, care: float, own: str) -> Iterator[dict[str, Any]]:
    for i in range(size):
        if i % 25 == 24:
            yield _own_component(rng, i, own)
        else:
            yield _third_party(rng, i, care)


def _own_component(rng: Random, i: int, own: str) -> dict[str, Any]:
    version = f"{rng.randint(1, 3)}.{rng.randint(0, 9)}.0"
    return {
        "type": "library",
        "bom-ref": f"c{i}",
        "name": f"own-module-{i}",
        "version": version,
        "purl": f"{own}own-module-{i}@{version}",
        "licenses": [{"license": {"name": "Proprietary", "text": {"content": _TEXT}}}],
        "externalReferences": [{"type": "vcs", "url": f"https://git.vendor.example/own-module-{i}.git"}],
    }


def _third_party(rng: Random, i: int, care: float) -> dict[str, Any]:
    kind, download, names = _ECOSYSTEMS[rng.randrange(len(_ECOSYSTEMS))]
    turn = i // 40
    name = names[rng.randrange(len(names))] + (f"-plugin{turn}" if turn else "")
    version = f"{rng.randint(0, 8)}.{rng.randint(0, 20)}.{rng.randint(0, 12)}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"c{i}",
        "name": name,
        "version": version,
        "purl": f"pkg:{kind}/{'org.example/' if kind == 'maven' else ''}{name}@{version}",
    }
    if rng.random() < 0.5:
        found["hashes"] = [{"alg": "SHA-256", "content": f"{rng.getrandbits(256):064x}"}]
    if rng.random() < 0.2:
        found["supplier"] = {"name": f"{name} project"}
    references = []
    if rng.random() < care:
        references.append({"type": "vcs", "url": f"https://github.com/example/{name}.git"})
    if rng.random() < care:
        references.append({"type": "distribution", "url": download.format(name=name, version=version)})
    if references:
        found["externalReferences"] = references
    if rng.random() < care:
        licence: dict[str, Any] = {"id": _LICENCES[rng.randrange(len(_LICENCES))]}
        if rng.random() < 0.15:
            licence["text"] = {"content": _TEXT}
        found["licenses"] = [{"license": licence}]
    elif rng.random() < 0.5:
        found["licenses"] = [{"license": {"name": _FREE_NAMES[rng.randrange(len(_FREE_NAMES))]}}]
    return found


def remove() -> dict[str, int]:
    """Take the sample's products, releases and SBOMs out again."""
    ids = list(db.session.scalars(select(Product.id).where(Product.is_sample)))
    return {"sboms": operations.remove_sample_deliveries(ids), "products": products.remove_sample_products()}
