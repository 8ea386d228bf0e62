"""The plan of the house, held against the code: who imports whom, what is pure, who commits, who may open which door."""

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import networkx as nx
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


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@dataclass
class Module:
    """A file of ours, read and parsed once for all that is asked of it."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(ROOT).parts

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module it imports, at its top or inside a function."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return frozenset(found)

    @cached_property
    def calls(self) -> frozenset[str]:
        """What it calls as `name.attribute(…)`."""
        return frozenset(
            f"{node.func.value.id}.{node.func.attr}"
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        )


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    paths = [path for domain in DOMAINS for path in sorted((ROOT / domain).rglob("*.py"))]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [Module(path, text, ast.parse(text)) for path, text in zip(paths, texts, strict=True)]


def test_imports_point_down(modules: list[Module]):
    wrong = {}
    for module in modules:
        above = {*DOMAINS[DOMAINS.index(module.parts[0]) + 1 :], "app", "tests", "bench"}
        wrong[name_of(module.path)] = sorted(i for i in module.imports if i.split(".")[0] in above)
    assert not _found(wrong), f"these reach up: {_found(wrong)}"


def test_a_feature_imports_only_features_listed_before_it(modules: list[Module]):
    wrong = {}
    for module in modules:
        domain, *rest = module.parts
        order = FEATURES.get(domain, ())
        if rest[0] not in order:
            continue  # core, and a domain's own wiring
        later = {f"{domain}.{feature}" for feature in order[order.index(rest[0]) + 1 :]}
        wrong[name_of(module.path)] = sorted(i for i in module.imports if ".".join(i.split(".")[:2]) in later)
    assert not _found(wrong), f"these import a later feature: {_found(wrong)}"


def test_no_files_import_each_other_in_a_circle(modules: list[Module]):
    """Also not inside functions. What a package's face (`__init__`) hands on, or wires up, is no tie of its own."""
    files = {".".join(module.path.relative_to(ROOT).with_suffix("").parts): module for module in modules}
    ties: nx.DiGraph[str] = nx.DiGraph(
        (name, other)
        for name, module in files.items()
        if not name.endswith("__init__")
        for other in module.imports & files.keys()
    )
    assert not [sorted(ring) for ring in nx.strongly_connected_components(ties) if len(ring) > 1]


def test_rules_are_pure(modules: list[Module]):
    wrong = {
        name_of(module.path): sorted(
            i for i in module.imports if i.split(".")[0] in FORBIDDEN_IN_RULES or i in FORBIDDEN_IN_RULES
        )
        for module in modules
        # that of the obligations reads its catalogue of rule lines, which is data beside it
        if module.path.name in PURE and module.parts[:2] != ("core", "obligations")
    }
    assert wrong
    assert not _found(wrong), f"these are not pure: {_found(wrong)}"


def test_operations_and_queries_do_not_commit(modules: list[Module]):
    wrong = {
        name_of(module.path): [words for words in ("unit_of_work()", ".commit()") if words in module.text]
        for module in modules
        if module.path.name in ("operations.py", "queries.py", "rules.py", "models.py")
        # the background's worker is an edge: each step of a long piece of work is a unit of its own
        and module.parts[:2] != ("core", "background")
    }
    assert wrong
    assert not _found(wrong), f"these open a unit of work or commit; edges do that: {_found(wrong)}"


def test_nobody_asks_the_machine_for_the_time_but_the_clock(modules: list[Module]):
    asking = {"date.today", "datetime.now", "datetime.utcnow", "datetime.today"}
    wrong = {name_of(module.path): module.calls & asking for module in modules if module.path.name != "clock.py"}
    assert wrong
    assert not _found(wrong), f"these ask the machine for the time: {_found(wrong)}"


def test_templates_hold_nothing_the_content_policy_blocks():
    blocked = (
        " style=",
        " onclick=",
        " onchange=",
        " onsubmit=",
        "<style",
        "javascript:",
        "http://",
        "https://",
    )
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))}
    assert texts
    wrong = {name: [words for words in blocked if words in text] for name, text in texts.items()}
    assert not _found(wrong), f"the content policy blocks what these hold: {_found(wrong)}"


def _found(wrong: Mapping[str, Collection[str]]) -> dict[str, Collection[str]]:
    """The files in which something is wrong, and what."""
    return {name: what for name, what in wrong.items() if what}


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
