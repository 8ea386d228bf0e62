"""The settings of one installation: frozen, checked once at start, from `instance/config.toml` and the environment.

The environment wins over the file. Every setting is documented in `docs/operating.md`; a test compares the two.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

LANGUAGES = ("zh_Hant_TW", "en")
SECURITIES = ("starttls", "tls", "none")
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(click.ClickException):
    """A setting that cannot be used: which one, where it came from, and what it may be."""


@dataclass(frozen=True)
class Settings:
    """One value a setting; the environment variable is the field's name in capitals."""

    instance_path: Path = ROOT / "instance"
    database_url: str = ""
    """SQLite in the instance folder when empty; `postgresql+psycopg://user:password@host/name` for PostgreSQL."""
    secret_key: str = field(default="", repr=False)
    """Signs sessions; made on first start and kept in the instance folder when empty."""
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    https: bool = False
    """True behind a TLS proxy: cookies are then sent over HTTPS only and HSTS is set."""
    proxy_hops: int = 0
    """How many trusted proxies stand before the application (X-Forwarded-* headers are believed for that many)."""
    time_zone: str = "Asia/Taipei"
    language: str = "zh_Hant_TW"
    """The language shown before a person has chosen one."""
    firm_name: str = ""
    """Our firm in Chinese, as its letters name it; the English name beside it."""
    firm_name_en: str = ""
    firm_address: str = ""
    base_currency: str = "TWD"
    max_upload_mb: int = 50
    notice_hours: int = 72
    """Within how many hours a vendor tells of a vulnerability where its contract says nothing of incident notice."""
    session_idle_minutes: int = 30
    sign_in_attempts: int = 5
    lock_minutes: int = 15
    sign_in_rate: str = "20 per minute"
    password_min_length: int = 12
    rulebooks_path: str = ""
    """A folder with rulebooks of the firm's own; when empty, `rulebooks` in the instance folder, where there is one."""
    public_url: str = ""
    """The address under which people open the product, as links in mail carry it."""
    smtp_host: str = ""
    """The mail server; empty: no mail is sent."""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    """`starttls`, `tls` (from the first byte) or `none`."""
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    """Who the mail is from: `address` or `Name <address>`."""
    scheduler: bool = True
    """Run the scheduler and the background worker inside this process."""
    tick_seconds: int = 60
    log_level: str = "INFO"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def files_path(self) -> Path:
        return self.instance_path / "files"

    @property
    def own_rulebooks(self) -> Path | None:
        """The folder with the firm's own rulebooks, if there is one."""
        folder = self.instance_path / (self.rulebooks_path or "rulebooks")
        return folder if self.rulebooks_path or folder.is_dir() else None

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read, merge, check. Raises SettingsError naming the setting and its source."""
    environ = os.environ if environ is None else environ
    instance = Path(str(overrides.get("instance_path") or environ.get("INSTANCE_PATH") or Settings.instance_path))
    instance = instance.expanduser().resolve()
    known = {f.name: f for f in fields(Settings)}
    values: dict[str, object] = {}
    config = instance / "config.toml"
    for name, value in _read_toml(config).items():
        if name not in known or name == "instance_path":
            raise SettingsError(f"{config}: unknown setting '{name}'; see docs/operating.md for those there are")
        values[name] = _coerced(name, value, str(config))
    for name in known:
        if (raw := environ.get(name.upper())) is not None and name != "instance_path" and _is_ours(name, raw):
            values[name] = _coerced(name, raw, "environment")
    values.update(overrides)
    values["instance_path"] = instance
    instance.mkdir(parents=True, exist_ok=True, mode=0o750)
    values["database_url"] = _database_url(str(values.get("database_url") or ""), instance)
    values["secret_key"] = values.get("secret_key") or _kept_secret(instance / "secret_key")
    settings = Settings(**values)  # type: ignore[arg-type]
    _check(settings)
    return settings


def _is_ours(name: str, raw: str) -> bool:
    # HOST and LANGUAGE mean something else to many shells: only believe them when they can be ours.
    if name == "language":
        return raw in LANGUAGES
    if name == "host":
        return raw.replace(".", "").isdigit() or ":" in raw
    return True


def _read_toml(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error


def _coerced(name: str, value: object, source: str) -> object:
    kind = type(getattr(Settings, name))
    text = str(value).strip()
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        return int(text) if kind is int else text
    except (ValueError, KeyError):
        wanted = "true or false" if kind is bool else "a whole number"
        raise SettingsError(f"{name.upper()} ({source}): {text!r} is not {wanted}") from None


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'vendor-risk.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _kept_secret(path: Path) -> str:
    """The instance's own signing key: made once, readable by its owner only."""
    if not path.exists():
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
                handle.write(secrets.token_hex(32))
        except FileExistsError:  # another process made it in the same moment
            pass
    return path.read_text().strip()


def _check(s: Settings) -> None:
    problems = {
        "DATABASE_URL": not s.database_url.startswith(("sqlite:///", "postgresql+psycopg://"))
        and "must be sqlite:///… or postgresql://…",
        "RULEBOOKS_PATH": s.rulebooks_path
        and not (s.own_rulebooks or s.instance_path).is_dir()
        and f"there is no folder {s.own_rulebooks}",
        "SECRET_KEY": len(s.secret_key) < 32 and "must have at least 32 characters",
        "LANGUAGE": s.language not in LANGUAGES and f"must be one of {', '.join(LANGUAGES)}",
        "PORT": not 1 <= s.port <= 65535 and "must be between 1 and 65535",
        "MAX_UPLOAD_MB": not 1 <= s.max_upload_mb <= 2048 and "must be between 1 and 2048",
        "NOTICE_HOURS": not 1 <= s.notice_hours <= 8760 and "must be between 1 and 8760",
        "SESSION_IDLE_MINUTES": s.session_idle_minutes < 1 and "must be at least 1",
        "SIGN_IN_ATTEMPTS": s.sign_in_attempts < 1 and "must be at least 1",
        "PASSWORD_MIN_LENGTH": s.password_min_length < 8 and "must be at least 8",
        "BASE_CURRENCY": not (len(s.base_currency) == 3 and s.base_currency.isupper()) and "must be an ISO 4217 code",
        "PUBLIC_URL": s.public_url
        and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", s.public_url)
        and "must be an address such as https://vendors.example.com",
        "SMTP_PORT": not 1 <= s.smtp_port <= 65535 and "must be between 1 and 65535",
        "SMTP_SECURITY": s.smtp_security not in SECURITIES and f"must be one of {', '.join(SECURITIES)}",
        "MAIL_FROM": (s.smtp_host or s.mail_from)
        and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", parseaddr(s.mail_from)[1])
        and "must be an address, or a name with one: Vendor risk <risk@example.com>; mail needs it",
        "SMTP_HOST": s.smtp_host and not s.public_url and "mail carries links: set PUBLIC_URL too",
        "TICK_SECONDS": s.tick_seconds < 1 and "must be at least 1",
        "LOG_LEVEL": s.log_level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR") and "must be DEBUG … ERROR",
    }
    try:
        ZoneInfo(s.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        problems["TIME_ZONE"] = f"{s.time_zone!r} is not a time zone name such as Asia/Taipei"
    if wrong := [f"{name}: {why}" for name, why in problems.items() if why]:
        raise SettingsError("; ".join(wrong))
