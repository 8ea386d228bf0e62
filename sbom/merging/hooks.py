"""What goes with a vendor that merges into another: its products, what it told us, the keys of its pipelines."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.db import db
from core.errors import Refused
from core.phrases import N_
from sbom.notices.models import Notice
from sbom.pipelines.models import ApiKey
from sbom.products.models import Product
from vendors.merging.following import Following, register_following


def check_names(from_id: int, into_id: int) -> None:
    """A vendor has one product of a name. Raises `Refused`, naming the one that both have."""
    other = aliased(Product)
    both = select(Product.name).join(other, func.lower(other.name) == func.lower(Product.name))
    name = db.session.scalar(both.where(Product.vendor_id == from_id, other.vendor_id == into_id).limit(1))
    if name is not None:
        raise Refused(N_("Both have a product named %(name)s; rename one of them first."), field="into_id", name=name)


def init_app(app: Flask) -> None:
    for following in (
        Following("product", N_("Products"), Product, check=check_names),
        Following("notice", N_("Notices"), Notice),
        Following("api_key", N_("Keys of pipelines"), ApiKey),
    ):
        register_following(app, following)
