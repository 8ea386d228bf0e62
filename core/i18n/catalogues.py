"""The catalogues, one a package: found here, compiled when their source is newer."""

import io
import logging
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.settings import ROOT

log = logging.getLogger(__name__)
PACKAGES = ("core", "vendors", "contracts", "sbom")


def directories() -> list[Path]:
    return [ROOT / package / "translations" for package in PACKAGES]


def sources() -> list[Path]:
    return [po for d in directories() for po in sorted(d.glob("*/LC_MESSAGES/messages.po"))]


def compile_stale() -> None:
    """Make each .mo whose .po is newer; by rename, so that a process starting beside us reads a whole one."""
    for po in sources():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        try:
            catalogue = read_po(io.BytesIO(po.read_bytes()), locale=po.parts[-3])
            with tempfile.NamedTemporaryFile(dir=mo.parent, delete=False) as part:
                write_mo(part, catalogue)
            Path(part.name).replace(mo)
        except OSError as error:
            log.warning("could not compile %s: %s; its texts appear in English", po, error)
