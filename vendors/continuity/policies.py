"""The continuity policy and its scenarios: the product's own, or the firm's in its instance folder."""

from pathlib import Path

from core.policies import firms_or_own
from vendors.continuity.rules import Policy, parse_policy

OWN = Path(__file__).parent / "policy.toml"


def policy() -> Policy:
    """The firm's own where there is one that can be read, the product's otherwise."""
    return firms_or_own("continuity-policy.toml", OWN, parse_policy)
