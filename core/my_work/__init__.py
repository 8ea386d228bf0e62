"""我的工作: everything that waits for a person, from every feature, on one page; reminders and calendars read it too."""

from core.my_work.registry import Source, Together, register_work
from core.my_work.rules import Task

__all__ = ["Source", "Task", "Together", "register_work"]
