"""Two languages, always complete: English message ids in the code, zh-Hant (Taiwan) in each package's catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, LazyString, gettext, lazy_gettext
from flask_login import current_user

from core.i18n import catalogues, formats
from core.phrases import Phrase, Wording
from core.places import country_name
from core.settings import LANGUAGES

babel = Babel()


def say(phrase: Phrase | str | Any) -> str:
    """A rule's sentence in the reader's language; phrases inside it are said first."""
    if isinstance(phrase, Phrase):
        if not phrase.params:
            return str(gettext(phrase.msgid)) if phrase.msgid else ""
        return str(gettext(phrase.msgid)) % _said(phrase.params)
    if isinstance(phrase, Wording):
        return phrase.in_language(language())
    return str(gettext(phrase)) if isinstance(phrase, str) and phrase else str(phrase)


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    return {k: say(v) if isinstance(v, Phrase | Wording) else formats.plain(v) for k, v in params.items()}


def listed(words: Iterable[str], *, apart: bool = False) -> str:
    """Words one after the other in the reader's language; `apart`: whole sentences."""
    between = ("、", "；") if language().lower().startswith("zh") else (", ", "; ")
    return between[apart].join(words)


def say_lazily(msgid: str) -> LazyString:
    """A marked message id, translated when it is shown (for choices and labels made at import)."""
    return lazy_gettext(msgid)


def language() -> str:
    """The reader's language: their own choice, the session's, the browser's, the installation's.

    Where a text is made in another one (`flask_babel.force_locale`), that one."""
    if has_app_context() and (forced := getattr(g.get("_flask_babel"), "forced_babel_locale", None)):
        return str(forced)
    if not has_request_context():
        return _configured()
    chosen = getattr(current_user, "language", "") or session.get("language") or ""
    if chosen in LANGUAGES:
        return str(chosen)
    wanted = request.accept_languages.best or ""
    if wanted.lower().startswith("en"):
        return "en"
    return _configured()


def _configured() -> str:
    from flask import current_app

    return str(current_app.config.get("LANGUAGE_OVERRIDE") or current_app.config["SETTINGS"].language)


def init_app(app: Flask) -> None:
    catalogues.compile_stale()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(str(d) for d in catalogues.directories())
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_DEFAULT_TIMEZONE"] = app.config["SETTINGS"].time_zone
    babel.init_app(app, locale_selector=language)
    app.jinja_env.globals.update(current_language=language, languages=LANGUAGES)
    app.jinja_env.filters.update(
        listed=listed,
        say=say,
        day=formats.day,
        instant=formats.instant,
        money=formats.money,
        number=formats.number,
        percent=formats.percent,
        filesize=formats.filesize,
        country=country_name,
    )
