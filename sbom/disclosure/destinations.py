"""Which release an upload is for: found, or registered with its product once there is something to keep in it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_
from sbom.products import operations as products
from sbom.products.models import Product, Release
from vendors.register.models import Vendor


@dataclass(frozen=True, slots=True)
class Destination:
    """A release as an upload names it: a registered product by its id, or a vendor and a product's name."""

    number: str
    product_id: int | None = None
    vendor_id: int | None = None
    product_name: str = ""
    released_on: date | None = None

    def params(self) -> dict[str, Any]:
        """As plain values, for a piece of work that is done later."""
        return asdict(self) | {"released_on": self.released_on.isoformat() if self.released_on else None}

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "Destination":
        day = params["released_on"]
        return cls(**{**params, "released_on": date.fromisoformat(day) if day else None})


def product_of(to: Destination) -> Product | None:
    """The product, where it is registered."""
    if to.product_id:
        return db.session.get(Product, to.product_id)
    known = select(Product).where(Product.vendor_id == to.vendor_id, Product.name == to.product_name.strip())
    return db.session.scalar(known)


def release_of(to: Destination) -> Release | None:
    """The release, where it is registered."""
    product = product_of(to)
    if product is None:
        return None
    return db.session.scalar(
        select(Release).where(Release.product_id == product.id, Release.number == to.number.strip())
    )


def subject_of(to: Destination) -> Product | Vendor:
    """Whose history tells of the upload: the product's, or the vendor's while there is none. Raises Refused."""
    subject = product_of(to) or (None if to.product_id else db.session.get(Vendor, to.vendor_id or 0))
    if subject is None:
        raise Refused(N_("This product is not registered any more."), field="product_id")
    return subject


def release_for(to: Destination, *, by: User | None) -> Release:
    """The release: found, or registered with its product where it is new. Called inside a unit of work. Raises Refused."""
    found = release_of(to)
    if found is not None:
        return found
    product = product_of(to)
    if product is None and not to.product_id:
        product = products.add_product(vendor_id=to.vendor_id, name=to.product_name, by=by)
    if product is None:
        raise Refused(N_("This product is not registered any more."), field="product_id")
    return products.add_release(product, number=to.number, released_on=to.released_on, by=by)
