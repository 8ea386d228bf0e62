"""The plan of the house, held against the code: who imports whom, what is pure, who commits, who may open which door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.auth.guard import KEY, PUBLIC, permission_of, permissions_of
from core.auth.rules import SIGNED_IN, Role, allows

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = ("core", "vendors", "contracts", "sbom")
FEATURES = {
    "vendors": (
        "register",
        "services",
        "merging",
        "diligence",
        "assessments",
        "links",
        "audits",
        "specifications",
        "actions",
        "concentration",
        "stress",
        "proposals",
        "cloud",
        "continuity",
        "changes",
        "incidents",
    ),
    "contracts": (
        "register",
        "documents",
        "terms",
        "facts",
        "clauses",
        "questions",
        "letters",
        "bulk",
        "access",
        "access_requests",
        "access_reviews",
        "remote_sessions",
        "assets",
        "replacing",
        "offboarding",
    ),
    "sbom": (
        "ingest",
        "products",
        "components",
        "statements",
        "licences",
        "elements",
        "disclosure",
        "requests",
        "comparisons",
        "exports",
        "find",
        "support",
        "spread",
        "vulnerabilities",
        "notices",
        "pipelines",
        "merging",
    ),
}
PURE = ("rules.py",)
FORBIDDEN_IN_RULES = ("flask", "sqlalchemy", "flask_sqlalchemy", "core.db", "core.clock", "pathlib", "os", "requests")
EDGES = ("views.py", "api.py", "jobs.py", "cli.py", "people.py", "importing.py")


def modules() -> Iterator[Path]:
    for domain in DOMAINS:
        yield from sorted((ROOT / domain).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_imports_point_down(path: Path):
    here = path.relative_to(ROOT).parts
    above = DOMAINS[DOMAINS.index(here[0]) + 1 :]
    wrong = {i for i in imports(path) if i.split(".")[0] in (*above, "app", "tests", "bench")}
    assert not wrong, f"{name_of(path)} reaches up: {sorted(wrong)}"


@pytest.mark.parametrize("path", [p for p in modules() if p.relative_to(ROOT).parts[0] in FEATURES], ids=name_of)
def test_a_feature_imports_only_features_listed_before_it(path: Path):
    domain, *rest = path.relative_to(ROOT).parts
    order = FEATURES[domain]
    if rest[0] not in order:
        return  # the domain's own wiring
    later = order[order.index(rest[0]) + 1 :]
    wrong = {
        i for i in imports(path) if i.split(".")[0] == domain and len(i.split(".")) > 1 and i.split(".")[1] in later
    }
    assert not wrong, f"{name_of(path)} imports a later feature: {sorted(wrong)}"


@pytest.mark.parametrize("path", [p for p in modules() if p.name in PURE], ids=name_of)
def test_rules_are_pure(path: Path):
    if path.relative_to(ROOT).parts[:2] == ("core", "obligations"):
        return  # it reads its catalogue of rule lines, which is data beside it
    wrong = {i for i in imports(path) if i.split(".")[0] in FORBIDDEN_IN_RULES or i in FORBIDDEN_IN_RULES}
    assert not wrong, f"{name_of(path)} is not pure: {sorted(wrong)}"


@pytest.mark.parametrize(
    "path", [p for p in modules() if p.name in ("operations.py", "queries.py", "rules.py", "models.py")], ids=name_of
)
def test_operations_and_queries_do_not_commit(path: Path):
    if path.relative_to(ROOT).parts[:2] == ("core", "background"):
        return  # the worker is an edge: each step of a long piece of work is a unit of its own
    text = path.read_text(encoding="utf-8")
    assert "unit_of_work()" not in text, f"{name_of(path)} opens a unit of work; edges do that"
    assert ".commit()" not in text, f"{name_of(path)} commits"


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_nobody_asks_the_machine_for_the_time_but_the_clock(path: Path):
    if path.name == "clock.py":
        return
    calls = {
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    }
    assert not calls & {"date.today", "datetime.now", "datetime.utcnow", "datetime.today"}, name_of(path)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name_of)
def test_templates_hold_nothing_the_content_policy_blocks(path: Path):
    text = path.read_text(encoding="utf-8")
    for forbidden in (
        " style=",
        " onclick=",
        " onchange=",
        " onsubmit=",
        "<style",
        "javascript:",
        "http://",
        "https://",
    ):
        assert forbidden not in text, f"{name_of(path)} holds {forbidden!r}"


def test_every_endpoint_names_a_permission_that_somebody_holds(app):
    held = permissions_of(app)
    for rule in app.url_map.iter_rules():
        permission = permission_of(app, rule.endpoint)
        assert permission, f"{rule.endpoint} names no permission: it is closed to everybody"
        assert permission in (PUBLIC, KEY) or permission in held, f"{rule.endpoint}: nobody declared {permission!r}"


PUBLIC_ENDPOINTS = {
    "static", "bootstrap.static", "core.assets.packaged", "core.auth.setup", "core.auth.sign_in", "core.auth.language",
    "api.version", "core.feed.read",
    "vendors.guest.show", "vendors.guest.section", "vendors.guest.hand_in", "vendors.guest.file",
}  # fmt: skip


def test_the_public_list_is_short_and_known(app):
    public = {r.endpoint for r in app.url_map.iter_rules() if permission_of(app, r.endpoint) == PUBLIC}
    assert public == PUBLIC_ENDPOINTS


def _address(app, rule) -> str:
    values = {name: 1 if name.endswith("_id") else "x" for name in rule.arguments}
    with app.test_request_context():
        return str(rule.build(values, append_unknown=False)[1])


@pytest.mark.parametrize("role", [*Role, None], ids=lambda r: r.value if r else "no_role")
def test_every_route_for_every_role(app, sign_in, role: Role | None):
    """A role is let in exactly where its permission says, by GET and by POST; nobody ever sees a 5xx."""
    browser = sign_in(*([role] if role else []))
    roles = {role} if role else set()
    for rule in app.url_map.iter_rules():
        permission = permission_of(app, rule.endpoint)
        if permission in (PUBLIC, KEY) or rule.endpoint in ("core.auth.sign_out", "core.demo.load", "core.demo.remove"):
            continue
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            address = _address(app, rule)
            answer = browser.get(address) if method == "GET" else browser.post(address)
            allowed = allows(permissions_of(app), roles, permission)
            assert answer.status_code < 500, f"{method} {address} as {role}: {answer.status}"
            if allowed:
                assert answer.status_code != 403, f"{method} {address} is closed to {role}, who holds {permission}"
            else:
                assert answer.status_code == 403, f"{method} {address} is open to {role}, who lacks {permission}"


def test_no_role_opens_what_a_key_opens(app, sign_in):
    """Machines' addresses: a person of whatever role is nobody there, and is told nothing."""
    browser = sign_in(*Role)
    for rule in app.url_map.iter_rules():
        if permission_of(app, rule.endpoint) == KEY:
            for method in sorted({"GET", "POST", "PUT", "PATCH"} & (rule.methods or set())):
                answer = browser.client.open(_address(app, rule), method=method)
                assert (answer.status_code, answer.data) == (401, b""), rule.endpoint


def test_without_signing_in_every_other_page_leads_to_the_door(app, person):
    person(Role.ADMINISTRATOR)
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if permission_of(app, rule.endpoint) in (PUBLIC, KEY) or "GET" not in (rule.methods or set()):
            continue
        answer = client.get(_address(app, rule))
        assert answer.status_code == 302, rule.endpoint
        assert "/sign-in" in answer.location


def test_signed_in_is_the_only_permission_without_roles():
    assert allows({}, set(), SIGNED_IN)
    assert not allows({}, set(Role), "anything.else")
