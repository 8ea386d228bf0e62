from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.auth.models import User
from core.background.models import State, Work
from core.db import Model, Versioned
from core.phrases import Phrase
from sbom.pipelines.rules import KeyState, key_state
from sbom.products.models import Product, Release
from vendors.register.models import Vendor


class ApiKey(Versioned, Model):
    """What a build pipeline proves itself with. Only a hash is kept; a key is revoked, never deleted."""

    __tablename__ = "api_key"
    __table_args__ = (Index("ix_api_key_vendor_id", "vendor_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    """The vendor whose products it may name; nobody else's are seen with it."""
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """Set: this one product only."""
    may_create: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether an upload may register a product or release that is not there yet."""
    keeps_invalid: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether an SBOM that breaks its schema is kept with its faults instead of refused."""
    hint: Mapped[str] = mapped_column(String(12))
    """The first characters, by which people tell keys apart."""
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the key: 256 random bits need no slower one."""
    expires_on: Mapped[date | None] = mapped_column(Date)
    """The last day on which it opens."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    last_used_from: Mapped[str] = mapped_column(String(60), default="")
    revoked_at: Mapped[datetime | None]

    vendor: Mapped[Vendor] = relationship()
    product: Mapped[Product | None] = relationship()
    created_by: Mapped[User | None] = relationship()

    def state(self, today: date) -> KeyState:
        return key_state(revoked=self.revoked_at is not None, expires_on=self.expires_on, today=today)


class PipelineUpload(Model):
    """One SBOM that a pipeline sent: taken in, or refused with the reason. `token` is what the client asks after."""

    __tablename__ = "pipeline_upload"
    __table_args__ = (
        Index("ix_pipeline_upload_received_at", "received_at"),
        Index("ix_pipeline_upload_release_id", "release_id", "received_at"),
        Index("ix_pipeline_upload_api_key_id", "api_key_id"),
    )

    token: Mapped[str] = mapped_column(String(36), primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"))
    """The reading; None where there was nothing to read: refused, or the very file that is current already."""
    named: Mapped[str] = mapped_column(String(320))
    """The project as the client named it."""
    client: Mapped[str] = mapped_column(String(120))
    received_at: Mapped[datetime]
    refused: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Why it was not taken in: {"msgid", "params"}; empty when it was."""

    api_key: Mapped[ApiKey] = relationship()
    release: Mapped[Release | None] = relationship()
    work: Mapped[Work | None] = relationship()

    @property
    def is_processing(self) -> bool:
        return self.work is not None and self.work.state in (State.WAITING, State.RUNNING)

    @property
    def reason(self) -> Phrase | None:
        """Why nothing was kept of it, at the door or when it was read."""
        if self.refused:
            return Phrase(str(self.refused.get("msgid", "")), self.refused.get("params", {}))
        return self.work.failure if self.work else None
