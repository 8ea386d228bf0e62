"""Build pipelines that send to Dependency-Track send here, unchanged."""

import base64
import gzip
import json
from typing import Any

import pytest

from core.audit.models import AuditEntry
from core.background.operations import run_next
from core.db import db, unit_of_work
from sbom.components.models import Delivery
from sbom.pipelines import operations
from sbom.pipelines.models import ApiKey, PipelineUpload
from sbom.products.models import Product, Release
from tests.sbom.documents import as_bytes, component, cyclonedx
from tests.sbom.factories import make_product, make_release
from tests.vendors.factories import make_vendor

BOM = as_bytes(cyclonedx(component("a")))
OTHER = as_bytes(cyclonedx(component("a"), component("b")))


def issue(**fields: Any) -> str:
    fields.setdefault("vendor_id", make_vendor().id if "product_id" not in fields else None)
    fields = {"name": "夜間建置", "may_create": True} | fields
    with unit_of_work():
        return operations.issue_key(by=None, **fields)[1]


def put(app, secret: str, *, bom: Any = BOM, headers: Any = None, **fields: Any) -> Any:
    """PUT /api/v1/bom; `bom` is sent in base64 when it is bytes, as it stands when not."""
    sent = base64.b64encode(bom).decode() if isinstance(bom, bytes) else bom
    body = {"projectName": "下單系統", "projectVersion": "1.0", "autoCreate": True, "bom": sent} | fields
    return app.test_client().put(
        "/api/v1/bom", json=body, headers={"X-Api-Key": secret} if headers is None else headers
    )


def get(app, secret: str, path: str, **kwargs: Any) -> Any:
    return app.test_client().get(path, headers={"X-Api-Key": secret}, **kwargs)


def read_all() -> None:
    while run_next():
        pass
    db.session.expire_all()


def test_an_sbom_that_is_sent_is_read_and_its_project_found(app):
    secret = issue()
    answer = put(app, secret)
    assert answer.status_code == 200
    token, project = answer.json["token"], answer.json["projectUuid"]
    assert get(app, secret, f"/api/v1/event/token/{token}").json == {"processing": True}
    read_all()
    assert get(app, secret, f"/api/v1/bom/token/{token}").json == {"processing": False}
    assert db.session.query(Delivery).one().components == 1
    found = get(app, secret, "/api/v1/project/lookup?name=下單系統&version=1.0").json
    assert found["uuid"] == project
    assert (found["active"], found["isLatest"], found["hasChildren"]) == (True, True, False)
    assert found["lastBomImport"] > 1_600_000_000_000
    assert found["lastBomImportFormat"].startswith("CycloneDX 1.")


def test_the_same_file_sent_again_is_no_second_sbom_and_still_an_import(app):
    """A client waits until `lastBomImport` moves, whatever it sent."""
    secret = issue()
    put(app, secret)
    read_all()
    address = "/api/v1/project/lookup?name=下單系統&version=1.0"
    before = get(app, secret, address).json["lastBomImport"]
    answer = put(app, secret)
    assert answer.status_code == 200
    assert get(app, secret, f"/api/v1/bom/token/{answer.json['token']}").json == {"processing": False}
    assert db.session.query(Delivery).count() == 1
    assert get(app, secret, address).json["lastBomImport"] > before


def test_a_newer_sbom_takes_the_place_of_the_one_before(app):
    secret = issue()
    put(app, secret)
    put(app, secret, bom=OTHER)
    read_all()
    assert [d.components for d in db.session.query(Delivery).filter_by(is_current=True)] == [2]
    assert db.session.query(Delivery).count() == 2


@pytest.mark.parametrize("shown", [{}, {"X-Api-Key": "vr_wrong"}, {"Authorization": "Bearer"}, {"X-Api-Key": "é"}])
def test_without_a_valid_key_there_is_nothing(app, shown):
    answer = put(app, "", headers=shown)
    assert (answer.status_code, answer.data) == (401, b"")


def test_a_key_may_be_shown_as_a_bearer_token(app):
    secret = issue()
    assert put(app, secret, headers={"authorization": f"Bearer {secret}"}).status_code == 200


