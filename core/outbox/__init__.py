"""Mail that leaves only after the change that asked for it is kept: written into a table, sent from there."""

from core.outbox.operations import post

__all__ = ["post"]
