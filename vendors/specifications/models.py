from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.db import Model, Versioned
from core.i18n.formats import digits
from vendors.services.models import Service
from vendors.specifications.levels import CapPer, Direction, Level, Penalty, PenaltyKind, Period, from_micro
from vendors.specifications.rules import Answer, PartState, Purpose, Stage, Stated


class Specification(Versioned, Model):
    """服務規格書: one version of what a service consists of and keeps to. Once agreed it never changes; the next version
    stands beside it."""

    __tablename__ = "service_specification"
    __table_args__ = (
        UniqueConstraint("service_id", "number"),
        Index("ix_service_specification_stage", "stage", "review_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    number: Mapped[int] = mapped_column(Integer)
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    summary: Mapped[str] = mapped_column(Text, default="")
    """What is new in this version."""
    agreed_on: Mapped[date | None] = mapped_column(Date)
    agreed_with: Mapped[str] = mapped_column(String(200), default="")
    """Who agreed for the vendor."""
    review_on: Mapped[date | None] = mapped_column(Date)
    put_aside_why: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    service: Mapped[Service] = relationship()
    created_by: Mapped[User | None] = relationship()
    parts: Mapped[list["SpecificationPart"]] = relationship(
        back_populates="specification", order_by="SpecificationPart.id"
    )

    @property
    def name(self) -> str:
        return f"{self.service.name} v{self.number}"

    @property
    def said(self) -> Mapping[str, Stated]:
        """What it says of each part."""
        return {each.part: each.stated for each in self.parts}


class SpecificationPart(Versioned, Model):
    """What one version says of one part that the rule names."""

    __tablename__ = "specification_part"
    __table_args__ = (
        UniqueConstraint("specification_id", "part"),
        Index("ix_specification_part_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    specification_id: Mapped[int] = mapped_column(ForeignKey("service_specification.id"))
    part: Mapped[str] = mapped_column(String(40))
    state: Mapped[PartState] = mapped_column(default=PartState.MISSING)
    version_text: Mapped[str] = mapped_column(String(60), default="")
    """The version that is stated: of the software, the drawing, the paper."""
    text: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it does not apply."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")

    specification: Mapped[Specification] = relationship(back_populates="parts")

    @property
    def stated(self) -> Stated:
        return Stated(
            self.part, self.state, self.version_text, self.text, self.reason, self.file_name, self.sha256 or ""
        )


class Channel(Versioned, Model):
    """溝通管道: whom to reach at the vendor about what, and how fast they answer. Ended, never removed."""

    __tablename__ = "service_channel"
    __table_args__ = (Index("ix_service_channel_service_id", "service_id", "ended_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    purpose: Mapped[Purpose]
    who: Mapped[str] = mapped_column(String(120))
    reach: Mapped[str] = mapped_column(String(200))
    """Telephone, mail, portal: where it is called."""
    our_side: Mapped[str] = mapped_column(String(120), default="")
    """Who in the firm calls."""
    answer_minutes: Mapped[int | None] = mapped_column(Integer)
    """Within how many minutes an answer was promised."""
    note: Mapped[str] = mapped_column(Text, default="")
    added_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    service: Mapped[Service] = relationship()
    tests: Mapped[list["ChannelTest"]] = relationship(
        back_populates="channel", order_by="ChannelTest.tested_on.desc(), ChannelTest.id.desc()"
    )

    @property
    def name(self) -> str:
        return self.who


class ChannelTest(Model):
    """A test of a channel: when, who called, who answered, how fast. Never changed."""

    __tablename__ = "channel_test"
    __table_args__ = (Index("ix_channel_test_channel_id", "channel_id", "tested_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("service_channel.id"))
    tested_on: Mapped[date] = mapped_column(Date)
    answer: Mapped[Answer]
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    minutes: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)

    channel: Mapped[Channel] = relationship(back_populates="tests")
    recorded_by: Mapped[User | None] = relationship()


class ServiceLevel(Versioned, Model):
    """服務水準: one measure that the vendor promised to keep, and what the contract takes where it is missed."""

    __tablename__ = "service_level"
    __table_args__ = (Index("ix_service_level_service_id", "service_id", "until_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    metric: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    """What it is called, in the firm's words."""
    unit: Mapped[str] = mapped_column(String(20), default="")
    direction: Mapped[Direction]
    threshold_micro: Mapped[int] = mapped_column(BigInteger)
    """Millionths of the unit, so that comparing is exact."""
    period: Mapped[Period] = mapped_column(default=Period.MONTH)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    penalty_kind: Mapped[PenaltyKind] = mapped_column(default=PenaltyKind.NONE)
    rate_micro: Mapped[int] = mapped_column(BigInteger, default=0)
    """Millionths of the currency's main unit, or of a per cent."""
    currency: Mapped[str] = mapped_column(String(3), default="TWD")
    fee_minor: Mapped[int | None] = mapped_column(BigInteger)
    """The monthly fee that a percentage is taken of."""
    step_micro: Mapped[int | None] = mapped_column(BigInteger)
    cap_minor: Mapped[int | None] = mapped_column(BigInteger)
    cap_per: Mapped[CapPer] = mapped_column(default=CapPer.PERIOD)
    clause: Mapped[str] = mapped_column(String(200), default="")
    """Where in the contract it stands."""
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)

    service: Mapped[Service] = relationship()
    figures: Mapped[list["LevelFigure"]] = relationship(back_populates="level", order_by="LevelFigure.period_on")

    @property
    def name(self) -> str:
        return self.label

    @property
    def threshold(self) -> Decimal:
        return from_micro(self.threshold_micro)

    @property
    def promised(self) -> Level:
        return promised(self)


class LevelFigure(Versioned, Model):
    """What was reported for one level and one period. A correction is an edit; the trail keeps what stood before."""

    __tablename__ = "level_figure"
    __table_args__ = (
        UniqueConstraint("level_id", "period_on"),
        Index("ix_level_figure_period_on", "period_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("service_level.id"))
    period_on: Mapped[date] = mapped_column(Date)
    """The first day of the period."""
    value_micro: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(200), default="")
    dealt_on: Mapped[date | None] = mapped_column(Date)
    """When a miss was dealt with: the penalty taken, or let go with a reason."""
    dealt_how: Mapped[str] = mapped_column(String(500), default="")

    level: Mapped[ServiceLevel] = relationship(back_populates="figures")

    @property
    def value(self) -> Decimal:
        return from_micro(self.value_micro)

    @property
    def name(self) -> str:
        return self.period_on.isoformat()


class FigureFile(Model):
    """A file of figures that was sent; its bytes stay, so that each figure can be traced to it."""

    __tablename__ = "level_figure_file"
    __table_args__ = (Index("ix_level_figure_file_sha256", "sha256"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(200))
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    applied_at: Mapped[datetime | None]


def promised(row: Any) -> Level:
    """The level that a record's columns, or a row of them, stand for."""
    penalty = Penalty(
        row.penalty_kind, from_micro(row.rate_micro), row.currency, digits(row.currency), row.fee_minor,
        from_micro(row.step_micro) if row.step_micro else None, row.cap_minor, row.cap_per,
    )  # fmt: skip
    return Level(row.direction, from_micro(row.threshold_micro), row.period, penalty)
