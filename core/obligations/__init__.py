"""Obligations: each line of the rule, applied to one subject, with its state, why, the evidence and the next step.

A feature adds its judgements in its own `obligations.py` and registers them; nobody else keeps a list of duties.
"""

from core.obligations.registry import register_judge, register_owners
from core.obligations.rules import Obligation, State

__all__ = ["Obligation", "State", "register_judge", "register_owners"]
