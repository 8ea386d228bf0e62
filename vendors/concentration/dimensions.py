"""Over what concentration is measured, and the limits that hold until the firm sets its own. Pure."""

from enum import StrEnum

from core.phrases import N_
from vendors.concentration.rules import DEFAULT_LIMITS, Limit, Measure


class Dimension(StrEnum):
    VENDOR = "vendor"
    GROUP = "group"
    COUNTRY = "country"
    SERVICE_KIND = "service_kind"
    FUNCTION = "function"


DIMENSION_NAMES = {
    Dimension.GROUP: N_("Group"),
    Dimension.VENDOR: N_("Vendor"),
    Dimension.COUNTRY: N_("Country of processing"),
    Dimension.SERVICE_KIND: N_("Kind of service"),
    Dimension.FUNCTION: N_("Business function"),
}
DIMENSION_MEANINGS = {
    Dimension.GROUP: N_("Vendors are added up at their topmost parent; one without a group stands for itself."),
    Dimension.VENDOR: N_("Each legal entity by itself."),
    Dimension.COUNTRY: N_("Where the services process data, not where the vendor has its seat."),
    Dimension.SERVICE_KIND: N_("What is supplied; several services of one contract share its weight equally."),
    Dimension.FUNCTION: N_("What the services support; several functions of one service share its weight equally."),
}


def default_limits(dimension: Dimension) -> dict[Measure, Limit]:
    """Dependence on one party is limited from the start; where work lies, or of what kind it is, the firm limits itself."""
    if dimension not in {Dimension.VENDOR, Dimension.GROUP}:
        return {}
    return {limit.measure: limit for limit in DEFAULT_LIMITS}
