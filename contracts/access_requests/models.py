from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.access.models import AccessGrant
from contracts.access.rules import Privilege
from contracts.access_requests.rules import Asked, RequestState
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned
from core.phrases import Phrase, from_kept


class AccessRequest(Versioned, Model):
    """權限申請: access that somebody asks for, or a change of one that stands; what is asked for stays as it was asked."""

    __tablename__ = "access_request"
    __table_args__ = (
        Index("ix_access_request_contract_id", "contract_id"),
        Index("ix_access_request_grant_id", "grant_id"),
        Index("ix_access_request_state", "state"),
        Index("ix_access_request_asked_by_id", "asked_by_id"),
        Index("ix_access_request_sponsor_id", "sponsor_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("access_grant.id"))
    """The way in to be changed; of new access the one that was granted upon it."""
    is_change: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    purpose: Mapped[str] = mapped_column(Text)
    system: Mapped[str] = mapped_column(String(120))
    account: Mapped[str] = mapped_column(String(120), default="")
    """Empty where the account has no name yet."""
    privilege: Mapped[Privilege]
    is_remote: Mapped[bool] = mapped_column(Boolean, default=False)
    two_factor: Mapped[bool] = mapped_column(Boolean, default=False)
    hours: Mapped[str] = mapped_column(String(120), default="")
    sources: Mapped[str] = mapped_column(Text, default="")
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_on: Mapped[date | None] = mapped_column(Date)
    also_for: Mapped[list[int]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Of a change, what the way in allowed when it was asked for."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    fell_away: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Why it was closed by itself: a sentence as `core.phrases.kept` keeps it."""
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]

    contract: Mapped[Contract] = relationship()
    grant: Mapped[AccessGrant | None] = relationship()
    sponsor: Mapped[User | None] = relationship(foreign_keys=[sponsor_id])
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @property
    def name(self) -> str:
        return f"{self.system} · {self.account}" if self.account else self.system

    @property
    def why_fallen(self) -> Phrase | None:
        found = from_kept(self.fell_away)
        return found if isinstance(found, Phrase) else None

    @property
    def asked(self) -> Asked:
        return Asked(self.state, self.asked_by_id)
