from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned
from core.reminders.rules import Policy


class ReminderPolicy(Versioned, Model):
    """When people are reminded: one row once somebody has changed it; before that the usual holds."""

    __tablename__ = "reminder_policy"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    before: Mapped[list[int]] = mapped_column(JSON)
    after: Mapped[list[int]] = mapped_column(JSON)
    then_every: Mapped[int] = mapped_column(Integer)
    manager_after: Mapped[int] = mapped_column(Integer)
    hour: Mapped[int] = mapped_column(Integer)
    business_days_only: Mapped[bool] = mapped_column(Boolean)

    @property
    def name(self) -> str:
        return ""

    @property
    def policy(self) -> Policy:
        return Policy(
            tuple(self.before),
            tuple(self.after),
            self.then_every,
            self.manager_after,
            self.hour,
            self.business_days_only,
        )


class Reminder(Model):
    """That somebody was reminded of a thing at a stage. `key` says it once, whoever reminds."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_mail_id", "mail_id"), Index("ix_reminder_user_id", "user_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(250), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"))
    made_on: Mapped[date] = mapped_column(Date)


class ReminderDay(Model):
    """A day whose digests are written: whoever writes this row first has written them all, with it."""

    __tablename__ = "reminder_day"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    written_at: Mapped[datetime]
    digests: Mapped[int] = mapped_column(Integer)
    reminders: Mapped[int] = mapped_column(Integer)
