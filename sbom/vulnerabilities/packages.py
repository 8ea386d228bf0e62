"""One name for one package, whoever names it: a package URL, or an ecosystem and a name as OSV writes them. Pure.

The key is `type/namespace/name` in small letters, as package URLs have it (purl-spec, "purl types"); a distribution's
release ("11" of Debian:11) stands apart, since the same package has other fixes in another release.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

MAX_KEY, MAX_NAME = 300, 200

_TYPES = {
    "npm": "npm",
    "pypi": "pypi",
    "maven": "maven",
    "go": "golang",
    "crates.io": "cargo",
    "rubygems": "gem",
    "nuget": "nuget",
    "packagist": "composer",
    "hex": "hex",
    "pub": "pub",
    "swifturl": "swift",
    "conancenter": "conan",
    "cran": "cran",
    "hackage": "hackage",
    "bitnami": "bitnami",
    "github actions": "githubactions",
    "alpine": "apk/alpine",
    "wolfi": "apk/wolfi",
    "chainguard": "apk/chainguard",
    "debian": "deb/debian",
    "ubuntu": "deb/ubuntu",
    "red hat": "rpm/redhat",
    "rocky linux": "rpm/rocky",
    "almalinux": "rpm/almalinux",
    "suse": "rpm/suse",
    "opensuse": "rpm/opensuse",
    "mageia": "rpm/mageia",
    "openeuler": "rpm/openeuler",
    "photon os": "rpm/photon",
    "azure linux": "rpm/azurelinux",
}
_NAMESPACES = {"rpm/rocky-linux": "rpm/rocky", "rpm/rockylinux": "rpm/rocky", "rpm/alma": "rpm/almalinux",
               "rpm/rhel": "rpm/redhat", "rpm/sles": "rpm/suse"}  # fmt: skip
_CODENAMES = {
    "buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14",
    "xenial": "16.04", "bionic": "18.04", "focal": "20.04", "jammy": "22.04", "noble": "24.04",
}  # fmt: skip
_DISTRIBUTIONS = ("deb", "rpm", "apk")
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)(?: ?SP(\d+))?", re.I)
_RELEASE_IN_VERSION = re.compile(r"(?:\+|~)deb(\d+)u|\.el(\d+)")


@dataclass(frozen=True, slots=True)
class Package:
    """`key` finds it, `name` is its bare name, `release` the distribution's where one is stated; `source` is the key of the
    source package that a distribution built it from, with that one's version where it is another."""

    key: str
    name: str
    release: str = ""
    source: str = ""
    source_version: str = ""
    epoch: str = ""

    @property
    def ecosystem(self) -> str:
        return self.key.partition("/")[0]

    @property
    def is_of_distribution(self) -> bool:
        return self.ecosystem in _DISTRIBUTIONS


def package_of_purl(purl: str) -> Package | None:
    """The package that a package URL names; None for text that is none."""
    scheme, colon, rest = purl.partition(":")
    if scheme.lower() != "pkg" or not colon:
        return None
    rest = rest.partition("#")[0].lstrip("/")
    path, _, query = rest.partition("?")
    head, at, version = path.rpartition("@")
    path = head if at and "/" not in version else path
    parts = [unquote(part) for part in path.split("/") if part]
    if len(parts) < 2:
        return None
    facts = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
    key = _key(parts[0].lower(), "/".join(parts[1:]))
    if parts[0].lower() not in _DISTRIBUTIONS:
        return Package(key, _bare(key))
    release = release_of(unquote(facts.get("distro", ""))) or _release_in(unquote(version))
    origin, _, made_from = unquote(facts.get("upstream", "")).strip().lower().partition("@")
    source = f"{key.rpartition('/')[0]}/{origin}"[:MAX_KEY] if origin else ""
    return Package(
        key, _bare(key), release, source, made_from, facts.get("epoch", "") if key.startswith("rpm/") else ""
    )


def package_of_osv(ecosystem: str, name: str) -> Package | None:
    """The package of an OSV record; None where no component could ever name it."""
    base, _, suffix = ecosystem.partition(":")
    kind = _TYPES.get(base.strip().lower())
    if kind is None or not name.strip():
        return None
    if kind == "maven":
        name = name.replace(":", "/", 1)
    elif kind == "swift":
        name = re.sub(r"^https?://|\.git$", "", name.strip())
    key = _key(kind, name.strip().strip("/"))
    is_of_distribution = kind.partition("/")[0] in _DISTRIBUTIONS
    return Package(key, _bare(key), release_of(suffix) if is_of_distribution else "")


def package_of_repository(url: str) -> Package | None:
    """The package that a source repository is, where package URLs have a type for its host."""
    found = re.match(
        r"(?:https?|git|ssh)://(?:[^@/]*@)?(github\.com|bitbucket\.org)/([^/?#]+/[^/?#]+)", url.strip(), re.I
    )
    if not found:
        return None
    key = _key(found[1].lower().partition(".")[0], found[2].removesuffix(".git"))
    return Package(key, _bare(key))


def _key(kind: str, name: str) -> str:
    name = name.lower()
    if kind == "pypi":
        name = re.sub(r"[-_.]+", "-", name)
    elif kind == "cargo":
        name = name.replace("_", "-")
    key = f"{kind}/{name}"
    head, slash, last = key.rpartition("/")
    return (_NAMESPACES.get(head, head) + slash + last)[:MAX_KEY]


def _bare(key: str) -> str:
    return key.rpartition("/")[2][:MAX_NAME]


def release_of(text: str) -> str:
    """The release in a distribution's name: "11" of debian-11 and of bullseye, "15.4" of 15 SP4; "" where none is."""
    if named := next((number for word, number in _CODENAMES.items() if word in text.lower()), ""):
        return named
    found = _NUMBER.search(text)
    return "" if found is None else ".".join(filter(None, found.groups()))


def _release_in(version: str) -> str:
    """What Debian and Red Hat write into the version itself: 1.1.1n-0+deb11u3, 2.9.7-13.el8_6.1."""
    found = _RELEASE_IN_VERSION.search(version)
    return next(filter(None, found.groups()), "") if found else ""


def is_same_release(component: str, advisory: str) -> bool:
    """Whether a component's release (11.3) is the one an advisory is for (11); one that names none is for all."""
    wanted = advisory.split(".") if advisory else []
    return component.split(".")[: len(wanted)] == wanted
