"""What happened to a record, sentence by sentence, for a page that tells it in the reader's language."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from core.auth.models import User
from core.phrases import Phrase, from_kept


class Told:
    """Columns of an event: when, by whom (None: by itself), the sentence, and a person's own words. Never changed."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    msgid: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")

    @declared_attr
    def by(self) -> Mapped[User | None]:
        return relationship()

    @property
    def what(self) -> Phrase:
        said: Phrase = from_kept({"msgid": self.msgid, "params": self.params})
        return said
