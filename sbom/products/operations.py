"""Changes to products and their releases. Each is called inside a unit of work; none commits."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from sbom.products.models import Product, Release
from vendors.register.models import Vendor
from vendors.register.operations import refuse_merged
from vendors.services.models import Service

PRODUCT_FIELDS = ("vendor_id", "service_id", "name", "own_namespace", "note", "is_ended")


def add_product(*, by: User | None, is_sample: bool = False, **fields: Any) -> Product:
    """A new product of a vendor. Raises Refused for a name that the vendor has already, or a service of another."""
    values = _checked(fields, product=None)
    product = Product(**values, created_at=clock.now(), is_sample=is_sample)
    db.session.add(product)
    db.session.flush()
    record("sbom:product:add", product, by=by, **{k: v for k, v in values.items() if v})
    return product


def edit_product(product: Product, *, version: int | str | None = None, by: User | None, **fields: Any) -> Product:
    """Change what is known of a product. Raises Conflict when somebody else changed it meanwhile."""
    check_version(product, version)
    values = _checked(fields, product=product)
    changes = {k: (getattr(product, k), v) for k, v in values.items() if getattr(product, k) != v}
    for key, value in values.items():
        setattr(product, key, value)
    if changes:
        record("sbom:product:edit", product, by=by, **changes)
    return product


def end_product(product: Product, *, version: int | str | None = None, by: User | None) -> None:
    """Nothing runs it any more: it counts nowhere, and all that is known of it stays."""
    check_version(product, version)
    if not product.is_ended:
        product.is_ended = True
        record("sbom:product:end", product, by=by)


def restore_product(product: Product, *, version: int | str | None = None, by: User | None) -> None:
    """It is in use after all, with all that was known of it. Refused where its vendor went into another."""
    check_version(product, version)
    if product.is_ended:
        refuse_merged(product.vendor)
        product.is_ended = False
        record("sbom:product:restore", product, by=by)


def _checked(fields: dict[str, Any], *, product: Product | None) -> dict[str, Any]:
    values = {k: v for k, v in fields.items() if k in PRODUCT_FIELDS}
    for key in ("name", "own_namespace", "note"):
        if key in values:
            values[key] = (values[key] or "").strip()
    vendor_id = values.get("vendor_id") or (product.vendor_id if product else None)
    vendor = db.session.get(Vendor, vendor_id) if vendor_id is not None else None
    if vendor is None:
        raise Refused(N_("Choose the vendor that delivers it."), field="vendor_id")
    refuse_merged(vendor, field="vendor_id")
    if "name" in values and not values["name"]:
        raise Refused(N_("Give the product a name."), field="name")
    name = values.get("name") or (product.name if product else "")
    same = select(Product.id).where(Product.vendor_id == vendor_id, Product.name == name)
    holder = db.session.scalar(same)
    if holder is not None and (product is None or holder != product.id):
        raise Refused(N_("This vendor has a product named %(name)s already."), field="name", name=name)
    service_id = values.get("service_id")
    service = db.session.get(Service, service_id) if service_id else None
    if service_id and (service is None or service.vendor_id != vendor_id):
        raise Refused(N_("This service is supplied by another vendor."), field="service_id")
    return values


def add_release(
    product: Product, *, number: str, released_on: date | None = None, is_current: bool = True, by: User | None
) -> Release:
    """A new release; the current one takes the place of the one before. Raises Refused for a number that is taken."""
    number = number.strip()
    if not number:
        raise Refused(N_("Give the version number."), field="number")
    if db.session.scalar(select(Release.id).where(Release.product_id == product.id, Release.number == number)):
        raise Refused(N_("Release %(number)s is registered already."), field="number", number=number)
    if is_current:
        _step_back(product)
    release = Release(
        product_id=product.id, number=number, released_on=released_on, is_current=is_current, created_at=clock.now()
    )
    db.session.add(release)
    db.session.flush()
    record(
        "sbom:release:add", product, by=by, number=number, released_on=released_on, is_current=is_current
    )  # on the product: its history is read there
    return release


def edit_release(
    release: Release,
    *,
    number: str,
    released_on: date | None,
    is_current: bool,
    version: int | str | None = None,
    by: User | None,
) -> Release:
    """Change a release. A product always has a current release: the flag is moved by setting it on another."""
    check_version(release, version)
    number = number.strip()
    taken = select(Release.id).where(
        Release.product_id == release.product_id, Release.number == number, Release.id != release.id
    )
    if not number or db.session.scalar(taken):
        raise Refused(N_("Release %(number)s is registered already."), field="number", number=number)
    if release.is_current and not is_current:
        raise Refused(
            N_("One release is always the current one; make another one current instead."), field="is_current"
        )
    record(
        "sbom:release:edit",
        release.product,
        by=by,
        number=(release.number, number),
        released_on=(release.released_on, released_on),
        is_current=(release.is_current, is_current),
    )
    if is_current and not release.is_current:
        _step_back(release.product)
    release.number, release.released_on, release.is_current = number, released_on, is_current
    release.is_ended = release.is_ended and not is_current
    return release


def make_current(release: Release, *, by: User | None) -> None:
    """This release is the one in use from now on; nothing happens when it is already."""
    if release.is_current:
        return
    record("sbom:release:edit", release.product, by=by, number=release.number, is_current=(False, True))
    _step_back(release.product)
    release.is_current, release.is_ended = True, False


def end_release(release: Release, *, version: int | str | None = None, by: User | None) -> None:
    """The release runs nowhere any more. Raises Refused for the one in use; nothing happens the second time."""
    check_version(release, version)
    if release.is_current:
        raise Refused(
            N_("One release is always the current one; make another one current instead."), field="is_current"
        )
    if not release.is_ended:
        release.is_ended = True
        record("sbom:release:end", release.product, by=by, number=release.number)


def reopen_release(release: Release, *, version: int | str | None = None, by: User | None) -> None:
    """The release runs again; nothing happens when it never ended."""
    check_version(release, version)
    if release.is_ended:
        release.is_ended = False
        record("sbom:release:reopen", release.product, by=by, number=release.number)


def _step_back(product: Product) -> None:
    """No release of the product is current any more: one that will be is about to be."""
    before = db.session.scalars(select(Release).where(Release.product_id == product.id, Release.is_current)).all()
    for release in before:
        release.is_current = False
    db.session.flush()


def remove_sample_products() -> int:
    """Take the sample firm's products out again; what hangs on them was removed before."""
    ids = list(db.session.scalars(select(Product.id).where(Product.is_sample)))
    db.session.execute(delete(Release).where(Release.product_id.in_(ids)))
    db.session.execute(delete(Product).where(Product.id.in_(ids)))
    return len(ids)
