"""The XML form of CycloneDX in the shape of its JSON form, one component at a time, so that each field has one reader.

`components` stays a list of elements: the walk opens them when it comes to them, never deeper.
"""

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

Element = etree._Element
Shape = dict[str, Any]

_COMPONENT_TEXTS = (
    "author",
    "publisher",
    "group",
    "name",
    "version",
    "description",
    "scope",
    "copyright",
    "cpe",
    "purl",
)
_DOCUMENT_LISTS = ("services", "vulnerabilities", "compositions", "annotations", "formulation")
_LICENSING_TEXTS = ("purchaseOrder", "lastRenewal", "expiration")


def document_of(root: Element) -> Shape:
    """The document's head; its components and the subject are left as elements."""
    shape: Shape = {
        "serialNumber": root.get("serialNumber"),
        "version": root.get("version"),
        "components": _children(_child(root, "components"), "component"),
        "dependencies": [_dependency(e) for e in _children(_child(root, "dependencies"), "dependency")],
    }
    for name in _DOCUMENT_LISTS:
        if (holder := _child(root, name)) is not None:
            shape[name] = [_service(e) if name == "services" else {} for e in _elements(holder)]
    if (metadata := _child(root, "metadata")) is not None:
        shape["metadata"] = _metadata(metadata)
    return shape


def open_component(element: Any) -> Shape | None:
    """One `component` element in JSON shape, or None for nothing."""
    if not isinstance(element, Element):
        return None
    shape: Shape = {name: _text(_child(element, name)) for name in _COMPONENT_TEXTS}
    evidence, pedigree = _child(element, "evidence"), _child(element, "pedigree")
    return shape | {
        "_line": element.sourceline or 0,
        "type": element.get("type"),
        "bom-ref": element.get("bom-ref"),
        "supplier": _organisation(_child(element, "supplier")),
        "manufacturer": _organisation(_child(element, "manufacturer")),
        "authors": _each(element, "authors", "author", _contact),
        "hashes": _hashes(element),
        "licenses": _licences(_child(element, "licenses")),
        "externalReferences": _each(element, "externalReferences", "reference", _reference),
        "properties": _each(element, "properties", "property", _property),
        "components": _children(_child(element, "components"), "component"),
        "evidence": None if evidence is None else _evidence(evidence),
        "pedigree": None if pedigree is None else _pedigree(pedigree),
    }


def _service(element: Element) -> Shape:
    """A service's reference, and those of all services within it, for whoever depends on them."""
    inner = (e for e in element.iterdescendants() if isinstance(e.tag, str) and _name(e) == "service")
    return {"bom-ref": element.get("bom-ref"), "services": [{"bom-ref": e.get("bom-ref")} for e in inner]}


def _metadata(element: Element) -> Shape:
    tools = _child(element, "tools")
    modern = tools is not None and (_child(tools, "components") is not None or _child(tools, "services") is not None)
    return {
        "timestamp": _text(_child(element, "timestamp")),
        "authors": _each(element, "authors", "author", _contact),
        "lifecycles": _each(
            element,
            "lifecycles",
            "lifecycle",
            lambda e: {"phase": _text(_child(e, "phase")), "name": _text(_child(e, "name"))},
        ),
        "tools": {part: _each(tools, part, part[:-1], _tool) for part in ("components", "services")}
        if modern and tools is not None
        else _each(element, "tools", "tool", _tool),
        "component": _child(element, "component"),
        "manufacturer": _organisation(_child(element, "manufacturer")),
        "manufacture": _organisation(_child(element, "manufacture")),
        "supplier": _organisation(_child(element, "supplier")),
    }


def _tool(element: Element) -> Shape:
    return {name: _text(_child(element, name)) for name in ("vendor", "group", "name", "version")}


def _organisation(element: Element | None) -> Shape | None:
    if element is None:
        return None
    return {
        "name": _text(_child(element, "name")),
        "url": [_text(e) for e in _children(element, "url")],
        "contact": [_contact(e) for e in _children(element, "contact")],
    }


def _contact(element: Element) -> Shape:
    return {"name": _text(_child(element, "name")), "email": _text(_child(element, "email"))}


def _hashes(element: Element) -> list[Shape]:
    return _each(element, "hashes", "hash", lambda e: {"alg": e.get("alg"), "content": _text(e)})


