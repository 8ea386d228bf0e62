"""Reads for pipelines: what a key may see, as Dependency-Track's clients expect it; and the lists for people."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.db import db
from core.i18n import say
from core.web.listing import Column, Filter, Kind, Listing, Rows, Status
from sbom.components.models import Delivery
from sbom.pipelines.models import ApiKey, PipelineUpload
from sbom.pipelines.rules import KEY_STATE_NAMES, KeyState, Naming, secret_hash
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from vendors.register.models import Vendor

KEY_TONES = {KeyState.OPEN: "good", KeyState.EXPIRED: "warn", KeyState.REVOKED: "muted"}


class Forbidden(Exception):
    """The project is there, and not for this key."""


def key_of(secret: str, today: date) -> ApiKey | None:
    """The key that a secret opens, when it does today."""
    key = db.session.scalar(select(ApiKey).where(ApiKey.hash == secret_hash(secret))) if secret else None
    return key if key is not None and key.state(today) is KeyState.OPEN else None


def _visible(key: ApiKey) -> ColumnElement[bool]:
    return Product.id == key.product_id if key.product_id else Product.vendor_id == key.vendor_id


def release_named(key: ApiKey, named: Naming) -> Release | None:
    """The release that a client names; a name is looked for among the key's own vendor's. Raises Forbidden."""
    query = select(Release).join(Product).options(contains_eager(Release.product))
    if named.uuid:
        query = query.where(Release.uuid == named.uuid)
    else:
        query = query.where(
            Product.vendor_id == key.vendor_id, Product.name == named.name, Release.number == named.version
        )
    release = db.session.scalar(query)
    if release is not None and not may_see(key, release):
        raise Forbidden
    return release


def may_see(key: ApiKey, release: Release) -> bool:
    """Whether the release is within the key's scope."""
    product = release.product
    return product.id == key.product_id if key.product_id else product.vendor_id == key.vendor_id


