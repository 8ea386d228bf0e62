"""The times within which somebody is told: the product's own, or the firm's in its instance folder."""

from pathlib import Path

from core.policies import firms_or_own
from vendors.incidents.rules import Policy, parse_policy

OWN = Path(__file__).parent / "policy.toml"


def policy() -> Policy:
    """The firm's own policy where there is one that can be read, the product's otherwise."""
    return firms_or_own("incident-policy.toml", OWN, parse_policy)