def _reference(element: Element) -> Shape:
    shape = {name: _text(_child(element, name)) for name in ("url", "comment")}
    return shape | {"type": element.get("type"), "hashes": _hashes(element)}


def _property(element: Element) -> Shape:
    return {"name": element.get("name"), "value": _text(element)}


def _licences(holder: Element | None) -> list[Shape]:
    openers: dict[str, Callable[[Element], Shape]] = {
        "license": lambda e: {"license": _licence(e)},
        "expression": lambda e: {"expression": _text(e), "acknowledgement": e.get("acknowledgement")},
        "expression-detailed": _expression,
    }
    return [openers[name](e) for e in _elements(holder) if (name := _name(e)) in openers]


def _licence(element: Element) -> Shape:
    return {name: _text(_child(element, name)) for name in ("id", "name", "url")} | {
        "text": _attachment(_child(element, "text")),
        "acknowledgement": element.get("acknowledgement"),
        "licensing": _licensing(_child(element, "licensing")),
    }


def _expression(element: Element) -> Shape:
    return {
        "expression": element.get("expression"),
        "acknowledgement": element.get("acknowledgement"),
        "licensing": _licensing(_child(element, "licensing")),
        "expressionDetails": [
            {
                "licenseIdentifier": e.get("license-identifier"),
                "text": _attachment(_child(e, "text")),
                "url": _text(_child(e, "url")),
            }
            for e in _children(element, "details")
        ],
    }


def _licensing(element: Element | None) -> Shape | None:
    if element is None:
        return None
    sides = {side: _child(element, side) for side in ("licensor", "licensee", "purchaser")}
    return (
        {name: _text(_child(element, name)) for name in _LICENSING_TEXTS}
        | {
            side: {kind: _organisation(_child(e, kind)) for kind in ("organization", "individual")}
            for side, e in sides.items()
            if e is not None
        }
        | {"licenseTypes": [_text(e) for e in _children(_child(element, "licenseTypes"), "licenseType")]}
    )


def _attachment(element: Element | None) -> Shape | None:
    if element is None:
        return None
    return {"content": _text(element), "encoding": element.get("encoding"), "contentType": element.get("content-type")}


def _evidence(element: Element) -> Shape:
    return {
        "licenses": _licences(_child(element, "licenses")),
        "copyright": _each(element, "copyright", "text", lambda e: {"text": _text(e)}),
    }


def _pedigree(element: Element) -> Shape:
    return {
        "ancestors": _each(
            element, "ancestors", "component", lambda e: {n: _text(_child(e, n)) for n in ("name", "version", "purl")}
        ),
        "commits": _each(element, "commits", "commit", lambda e: {n: _text(_child(e, n)) for n in ("uid", "url")}),
        "patches": _each(element, "patches", "patch", _patch),
        "notes": _text(_child(element, "notes")),
    }


def _patch(element: Element) -> Shape:
    diff = _child(element, "diff")
    return {"type": element.get("type"), "diff": {"url": _text(_child(diff, "url"))} if diff is not None else None}


def _dependency(element: Element) -> Shape:
    return {"ref": element.get("ref"), "dependsOn": [e.get("ref") for e in _children(element, "dependency")]}


# reading elements by their local name: CycloneDX's own namespace only


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _elements(holder: Element | None) -> Iterator[Element]:
    """Child elements of the holder's own namespace; comments, instructions and extensions are passed over."""
    if holder is None:
        return
    namespace = str(holder.tag).rpartition("}")[0]
    for child in holder:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[0] == namespace:
            yield child


def _child(holder: Element | None, name: str) -> Element | None:
    return next((e for e in _elements(holder) if _name(e) == name), None)


def _children(holder: Element | None, name: str) -> list[Element]:
    return [e for e in _elements(holder) if _name(e) == name]


def _each(holder: Element | None, outer: str, inner: str, shape: Callable[[Element], Shape]) -> list[Shape]:
    return [shape(e) for e in _children(_child(holder, outer), inner)]


def _text(element: Element | None) -> str | None:
    """All text within, CDATA included, comments not."""
    if element is None:
        return None
    if len(element) == 0:
        return (element.text or "").strip()
    texts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            texts += [str(t) for t in child.itertext()]
        texts.append(child.tail or "")
    return "".join(texts).strip()
