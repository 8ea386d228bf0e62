"""Which standard a file follows, judged by its content (the file's name proves nothing)."""

import re
from collections.abc import Mapping
from typing import Any

from core.errors import Unreadable
from core.phrases import N_
from sbom.ingest.findings import shown
from sbom.ingest.rules import Format

CYCLONEDX_NAMESPACE = "http://cyclonedx.org/schema/bom/"
_HEAD = 4096
_TAG_VALUE = re.compile(
    r"^\s*(SPDXVersion|DataLicense|SPDXID|DocumentName|DocumentNamespace|Creator|PackageName)\s*:", re.M
)
_YAML = re.compile(r"""^\s*["']?spdxVersion["']?\s*:""", re.M)

# keys that give another kind of file away → what to tell its sender
_NOT_READ = {
    ("artifacts", "descriptor"): N_(
        "This is Syft's own format. Make it again with “-o cyclonedx-json” or “-o spdx-json”."
    ),
    ("SchemaVersion", "Results"): N_(
        "This is a Trivy report. Make it again with “--format cyclonedx” or “--format spdx-json”."
    ),
    ("lockfileVersion",): N_("This is an npm lock file, not an SBOM. Make one with “npm sbom” or cyclonedx-npm."),
    ("document", "vulnerabilities"): N_("This looks like a CSAF advisory, not an SBOM."),
    ("predicateType", "predicate"): N_(
        "This is an attestation around an SBOM. Send what stands under “predicate” as a file of its own."
    ),
    ("payloadType", "payload"): N_("This is a signed envelope. Take the SBOM out of it and send that."),
    ("sbom",): N_("The SBOM stands under “sbom” (as GitHub's API gives it). Send that part as a file of its own."),
}


def looks_like(data: bytes) -> str:
    """ "json", "xml" or "tag-value", from the first bytes; raises `Unreadable` for anything else."""
    head = _head_text(data)
    first = head.lstrip("\ufeff \t\r\n")[:1]
    if first in ("{", "["):
        return "json"
    if first == "<":
        return "xml"
    if _TAG_VALUE.search(head):
        return "tag-value"
    if _YAML.search(head):
        raise Unreadable(N_("This is SPDX in YAML, which is not read here. Ask for SPDX JSON or tag-value."))
    raise Unreadable(
        N_(
            "This is neither JSON, XML nor SPDX tag-value (it starts with “%(start)s”). Ask the vendor for a "
            "CycloneDX or SPDX file."
        ),
        start=shown("".join(c for c in head.strip()[:40] if c.isprintable())),
    )


def _head_text(data: bytes) -> str:
    """The first characters; of UTF-16 and UTF-32 only what is ASCII in them, which is enough to tell the kinds apart."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]:
        head = head.translate(None, b"\0\xff\xfe")
    return head.decode("utf-8", "replace")


def json_format(document: Any) -> Format:
    """The standard of a parsed JSON document; raises `Unreadable` where it is none of ours."""
    if not isinstance(document, Mapping):
        raise Unreadable(N_("The file is a JSON list or value where an SBOM is one object ({ … })."))
    context = document.get("@context")
    if "spdxVersion" in document or "SPDXID" in document:
        return Format.SPDX_JSON
    if "@graph" in document or (context is not None and "spdx" in str(context).lower()):
        return Format.SPDX_JSON_LD
    if "bomFormat" in document or "specVersion" in document or "cyclonedx" in str(document.get("$schema", "")).lower():
        return Format.CYCLONEDX_JSON
    for keys, msgid in _NOT_READ.items():
        if all(key in document for key in keys):
            raise Unreadable(msgid)
    raise Unreadable(
        N_(
            "The JSON names no SBOM standard: neither “bomFormat” (CycloneDX), “spdxVersion” nor “@context” "
            "(SPDX). It has: %(keys)s."
        ),
        keys=shown(", ".join(map(str, list(document)[:8])) or "{}", 120),
    )


def cyclonedx_xml_version(tag: str) -> str:
    """The version in the root's namespace, "1.4" of {http://cyclonedx.org/schema/bom/1.4}bom."""
    namespace, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if namespace.startswith(CYCLONEDX_NAMESPACE) and name == "bom":
        return namespace.removeprefix(CYCLONEDX_NAMESPACE)
    if "rdf" in namespace.lower() or "spdx" in namespace.lower() or name in {"RDF", "SpdxDocument", "Document"}:
        raise Unreadable(N_("This is SPDX in RDF or XML, which is not read here. Ask for SPDX JSON or tag-value."))
    if name == "html":
        raise Unreadable(N_("This is a web page, not an SBOM; perhaps a sign-in page was saved instead of the file."))
    raise Unreadable(
        N_(
            "The XML is not CycloneDX: its root is “%(root)s”, where {http://cyclonedx.org/schema/bom/1.x}bom is "
            "expected."
        ),
        root=shown(tag, 120),
    )
