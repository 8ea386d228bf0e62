"""The one way in: bytes and a name → what the SBOM says, or a sentence why it cannot be read."""

import re
from dataclasses import replace
from typing import Any

from core.errors import Unreadable
from core.memory import collection_paused
from core.phrases import N_, phrase
from sbom.ingest import cyclonedx, cyclonedx_xml, schema_faults, schemas, spdx2, spdx2_faults, spdx3, spdx_tag_value
from sbom.ingest.findings import Findings, shown
from sbom.ingest.json_text import parse_json
from sbom.ingest.rules import DEFAULT_LIMITS, Format, Limits, Sbom
from sbom.ingest.sniffing import cyclonedx_xml_version, json_format, looks_like
from sbom.ingest.unpacking import plain_bytes
from sbom.ingest.xml_tree import as_utf8, parse_xml, root_tag


def read_sbom(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Sbom:
    """Reads CycloneDX 1.0 to 1.7 (JSON, XML), SPDX 2.2/2.3 (JSON, tag-value) and SPDX 3.0.1 (JSON-LD), plain, gzip or
    zip.

    A file that breaks its own standard and can still be read comes back with its faults (`valid` is False).
    Raises `Unreadable`, and nothing else, for what cannot be read; the sentence says where and what to do.
    """
    return read_plain(plain_bytes(data, limits), limits)


def read_plain(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Sbom:
    """The same of a file's own bytes, unpacked already."""
    findings = Findings(limits)
    if len(data) > limits.bytes:
        raise _too_large(limits)
    with collection_paused():
        return _with_findings(_read(data, findings), findings)


def is_sound(data: bytes, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Whether plain bytes are CycloneDX in JSON that keeps the schema of its version: a seventh of what reading takes. False
    where only reading tells. Raises `Unreadable` as reading does."""
    if looks_like(data) != "json":
        return False
    with collection_paused():
        document = parse_json(data, Findings(limits))
        if json_format(document) is not Format.CYCLONEDX_JSON:
            return False
        version = _stated_version(document)
        return version in schemas.JSON_VERSIONS and schemas.json_validator(version).is_valid(document)


def glance(data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
    """Raises `Unreadable` for plain bytes that are surely no SBOM of a known standard and version: a truncated file, another
    kind of file. It makes nothing of the bytes, however many they are; what only reading tells it does not see.
    """
    if len(data) > limits.bytes:
        raise _too_large(limits)
    match looks_like(data):
        case "xml":
            if tag := root_tag(as_utf8(data)):
                _check_version(cyclonedx_xml_version(tag))
        case "json":
            end = data[-_TAIL:].rstrip()
            if end and not end.endswith((b"}", b"]")):
                raise Unreadable(N_("The JSON ends too early; the file was probably cut off. Send it anew."))
            _glance_at_version(data)
            if not any(mark in data for mark in _MARKS):
                raise Unreadable(
                    N_(
                        "The JSON names no SBOM standard: neither “bomFormat” (CycloneDX), “spdxVersion” nor “@context” (SPDX)."
                    )
                )


def _glance_at_version(data: bytes) -> None:
    """Raises `Unreadable` where CycloneDX is stated in no version that is known; the first one that is settles it."""
    unknown = ""
    for found in _STATED.finditer(data):
        version = found[1].decode("utf-8", "replace")
        if version in schemas.VERSIONS:
            return
        unknown = unknown or version
    if unknown and not any(mark in data for mark in _OF_OTHERS):
        _check_version(unknown)


_TAIL = 4_096
_STATED = re.compile(rb'"specVersion"\s*:\s*"([^"\\]{1,40})"')
_OF_OTHERS = (b'"spdxVersion"', b'"SPDXID"', b'"@graph"', b'"@context"', b"\\u")
"""What tells another standard than CycloneDX by its key, where “specVersion” can stand for something else; with a
character written by its number, any key may stand there."""
_MARKS = (b'"bomFormat"', b'"specVersion"', b'"$schema"', *_OF_OTHERS)
"""What tells a standard by its key."""


def _too_large(limits: Limits) -> Unreadable:
    return Unreadable(
        N_("The file is larger than %(limit)s bytes, the limit for one SBOM. Ask for one SBOM per product."),
        limit=f"{limits.bytes:,}",
    )


def _read(data: bytes, findings: Findings) -> Sbom:
    match looks_like(data):
        case "xml":
            return _cyclonedx_xml(data, findings)
        case "json":
            return _json(data, findings)
        case _:
            document, lines = spdx_tag_value.parse(data, findings)
            return _spdx2(document, Format.SPDX_TAG_VALUE, findings, lines)


def _with_findings(sbom: Sbom, findings: Findings) -> Sbom:
    n = len(sbom.components)
    if n > findings.limits.components_warned:
        findings.note("", phrase(N_("The SBOM lists %(n)s components; pages about it will be slow."), n=f"{n:,}"))
    found, left_out = findings.result()
    return replace(sbom, findings=found, findings_left_out=left_out)


def _json(data: bytes, findings: Findings) -> Sbom:
    document = parse_json(data, findings)
    match json_format(document):
        case Format.CYCLONEDX_JSON:
            return _cyclonedx_json(document, len(data), findings)
        case Format.SPDX_JSON:
            return _spdx2(document, Format.SPDX_JSON, findings, {})
        case _:
            return spdx3.read(document, findings)


def _cyclonedx_json(document: dict[str, Any], size: int, findings: Findings) -> Sbom:
    version = _stated_version(document)
    _check_version(version)
    components = cyclonedx.read_components(document, cyclonedx.as_mapping, findings)
    header = cyclonedx.read_header(document, cyclonedx.as_mapping, findings)
    edges = cyclonedx.read_dependencies(document, findings)
    cyclonedx.note_dangling(components, header, document, edges, findings)
    schema_faults.check_json(document, version, size, findings)
    return Sbom(Format.CYCLONEDX_JSON, version, header, components, edges, counts=cyclonedx.read_counts(document))


def _cyclonedx_xml(data: bytes, findings: Findings) -> Sbom:
    data = as_utf8(data)
    root = parse_xml(data, findings.limits)
    version = cyclonedx_xml_version(str(root.tag))
    _check_version(version)
    document = cyclonedx_xml.document_of(root)
    components = cyclonedx.read_components(document, cyclonedx_xml.open_component, findings)
    header = cyclonedx.read_header(document, cyclonedx_xml.open_component, findings)
    edges = cyclonedx.read_dependencies(document, findings)
    cyclonedx.note_dangling(components, header, document, edges, findings)
    schema_faults.check_xml(data, root, version, findings)
    return Sbom(Format.CYCLONEDX_XML, version, header, components, edges, counts=cyclonedx.read_counts(document))


def _stated_version(document: dict[str, Any]) -> str:
    version = document.get("specVersion")
    return version if isinstance(version, str) else str(version)


def _check_version(version: str) -> None:
    if version not in schemas.VERSIONS and version not in ("1.0", "1.1"):
        raise Unreadable(
            N_(
                "CycloneDX version “%(version)s” is not known here; %(first)s to %(last)s are. Ask for the SBOM in "
                "one of these."
            ),
            version=shown(version, 40),
            first=schemas.VERSIONS[0],
            last=schemas.VERSIONS[-1],
        )


def _spdx2(document: dict[str, Any], form: Format, findings: Findings, lines: dict[str, int]) -> Sbom:
    version = spdx2.version_of(document)
    components = spdx2.read_components(document, findings, lines)
    header = spdx2.read_header(document, findings)
    edges = spdx2.read_dependencies(document, findings)
    spdx2_faults.check(document, version, findings, lines)
    return Sbom(form, version, header, components, edges, counts=spdx2.read_counts(document))
