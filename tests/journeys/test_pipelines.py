"""The clients that build pipelines already have, as their makers publish them, against the product as it is served."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from core.db import db, unit_of_work
from sbom.components.models import Delivery
from tests.journeys.conftest import Product
from tests.sbom.documents import as_bytes, component, cyclonedx
from vendors.register.operations import register_vendor

VENDOR = "鐵杉資訊股份有限公司"


@pytest.fixture
def bom(tmp_path: Path) -> Path:
    path = tmp_path / "bom.json"
    path.write_bytes(as_bytes(cyclonedx(component("a"), component("b"))))
    return path


@pytest.fixture
def key(product: Product) -> str:
    with product.application.app_context(), unit_of_work():
        register_vendor(name_zh=VENDOR, by=None)
    return product.command("pipelines", "issue-key", "每夜建置", "--vendor", VENDOR).strip()


def components_of(product: Product, name: str) -> list[int]:
    with product.application.app_context():
        return [each.components for each in db.session.query(Delivery) if each.release.product.name == name]


def test_dtrack_auditor_uploads_and_waits_until_it_is_read(product: Product, key: str, bom: Path):
    client = shutil.which("dtrackauditor", path=str(Path(sys.executable).parent)) or shutil.which("dtrackauditor")
    assert client, "dtrack-auditor belongs to the test requirements"
    _register(product, key, "下單系統", "1.0")  # without its mode that also asks for findings, it creates nothing
    command = [client, "-u", product.url, "-k", key, "-p", "下單系統", "-v", "1.0", "-f", str(bom), "-w"]
    for _ in range(2):  # the second time with the same file: the client waits for the import to be seen again
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert components_of(product, "下單系統") == [2]


def _register(product: Product, key: str, name: str, version: str) -> None:
    body = json.dumps({"name": name, "version": version}).encode()
    headers = {"X-Api-Key": key, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{product.url}/api/v1/project", body, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 201


@pytest.fixture(scope="session")
def npm_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("npm"):
        pytest.skip("no npm: apt-get install npm")
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "@dependency-track/bom@1.0.2"]
    if subprocess.run(command, capture_output=True, timeout=240, check=False).returncode:
        pytest.skip("npm cannot reach its registry")
    return folder / "node_modules" / ".bin" / "dependency-track"


def test_the_npm_client_uploads(product: Product, key: str, bom: Path, npm_client: Path):
    options = ["--apiKey", key, "--dependencyTrackBaseUrl", product.url, "--projectName", "行情系統"]
    command = [str(npm_client), "-u", str(bom), *options, "--projectVersion", "2.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=os.environ)
    assert "Bom file uploaded" in done.stdout, done.stdout + done.stderr
    for _ in range(50):
        if found := components_of(product, "行情系統"):
            break
        time.sleep(0.2)
    assert found == [2]
