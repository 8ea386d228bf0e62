"""The tags of SPDX tag-value (SPDX 2.3, clauses 6 to 13): the section of each, and its key in SPDX JSON."""

from typing import NamedTuple


class Tag(NamedTuple):
    """Where a tag belongs; `is_list` where it may be given several times. A key with "_" is read by nobody here."""

    section: str
    key: str
    is_list: bool = False


# tag=JSON key; a "*" marks what may be given several times
_SECTIONS = {
    "document": """
        SPDXVersion=spdxVersion DataLicense=dataLicense DocumentName=name
        DocumentNamespace=documentNamespace DocumentComment=comment
        ExternalDocumentRef=externalDocumentRefs*
    """,
    "creation": """
        Creator=creators* Created=created CreatorComment=comment LicenseListVersion=licenseListVersion
    """,
    "package": """
        PackageName=name PackageVersion=versionInfo PackageFileName=packageFileName PackageSupplier=supplier
        PackageOriginator=originator PackageDownloadLocation=downloadLocation FilesAnalyzed=filesAnalyzed
        PackageVerificationCode=packageVerificationCode PackageChecksum=checksums* PackageHomePage=homepage
        PackageSourceInfo=sourceInfo PackageLicenseConcluded=licenseConcluded
        PackageLicenseInfoFromFiles=licenseInfoFromFiles* PackageLicenseDeclared=licenseDeclared
        PackageLicenseComments=licenseComments PackageCopyrightText=copyrightText PackageSummary=summary
        PackageDescription=description PackageComment=comment PackageAttributionText=attributionTexts*
        ExternalRef=externalRefs* PrimaryPackagePurpose=primaryPackagePurpose BuiltDate=builtDate
        ReleaseDate=releaseDate ValidUntilDate=validUntilDate
    """,
    "file": """
        FileName=fileName FileType=fileTypes* FileChecksum=checksums* LicenseConcluded=licenseConcluded
        LicenseInfoInFile=licenseInfoInFiles* LicenseComments=licenseComments
        FileCopyrightText=copyrightText FileComment=comment FileNotice=noticeText
        FileContributor=fileContributors* FileAttributionText=attributionTexts*
        FileDependency=fileDependencies* ArtifactOfProjectName=_project* ArtifactOfProjectHomePage=_project*
        ArtifactOfProjectURI=_project*
    """,
    "snippet": """
        SnippetSPDXID=SPDXID SnippetFromFileSPDXID=snippetFromFile SnippetByteRange=_range*
        SnippetLineRange=_range* SnippetLicenseConcluded=licenseConcluded
        LicenseInfoInSnippet=licenseInfoInSnippets* SnippetLicenseComments=licenseComments
        SnippetCopyrightText=copyrightText SnippetComment=comment SnippetName=name
        SnippetAttributionText=attributionTexts*
    """,
    "licence": """
        LicenseID=licenseId ExtractedText=extractedText LicenseName=name LicenseCrossReference=seeAlsos*
        LicenseComment=comment
    """,
    "annotation": """
        Annotator=annotator AnnotationDate=annotationDate AnnotationComment=comment
        AnnotationType=annotationType SPDXREF=_ref
    """,
    "review": """
        Reviewer=reviewer ReviewDate=reviewDate ReviewComment=comment
    """,
}
TAGS = {
    tag: Tag(section, key.rstrip("*"), key.endswith("*"))
    for section, text in _SECTIONS.items()
    for tag, _, key in (pair.partition("=") for pair in text.split())
}
OPENERS = {
    "PackageName": "packages",
    "FileName": "files",
    "SnippetSPDXID": "snippets",
    "LicenseID": "hasExtractedLicensingInfos",
    "Annotator": "annotations",
    "Reviewer": "revieweds",
}
OPENED = {
    "package": "PackageName",
    "file": "FileName",
    "snippet": "SnippetSPDXID",
    "licence": "LicenseID",
    "annotation": "Annotator",
    "review": "Reviewer",
}
