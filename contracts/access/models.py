from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.access.rules import Privilege
from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned, db

access_grant_contract = Table(
    "access_grant_contract",
    db.metadata,
    Column("grant_id", ForeignKey("access_grant.id"), primary_key=True),
    Column("contract_id", ForeignKey("contract.id"), primary_key=True, index=True),
)


class AccessGrant(Versioned, Model):
    """存取權限: a vendor's account or way into a system of ours. Revoked, never deleted."""

    __tablename__ = "access_grant"
    __table_args__ = (
        Index("ix_access_grant_contract_id", "contract_id"),
        Index("ix_access_grant_revoked_on", "revoked_on"),
        Index("ix_access_grant_sponsor_id", "sponsor_id"),
        Index("ix_access_grant_expires_on", "expires_on"),
        Index("ix_access_grant_entered_by_id", "entered_by_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    system: Mapped[str] = mapped_column(String(120))
    account: Mapped[str] = mapped_column(String(120))
    privilege: Mapped[Privilege] = mapped_column(default=Privilege.ORDINARY)
    is_remote: Mapped[bool] = mapped_column(Boolean, default=False)
    two_factor: Mapped[bool] = mapped_column(Boolean, default=False)
    hours: Mapped[str] = mapped_column(String(120), default="")
    """When it may be used, in words; empty: nobody has said so."""
    sources: Mapped[str] = mapped_column(Text, default="")
    """From which addresses it may be reached, one a line; empty: nobody has said so."""
    is_direct: Mapped[bool] = mapped_column(Boolean, default=True)
    """Entered in the register without a request that somebody approved."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who entered it; None: the system, or nobody knows."""
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who in the firm vouches for it."""
    granted_on: Mapped[date] = mapped_column(Date)
    last_used_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    revoked_on: Mapped[date | None] = mapped_column(Date)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()
    also_for: Mapped[list[Contract]] = relationship(secondary=access_grant_contract, order_by=Contract.number)
    """Further contracts that need the same way in: it goes when the last of them ends."""
    sponsor: Mapped[User | None] = relationship(foreign_keys=[sponsor_id])
    revoked_by: Mapped[User | None] = relationship(foreign_keys=[revoked_by_id])
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])

    @property
    def name(self) -> str:
        return f"{self.system} · {self.account}"

    @property
    def contract_ids(self) -> frozenset[int]:
        return frozenset({self.contract_id, *(contract.id for contract in self.also_for)})


class AccountList(Model):
    """A list of accounts from a directory, kept as it came, and what did not agree with the register on that day."""

    __tablename__ = "account_list"
    __table_args__ = (Index("ix_account_list_sha256", "sha256"), Index("ix_account_list_added_by_id", "added_by_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    as_of: Mapped[date] = mapped_column(Date)
    accounts: Mapped[int] = mapped_column(Integer)
    noted: Mapped[int] = mapped_column(Integer)
    """For how many registered ways in the list knew a later day of use."""
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]

    added_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return self.file_name
