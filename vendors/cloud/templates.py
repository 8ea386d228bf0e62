"""The template of assessments: the product's own, or the firm's in its instance folder."""

from pathlib import Path

from core.policies import firms_or_own
from vendors.cloud.rules import Template, parse_template

OWN = Path(__file__).parent / "template.toml"


def template() -> Template:
    """The firm's own where there is one that can be read, the product's otherwise."""
    return firms_or_own("cloud-assessment.toml", OWN, parse_template)