def test_a_revoked_or_expired_key_opens_nothing(app, monkeypatch):
    secret = issue()
    with unit_of_work():
        operations.revoke_key(db.session.query(ApiKey).one(), by=None)
    assert put(app, secret).status_code == 401


def test_only_a_hash_of_the_key_is_kept_and_its_use_is_noted(app):
    secret = issue()
    get(app, secret, "/api/v1/project")
    db.session.expire_all()
    key = db.session.query(ApiKey).one()
    assert secret not in {str(getattr(key, c.key)) for c in ApiKey.__table__.columns}
    assert key.last_used_at is not None
    assert secret not in str([e.changes for e in db.session.query(AuditEntry)])


def test_a_key_sees_its_own_vendors_products_only(app):
    mine, others = make_release(), make_release()
    secret = issue(vendor_id=mine.product.vendor_id)
    assert [p["uuid"] for p in get(app, secret, "/api/v1/project").json] == [mine.uuid]
    answer = get(app, secret, f"/api/v1/project/{others.uuid}")
    assert (answer.status_code, answer.json["title"]) == (403, "Project access denied")
    assert put(app, secret, project=others.uuid).status_code == 403
    assert db.session.query(PipelineUpload).count() == 0


def test_a_key_of_one_product_registers_no_other(app):
    product = make_product(name="行情系統")
    secret = issue(vendor_id=product.vendor_id, product_id=product.id)
    assert put(app, secret).status_code == 401
    assert put(app, secret, projectName="行情系統").status_code == 200
    assert [p.name for p in db.session.query(Product)] == ["行情系統"]


def test_what_may_not_be_created_is_not(app):
    secret = issue(may_create=False)
    answer = put(app, secret)
    assert (answer.status_code, answer.text) == (401, "The principal does not have permission to create project.")
    answer = put(app, secret, autoCreate=False)
    assert (answer.status_code, answer.text) == (404, "The project could not be found.")
    assert db.session.query(Release).count() == 0


def test_an_unknown_parent_is_said(app):
    answer = put(app, issue(), parentName="不存在", parentVersion="1")
    assert (answer.status_code, answer.text) == (404, "The parent project could not be found.")


INVALID = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"name": 7}]}).encode()


@pytest.mark.parametrize(
    ("bom", "detail"),
    [(b"neither one nor the other", "neither JSON, XML"), (b'{"bomFormat":"CycloneDX","specVersion":"9.9"}', "9.9"),
     (INVALID, "Schema validation failed")],
)  # fmt: skip
def test_an_invalid_sbom_is_refused_with_the_reason_and_listed(app, bom, detail):
    answer = put(app, issue(), bom=bom)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["title"] == "The uploaded BOM is invalid"
    assert detail in answer.json["detail"]
    upload = db.session.query(PipelineUpload).one()
    assert upload.release_id is None
    assert upload.reason is not None
    assert db.session.query(Release).count() == 0


def test_schema_faults_are_named_with_their_place(app):
    assert any("components" in error for error in put(app, issue(), bom=INVALID).json["errors"])


