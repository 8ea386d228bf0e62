"""The official schemas: those that cyclonedx-python-lib ships, reached in this one module (the place is private there).

JSON is checked with jsonschema-rs (the strict schemas for 1.2 and 1.3), XML with libxml2's XSD as a stream. Both stop
early: a hostile file may hold a million faults, and each costs memory and time to describe.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from cyclonedx.schema import SchemaVersion, _res
from lxml import etree

VERSIONS = tuple(sorted((v.to_version() for v in SchemaVersion), key=lambda v: tuple(map(int, v.split(".")))))
JSON_VERSIONS = tuple(v for v in VERSIONS if _res.BOM_JSON_STRICT[SchemaVersion.from_version(v)])
_BASE = "http://cyclonedx.org/schema/"
_MASK = "…"  # stands for the value in messages, which would else quote whole documents


def _load(path: str) -> Any:
    return orjson.loads(Path(path).read_bytes())


@cache
def _registry() -> jsonschema_rs.Registry:
    parts = (_res.SPDX_JSON, _res.CRYPTOGRAPHY_DEFS, _res.JSF)
    return jsonschema_rs.Registry([(_BASE + Path(p).name, _load(p)) for p in parts])


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema, registry=_registry(), validate_formats=True, mask=_MASK, offline=True)


@cache
def json_validator(version: str) -> jsonschema_rs.Validator:
    """The strict validator of one CycloneDX JSON version ("1.2" and later)."""
    return _validator(_load(_res.BOM_JSON_STRICT[SchemaVersion.from_version(version)]))


@cache
def component_validator(version: str) -> jsonschema_rs.Validator:
    """The same for a single component, to look for faults piece by piece."""
    schema = _load(_res.BOM_JSON_STRICT[SchemaVersion.from_version(version)])
    only = {"allOf": [{"$ref": "#/definitions/component"}]}  # beside a bare $ref, draft 7 would not see the $id
    return _validator({k: schema[k] for k in ("$schema", "$id", "definitions")} | only)


@cache
def xml_schema(version: str) -> etree.XMLSchema:
    """The XSD of one CycloneDX XML version ("1.0" and later)."""
    return etree.XMLSchema(file=Path(_res.BOM_XML[SchemaVersion.from_version(version)]).as_uri())


@cache
def spdx_licence_names() -> Mapping[str, str]:
    """SPDX licence ids and exceptions with their full names: the list (v3.x) that the CycloneDX schemas carry."""
    names: Mapping[str, str] = _load(_res.SPDX_JSON)["meta:enum"]
    return names


@cache
def spdx_list_version() -> str:
    """The version of that list, e.g. "3.28.0"."""
    return str(_load(_res.SPDX_JSON).get("$comment", "")).rpartition("-")[2]
