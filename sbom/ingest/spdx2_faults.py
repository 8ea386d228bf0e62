"""Where an SPDX 2.x document breaks its standard: faults of its shape (`spdx2_schema`).

Notes, not faults, for what the official JSON schema lets pass: ids given twice, relationships that point to nothing,
times or ids in another form, no name space, an undefined LicenseRef, a licence for the data other than CC0-1.0. The
verdict is the schema's.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from core.phrases import N_, Phrase, phrase
from sbom.ingest import schema_faults, spdx2_schema
from sbom.ingest.cyclonedx_fields import items
from sbom.ingest.findings import Findings, shown

_ID = re.compile(r"SPDXRef-[a-zA-Z0-9.-]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LICENCE_REF = re.compile(r"(?<![:\w.-])LicenseRef-[\w.+-]+")
_OUTSIDE = ("DocumentRef-", "NONE", "NOASSERTION")
_LISTS = ("packages", "files", "snippets")


@cache
def _validator(version: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(spdx2_schema.schema(version), mask="…", offline=True)


def check(document: Mapping[str, Any], version: str, findings: Findings, lines: Mapping[str, int]) -> None:
    """Adds the document's faults and notes; `lines` (of tag-value) turns pointers into lines."""
    told = _Told(findings, lines)
    for pointer, what in schema_faults.faults_of(_validator(version), document, findings.limits.findings):
        told.fault(pointer, what)
    known = _ids(document, told)
    _check_relationships(document, known, told)
    _check_licence_refs(document, told)
    _check_head(document, told)


class _Told:
    def __init__(self, findings: Findings, lines: Mapping[str, int]) -> None:
        self._findings, self._lines = findings, lines

    def fault(self, pointer: str, what: Phrase) -> None:
        self._findings.fault(self._where(pointer), what)

    def note(self, pointer: str, what: Phrase) -> None:
        self._findings.note(self._where(pointer), what)

    def unless_json(self, pointer: str, what: Phrase) -> None:
        """A fault by the specification, on which the official JSON schemas are of two minds: in JSON it is noted."""
        (self.fault if self._lines else self.note)(pointer, what)

    def _where(self, pointer: str) -> str:
        """ "line 12 (licenseDeclared)" in tag-value, where a pointer would mean nothing to the reader."""
        parts = pointer.split("/")
        line = self._lines.get("/".join(parts[:3]))
        return pointer if line is None else f"line {line}" + (f" ({'/'.join(parts[3:])})" if parts[3:] else "")


def _elements(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in _LISTS:
        listed = document.get(key)
        for i, raw in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(raw, Mapping):
                yield f"/{key}/{i}", raw


def _ids(document: Mapping[str, Any], told: _Told) -> set[str]:
    """Every SPDXID of the document; one given twice is noted."""
    own = document.get("SPDXID")
    if isinstance(own, str) and own != "SPDXRef-DOCUMENT":
        told.note("/SPDXID", phrase(N_("The document's own id must be SPDXRef-DOCUMENT, not “%(id)s”."), id=shown(own)))
    known = {own} if isinstance(own, str) else set()
    for where, raw in _elements(document):
        name = raw.get("SPDXID")
        if not isinstance(name, str):
            continue
        if not _ID.fullmatch(name):
            form = "SPDXRef-[a-zA-Z0-9.-]+"
            told.unless_json(
                f"{where}/SPDXID",
                phrase(
                    N_("“%(value)s” does not have the required form (%(pattern)s)."), value=shown(name), pattern=form
                ),
            )
        if name in known:
            told.note(
                f"{where}/SPDXID",
                phrase(N_("The id “%(id)s” is given twice; ids must be unique in the document."), id=shown(name)),
            )
        known.add(name)
    return known


def _check_relationships(document: Mapping[str, Any], known: set[str], told: _Told) -> None:
    for i, raw in enumerate(items(document.get("relationships"))):
        for key in ("spdxElementId", "relatedSpdxElement"):
            _check_target(raw.get(key), f"/relationships/{i}/{key}", known, told)
    described = document.get("documentDescribes")
    for i, name in enumerate(described if isinstance(described, list) else []):
        _check_target(name, f"/documentDescribes/{i}", known, told)


def _check_target(name: Any, where: str, known: set[str], told: _Told) -> None:
    if isinstance(name, str) and name not in known and not name.startswith(_OUTSIDE):
        told.note(
            where, phrase(N_("The relationship points to nothing: no element has the id “%(id)s”."), id=shown(name))
        )


def _check_licence_refs(document: Mapping[str, Any], told: _Told) -> None:
    defined = {raw.get("licenseId") for raw in items(document.get("hasExtractedLicensingInfos"))}
    missing: set[str] = set()
    for where, raw in _elements(document):
        for key in ("licenseDeclared", "licenseConcluded"):
            value = raw.get(key)
            for ref in _LICENCE_REF.findall(value[:4_000]) if isinstance(value, str) else ():
                if ref not in defined and ref not in missing:
                    missing.add(ref)
                    told.note(
                        f"{where}/{key}",
                        phrase(
                            N_("The licence “%(ref)s” is named and its text stands nowhere in the file."),
                            ref=shown(ref),
                        ),
                    )


def _check_head(document: Mapping[str, Any], told: _Told) -> None:
    creation = document.get("creationInfo")
    created = creation.get("created") if isinstance(creation, Mapping) else None
    if isinstance(created, str) and not _TIME.fullmatch(created):
        told.note(
            "/creationInfo/created",
            phrase(N_("“%(time)s” is not a time in the form YYYY-MM-DDThh:mm:ssZ."), time=shown(created)),
        )
    if "documentNamespace" not in document:
        told.unless_json("", phrase(N_("“%(property)s” is required here and missing."), property="documentNamespace"))
    if document.get("dataLicense") not in (None, "CC0-1.0"):
        told.note("/dataLicense", phrase(N_("The licence of the SBOM's own data should be CC0-1.0.")))
