"""Opening and closing a person's calendar feed. Each is called inside a unit of work."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.my_work.models import CalendarFeed

NOTED_EVERY = timedelta(hours=1)
"""How exactly it is kept when a feed was last read."""


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def feed_of(user: User) -> CalendarFeed | None:
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user.id))


def feed_by_token(token: str) -> CalendarFeed | None:
    """The feed that a secret opens; None for a wrong one, and for somebody whose account is closed."""
    found = db.session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == digest(token)))
    return found if found and found.user.is_active else None


def open_feed(user: User) -> str:
    """A new secret; an earlier one opens nothing from now on. It is returned once and kept as a hash."""
    token = secrets.token_urlsafe(32)
    kept = feed_of(user)
    record("work:feed:renew" if kept else "work:feed:open", user, by=user)
    feed = kept or CalendarFeed(user_id=user.id)
    feed.token_hash, feed.made_at, feed.last_read_at = digest(token), clock.now(), None
    db.session.add(feed)
    db.session.flush()
    return token


def close_feed(user: User) -> None:
    """The address opens nothing any more."""
    if (kept := feed_of(user)) is not None:
        record("work:feed:close", user, by=user)
        db.session.delete(kept)
        db.session.flush()


def is_reading_noted(feed: CalendarFeed) -> bool:
    return feed.last_read_at is not None and clock.now() - feed.last_read_at < NOTED_EVERY


def note_reading(feed: CalendarFeed) -> None:
    feed.last_read_at = clock.now()
