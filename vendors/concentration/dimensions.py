"""Over what concentration is measured, and the limits that hold until the firm sets its own. Pure."""

from enum import StrEnum

from core.phrases import N_
from vendors.concentration.rules import DEFAULT_LIMITS, Limit, Measure


class Dimension(StrEnum):
    VENDOR = "vendor"
    GROUP = "group"
    COUNTRY = "country"
    STORAGE = "storage"
    SERVICE_KIND = "service_kind"
    FUNCTION = "function"
    CLOUD = "cloud"
    REGION = "region"
    FOURTH_PARTY = "fourth_party"
    COMPONENT = "component"
    SUPPLIER = "supplier"

    @property
    def overlaps(self) -> bool:
        """Whether one weight rests on several parties at once: shares are of the whole and do not add up to it."""
        return self in {Dimension.FOURTH_PARTY, Dimension.COMPONENT, Dimension.SUPPLIER}

    @property
    def is_told(self) -> bool:
        """Whether a higher domain says what there is (vendors.concentration.underlying, under the same name)."""
        return self in {Dimension.COMPONENT, Dimension.SUPPLIER}


DIMENSION_NAMES = {
    Dimension.GROUP: N_("Group"),
    Dimension.VENDOR: N_("Vendor"),
    Dimension.COUNTRY: N_("Country of processing"),
    Dimension.STORAGE: N_("Country of storage"),
    Dimension.SERVICE_KIND: N_("Kind of service"),
    Dimension.FUNCTION: N_("Business function"),
    Dimension.CLOUD: N_("Cloud provider"),
    Dimension.REGION: N_("Cloud region"),
    Dimension.FOURTH_PARTY: N_("Fourth party"),
    Dimension.COMPONENT: N_("Software component"),
    Dimension.SUPPLIER: N_("Supplier of components"),
}
DIMENSION_MEANINGS = {
    Dimension.GROUP: N_(
        "Vendors are added up at their topmost parent, and with those of which the same owner holds 25 % or more."
    ),
    Dimension.VENDOR: N_("Each legal entity by itself."),
    Dimension.COUNTRY: N_("Where the services process data, not where the vendor has its seat."),
    Dimension.STORAGE: N_("Where the services keep data."),
    Dimension.SERVICE_KIND: N_("What is supplied; several services of one contract share its weight equally."),
    Dimension.FUNCTION: N_("What the services support; several functions of one service share its weight equally."),
    Dimension.CLOUD: N_("Only what runs in a cloud counts, by the cloud's provider."),
    Dimension.REGION: N_("Only what runs in a cloud counts, by provider and region."),
    Dimension.FOURTH_PARTY: N_(
        "What rests on each subcontractor, at any depth: each thing counts once for each. Shares overlap and do not add up."
    ),
    Dimension.COMPONENT: N_(
        "What rests on services whose software holds the component; software that names no service counts for all its vendor supplies. Only what at least two vendors deliver. Shares overlap and do not add up."
    ),
    Dimension.SUPPLIER: N_(
        "What rests on services whose software holds components of this supplier; software that names no service counts for all its vendor supplies. Only those behind at least two vendors. Shares overlap and do not add up."
    ),
}


OF_A_PARTY = (Measure.SHARE,)
OF_AN_INDEX = (Measure.HHI, Measure.CR1, Measure.CR3, Measure.CR5)
OF_THE_FIRM = (Measure.LOCKED_IN, Measure.SINGLE_POINTS, Measure.UNKNOWN_CHAINS, Measure.EXIT_GAPS)


def measures_of(dimension: Dimension) -> tuple[Measure, ...]:
    """What can be limited there: no index where shares overlap; what speaks of the whole firm, once, beside the groups."""
    if dimension.overlaps:
        return OF_A_PARTY
    return OF_A_PARTY + OF_AN_INDEX + (OF_THE_FIRM if dimension is Dimension.GROUP else ())


def default_limits(dimension: Dimension) -> dict[Measure, Limit]:
    """Dependence on one party is limited from the start; where work lies, or of what kind it is, the firm limits itself."""
    if dimension not in {Dimension.VENDOR, Dimension.GROUP}:
        return {}
    return {limit.measure: limit for limit in DEFAULT_LIMITS}
