"""The firm's own calendar: Taiwan's business days with the firm's table of exceptions laid over them."""

from core.calendar.queries import calendar

__all__ = ["calendar"]
