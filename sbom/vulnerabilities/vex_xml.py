"""The XML form of CycloneDX vulnerabilities in the shape of the JSON form, so that each field has one reader."""

from typing import Any

from lxml import etree

from sbom.ingest.rules import DEFAULT_LIMITS
from sbom.ingest.sniffing import cyclonedx_xml_version
from sbom.ingest.xml_tree import as_utf8, parse_xml

Element = etree._Element
_DEPTH = 64


def document_of(data: bytes) -> dict[str, Any]:
    """A CycloneDX XML document as JSON would have it, as far as vulnerabilities need it. Raises Unreadable."""
    root = parse_xml(as_utf8(data), DEFAULT_LIMITS)
    cyclonedx_xml_version(str(root.tag))
    metadata = _child(root, "metadata")
    subject = _child(metadata, "component")
    return {
        "bomFormat": "CycloneDX",
        "serialNumber": root.get("serialNumber"),
        "metadata": {
            "timestamp": _text(metadata, "timestamp"),
            "component": _component(subject, 0) if subject is not None else None,
        },
        "components": [_component(e, 0) for e in _children(_child(root, "components"), "component")],
        "vulnerabilities": [_vulnerability(e) for e in _children(_child(root, "vulnerabilities"), "vulnerability")],
    }


def _name(element: Element) -> str:
    return etree.QName(element).localname


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [e for e in element if isinstance(e.tag, str) and _name(e) == name]


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _text(element: Element | None, name: str) -> str:
    found = _child(element, name)
    return (found.text or "").strip() if found is not None else ""


def _component(element: Element, depth: int) -> dict[str, Any]:
    inner = _children(_child(element, "components"), "component") if depth < _DEPTH else []
    return {
        "bom-ref": element.get("bom-ref"),
        **{name: _text(element, name) for name in ("group", "name", "version", "purl")},
        "components": [_component(e, depth + 1) for e in inner],
    }


def _vulnerability(element: Element) -> dict[str, Any]:
    analysis = _child(element, "analysis")
    return {
        **{name: _text(element, name) for name in ("id", "description", "recommendation", "published", "updated")},
        "references": [{"id": _text(e, "id")} for e in _children(_child(element, "references"), "reference")],
        "ratings": [
            {name: _text(e, name) for name in ("severity", "method", "vector")}
            for e in _children(_child(element, "ratings"), "rating")
        ],
        "analysis": {
            **{n: _text(analysis, n) for n in ("state", "justification", "detail", "firstIssued", "lastUpdated")},
            "response": [(e.text or "").strip() for e in _children(_child(analysis, "responses"), "response")],
        },
        "affects": [_affects(e) for e in _children(_child(element, "affects"), "target")],
    }


def _affects(element: Element) -> dict[str, Any]:
    versions = _children(_child(element, "versions"), "version")
    return {
        "ref": _text(element, "ref"),
        "versions": [{n: _text(e, n) for n in ("version", "range", "status")} for e in versions],
    }
