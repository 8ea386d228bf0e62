"""SPDX tag-value to the shape of SPDX JSON, with the line on which each element begins.

Grammar: SPDX 2.3, clauses 6 to 13. A section opens with its first tag (PackageName, FileName, Relationship, …) and
closes
the one before. A tag that comes after its section was closed is a fault, as the order carries the meaning; it is still
read, as part of the last element of its kind, since that is what such writers mean.
"""

import re
from typing import Any

from core.errors import Unreadable
from core.phrases import N_, phrase
from sbom.ingest.findings import Findings, shown
from sbom.ingest.spdx_tags import OPENED, OPENERS, TAGS, Tag

Shape = dict[str, Any]


_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)\s*:\s?(.*)", re.S)
_OPEN, _CLOSE = "<text>", "</text>"


def parse(data: bytes, findings: Findings) -> tuple[Shape, dict[str, int]]:
    """The document in JSON shape, and {pointer of an element: its line}. Raises `Unreadable` for an unclosed text or
    a foreign encoding.
    """
    builder = _Builder(findings)
    for line, tag, value in _entries(_decoded(data), findings):
        builder.take(line, tag, value)
    return builder.document, builder.lines


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            N_("The file is not UTF-8 (line %(line)s). Save it as UTF-8 and send it again."),
            line=data.count(b"\n", 0, error.start) + 1,
        ) from None
    if "\0" in text:
        raise Unreadable(
            N_("The file holds the character NUL, which no name or text may hold. Ask the vendor for a clean file.")
        )
    return text


def _entries(text: str, findings: Findings) -> Any:
    """(line, tag, value) of each tag; a <text> may run over lines. Neither tag nor comment: a fault."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    i = 0
    while i < len(lines):
        start, line = i + 1, lines[i]
        i += 1
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            findings.fault(
                f"line {start}",
                phrase(N_("“%(line)s” is neither a tag (Name: value) nor a comment (#)."), line=shown(stripped)),
            )
            continue
        tag, value = match.group(1), match.group(2)
        opened = value.find(_OPEN)
        if opened >= 0:
            parts = [value[opened + len(_OPEN) :]]
            while _CLOSE not in parts[-1]:
                if i >= len(lines):
                    raise Unreadable(
                        N_(
                            "The <text> that begins at line %(line)s is never closed with </text>; the rest of the "
                            "file would be lost."
                        ),
                        field=f"line {start}",
                        line=start,
                    )
                parts.append(lines[i])
                i += 1
            parts[-1] = parts[-1].partition(_CLOSE)[0]
            value = "\n".join(parts)
        yield start, tag, value.strip()


class _Builder:
    """Puts each tag where it belongs; what belongs nowhere is a fault, never silently lost."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.document: Shape = {}
        self.lines: dict[str, int] = {}
        self.current: dict[str, Shape] = {"document": self.document}
        self.owner = "document"  # whose SPDXID comes next: document, package or file
        self.scope = "document"  # the section that is open

    def take(self, line: int, tag: str, value: str) -> None:
        if tag == "SPDXID":
            self._put(line, tag, self.current[self.owner], Tag(self.owner, "SPDXID"), value)
        elif tag in ("Relationship", "RelationshipComment"):
            self._relationship(line, tag, value)
        elif tag == "ExternalRefComment":
            self._reference_comment(line, value)
        elif tag in TAGS:
            self._tag(line, tag, TAGS[tag], value)
        else:
            self.findings.fault(f"line {line}", phrase(N_("SPDX knows no tag “%(tag)s”."), tag=shown(tag)))

    def _tag(self, line: int, tag: str, where: Tag, value: str) -> None:
        if tag in OPENERS:
            self._open(line, where.section, OPENERS[tag])
        if where.section == "creation":
            self.current["creation"] = self.document.setdefault("creationInfo", {})
        holder = self.current.get(where.section)
        if holder is None:
            self.findings.fault(
                f"line {line}",
                phrase(
                    N_("“%(tag)s” stands before any “%(opener)s” and belongs to nothing."),
                    tag=tag,
                    opener=OPENED[where.section],
                ),
            )
            return
        self._check_scope(line, tag, where.section)
        self._put(line, tag, holder, where, _shaped(tag, value))

    def _check_scope(self, line: int, tag: str, section: str) -> None:
        section = "document" if section == "creation" else section
        if section != self.scope:
            self.findings.fault(
                f"line {line}",
                phrase(
                    N_(
                        "“%(tag)s” stands after its section was closed; it is read as part of the last one of its kind."
                    ),
                    tag=tag,
                ),
            )

    def _open(self, line: int, section: str, key: str) -> None:
        listed = self.document.setdefault(key, [])
        self.lines[f"/{key}/{len(listed)}"] = line
        self.current[section] = {}
        self.scope = section
        listed.append(self.current[section])
        if section in ("package", "file", "snippet"):
            self.owner = section

    def _put(self, line: int, tag: str, holder: Shape, where: Tag, value: Any) -> None:
        if where.key.startswith("_"):
            return  # read by nobody here: ranges of snippets, projects of files
        if where.is_list:
            holder.setdefault(where.key, []).append(value)
        elif where.key in holder:
            self.findings.fault(f"line {line}", phrase(N_("“%(tag)s” is given twice; the first is kept."), tag=tag))
        else:
            holder[where.key] = value

    def _relationship(self, line: int, tag: str, value: str) -> None:
        listed = self.document.setdefault("relationships", [])
        if tag == "RelationshipComment":
            if listed:
                listed[-1].setdefault("comment", value)
            return
        parts = value.split()
        if len(parts) != 3:
            self.findings.fault(
                f"line {line}", phrase(N_("“%(value)s” is not “element RELATIONSHIP element”."), value=shown(value))
            )
            return
        self.scope = "relationship"
        self.lines[f"/relationships/{len(listed)}"] = line
        listed.append({"spdxElementId": parts[0], "relationshipType": parts[1], "relatedSpdxElement": parts[2]})

    def _reference_comment(self, line: int, value: str) -> None:
        references = self.current.get("package", {}).get("externalRefs")
        if references:
            references[-1].setdefault("comment", value)
        else:
            self.findings.fault(
                f"line {line}",
                phrase(
                    N_("“%(tag)s” stands before any “%(opener)s” and belongs to nothing."),
                    tag="ExternalRefComment",
                    opener="ExternalRef",
                ),
            )


def _shaped(tag: str, value: str) -> Any:
    """The JSON form of values that tag-value packs into one line."""
    match tag:
        case "PackageChecksum" | "FileChecksum":
            algorithm, _, digest = value.partition(":")
            return {"algorithm": algorithm.strip(), "checksumValue": digest.strip()}
        case "ExternalRef":
            category, kind, locator = (*value.split(None, 2), "", "", "")[:3]
            return {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}
        case "FilesAnalyzed":
            return {"true": True, "false": False}.get(value.lower(), value)
        case "PackageVerificationCode":
            return {"packageVerificationCodeValue": value.partition("(")[0].strip()}
        case "ExternalDocumentRef":
            name, uri, checksum = (*value.split(None, 2), "", "", "")[:3]
            algorithm, _, digest = checksum.partition(":")
            return {
                "externalDocumentId": name,
                "spdxDocument": uri,
                "checksum": {"algorithm": algorithm.strip(), "checksumValue": digest.strip()},
            }
        case _:
            return value
