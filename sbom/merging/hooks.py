"""What goes with a vendor that merges into another: its products, what it told us, the keys of its pipelines."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.db import db
from core.errors import Refused
from core.events import listen
from core.phrases import N_
from sbom.notices.models import Notice
from sbom.pipelines.models import ApiKey
from sbom.products.models import Product
from vendors.merging.events import VendorsParting
from vendors.merging.following import Following, register_following


def check_names(from_id: int, into_id: int) -> None:
    """A vendor has one product of a name. Raises `Refused`, naming the one that both have."""
    other = aliased(Product)
    both = select(Product.name).join(other, func.lower(other.name) == func.lower(Product.name))
    name = db.session.scalar(both.where(Product.vendor_id == from_id, other.vendor_id == into_id).limit(1))
    if name is not None:
        raise Refused(N_("Both have a product named %(name)s; rename one of them first."), field="into_id", name=name)


def guard_parting(event: VendorsParting) -> None:
    """A merge is not taken back while a product on one side of it belongs to a service of the other."""
    belongs = select(Product.id, Product.name, Product.service_id).where(
        Product.vendor_id == event.into_id, Product.service_id.is_not(None)
    )
    for product_id, name, service_id in db.session.execute(belongs):
        if service_id and event.crosses(("product", product_id), ("service", service_id)):
            raise Refused(
                N_("Product %(name)s belongs to a service of the other vendor since; change it first."), name=name
            )


def init_app(app: Flask) -> None:
    listen(VendorsParting, guard_parting)
    for following in (
        Following("product", N_("Products"), Product, check=check_names),
        Following("notice", N_("Notices"), Notice),
        Following("api_key", N_("Keys of pipelines"), ApiKey),
    ):
        register_following(app, following)
