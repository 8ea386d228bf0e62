"""What SPDX 2.2 and 2.3 demand of a document, as a JSON Schema of our own (fields and values: the specification,
clauses 6 to 13).

The official schemas were published in several states under one version (PACKAGE_MANAGER or PACKAGE-MANAGER, ids with a
pattern or without, the name space required or not): only what all of them refuse is a fault. The tests hold this schema
against the official ones.
"""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_FLAG: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "integer"}
_OLD_ALGORITHMS = "SHA1 SHA224 SHA256 SHA384 SHA512 MD2 MD4 MD5 MD6"
_ALGORITHMS = _OLD_ALGORITHMS + " SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3 ADLER32"
_CATEGORIES = "OTHER PERSISTENT-ID PERSISTENT_ID SECURITY PACKAGE-MANAGER PACKAGE_MANAGER"
_PURPOSES = "OTHER INSTALL ARCHIVE FIRMWARE APPLICATION FRAMEWORK LIBRARY CONTAINER SOURCE DEVICE OPERATING-SYSTEM OPERATING_SYSTEM FILE"
_FILE_TYPES = "OTHER DOCUMENTATION IMAGE VIDEO ARCHIVE SPDX APPLICATION SOURCE BINARY TEXT AUDIO"
RELATIONSHIPS = """AMENDS ANCESTOR_OF BUILD_DEPENDENCY_OF BUILD_TOOL_OF CONTAINED_BY CONTAINS COPY_OF DATA_FILE_OF
    DEPENDENCY_MANIFEST_OF DEPENDENCY_OF DEPENDS_ON DESCENDANT_OF DESCRIBED_BY DESCRIBES DEV_DEPENDENCY_OF DEV_TOOL_OF
    DISTRIBUTION_ARTIFACT DOCUMENTATION_OF DYNAMIC_LINK EXAMPLE_OF EXPANDED_FROM_ARCHIVE FILE_ADDED FILE_DELETED
    FILE_MODIFIED GENERATED_FROM GENERATES HAS_PREREQUISITE METAFILE_OF OPTIONAL_COMPONENT_OF OPTIONAL_DEPENDENCY_OF
    OTHER PACKAGE_OF PATCH_APPLIED PATCH_FOR PREREQUISITE_FOR PROVIDED_DEPENDENCY_OF REQUIREMENT_DESCRIPTION_FOR
    RUNTIME_DEPENDENCY_OF SPECIFICATION_FOR STATIC_LINK TEST_CASE_OF TEST_DEPENDENCY_OF
    TEST_OF TEST_TOOL_OF VARIANT_OF"""
_SINCE_2_3 = frozenset({"REQUIREMENT_DESCRIPTION_FOR", "SPECIFICATION_FOR"})


def _one_of(words: str) -> Schema:
    return {"type": "string", "enum": words.split()}


def _object(required: str, texts: str = "", lists: str = "", **others: Schema) -> Schema:
    known = dict.fromkeys(texts.split(), _TEXT) | dict.fromkeys(lists.split(), _TEXTS) | others
    return {"type": "object", "required": required.split(), "properties": known, "additionalProperties": False}


def _many(item: Schema, at_least: int = 0) -> Schema:
    return {"type": "array", "items": item, "minItems": at_least}


def schema(version: str) -> Schema:
    """The demands of one version: 2.3 made several fields optional, and knows more checksums."""
    old = version != "2.3"
    algorithms = _OLD_ALGORITHMS if old else _ALGORITHMS
    checksum = _object("algorithm checksumValue", "checksumValue", algorithm=_one_of(algorithms))
    relationships = [word for word in RELATIONSHIPS.split() if not (old and word in _SINCE_2_3)]
    annotation = _object(
        "annotationDate annotationType annotator comment",
        "annotationDate annotator comment",
        annotationType=_one_of("OTHER REVIEW"),
    )
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        **_object(
            "SPDXID creationInfo dataLicense name spdxVersion",
            "$schema SPDXID comment dataLicense name spdxVersion documentNamespace",
            "documentDescribes",
            annotations=_many(annotation),
            creationInfo=_object(
                "created creators",
                "comment created licenseListVersion",
                creators={"type": "array", "minItems": 1, "items": _TEXT},
            ),
            externalDocumentRefs=_many(
                _object(
                    "checksum externalDocumentId spdxDocument", "externalDocumentId spdxDocument", checksum=checksum
                )
            ),
            hasExtractedLicensingInfos=_many(
                _object(
                    "extractedText licenseId",
                    "comment extractedText licenseId name",
                    "seeAlsos",
                    crossRefs=_many(
                        _object(
                            "url",
                            "match timestamp url",
                            isLive=_FLAG,
                            isValid=_FLAG,
                            isWayBackLink=_FLAG,
                            order=_NUMBER,
                        )
                    ),
                )
            ),
            revieweds=_many(_object("reviewDate", "comment reviewDate reviewer")),
            packages=_many(_package(old, checksum, annotation)),
            files=_many(_file(old, checksum, annotation)),
            snippets=_many(_snippet(old, annotation)),
            relationships=_many(
                _object(
                    "spdxElementId relatedSpdxElement relationshipType",
                    "spdxElementId comment relatedSpdxElement",
                    relationshipType=_one_of(" ".join(relationships)),
                )
            ),
        ),
    }


def _package(old: bool, checksum: Schema, annotation: Schema) -> Schema:
    purpose = {} if old else {"primaryPackagePurpose": _one_of(_PURPOSES)}
    return _object(
        "SPDXID downloadLocation name" + (" copyrightText licenseConcluded licenseDeclared" if old else ""),
        """SPDXID comment copyrightText description downloadLocation homepage licenseComments licenseConcluded licenseDeclared
        name originator packageFileName sourceInfo summary supplier versionInfo"""
        + ("" if old else " builtDate releaseDate validUntilDate"),
        "attributionTexts hasFiles licenseInfoFromFiles",
        annotations=_many(annotation),
        checksums=_many(checksum),
        externalRefs=_many(
            _object(
                "referenceCategory referenceLocator referenceType",
                "comment referenceLocator referenceType",
                referenceCategory=_one_of(_CATEGORIES),
            )
        ),
        filesAnalyzed={"type": "boolean"},
        packageVerificationCode=_object(
            "packageVerificationCodeValue", "packageVerificationCodeValue", "packageVerificationCodeExcludedFiles"
        ),
        **purpose,
    )


def _file(old: bool, checksum: Schema, annotation: Schema) -> Schema:
    found = {"licenseInfoInFiles": _many(_TEXT, at_least=1 if old else 0)}
    return _object(
        "SPDXID checksums fileName" + (" copyrightText licenseConcluded licenseInfoInFiles" if old else ""),
        "SPDXID comment copyrightText fileName licenseComments licenseConcluded noticeText",
        "attributionTexts fileContributors fileDependencies",
        annotations=_many(annotation),
        artifactOfs=_many({"type": "object"}),
        checksums=_many(checksum, at_least=1),
        fileTypes=_many(_one_of(_FILE_TYPES)),
        **found,
    )


def _snippet(old: bool, annotation: Schema) -> Schema:
    pointer = _object("reference", "reference", offset=_NUMBER, lineNumber=_NUMBER)
    place = _object("startPointer endPointer", startPointer=pointer, endPointer=pointer)
    return _object(
        "SPDXID snippetFromFile ranges" + (" copyrightText licenseConcluded name" if old else ""),
        "SPDXID comment copyrightText licenseComments licenseConcluded name snippetFromFile",
        "attributionTexts licenseInfoInSnippets",
        annotations=_many(annotation),
        ranges=_many(place, at_least=1),
    )
