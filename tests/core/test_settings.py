"""Settings are checked at start, and a wrong one is named with its source."""

import pytest

from core.settings import SettingsError, load_settings


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "config.toml").write_text('port = 9000\nlanguage = "en"\n')
    settings = load_settings({"PORT": "9001"}, instance_path=tmp_path)
    assert (settings.port, settings.language) == (9001, "en")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"HTTPS": "maybe"}, "HTTPS"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, environ, named):
    with pytest.raises(SettingsError, match=named):
        load_settings(environ, instance_path=tmp_path)


def test_an_unknown_or_broken_file_is_named(tmp_path):
    (tmp_path / "config.toml").write_text("prot = 9000\n")
    with pytest.raises(SettingsError, match="unknown setting 'prot'"):
        load_settings({}, instance_path=tmp_path)
    (tmp_path / "config.toml").write_text("port = \n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings({}, instance_path=tmp_path)


def test_the_secret_is_made_once_and_kept_to_its_owner(tmp_path):
    first = load_settings({}, instance_path=tmp_path).secret_key
    assert load_settings({}, instance_path=tmp_path).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert first not in repr(load_settings({}, instance_path=tmp_path))
