from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.register.models import Contract
from core.auth.models import User
from core.db import Model, Versioned


class Replacement(Versioned, Model):
    """換約: a contract goes on in another, with the accounts and assets that went over. Taken back by a later entry."""

    __tablename__ = "contract_replacement"
    __table_args__ = (
        Index("ix_contract_replacement_contract_id", "contract_id"),
        Index("ix_contract_replacement_successor_id", "successor_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    last_day: Mapped[date] = mapped_column(Date)
    """The last day of the contract that is replaced."""
    note: Mapped[str] = mapped_column(Text, default="")
    grant_ids: Mapped[list[int]] = mapped_column(JSON)
    """Accounts that the new contract needs too since."""
    asset_ids: Mapped[list[int]] = mapped_column(JSON)
    """Assets that are held under the new contract since."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(foreign_keys=[contract_id])
    successor: Mapped[Contract] = relationship(foreign_keys=[successor_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])

    @property
    def name(self) -> str:
        return f"{self.contract.number} → {self.successor.number}"
