from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.auth.models import User
from core.db import Model, Versioned
from core.severity import Severity
from core.told import Told
from sbom.components.models import Delivery
from sbom.products.models import Product, Release
from sbom.vulnerabilities.rules import Justification, Match, Standing, State
from sbom.vulnerabilities.vex import WORDS, in_words


class Import(Model):
    """匯入: one file of advisories or statements, read once. What it changed counts, so that everything is matched anew."""

    __tablename__ = "vulnerability_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    """Of the file, while its bytes are kept: a database's copy goes when it was read, a vendor's document stays."""
    kinds: Mapped[str] = mapped_column(String(100), default="")
    """What the file held: OSV, CSAF, CycloneDX."""
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    """The product that the file's statements are about, where somebody said so."""
    read: Mapped[int] = mapped_column(Integer, default=0)
    added: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{"where", "msgid", "params"}]: the first records that could not be read."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    by: Mapped[User | None] = relationship()
    product: Mapped[Product | None] = relationship()

    @property
    def name(self) -> str:
        return self.file_name


class Vulnerability(Model):
    """弱點: one vulnerability, under whatever names databases give it; what is said of it is the gravest of what they say."""

    __tablename__ = "vulnerability"
    __table_args__ = (Index("ix_vulnerability_name", "name"), Index("ix_vulnerability_severity", "severity"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(500), default="")
    severity: Mapped[Severity] = mapped_column(default=Severity.UNKNOWN)
    score: Mapped[float | None] = mapped_column(Float)
    published_at: Mapped[datetime | None]
    is_withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    advisories: Mapped[list["Advisory"]] = relationship(back_populates="vulnerability", order_by="Advisory.id")
    aliases: Mapped[list["Alias"]] = relationship(order_by="Alias.name")


class Alias(Model):
    """A name of a vulnerability: CVE, GHSA, PYSEC … each name is one vulnerability's."""

    __tablename__ = "vulnerability_alias"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    vulnerability_id: Mapped[int] = mapped_column(ForeignKey("vulnerability.id"), index=True)


class Advisory(Model):
    """弱點公告: one database's record, as its last import held it."""

    __tablename__ = "advisory"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    vulnerability_id: Mapped[int] = mapped_column(ForeignKey("vulnerability.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("vulnerability_import.id"), index=True)
    origin: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(32))
    modified_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(String(500))
    details: Mapped[str] = mapped_column(Text)
    severity: Mapped[Severity]
    score: Mapped[float | None] = mapped_column(Float)
    vector: Mapped[str] = mapped_column(String(300))
    references: Mapped[list[list[str]]] = mapped_column(JSON)
    """[[kind, address]]"""
    left_out: Mapped[int] = mapped_column(Integer)

    vulnerability: Mapped[Vulnerability] = relationship(back_populates="advisories")
    packages: Mapped[list["AdvisoryPackage"]] = relationship(order_by="AdvisoryPackage.number")


class AdvisoryPackage(Model):
    """One package of an advisory: what components are matched by."""

    __tablename__ = "advisory_package"
    __table_args__ = (
        Index("ix_advisory_package_package_key", "package_key"),
        Index("ix_advisory_package_name_key", "name_key"),
    )

    advisory_id: Mapped[str] = mapped_column(ForeignKey("advisory.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    package_key: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(200))
    release: Mapped[str] = mapped_column(String(60))
    said: Mapped[str] = mapped_column(String(300))
    affected: Mapped[dict[str, Any]] = mapped_column(JSON)


class Statement(Model):
    """A vendor's statement (VEX) on a vulnerability in a component or a whole product; the last of each import stands."""

    __tablename__ = "vex_statement"
    __table_args__ = (
        Index("ix_vex_statement_product_id", "product_id"),
        Index("ix_vex_statement_package_key", "package_key"),
        Index("ix_vex_statement_delivery_id", "delivery_id"),
        Index("ix_vex_statement_vulnerability_id", "vulnerability_id"),
        Index("ix_vex_statement_import_id", "import_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vulnerability_id: Mapped[int] = mapped_column(ForeignKey("vulnerability.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("vulnerability_import.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("sbom_delivery.id"))
    """The SBOM that held it, where it was no document of its own."""
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """None: for whichever product holds the package."""
    package_key: Mapped[str] = mapped_column(String(300), default="")
    """"" : the product as a whole."""
    versions: Mapped[list[str]] = mapped_column(JSON)
    """Empty: every version."""
    state: Mapped[State]
    justification: Mapped[Justification | None]
    detail: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    """Where in its file."""
    said_at: Mapped[datetime]

    @property
    def read_versions(self) -> list[str]:
        """The versions and ranges that are understood."""
        return [one for one in self.versions if not one.startswith(WORDS)]

    @property
    def unread(self) -> list[str]:
        """The ranges that are not, in the document's words."""
        return in_words(self.versions)


class Matched(Model):
    """Up to where a product's current SBOM was matched: with which SBOM, and how many imports had been finished."""

    __tablename__ = "vulnerability_match"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("sbom_delivery.id"), index=True)
    imports: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer)
    matched_at: Mapped[datetime]


class Finding(Versioned, Model):
    """弱點發現: one vulnerability in one version of one package of a product. Closed when it is found no longer, never erased."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("product_id", "vulnerability_id", "package_key", "package_version", name="uq_finding_place"),
        Index("ix_finding_vulnerability_id", "vulnerability_id"),
        Index("ix_finding_closed_at", "closed_at", "state", "due_on"),
        Index("ix_finding_owner_id", "owner_id"),
        Index("ix_finding_release_id", "release_id"),
        Index("ix_finding_delivery_id", "delivery_id"),
        Index("ix_finding_advisory_id", "advisory_id"),
        Index("ix_finding_statement_id", "statement_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    vulnerability_id: Mapped[int] = mapped_column(ForeignKey("vulnerability.id"))
    package_key: Mapped[str] = mapped_column(String(300))
    package_version: Mapped[str] = mapped_column(String(255))
    component: Mapped[str] = mapped_column(String(300))
    """As the SBOM names it."""
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    """Of the SBOM in which it was last found."""
    delivery_id: Mapped[int] = mapped_column(ForeignKey("sbom_delivery.id"))
    position: Mapped[int] = mapped_column(Integer)
    times: Mapped[int] = mapped_column(Integer)
    match: Mapped[Match]
    why: Mapped[dict[str, Any]] = mapped_column(JSON)
    advisory_id: Mapped[str | None] = mapped_column(ForeignKey("advisory.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("vex_statement.id"))
    """The vendor's word on it, the last one."""
    fixed_in: Mapped[str] = mapped_column(String(255), default="")
    severity: Mapped[Severity]
    state: Mapped[State] = mapped_column(default=State.IN_TRIAGE)
    justification: Mapped[Justification | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    is_due_set: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether somebody set the day; otherwise it follows the policy."""
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    judged_at: Mapped[datetime | None]
    found_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    product: Mapped[Product] = relationship()
    release: Mapped[Release] = relationship()
    delivery: Mapped[Delivery] = relationship()
    vulnerability: Mapped[Vulnerability] = relationship()
    advisory: Mapped[Advisory | None] = relationship()
    statement: Mapped[Statement | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])

    @property
    def name(self) -> str:
        return f"{self.vulnerability.name} · {self.component}"

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.closed_at is not None, self.due_on)

    @property
    def found_on(self) -> date:
        return self.found_at.astimezone(clock.zone()).date()


class FindingEvent(Told, Model):
    """What happened to a finding: found, gone, found again, judged. Never changed."""

    __tablename__ = "finding_event"
    __table_args__ = (Index("ix_finding_event_finding_id", "finding_id"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))


class FindingTerm(Versioned, Model):
    """處理期限: within how many days findings of a severity are dealt with. Where no row stands, the default holds."""

    __tablename__ = "finding_term"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    severity: Mapped[Severity] = mapped_column(unique=True)
    days: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.severity.value
