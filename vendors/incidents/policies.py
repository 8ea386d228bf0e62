"""The times within which somebody is told: what came with the product (or the file in the instance folder that takes its
place), and above it what the administrator has set since."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from core.db import db
from core.policies import firms_or_own
from vendors.incidents.models import IncidentDays, IncidentTime
from vendors.incidents.rules import Policy, parse_policy

OWN = Path(__file__).parent / "policy.toml"


def policy() -> Policy:
    """Every duty to tell, each with the day from which it counts, and the days to settle and to keep an incident; what
    was set on the page stands above the files."""
    held = firms_or_own("incident-policy.toml", OWN, parse_policy)
    rows = db.session.scalars(select(IncidentTime).order_by(IncidentTime.id)).all()
    days = newest_days()
    return replace(
        held,
        duties=(*held.duties, *(row.as_duty for row in rows)),
        close_days=days.close_days if days else held.close_days,
        keep_days=days.keep_days if days else held.keep_days,
    )


def newest_days() -> IncidentDays | None:
    """The days that the firm set last; None where the file holds."""
    return db.session.scalar(select(IncidentDays).order_by(IncidentDays.id.desc()).limit(1))