def test_a_key_may_keep_what_breaks_the_schema_with_its_faults(app):
    assert put(app, issue(keeps_invalid=True), bom=INVALID).status_code == 200
    read_all()
    assert db.session.query(Delivery).one().is_valid is False


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"bom": "not base64!"}, "bom"),
        ({"bom": 7}, "bom"),
        ({"bom": ""}, "bom"),
        ({"project": "not-a-uuid"}, "project"),
        ({"projectName": "  "}, "projectName"),
        ({"projectName": ["a"]}, "projectName"),
        ({"projectVersion": ""}, "projectVersion"),
        ({"projectName": "x" * 300}, "projectName"),
        ({"projectName": "a\nb"}, "projectName"),
    ],
)
def test_a_field_that_cannot_be_is_named(app, fields, path):
    answer = put(app, issue(), **fields)
    assert answer.status_code == 400
    assert answer.json[0]["path"] == path


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"{" * 5000])
def test_a_body_that_is_no_request_is_said(app, body):
    headers = {"X-Api-Key": issue(), "Content-Type": "application/json"}
    answer = app.test_client().put("/api/v1/bom", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json["title"] == "The provided JSON payload could not be mapped"


def test_too_much_base64_is_sent_to_the_other_door(app):
    answer = put(app, issue(), bom="A" * 20_000_004)
    assert answer.status_code == 400
    assert "POST" in answer.json["detail"]


@pytest.mark.parametrize("flag", [True, "true", "True"])
@pytest.mark.parametrize("name", ["isLatest", "isLatestProjectVersion"])
def test_the_latest_version_is_the_one_in_use(app, flag, name):
    secret = issue()
    for version, latest in (("2.0", "false"), ("1.0", flag)):
        put(app, secret, projectVersion=version, **{name: latest})
    assert db.session.query(Release).filter_by(is_current=True).one().number == "1.0"


def form(boundary: str, *parts: tuple[str, bytes]) -> bytes:
    """A multipart body, byte by byte: each part is its header lines and its content."""
    marked = b"".join(
        b"--" + boundary.encode() + b"\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in parts
    )
    return marked + b"--" + boundary.encode() + b"--\r\n"


def post(app, secret: str, body: bytes, boundary: str) -> Any:
    headers = {"X-Api-Key": secret, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return app.test_client().post("/api/v1/bom", data=body, headers=headers)


LATIN_XML = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">'
    '<components><component type="library"><name>café</name><version>1</version></component></components></bom>'
).encode("latin-1")


@pytest.mark.parametrize(
    "head",
    [
        'Content-Disposition: form-data; name="bom"',
        'Content-Disposition: form-data; name="bom"; filename="bom.xml"\r\nContent-Type: application/octet-stream',
        'Content-Disposition: form-data; name="bom"; filename="bom.xml"\r\nContent-Type: text/xml; charset=utf-8',
    ],
)
def test_a_forms_bytes_are_kept_whatever_its_part_is_called(app, head):
    """Without a file name the part would be read as text, and é lost."""
    body = form(
        "xyz",
        ('Content-Disposition: form-data; name="autoCreate"', b"True"),
        ('Content-Disposition: form-data; name="projectName"', "下單系統".encode()),
        ('Content-Disposition: form-data; name="projectVersion"', b"1.0"),
        ('Content-Disposition: form-data; name="projectTags"', b"a,b"),
        (head, LATIN_XML),
        ('Content-Disposition: form-data; name="bom"; filename="second"', b"ignored"),
    )
    assert post(app, issue(), body, "xyz").status_code == 200
    read_all()
    delivery = db.session.query(Delivery).one()
    assert delivery.file.size == len(LATIN_XML)
    assert delivery.release.product.name == "下單系統"


def test_a_packed_part_is_unpacked(app):
    head = 'Content-Disposition: form-data; name="bom"; filename="bom.json.gz"\r\nContent-Type: application/gzip'
    body = form("b", ('Content-Disposition: form-data; name="projectName"', b"p"),
                ('Content-Disposition: form-data; name="projectVersion"', b"1"),
                ('Content-Disposition: form-data; name="autoCreate"', b"true"), (head, gzip.compress(BOM)))  # fmt: skip
    assert post(app, issue(), body, "b").status_code == 200
    read_all()
    assert db.session.query(Delivery).one().components == 1


@pytest.mark.parametrize(
    "body", [b"", b"--b\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", b"--b--"]
)
def test_a_damaged_form_is_refused(app, body):
    answer = post(app, issue(), body, "b")
    assert answer.status_code == 400
    assert answer.text in ("The multipart body is damaged.", "No BOM file provided.")


def test_a_form_of_another_kind_is_refused(app):
    headers = {"X-Api-Key": issue(), "Content-Type": "application/x-www-form-urlencoded"}
    assert app.test_client().post("/api/v1/bom", data=b"bom=x", headers=headers).status_code == 415


def test_a_gets_body_is_never_read(app):
    """One client sends its query as a body, typed JSON, that is none."""
    secret = issue()
    put(app, secret)
    answer = app.test_client().get(
        "/api/v1/project",
        data=b"name=x&excludeInactive=true",
        headers={"X-Api-Key": secret, "Content-Type": "application/json"},
    )
    assert [p["version"] for p in answer.json] == ["1.0"]


def test_projects_come_a_page_at_a_time_to_an_empty_one(app):
    product = make_product()
    secret = issue(vendor_id=product.vendor_id)
    for number in range(5):
        make_release(product, number=f"{number}")
    seen, page = [], 1
    while part := get(app, secret, f"/api/v1/project?pageSize=2&pageNumber={page}").json:
        seen += [each["version"] for each in part]
        page += 1
    assert seen == ["0", "1", "2", "3", "4"]
    assert get(app, secret, "/api/v1/project?limit=2&offset=4").headers["X-Total-Count"] == "5"
    assert get(app, secret, "/api/v1/project?name=none").json == []
    assert len(get(app, secret, "/api/v1/project?pageSize=x&pageNumber=-3").json) == 5


def test_a_release_is_ended_and_opened_again(app):
    product = make_product()
    old, _ = make_release(product), make_release(product)
    secret = issue(vendor_id=product.vendor_id)

    def patch(**body: Any) -> Any:
        return app.test_client().patch(f"/api/v1/project/{old.uuid}", json=body, headers={"X-Api-Key": secret})

    assert patch(active=False).json["active"] is False
    assert len(get(app, secret, "/api/v1/project?excludeInactive=true").json) == 1
    assert patch(active=True).json["active"] is True


def test_the_release_in_use_is_not_ended(app):
    release = make_release()
    answer = app.test_client().patch(
        f"/api/v1/project/{release.uuid}",
        json={"active": False},
        headers={"X-Api-Key": issue(vendor_id=release.product.vendor_id)},
    )
    assert answer.status_code == 400
    assert "current" in answer.json["detail"]


def test_a_project_is_registered_once(app):
    headers = {"X-Api-Key": issue()}
    body = {"name": "行情系統", "version": "3"}
    first = app.test_client().put("/api/v1/project", json=body, headers=headers)
    assert (first.status_code, first.json["name"]) == (201, "行情系統")
    assert app.test_client().put("/api/v1/project", json=body, headers=headers).status_code == 409
    assert app.test_client().put("/api/v1/project", json={"name": "x"}, headers=headers).status_code == 400


def test_a_clone_carries_the_sbom_to_a_new_release(app):
    secret = issue()
    original = put(app, secret).json["projectUuid"]
    read_all()
    body = {"project": original, "version": "1.1", "includeComponents": True, "makeCloneLatest": True}
    answer = app.test_client().put("/api/v1/project/clone", json=body, headers={"X-Api-Key": secret})
    assert answer.status_code == 202
    assert get(app, secret, f"/api/v1/event/token/{answer.json['token']}").json == {"processing": True}
    read_all()
    assert {d.release.number: d.components for d in db.session.query(Delivery)} == {"1.0": 1, "1.1": 1}
    assert app.test_client().put("/api/v1/project/clone", json=body, headers={"X-Api-Key": secret}).status_code == 409


def test_tokens_nobody_was_given(app):
    secret = issue()
    assert get(app, secret, "/api/v1/bom/token/11111111-2222-3333-4444-555555555555").json == {"processing": False}
    assert get(app, secret, "/api/v1/bom/token/x").status_code == 400


def test_machines_are_told_in_their_own_form(app):
    for path in ("/api/v1/nowhere", "/api/v1/team/project/x"):
        answer = get(app, issue(), path)
        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"
    assert app.test_client().get("/api/version").json["application"] == "vendor-risk"


def test_no_cookie_is_set(app):
    assert "Set-Cookie" not in put(app, issue()).headers


def test_who_sent_it_stands_in_the_trail(app):
    put(app, issue(name="夜間建置"))
    entry = db.session.query(AuditEntry).filter_by(tag="sbom:delivery:receive").one()
    assert entry.actor_name.startswith("夜間建置 (vr_")
