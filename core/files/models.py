from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class StoredFile(Model):
    """What is known of the bytes themselves; who uploaded them as what is the owning record's business."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime]

    @property
    def id(self) -> str:
        return self.sha256
