"""What the official schemas say against a CycloneDX file, as sentences with a place, never more than a hundred."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs
import orjson
from lxml import etree

from core.phrases import N_, Phrase, phrase
from sbom.ingest import schemas
from sbom.ingest.findings import Findings, shown
from sbom.ingest.xml_tree import streaming_parser

_SMALL = 500_000  # bytes up to which every fault may be described at once
_SLICE = 100
_INNER = 10
_BLOCK = 65_536
_LINE = 4_096
_NAMESPACE = re.compile(r"\{http[^}]*\}")
_KIND_OF: Mapping[type, str] = {dict: "{…}", list: "[…]"}

Pointer = Sequence[str | int]


def pointer(path: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901); the whole document is ""."""
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in path)


# JSON


def check_json(document: Any, version: str, size: int, findings: Findings) -> None:
    """Adds the schema's faults. `size` in bytes decides whether the file is judged whole or piece by piece."""
    if version not in schemas.JSON_VERSIONS:
        findings.fault(
            "/specVersion", phrase(N_("CycloneDX %(version)s has no JSON form; JSON began with 1.2."), version=version)
        )
        return
    validator = schemas.json_validator(version)
    if validator.is_valid(document):
        return
    before = findings.result()
    if size <= _SMALL:
        _add(validator.iter_errors(document), document, (), findings)
    else:
        _check_pieces(document, version, findings)
    if findings.result() == before:
        findings.fault("", phrase(N_("The file does not follow the schema of CycloneDX %(version)s."), version=version))


def _check_pieces(document: Any, version: str, findings: Findings) -> None:
    one = schemas.component_validator(version)
    for path, component in _components(document):
        if findings.faults_full:
            return
        bare = {k: v for k, v in component.items() if k != "components"} if isinstance(component, dict) else component
        if not one.is_valid(bare):
            _add(_some(one, bare), bare, path, findings)
    for part, path in _parts(document):
        if findings.faults_full:
            return
        _add(_some_shape(schemas.json_validator(version), part, path), part, path, findings)
    _repeated(document, findings)