def projects(key: ApiKey, *, name: str, with_ended: bool, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """(a part of the projects that a key may see, how many there are); `name` narrows to one product."""
    query = select(Release).join(Product).where(_visible(key))
    if name:
        query = query.where(Product.name == name)
    if not with_ended:
        query = query.where(Release.is_ended.is_(False), Product.is_ended.is_(False))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.options(contains_eager(Release.product).joinedload(Product.vendor))
    part = db.session.scalars(query.order_by(Product.name, Release.id).offset(offset).limit(limit)).all()
    return described(part), total


def described(releases: Sequence[Release]) -> list[dict[str, Any]]:
    """Releases as Dependency-Track describes projects; two reads for all of them."""
    ids = [release.id for release in releases]
    current = {
        d.release_id: d
        for d in db.session.scalars(select(Delivery).where(Delivery.release_id.in_(ids), Delivery.is_current))
    }
    sent = select(PipelineUpload.release_id, func.max(PipelineUpload.received_at)).where(
        PipelineUpload.release_id.in_(ids), PipelineUpload.work_id.is_(None)
    )
    again = {row[0]: row[1] for row in db.session.execute(sent.group_by(PipelineUpload.release_id))}
    return [_described(release, current.get(release.id), again.get(release.id)) for release in releases]


def _described(release: Release, delivery: Delivery | None, again: datetime | None) -> dict[str, Any]:
    """`lastBomImport` moves with every upload that was taken, also with the same file sent again: clients wait for it."""
    moments = [moment for moment in (delivery.delivered_at if delivery else None, again) if moment]
    facts = {
        "uuid": release.uuid,
        "name": release.product.name,
        "version": release.number,
        "classifier": "APPLICATION",
        "collectionLogic": "NONE",
        "active": not (release.is_ended or release.product.is_ended),
        "isLatest": release.is_current,
        "hasChildren": False,
        "supplier": {"name": release.product.vendor.name},
        "tags": [],
        "properties": [],
    }
    if moments:
        facts["lastBomImport"] = int(max(moments).timestamp() * 1000)
    if delivery is not None:
        form = delivery.format.value.split()[0]
        facts["lastBomImportFormat"] = f"{form} {delivery.spec_version}"
    return facts


def is_processing(token: str) -> bool:
    """Whether what was sent under the token is still being read; nothing is known of an unknown one."""
    query = select(PipelineUpload).where(PipelineUpload.token == token).options(joinedload(PipelineUpload.work))
    upload = db.session.scalar(query)
    return upload is not None and upload.is_processing


def keys() -> Listing:
    """The list of keys, the newest first."""
    today = clock.today()
    expired = and_(ApiKey.expires_on.is_not(None), ApiKey.expires_on < today)
    states = {
        KeyState.REVOKED: ApiKey.revoked_at.is_not(None),
        KeyState.EXPIRED: and_(ApiKey.revoked_at.is_(None), expired),
        KeyState.OPEN: and_(ApiKey.revoked_at.is_(None), or_(ApiKey.expires_on.is_(None), ApiKey.expires_on >= today)),
    }
    return Listing(
        name="api-keys",
        title=gettext("Keys for build pipelines"),
        statement=_keys_with_names(),
        tiebreak=ApiKey.id,
        search=(ApiKey.name, ApiKey.hint, Vendor.name_zh, Vendor.name_en, Product.name),
        default_sort="-created",
        filters=[
            Filter("state", gettext("State"), lambda: [(s.value, say(n)) for s, n in KEY_STATE_NAMES.items()],
                   lambda value: states[KeyState(value)]),
        ],
        columns=[
            Column("name", _l("Used for"), lambda r: r.ApiKey.name, sort=ApiKey.name,
                   url=lambda r: url_for("sbom.pipelines.show", key_id=r.ApiKey.id)),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("product", _l("Product"), lambda r: r.product or gettext("all of the vendor's"), is_minor=True),
            Column("hint", _l("Begins with"), lambda r: f"{r.ApiKey.hint}…", is_minor=True),
            Column("created", _l("Issued at"), lambda r: r.ApiKey.created_at, Kind.INSTANT, sort=ApiKey.created_at,
                   is_minor=True),
            Column("used", _l("Last used"), lambda r: r.ApiKey.last_used_at, Kind.INSTANT, sort=ApiKey.last_used_at),
            Column("expires", _l("Last day"), lambda r: r.ApiKey.expires_on, Kind.DAY, sort=ApiKey.expires_on),
            Column("state", _l("State"), lambda r: key_status(r.ApiKey), Kind.STATUS),
        ],
    )  # fmt: skip


def _keys_with_names() -> Rows:
    vendor, product = VENDOR_NAME.label("vendor"), Product.name.label("product")
    return select(ApiKey, vendor, product).join(Vendor, ApiKey.vendor_id == Vendor.id).outerjoin(
        Product, ApiKey.product_id == Product.id
    )  # fmt: skip


def key_status(key: ApiKey) -> Status:
    state = key.state(clock.today())
    return Status(say(KEY_STATE_NAMES[state]), KEY_TONES[state])


def key_page(key_id: int) -> ApiKey:
    """One key with its names. 404 for a number nobody has."""
    query = select(ApiKey).where(ApiKey.id == key_id)
    found: ApiKey = db.one_or_404(
        query.options(joinedload(ApiKey.vendor), joinedload(ApiKey.product), joinedload(ApiKey.created_by))
    )
    return found


def uploads(key: ApiKey | None = None) -> Listing:
    """What pipelines sent, the last first: taken in, being read, or refused and why."""
    statement = (
        select(PipelineUpload)
        .join(ApiKey)
        .options(
            contains_eager(PipelineUpload.api_key),
            joinedload(PipelineUpload.work),
            joinedload(PipelineUpload.release).joinedload(Release.product),
        )
    )
    refused = case((PipelineUpload.release_id.is_(None), 1), else_=0)
    return Listing(
        name="pipeline-uploads",
        title=gettext("What pipelines sent"),
        statement=statement.where(PipelineUpload.api_key_id == key.id) if key else statement,
        tiebreak=PipelineUpload.token,
        search=(PipelineUpload.named, PipelineUpload.client, ApiKey.name),
        default_sort="-received",
        filters=[
            Filter("state", gettext("State"),
                   lambda: [("refused", gettext("Refused")), ("taken", gettext("Taken in"))],
                   lambda value: refused == (value == "refused")),
        ],
        columns=[
            Column("received", _l("Received at"), lambda u: u.received_at, Kind.INSTANT,
                   sort=PipelineUpload.received_at),
            Column("named", _l("Product and version"), lambda u: u.named, sort=PipelineUpload.named, url=_product_url),
            *([] if key else [Column("key", _l("Key"), lambda u: u.api_key.name, sort=ApiKey.name)]),
            Column("client", _l("Sent by"), lambda u: u.client, is_minor=True),
            Column("state", _l("State"), upload_status, Kind.STATUS),
            Column("reason", _l("Reason"), lambda u: u.reason or ""),
        ],
    )  # fmt: skip


def _product_url(upload: PipelineUpload) -> str:
    release = upload.release
    return url_for("sbom.products.show", product_id=release.product_id) if release else ""


def upload_status(upload: PipelineUpload) -> Status:
    if upload.is_processing:
        return Status(gettext("Being read"), "info")
    if upload.reason is not None or (upload.work is not None and upload.work.result.get("code")):
        return Status(gettext("Refused"), "bad")
    return Status(gettext("Taken in"), "good")
