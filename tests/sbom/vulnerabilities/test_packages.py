"""One package, one key: whoever names it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.vulnerabilities.packages import is_same_release, package_of_osv, package_of_purl, package_of_repository


@pytest.mark.parametrize(
    ("purl", "ecosystem", "name"),
    [
        ("pkg:npm/%40angular/core@1.0.0", "npm", "@angular/core"),
        ("pkg:npm/lodash@4.17.20", "npm", "lodash"),
        ("pkg:pypi/Flask_SQLAlchemy@3.0", "PyPI", "flask-sqlalchemy"),
        ("pkg:pypi/ruamel.yaml@0.17", "PyPI", "ruamel-yaml"),
        ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar", "Maven", "org.apache.logging.log4j:log4j-core"),
        ("pkg:golang/github.com/Gorilla/mux@v1.8.0#sub", "Go", "github.com/gorilla/mux"),
        ("pkg:cargo/serde_json@1.0", "crates.io", "serde-json"),
        ("pkg:composer/laravel/framework@7.0", "Packagist", "laravel/framework"),
        ("pkg:gem/rails@6.0", "RubyGems", "rails"),
        ("pkg:nuget/Newtonsoft.Json@12.0", "NuGet", "Newtonsoft.Json"),
        ("pkg:deb/debian/openssl@1.1.1n?arch=amd64&distro=debian-11.3", "Debian:11", "openssl"),
        ("pkg:apk/alpine/busybox@1.35?distro=alpine-3.15.4", "Alpine:v3.15", "busybox"),
        ("pkg:rpm/redhat/libxml2@2.9.7-13.el8?distro=rhel-8.5", "Red Hat:enterprise_linux:8::baseos", "libxml2"),
        ("pkg:rpm/rocky-linux/bash@5.1-1.el9?distro=rocky-9", "Rocky Linux:9", "bash"),
    ],
)  # fmt: skip
def test_a_package_url_and_an_advisory_meet_in_one_key(purl, ecosystem, name):
    of_purl, of_osv = package_of_purl(purl), package_of_osv(ecosystem, name)
    assert of_purl.key == of_osv.key
    assert is_same_release(of_purl.release, of_osv.release)


@pytest.mark.parametrize(
    ("component", "advisory", "expected"),
    [("11.3", "11", True), ("12", "11", False), ("3.15.4", "3.15", True), ("3.1", "3.15", False), ("8", "", True)],
)
def test_a_release_is_the_same_up_to_what_the_advisory_says(component, advisory, expected):
    assert is_same_release(component, advisory) is expected


@pytest.mark.parametrize(
    ("purl", "release"),
    [
        ("pkg:deb/debian/a@1.1.1n-0+deb11u3", "11"),
        ("pkg:deb/debian/a@1?distro=bookworm", "12"),
        ("pkg:deb/ubuntu/a@1?distro=ubuntu-22.04", "22.04"),
        ("pkg:rpm/redhat/a@2.9.7-13.el8_6.1", "8"),
        ("pkg:deb/debian/a@1.0", ""),
        ("pkg:npm/a@1.0?distro=debian-11", ""),
    ],
)
def test_the_distributions_release_is_read_where_it_stands(purl, release):
    assert package_of_purl(purl).release == release


def test_the_source_package_of_a_distribution_is_known_with_its_version():
    package = package_of_purl("pkg:deb/debian/libssl1.1@1.1.1n-0?upstream=openssl%401.1.1n-0&distro=debian-11")
    assert (package.source, package.source_version) == ("deb/debian/openssl", "1.1.1n-0")


def test_a_repository_is_a_package_of_its_host():
    assert (
        package_of_repository("https://github.com/Madler/zlib.git").key
        == package_of_purl("pkg:github/madler/zlib@v1").key
    )
    assert package_of_repository("https://example.org/madler/zlib") is None


@given(st.text(max_size=60))
def test_any_text_is_a_package_or_none(text):
    for found in (
        package_of_purl(text),
        package_of_purl("pkg:" + text),
        package_of_osv("npm", text),
        package_of_repository(text),
    ):
        assert found is None or (found.key and len(found.key) <= 300)
