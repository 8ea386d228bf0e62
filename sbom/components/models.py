from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model
from core.files.models import StoredFile
from sbom.ingest.rules import Format
from sbom.products.models import Release

GRADE = String(10)


class Delivery(Model):
    """軟體物料清單: one SBOM as it was delivered for a release. Never changed; a newer one supersedes it.

    The figures are those of the day it was read (`judged_on`); the original bytes are kept under `sha256`.
    """

    __tablename__ = "sbom_delivery"
    __table_args__ = (
        Index("ix_sbom_delivery_release_id", "release_id", "is_current"),
        Index("ix_sbom_delivery_delivered_at", "delivered_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    upload_key: Mapped[str] = mapped_column(String(40), unique=True)
    """Of the upload it came with: the same upload, read again after a crash, is kept once."""
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200))
    format: Mapped[Format]
    spec_version: Mapped[str] = mapped_column(String(20))
    is_valid: Mapped[bool] = mapped_column(Boolean)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{"kind", "where", "msgid", "params"}]: the first hundred faults and notes."""
    findings_left_out: Mapped[int] = mapped_column(Integer, default=0)
    header: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    components: Mapped[int] = mapped_column(Integer)
    source_disclosed: Mapped[int] = mapped_column(Integer)
    licence_proven: Mapped[int] = mapped_column(Integer)
    both_disclosed: Mapped[int] = mapped_column(Integer)
    own: Mapped[int] = mapped_column(Integer)
    own_both: Mapped[int] = mapped_column(Integer)
    origins: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    licences: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    gaps: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """What third-party components lack, and how many of them."""
    stated: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    """How many components' grades rest on what the vendor stated besides the file: "source", "licence", "own", "any"."""
    elements: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """How many components have each of the minimum elements (sbom.elements.rules.count); None: not counted yet."""
    judged_on: Mapped[date] = mapped_column(Date)
    delivered_at: Mapped[datetime]
    delivered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_complete: Mapped[bool] = mapped_column(Boolean, default=True)
    """False while its components are still being written: nobody is shown a part of an SBOM."""
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    superseded_at: Mapped[datetime | None]

    release: Mapped[Release] = relationship()
    delivered_by: Mapped[User | None] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def name(self) -> str:
        return self.file_name

    @property
    def third_party(self) -> int:
        return self.components - self.own

    @property
    def incomplete(self) -> int:
        """Third-party components whose source or licence is not disclosed."""
        return self.third_party - (self.both_disclosed - self.own_both)


class Package(Model):
    """What components are called, apart from their versions: each distinct entry once (sbom.components.packages).

    The search looks through these, by a text index that the migrations keep beside (`index_sbom_package`). An entry
    stays when the last SBOM that held it is gone.
    """

    __tablename__ = "sbom_package"
    __table_args__ = (
        Index("ix_sbom_package_digest", "digest"),
        Index("ix_sbom_package_purl_text", "purl_text"),
        Index("ix_sbom_package_cpe_key", "cpe_key"),
        Index("ix_sbom_package_tail_text", "tail_text"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    purl_key: Mapped[str] = mapped_column(Text)
    cpe_key: Mapped[str] = mapped_column(Text)
    supplier: Mapped[str] = mapped_column(Text)
    licence_line: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    """What words are looked for in: folded name, package path and supplier, a line each."""
    name_text: Mapped[str] = mapped_column(Text)
    purl_text: Mapped[str] = mapped_column(Text)
    supplier_text: Mapped[str] = mapped_column(Text)
    licence_text: Mapped[str] = mapped_column(Text)
    tail_text: Mapped[str] = mapped_column(Text, server_default="")
    """The name without its group."""


class ComponentHash(Model):
    """A hash that a component, or a file it names, is known by: its first 60 bits and whose it is."""

    __tablename__ = "sbom_hash"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class Component(Model):
    """元件: one occurrence in one delivery, in the file's order; two equal entries are two rows.

    What the file says is kept as it says it; the grades (`is_own`, `origin`, `licence` …) also count what the vendor stated
    besides, and `stated` tells which of them do.
    """

    __tablename__ = "sbom_component"
    __table_args__ = (Index("ix_sbom_component_package_id", "package_id", "version", "delivery_id", "position"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("sbom_delivery.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    parent_position: Mapped[int | None] = mapped_column(Integer)
    depth: Mapped[int] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    group_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    purl: Mapped[str] = mapped_column(Text)
    cpe: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    supplier: Mapped[str] = mapped_column(Text)
    """Who supplies or makes it, in one line; the parties themselves are in `details`."""
    licence_line: Mapped[str] = mapped_column(Text)
    """All licences in one line, as the file writes them."""
    description: Mapped[str] = mapped_column(Text)
    copyright: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Hashes, addresses, properties, parties, pedigree and the names of what was cut: what is read with its component only."""
    package_id: Mapped[int] = mapped_column(ForeignKey("sbom_package.id"))
    name_key: Mapped[str] = mapped_column(String(200))
    purl_key: Mapped[str] = mapped_column(String(400))
    """The package URL without version and qualifiers, for finding one package in all its versions."""
    is_own: Mapped[bool] = mapped_column(Boolean)
    origin: Mapped[str] = mapped_column(GRADE)
    licence: Mapped[str] = mapped_column(GRADE)
    source_disclosed: Mapped[bool] = mapped_column(Boolean)
    licence_proven: Mapped[bool] = mapped_column(Boolean)
    gaps: Mapped[int] = mapped_column(Integer)
    """One bit for each thing it lacks (sbom.disclosure.rules.Gap, in order)."""
    stated: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """One bit for each grade that rests on the vendor's statement and not on the file (sbom.statements.rules.BITS)."""

    delivery: Mapped[Delivery] = relationship()

    @property
    def full_name(self) -> str:
        return "/".join(filter(None, (self.group_name, self.name)))


class ComponentLicence(Model):
    """授權: one licence statement of a component, kept as made; a text is kept once for all that carry it."""

    __tablename__ = "sbom_licence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["delivery_id", "position"], ["sbom_component.delivery_id", "sbom_component.position"], name="component"
        ),
    )

    delivery_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(Text)
    means: Mapped[str] = mapped_column(Text)
    """The SPDX expression understood; empty where the statement proves nothing by its name."""
    url: Mapped[str] = mapped_column(Text)
    acknowledgement: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str | None] = mapped_column(ForeignKey("licence_text.sha256"))
    licensing: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    details: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class LicenceText(Model):
    """A licence's text, kept once by its SHA-256."""

    __tablename__ = "licence_text"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
