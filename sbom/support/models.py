from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.auth.models import User
from core.db import Model, Versioned
from core.told import Told
from sbom.components.models import Delivery
from sbom.products.models import Product, Release
from sbom.support.rules import Course, Standing, support_on


class SupportProduct(Model):
    """A product of the table of end of life, such as spring-boot."""

    __tablename__ = "support_product"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    cycles: Mapped[list["SupportCycle"]] = relationship(order_by="SupportCycle.number")


class SupportCycle(Model):
    """One line of its versions: until when it is supported."""

    __tablename__ = "support_cycle"

    product_id: Mapped[int] = mapped_column(ForeignKey("support_product.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended: Mapped[bool | None] = mapped_column(Boolean)
    latest: Mapped[str] = mapped_column(String(60))
    released_on: Mapped[date | None] = mapped_column(Date)


class SupportMapping(Versioned, Model):
    """Which package is which product of the table: from the table itself, or as people set it. Ended, never erased."""

    __tablename__ = "support_mapping"
    __table_args__ = (
        Index("ix_support_mapping_package", "package"),
        Index("ix_support_mapping_support_id", "support_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    package: Mapped[str] = mapped_column(String(400))
    """A package URL without version, or a component's bare name in small letters."""
    support_id: Mapped[int] = mapped_column(ForeignKey("support_product.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    is_from_table: Mapped[bool] = mapped_column(Boolean, default=False)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    support: Mapped[SupportProduct] = relationship()
    set_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.package


class ComponentSupport(Versioned, Model):
    """終止支援: how long one version of a package in a product is supported, and what is done about it. Closed when it is
    there no longer."""

    __tablename__ = "component_support"
    __table_args__ = (
        UniqueConstraint("product_id", "package", "package_version", name="uq_component_support_place"),
        Index("ix_component_support_gone_at", "gone_at", "ends_on"),
        Index("ix_component_support_course", "gone_at", "course", "due_on"),
        Index("ix_component_support_owner_id", "owner_id"),
        Index("ix_component_support_support_id", "support_id"),
        Index("ix_component_support_delivery_id", "delivery_id"),
        Index("ix_component_support_release_id", "release_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    package: Mapped[str] = mapped_column(String(400))
    package_version: Mapped[str] = mapped_column(String(255))
    component: Mapped[str] = mapped_column(String(300))
    support_id: Mapped[int] = mapped_column(ForeignKey("support_product.id"))
    cycle: Mapped[str] = mapped_column(String(60), default="")
    """Empty: the table has no cycle for this version."""
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended: Mapped[bool | None] = mapped_column(Boolean)
    latest: Mapped[str] = mapped_column(String(60), default="")
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    delivery_id: Mapped[int] = mapped_column(ForeignKey("sbom_delivery.id"))
    position: Mapped[int] = mapped_column(Integer)
    found_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

    course: Mapped[Course] = mapped_column(default=Course.UNDECIDED)
    target: Mapped[str] = mapped_column(String(200), default="")
    """What takes its place, such as the version to move to."""
    plan: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    is_due_set: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether somebody set the day; otherwise it follows the table."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship()
    release: Mapped[Release] = relationship()
    delivery: Mapped[Delivery] = relationship()
    support: Mapped[SupportProduct] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def name(self) -> str:
        return f"{self.component} {self.package_version}".strip()

    @property
    def found_on(self) -> date:
        return self.found_at.astimezone(clock.zone()).date()

    @property
    def standing(self) -> Standing:
        """Where it stands today."""
        support = support_on(clock.today(), ends_on=self.ends_on, ended=self.ended, is_known=self.cycle != "")
        return Standing(support, self.course, self.due_on, self.gone_at is not None)


class SupportEvent(Told, Model):
    """What happened to it after it was found: decided on, gone, found again, another last day. Never changed."""

    __tablename__ = "support_event"
    __table_args__ = (Index("ix_support_event_component_support_id", "component_support_id"),)

    component_support_id: Mapped[int] = mapped_column(ForeignKey("component_support.id"))
