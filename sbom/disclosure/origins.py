"""Where a component comes from: what the file says of it, and how far that can be followed."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from packageurl import PackageURL

from core.phrases import N_, Phrase, phrase
from sbom.disclosure.grades import Judgement, OriginGrade
from sbom.ingest.rules import Component, Hash

SOURCE_TYPES = frozenset({"vcs", "source-distribution"})
DOWNLOAD_TYPES = frozenset({"distribution", "distribution-intake"})
PUBLIC_REGISTRIES = frozenset(
    word
    for words in (
        "alpm apk bioconductor bitbucket bower carthage cargo chrome clojars cocoapods composer conan conda cpan cran",
        "deb docker elm gem github gitlab golang hackage hex huggingface julia luarocks maven npm nuget oci opam otp",
        "pear pub pypi rpm swift vscode-extension wordpress",
    )
    for word in words.split()
)
_NOWHERE = frozenset({"", "noassertion", "none", "unknown", "n/a", "null", "undefined", "todo", "tbd"})
_NO_PLACE = re.compile(
    r"(?:file|data|about|javascript|mailto|urn|cid|tel|blob):|https?://(?:localhost|127\.|\[::1\]|0\.0\.0\.0)", re.I
)
_PLACE = re.compile(r"[a-z][a-z0-9+.-]*:\S|[\w.-]+@[\w.-]+:\S|[\w-]+(?:\.[\w-]+)+/\S", re.I)
_SHOWN = 120


def judge(component: Component) -> Judgement[OriginGrade]:
    """The grade of origin, with what it rests on; addresses that lead nowhere are named."""
    source, download = _addresses(component)
    followed = next(filter(is_place, source), "")
    if followed:
        grade = OriginGrade.PROVEN if component.version or _hashed(component) else OriginGrade.STATED
        return Judgement(grade, partial(_followed, followed, component))
    fetched = next(filter(is_place, download), "")
    if fetched:
        return Judgement(OriginGrade.STATED, partial(_fetched, fetched, component))
    grade = OriginGrade.WEAK if _is_weak(component) else OriginGrade.MISSING
    return Judgement(grade, partial(_not_followed, component))


def _addresses(component: Component) -> tuple[list[str], list[str]]:
    """Of its source, and of downloads."""
    references, purl = component.references, component.purl
    source = [r.url for r in references if r.type in SOURCE_TYPES]
    download = [r.url for r in references if r.type in DOWNLOAD_TYPES]
    if "_url=" in purl:
        source += _in_purl(purl, "vcs_url")
        download += _in_purl(purl, "download_url")
    if component.pedigree:
        source += component.pedigree.commits
    return source, download


def _followed(url: str, component: Component) -> tuple[Phrase, ...]:
    unpinned = phrase(N_("Neither version nor hash says which state of it this is."))
    return phrase(N_("Source: %(url)s"), url=_cut(url)), _pin(component) or unpinned


def _fetched(url: str, component: Component) -> tuple[Phrase, ...]:
    return phrase(N_("Download: %(url)s"), url=_cut(url)), *_useless(component)


def _not_followed(component: Component) -> tuple[Phrase, ...]:
    return (*_weak(component), *_useless(component)) or (phrase(N_("Nothing says where it comes from.")),)


def _useless(component: Component) -> tuple[Phrase, ...]:
    source, download = _addresses(component)
    return tuple(
        phrase(N_("“%(url)s” leads to no place outside the maker's own machine."), url=_cut(url))
        for url in (*source, *download)
        if not is_place(url) and url.strip().lower() not in _NOWHERE
    )


def is_place(url: str) -> bool:
    """Whether an address can lead somewhere: not NOASSERTION, not a word, not the builder's own disk."""
    url = url.strip()
    return url.lower() not in _NOWHERE and not _NO_PLACE.match(url) and bool(_PLACE.match(url))


def makers(component: Component) -> tuple[str, ...]:
    """Names of whoever is said to supply or make it."""
    return tuple(dict.fromkeys(_maker_names(component)))


def has_maker(component: Component) -> bool:
    """Whether anybody is said to supply or make it."""
    return next(_maker_names(component), "") != ""


def _maker_names(component: Component) -> Iterator[str]:
    for party in (component.supplier, component.manufacturer, *component.authors):
        if party and (name := party.name or (party.emails or party.urls)[0]).strip().lower() not in _NOWHERE:
            yield name
    if component.publisher and component.publisher.strip().lower() not in _NOWHERE:
        yield component.publisher


def _hashed(component: Component) -> Sequence[Hash]:
    return component.hashes or next((r.hashes for r in component.references if r.hashes), ())


def _pin(component: Component) -> Phrase | None:
    hashed = _hashed(component)
    if component.version:
        return phrase(N_("Version %(version)s"), version=_cut(component.version))
    if hashed:
        return phrase(N_("%(algorithm)s hash"), algorithm=hashed[0].algorithm)
    return None


def _is_weak(component: Component) -> bool:
    """Whether anything at all is said of where it comes from."""
    if component.purl and registry_of(component.purl) != "":
        return True
    return has_maker(component) or any(r.type == "website" and is_place(r.url) for r in component.references)


def _weak(component: Component) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    registry = registry_of(component.purl)
    if registry:
        found.append(
            phrase(
                N_(
                    "Only named as in the registry “%(registry)s” (%(purl)s); where this copy was taken from is "
                    "not said."
                ),
                registry=registry,
                purl=_cut(component.purl),
            )
        )
    elif component.purl and registry is None:
        found.append(phrase(N_("The package URL “%(purl)s” is not well-formed."), purl=_cut(component.purl)))
    website = next((r for r in component.references if r.type == "website" and is_place(r.url)), None)
    if website is not None:
        found.append(phrase(N_("Only a website: %(url)s"), url=_cut(website.url)))
    named = makers(component)
    if named:
        found.append(phrase(N_("Only a maker's name: %(name)s"), name=_cut(named[0])))
    return tuple(found)


@lru_cache(maxsize=20_000)
def registry_of(purl: str) -> str | None:
    """The public registry of a package URL; "" for another kind (pkg:generic), None for none or a malformed one."""
    try:
        kind = PackageURL.from_string(purl).type if purl else None
    except ValueError:
        return None
    return kind if kind is None or kind in PUBLIC_REGISTRIES else ""


def _in_purl(purl: str, qualifier: str) -> list[str]:
    if f"{qualifier}=" not in purl:
        return []
    try:
        qualifiers = PackageURL.from_string(purl).qualifiers
    except ValueError:
        return []
    value = qualifiers.get(qualifier) if isinstance(qualifiers, dict) else None
    return [value] if value else []


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
