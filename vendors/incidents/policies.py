"""The times within which somebody is told: what came with the product (or the file in the instance folder that takes its
place), and above it what the administrator has set since."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from core.db import db
from core.policies import firms_or_own
from vendors.incidents.models import IncidentTime
from vendors.incidents.rules import Policy, parse_policy

OWN = Path(__file__).parent / "policy.toml"


def policy() -> Policy:
    """Every duty to tell, each with the day from which it counts; what was set on the page stands above the files."""
    held = firms_or_own("incident-policy.toml", OWN, parse_policy)
    rows = db.session.scalars(select(IncidentTime).order_by(IncidentTime.id)).all()
    return replace(held, duties=(*held.duties, *(row.as_duty for row in rows))) if rows else held
