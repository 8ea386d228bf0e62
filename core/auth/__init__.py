"""Who may do what: people, roles, permissions, and the login wall in front of every page."""

from core.auth.guard import requires
from core.auth.rules import Role

__all__ = ["Role", "requires"]