def _components(document: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every component, nested ones too, with its path: iterative, in the file's order."""
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while stack:
        path, holder = stack.pop()
        if path:
            yield path, holder
        children = holder.get("components") if isinstance(holder, dict) else None
        if isinstance(children, list):
            stack += [((*path, "components", i), c) for i, c in reversed(list(enumerate(children)))]


def _parts(document: Any) -> Iterator[tuple[Any, tuple[str | int, ...]]]:
    """The document without its components, each long list a slice at a time; the path holds the slice's offset."""
    if not isinstance(document, dict):
        yield document, ()
        return
    lists = {k: v for k, v in document.items() if isinstance(v, list) and len(v) > _SLICE and k != "components"}
    yield {k: v for k, v in document.items() if k not in lists and not (k == "components" and isinstance(v, list))}, ()
    for key, values in lists.items():
        for start in range(0, len(values), _SLICE):
            yield {key: values[start : start + _SLICE]}, (key, start)


def _some(validator: jsonschema_rs.Validator, piece: Any) -> Iterable[jsonschema_rs.ValidationError]:
    """The faults of a piece with its lists shortened: the checker describes every fault before it gives the first."""
    return () if validator.is_valid(piece) else validator.iter_errors(_shortened(piece))


def _shortened(value: Any) -> Any:
    """A copy in which lists keep their first entries only; iterative, as the depth is the file's."""
    top: list[Any] = [value]
    work: list[tuple[Any, Any, int]] = [(top, 0, _SLICE)]
    while work:
        holder, key, room = work.pop()
        current = holder[key]
        if isinstance(current, dict):
            holder[key] = current = dict(current)
            work += [(current, k, room) for k, v in current.items() if isinstance(v, dict | list)]
        elif isinstance(current, list):
            holder[key] = current = current[:room]
            work += [(current, i, _INNER) for i, v in enumerate(current) if isinstance(v, dict | list)]
    return top[0]


def _repeated(document: Mapping[str, Any], findings: Findings) -> None:
    """Lists must hold each entry once (`uniqueItems`); the pieces cannot see that."""
    holders = [("", document), *((pointer(p), c) for p, c in _components(document))]
    for where, holder in holders:
        for key in ("components", "dependencies", "services", "vulnerabilities"):
            values = holder.get(key) if isinstance(holder, dict) else None
            if not isinstance(values, list):
                continue
            seen: set[bytes] = set()
            for i, value in enumerate(values):
                known = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
                if known in seen and not findings.faults_full:
                    findings.fault(f"{where}/{key}/{i}", phrase(_TWICE))
                seen.add(known)


def faults_of(validator: jsonschema_rs.Validator, document: Any, at_most: int) -> Iterator[tuple[str, Phrase]]:
    """(pointer, sentence) of the first faults under any schema, long lists a slice at a time."""
    if validator.is_valid(document):
        return
    found = 0
    for part, path in _parts(document):
        for error in _some_shape(validator, part, path):
            inner = list(error.instance_path)
            yield pointer(_joined(path, inner)), _sentence(error, _value(part, inner))
            found += 1
            if found >= at_most:
                return


def _some_shape(
    validator: jsonschema_rs.Validator, part: Any, path: Pointer
) -> Iterable[jsonschema_rs.ValidationError]:
    """In a slice only the slice's own faults count: the rest of the document is left out of it on purpose."""
    errors = _some(validator, part)
    return errors if not path else (e for e in errors if list(e.instance_path)[:1] == [path[0]])


def _add(errors: Iterable[jsonschema_rs.ValidationError], document: Any, path: Pointer, findings: Findings) -> None:
    for error in errors:
        if findings.faults_full:
            return
        inner = list(error.instance_path)
        findings.fault(pointer(_joined(path, inner)), _sentence(error, _value(document, inner)))


def _joined(path: Pointer, inner: list[str | int]) -> list[str | int]:
    """Where a fault stands in the whole document: a slice's path is (list, offset), a component's its own."""
    if len(path) == 2 and path[0] != "components" and inner[:1] == [path[0]] and len(inner) > 1:
        return [inner[0], int(inner[1]) + int(path[1]), *inner[2:]]
    return inner if len(path) == 2 and path[0] != "components" else [*path, *inner]


def _value(document: Any, path: Iterable[str | int]) -> Any:
    for key in path:
        document = document[key]
    return document


def _sentence(error: jsonschema_rs.ValidationError, value: Any) -> Phrase:
    """The checker's finding in words that name the value, cut, where the checker would quote whole documents."""
    seen = shown(value) if isinstance(value, str) else _KIND_OF.get(type(value)) or shown(json.dumps(value))
    msgid = _SENTENCES.get(type(error.kind))
    if msgid is None:
        return phrase(_OTHERWISE, why=shown(error.message.removeprefix("… "), 160))
    told = {name: getattr(error.kind, name) for name in ("property", "unexpected", "types", "pattern", "format")
            if hasattr(error.kind, name)}  # fmt: skip
    words = {name: shown(v if isinstance(v, str) else ", ".join(map(str, v))) for name, v in told.items()}
    return phrase(msgid, value=seen, **words)


_KINDS = jsonschema_rs.ValidationErrorKind
_OTHERWISE = N_("This does not follow the schema: %(why)s.")
_TWICE = N_("The same entry stands in the list twice.")
_UNKNOWN = N_("The standard knows no “%(unexpected)s” here.")
_NOT_ALLOWED = N_("“%(value)s” is not one of the values that the standard allows here.")
_SENTENCES = {
    _KINDS.Required: N_("“%(property)s” is required here and missing."),
    _KINDS.AdditionalProperties: _UNKNOWN,
    _KINDS.UnevaluatedProperties: _UNKNOWN,
    _KINDS.Type: N_("“%(value)s” is of the wrong type; expected: %(types)s."),
    _KINDS.Enum: _NOT_ALLOWED,
    _KINDS.Constant: _NOT_ALLOWED,
    _KINDS.Pattern: N_("“%(value)s” does not have the required form (%(pattern)s)."),
    _KINDS.Format: N_("“%(value)s” does not have the form of “%(format)s”."),
    _KINDS.UniqueItems: _TWICE,
}


# XML


def check_xml(data: bytes, root: etree._Element, version: str, findings: Findings) -> None:
    """Adds the XSD's faults with their lines; `data` is the UTF-8 document (see `as_utf8`), `root` its tree."""
    few = findings.limits.findings
    found = _streamed(data, version, _BLOCK, few)
    if found and len(found) < few:  # cheap only while they are few: libxml2 counts siblings for each
        schema = schemas.xml_schema(version)
        schema.validate(root)
        found = [(entry.line, entry.message) for entry in list(schema.error_log)] or found
    elif found:
        found = _streamed(data, version, _LINE, few)
    for line, message in found[:few]:
        findings.fault(f"line {line}", _xml_sentence(message))


def _streamed(data: bytes, version: str, feed: int, stop_at: int) -> list[tuple[int, str]]:
    """(line, message) of the first faults, read so that it stops soon after `stop_at` of them."""
    pull = streaming_parser(schemas.xml_schema(version))
    found: list[tuple[int, str]] = []
    line = 1
    try:
        for piece in _pieces(data, feed):
            pull.feed(piece)
            log = pull.feed_error_log
            if len(log) > len(found):
                found += [(line, entry.message) for entry in list(log)[len(found) : stop_at]]
            if len(found) >= stop_at:
                return found
            line += piece.count(b"\n")
        pull.close()
    except etree.XMLSyntaxError as error:
        return found or [(line, error.msg or "")]
    return found


def _pieces(data: bytes, feed: int) -> Iterator[bytes]:
    """Blocks, or single lines where lines are asked for."""
    start = 0
    while start < len(data):
        end = start + feed
        newline = data.find(b"\n", start, end) if feed == _LINE else -1
        end = newline + 1 if newline >= 0 else end
        yield data[start:end]
        start = end


def _xml_sentence(message: str) -> Phrase:
    text = _NAMESPACE.sub("", message).strip().rstrip(".")
    return phrase(N_("This does not follow the schema: %(why)s."), why=shown(text, 240))
