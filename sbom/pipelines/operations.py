"""Keys, and taking in what pipelines send. Each is called inside a unit of work; none commits."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.audit import record
from core.auth.models import User
from core.background.models import Work
from core.db import check_version, db
from core.errors import Refused
from core.files import Incoming
from core.phrases import N_, Phrase
from sbom.components.models import Delivery
from sbom.disclosure import operations as disclosure
from sbom.pipelines import queries
from sbom.pipelines.models import ApiKey, PipelineUpload
from sbom.pipelines.rules import Answer, Naming, UploadRequest, new_secret, secret_hash
from sbom.products import operations as products
from sbom.products.models import Product, Release
from vendors.register.models import Vendor

USE_NOTED_EVERY = timedelta(minutes=1)


def issue_key(
    *,
    name: str,
    vendor_id: int | None,
    product_id: int | None = None,
    may_create: bool = False,
    keeps_invalid: bool = False,
    expires_on: date | None = None,
    by: User | None,
) -> tuple[ApiKey, str]:
    """(the key's record, the key itself): the key can be seen now and never again."""
    vendor = db.session.get(Vendor, vendor_id) if vendor_id else None
    product = db.session.get(Product, product_id) if product_id else None
    if vendor is None:
        raise Refused(N_("Choose the vendor that delivers it."), field="vendor_id")
    if product_id and (product is None or product.vendor_id != vendor.id):
        raise Refused(N_("This product is delivered by another vendor."), field="product_id")
    if not name.strip():
        raise Refused(N_("Say what the key is for."), field="name")
    if expires_on is not None and expires_on < clock.today():
        raise Refused(N_("The last day has passed already."), field="expires_on")
    secret = new_secret()
    key = ApiKey(
        name=name.strip(),
        vendor_id=vendor.id,
        product_id=product.id if product else None,
        may_create=may_create,
        keeps_invalid=keeps_invalid,
        hint=secret[:9],
        hash=secret_hash(secret),
        expires_on=expires_on,
        created_by_id=by.id if by else None,
        created_at=clock.now(),
    )
    db.session.add(key)
    db.session.flush()
    facts = {"vendor_id": vendor.id, "product_id": key.product_id, "expires_on": expires_on, "may_create": may_create}
    record("sbom:key:issue", key, by=by, name=key.name, **{k: v for k, v in facts.items() if v})
    return key, secret


def revoke_key(key: ApiKey, *, version: int | str | None = None, by: User | None) -> None:
    """The key opens nothing from now on. Raises Conflict when it was revoked meanwhile."""
    check_version(key, version)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        record("sbom:key:revoke", key, by=by, name=key.name)


def is_use_news(key: ApiKey, address: str) -> bool:
    """Whether this use is worth noting: the first in a minute, or from somewhere else."""
    used = key.last_used_at
    return used is None or clock.now() - used >= USE_NOTED_EVERY or key.last_used_from != address[:60]


def note_use(key: ApiKey, address: str) -> None:
    """When and from where a key was last used."""
    key.last_used_at, key.last_used_from = clock.now(), address[:60]


def take_in(key: ApiKey, asked: UploadRequest, bom: Incoming, *, token: str, client: str) -> PipelineUpload:
    """Find or register the release that the upload names, keep its file and queue the reading. Raises Answer, Refused."""
    release = _release_for(key, asked)
    if asked.is_latest:
        products.make_current(release, by=None)
    upload = PipelineUpload(
        token=token,
        api_key_id=key.id,
        release_id=release.id,
        named=str(asked.project),
        client=client[:120],
        received_at=clock.now(),
    )
    work = _reading(release, bom, token)
    upload.work_id = work.id if work else None
    db.session.add(upload)
    db.session.flush()
    return upload


def note_refusal(key: ApiKey, asked: UploadRequest, *, token: str, client: str, why: Phrase) -> None:
    """An upload that was refused at the door is listed with its reason: the pipeline's own log may be far away."""
    db.session.add(
        PipelineUpload(
            token=token,
            api_key_id=key.id,
            named=str(asked.project),
            client=client[:120],
            received_at=clock.now(),
            refused={"msgid": why.msgid, "params": {k: str(v) for k, v in why.params.items()}},
        )
    )
    record("sbom:upload:refuse", key, by=None, name=str(asked.project), why=str(why)[:500])


def _reading(release: Release, bom: Incoming, token: str) -> Work | None:
    """The queued reading; None where this very file is the release's current SBOM already."""
    same = select(Delivery.id).where(
        Delivery.release_id == release.id, Delivery.is_current, Delivery.sha256 == bom.sha256
    )
    if db.session.scalar(same) is not None:
        return None
    name = f"{release.product.name}-{release.number}"
    return disclosure.receive_sbom(release, stream=bom, file_name=name, by=None, upload_key=UUID(token).hex)


def _release_for(key: ApiKey, asked: UploadRequest) -> Release:
    if asked.parent is not None and queries.release_named(key, asked.parent) is None:
        raise Answer(404, "The parent project could not be found.")
    known = queries.release_named(key, asked.project)
    if known is not None:
        return known
    if not asked.auto_create or not asked.project.name:
        raise Answer(404, "The project could not be found.")
    return create_release(key, asked.project, is_latest=asked.is_latest)


def create_release(key: ApiKey, named: Naming, *, is_latest: bool | None) -> Release:
    """Register a release, with its product where that is new too. Raises Answer when the key may not."""
    if not key.may_create:
        raise Answer(401, "The principal does not have permission to create project.")
    known = select(Product).where(Product.vendor_id == key.vendor_id, Product.name == named.name)
    product = db.session.scalar(known)
    if key.product_id is not None and (product is None or product.id != key.product_id):
        raise Answer(401, "The principal does not have permission to create project.")
    if product is None:
        product = products.add_product(vendor_id=key.vendor_id, name=named.name, by=None)
    is_first = not product.releases
    return products.add_release(product, number=named.version, is_current=is_first or is_latest is not False, by=None)


def clone_release(key: ApiKey, original: Release, version: str, *, is_latest: bool, token: str) -> PipelineUpload:
    """A new release of the same product with the original's current SBOM. Raises Answer, Refused."""
    named = Naming(name=original.product.name, version=version)
    if queries.release_named(key, named) is not None:
        raise Answer(409, "A project with the specified name and version already exists.")
    release = create_release(key, named, is_latest=is_latest)
    upload = PipelineUpload(
        token=token, api_key_id=key.id, release_id=release.id, named=str(named), client="clone", received_at=clock.now()
    )
    current = db.session.scalar(select(Delivery).where(Delivery.release_id == original.id, Delivery.is_current))
    if current is not None:
        upload.work_id = disclosure.read_stored(
            release, sha256=current.sha256, file_name=current.file_name, upload_key=UUID(token).hex, by=None
        ).id
    db.session.add(upload)
    db.session.flush()
    return upload
