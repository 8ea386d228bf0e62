"""The files of endoflife.date: one product's cycles (`/api/PRODUCT.json`), or products whole (`/api/v1/products/…`). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.errors import Refused
from core.phrases import N_
from sbom.support.rules import Cycle, Supported

_PRODUCTS, _CYCLES, _PURLS = 5_000, 500, 50


def is_endoflife(document: Any) -> bool:
    """Whether a JSON value looks like one of these files."""
    if isinstance(document, list):
        return bool(document) and all(isinstance(one, Mapping) and "cycle" in one for one in document[:3])
    found = document.get("result") if isinstance(document, Mapping) else None
    first = found[0] if isinstance(found, list) and found else found
    return isinstance(first, Mapping) and "releases" in first


def products_of(document: Any, file_name: str) -> list[Supported]:
    """The products in a file; a bare list of cycles is named by its file. Raises Refused."""
    if isinstance(document, list):
        name = file_name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0][:100].lower()
        if not name:
            raise Refused(N_("The list of cycles does not say of which product; name the file after it."))
        return [Supported(name, name, (), tuple(_cycles(document)))]
    found = document["result"]
    every = found if isinstance(found, list) else [found]
    return [_product(one) for one in every[:_PRODUCTS] if isinstance(one, Mapping) and _text(one.get("name"), 100)]


def _product(one: Mapping[str, Any]) -> Supported:
    identifiers = [
        i for i in _list(one.get("identifiers"), _PURLS) if isinstance(i, Mapping) and i.get("type") == "purl"
    ]
    purls = (p for p in (_text(i.get("id"), 400) for i in identifiers) if p.startswith("pkg:"))
    name = _text(one.get("name"), 100).lower()
    return Supported(
        name, _text(one.get("label"), 200) or name, tuple(dict.fromkeys(purls)), tuple(_cycles(one.get("releases")))
    )


def _cycles(value: Any) -> Iterator[Cycle]:
    seen: set[str] = set()
    for one in _list(value, _CYCLES):
        if not isinstance(one, Mapping):
            continue
        name = _text(one.get("cycle") if "cycle" in one else one.get("name"), 60)
        if not name or name in seen:
            continue
        seen.add(name)
        end = one.get("eol") if "cycle" in one else one.get("eolFrom")
        over = one.get("eol") if "cycle" in one else one.get("isEol")
        latest = one.get("latest")
        yield Cycle(
            name=name,
            ends_on=_day(end),
            ended=over if isinstance(over, bool) and _day(end) is None else None,
            latest=_text(latest.get("name") if isinstance(latest, Mapping) else latest, 60),
            released_on=_day(one.get("releaseDate")),
        )


def _list(value: Any, limit: int) -> list[Any]:
    return value[:limit] if isinstance(value, list) else []


def _text(value: Any, limit: int) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return (
        value.replace("\x00", "").encode("utf-8", "replace").decode().strip()[:limit] if isinstance(value, str) else ""
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
