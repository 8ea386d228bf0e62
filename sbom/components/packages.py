"""What a component is called, apart from its version: the entries that a search looks through. Pure.

Two million components of thousands of releases are a hundred thousand entries: all that is searched by a part of a
word (name, package URL, supplier, CPE, licence) is looked for here, and only what is found is looked up in the SBOMs.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote

HASH_DIGITS = 15
"""Hexadecimal digits of a hash that its index keeps: 60 bits, a whole number to every database."""
GRAM = 3
_HASH = re.compile(rf"[0-9A-Fa-f]{{{HASH_DIGITS}}}", re.ASCII)
_NOT_A_WORD = re.compile(r"[^\w.+\-]+")


class Identity(NamedTuple):
    """What the file says of a component that is the same in all its versions, as written; equal ones are one entry."""

    name: str
    """With its group: "org.example/part"."""
    purl_key: str
    """The package URL without version and qualifiers."""
    cpe_key: str
    """Vendor and product of the CPE: "apache:log4j"."""
    supplier: str
    licence_line: str

    @property
    def digest(self) -> int:
        """63 bits of a hash, to look it up by; those that share one are told apart by their words."""
        words = "\x00".join(self).encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(words, digest_size=8).digest(), "big") >> 1


def folded(text: str) -> str:
    """As it is searched: full-width and half-width forms, upper and lower case and any white space are alike."""
    if text.isascii():
        return text.lower() if text.isprintable() and " " not in text else " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def folded_purl(purl: str) -> str:
    """A package URL without its encoding: pkg:npm/%40scope/a and pkg:npm/@scope/a are one package."""
    return folded(unquote(purl) if "%" in purl else purl)


class Words(NamedTuple):
    """An identity as it is searched."""

    text: str
    """The lines that a word is looked for in: name, the package URL's path where the name does not hold it, supplier."""
    name_text: str
    purl_text: str
    supplier_text: str
    licence_text: str
    tail_text: str
    """The name without its group."""


def words_of(identity: Identity) -> Words:
    name, purl, supplier = folded(identity.name), folded_purl(identity.purl_key), folded(identity.supplier)
    path = purl.partition("/")[2]
    text = "\n".join(line for line in (name, "" if path in name else path, supplier) if line)
    return Words(text, name, purl, supplier, licence_words(identity.licence_line), name.rpartition("/")[2])


@lru_cache(maxsize=5_000)
def licence_words(line: str) -> str:
    """A licence line as words between single blanks, one before the first: " mit or apache-2.0 "."""
    return f" {_NOT_A_WORD.sub(' ', folded(line)).strip()} " if line else ""


def cpe_parts(cpe: str) -> tuple[str, str, str]:
    """Vendor, product and version of a CPE 2.2 URI or 2.3 string; "" for what it leaves open (`*`, `-`, nothing)."""
    kind, _, rest = cpe.partition(":")
    if kind.casefold() != "cpe":
        return "", "", ""
    if rest.startswith("2.3:"):
        fields = re.split(r"(?<!\\):", rest[4:])
        found = [re.sub(r"\\(.)", r"\1", field) for field in fields]
    else:
        found = [unquote(field) for field in rest.removeprefix("/").split(":")]
    vendor, product, version = ([folded(f) for f in found[1:4]] + ["", "", ""])[:3]
    return tuple("" if f in ("*", "-") else f for f in (vendor, product, version))  # type: ignore[return-value]


def cpe_key(cpe: str) -> str:
    """ "apache:log4j" of cpe:2.3:a:apache:log4j:2.14.1:*:…; "" where there is none."""
    if not cpe:
        return ""
    vendor, product, _ = cpe_parts(cpe)
    return f"{vendor}:{product}" if vendor or product else ""


def hash_key(value: str) -> int | None:
    """The number that a hash is found by: its first 15 digits; None for what is no hash of at least 8 bytes."""
    digits = value.strip()[:HASH_DIGITS]
    return int(digits, 16) if _HASH.fullmatch(digits) else None


def hash_range(prefix: str) -> tuple[int, int]:
    """From which number to which (inclusive) the hashes lie that begin with these hexadecimal digits."""
    digits = prefix[:HASH_DIGITS]
    return int(digits.ljust(HASH_DIGITS, "0"), 16), int(digits.ljust(HASH_DIGITS, "f"), 16)


def grams(text: str) -> list[str]:
    """Every three characters in a row, each once."""
    return list(dict.fromkeys(text[at : at + GRAM] for at in range(len(text) - GRAM + 1)))
