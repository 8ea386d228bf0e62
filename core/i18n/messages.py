"""`python -m core.i18n.messages update|check`: the catalogues against the code.

`update` extracts every marked text of a package into its `translations/zh_Hant_TW` catalogue, keeping what is
translated; `check` fails when a text has no translation, is marked fuzzy, or its placeholders differ.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from core.i18n.catalogues import PACKAGES
from core.settings import ROOT

LANGUAGE = "zh_Hant_TW"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "lazy_gettext": None, "_l": None, "N_": None, "ngettext": (1, 2), "Refused": (1,), "Unreadable": (1,),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def folders(package: str) -> list[tuple[Path, list[tuple[str, str]]]]:
    code = [(ROOT / package, [("**.py", "python")])]
    templates = ROOT / "templates"
    own = ("layout", "macros", "errors", "core") if package == "core" else (package,)
    return code + [
        (templates / name, [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")])
        for name in own
    ]


def extracted(package: str) -> Catalog:
    catalogue = Catalog(project="vendor-risk", charset="utf-8")
    for folder, methods in folders(package):
        if not folder.exists():
            continue
        found = extract_from_dir(folder, methods, {}, keywords=KEYWORDS, comment_tags=())
        for _file, _line, message, _comments, context in found:
            catalogue.add(message, None, context=context)
    return catalogue


def po_path(package: str) -> Path:
    return ROOT / package / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def update(package: str) -> None:
    path, wanted = po_path(package), extracted(package)
    known = (
        read_po(io.BytesIO(path.read_bytes()), locale=LANGUAGE)
        if path.exists()
        else Catalog(locale=LANGUAGE, charset="utf-8")
    )
    result = Catalog(locale=LANGUAGE, project="vendor-risk", charset="utf-8", fuzzy=False)
    for message in wanted:
        if message.id:
            old = known.get(message.id)
            result.add(message.id, old.string if old else None)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, result, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True, width=0)
    text = out.getvalue().decode()
    # A date in the header would make every branch differ from every other.
    text = re.sub(r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):.*\n', "", text)
    path.write_text(text, encoding="utf-8")


def faults(package: str) -> Iterator[str]:
    path = po_path(package)
    known = read_po(io.BytesIO(path.read_bytes()), locale=LANGUAGE) if path.exists() else Catalog()
    for message in extracted(package):
        if not message.id:
            continue
        entry = known.get(message.id)
        for source, target in zip(_texts(message.id), _texts(entry.string if entry else ""), strict=False):
            if not target or (entry and entry.fuzzy):
                yield f"{package}: not translated: {source!r}"
            elif set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(target)):
                yield f"{package}: placeholders differ: {source!r} / {target!r}"


def contradictions() -> Iterator[str]:
    """One text, one translation: the catalogues are merged, so a second one would show on the other package's pages."""
    seen: dict[str, tuple[str, str]] = {}
    for package in PACKAGES:
        path = po_path(package)
        for message in read_po(io.BytesIO(path.read_bytes()), locale=LANGUAGE) if path.exists() else ():
            if not (message.id and message.string):
                continue
            known = seen.setdefault(str(message.id), (package, str(message.string)))
            if known[1] != str(message.string):
                yield f"{message.id!r}: {known[0]} says {known[1]!r}, {package} says {message.string!r}"


def _texts(value: object) -> list[str]:
    return [str(value[0])] if isinstance(value, tuple | list) and value else [str(value or "")]


def main(arguments: list[str]) -> int:
    act = arguments[0] if arguments else "check"
    if act == "update":
        for package in PACKAGES:
            update(package)
        return 0
    wrong = [fault for package in PACKAGES for fault in faults(package)] + list(contradictions())
    for fault in wrong:
        sys.stderr.write(fault + "\n")
    sys.stderr.write(f"translations: {'complete' if not wrong else f'{len(wrong)} to do (make messages)'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
