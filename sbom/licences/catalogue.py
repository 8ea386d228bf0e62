"""The SPDX licence list as this product carries it, and the reader of licence expressions: loaded once, when first
asked for.
"""

import re
from collections.abc import Mapping
from functools import cache

from license_expression import LicenseSymbol, Licensing, get_spdx_licensing

from sbom.ingest.schemas import spdx_licence_names

_V_BEFORE_NUMBER = re.compile(r"v\.?\s*(?=\d)")
_WORDS = re.compile(r"[a-z]+|\d+(?:\.\d+)*|\+")
_EMPTY_WORDS = frozenset({"the", "license", "licence", "licensed", "under", "version", "ver", "software"})


@cache
def licensing() -> Licensing:
    """Knows the list's ids and exceptions and nothing else: the library's own set takes a bare "GPL" for GPL-1.0-or-
    later.
    """
    return Licensing([LicenseSymbol(i, is_exception=i in exceptions()) for i in sorted(spdx_licence_names())])


@cache
def exceptions() -> frozenset[str]:
    """Exceptions (Classpath-exception-2.0) are no licences by themselves; the old ids GPL-2.0-with-… are."""
    marked = {str(s.key) for s in get_spdx_licensing().known_symbols.values() if s.is_exception}
    return frozenset(i for i in spdx_licence_names() if i in marked and "-with-" not in i)


@cache
def ids() -> Mapping[str, str]:
    """Lower-case id → id as SPDX writes it, for licences (not exceptions)."""
    return {i.lower(): i for i in spdx_licence_names() if i not in exceptions()}


def plain_form(name: str) -> tuple[str, ...]:
    """A licence name without case, punctuation and filler: "Apache License, Version 2.0" and "apache-2.0" are one."""
    words = _WORDS.findall(_V_BEFORE_NUMBER.sub(" ", name.lower()))
    return tuple(re.sub(r"(?:\.0)+$", "", w) for w in words if w not in _EMPTY_WORDS)


@cache
def ids_by_plain_form() -> Mapping[tuple[str, ...], str]:
    """What each id and each full name comes down to; forms that would mean two licences are left out."""
    found: dict[tuple[str, ...], set[str]] = {}
    for spdx_id in ids().values():
        for text in (spdx_id, spdx_licence_names()[spdx_id]):
            found.setdefault(plain_form(text), set()).add(spdx_id)
    return {form: next(iter(current)) for form, names in found.items() if form and len(current := _current(names)) == 1}


def _current(names: set[str]) -> set[str]:
    """Without the old ids that share a name with their successors (GPL-2.0 beside GPL-2.0-only)."""
    return {n for n in names if not any(o != n and o.startswith(n.rstrip("+") + "-") for o in names)}
