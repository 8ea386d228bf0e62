"""What several vendors' software holds, offered to concentration and the stress test."""

from flask import Flask

from core.phrases import N_
from sbom.spread import queries
from sbom.spread.queries import OF_NAMES, Of
from vendors.concentration.underlying import UnderlyingKind, register_underlying


def init_app(app: Flask) -> None:
    meaning = N_(
        "Third-party components in the releases in use, whatever their version, that more than one vendor ships. The services stop whose software holds it; where the software names no service, all its vendor supplies."
    )
    register_underlying(
        app, UnderlyingKind(Of.COMPONENT.value, OF_NAMES[Of.COMPONENT], meaning, queries.components, order=100)
    )
    meaning = N_(
        "Suppliers named in SBOMs, whose components more than one vendor ships in releases in use. The services stop whose software holds one; where the software names no service, all its vendor supplies."
    )
    register_underlying(
        app, UnderlyingKind(Of.SUPPLIER.value, OF_NAMES[Of.SUPPLIER], meaning, queries.suppliers, order=110)
    )
