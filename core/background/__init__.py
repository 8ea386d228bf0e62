"""Work that takes longer than a page should: queued in the database, done in the background, its progress shown."""

from core.background.operations import Progress, handles, submit

__all__ = ["Progress", "handles", "submit"]
