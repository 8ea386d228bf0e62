"""A digest in the reader's language, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from core.i18n import formats, say
from core.my_work.queries import Line
from core.my_work.rules import TURN_NAMES, WHEN_NAMES, Turn, When
from core.reminders.queries import Digest, Sum
from core.web.addresses import address

MOST_LINES = 40
"""What more there is stands on the page that the mail leads to."""


@dataclass(frozen=True)
class Entry:
    what: str
    about: str
    due: str
    whose: str
    kind: str
    url: str
    is_new: bool


Written = tuple[str, str, str]
"""Subject, text, HTML."""


def written(digest: Digest, today: date) -> Written:
    """The mail. The subject counts, and names nobody: it shows on locked screens."""
    settings, user = current_app.config["SETTINGS"], digest.user
    language = user.language or settings.language
    with force_locale(language):
        counts = {each: sum(line.when is each for line in digest.lines) for each in When}
        values: dict[str, Any] = {
            "name": user.name,
            "groups": _groups(digest, roc=user.roc_dates),
            "more": max(0, len(digest.lines) - MOST_LINES),
            "unowned": [_sum(each, roc=user.roc_dates) for each in digest.unowned],
            "shared": [_sum(each, roc=user.roc_dates) for each in digest.shared],
            "day": formats.day(today, roc=user.roc_dates),
            "my_work": _link("core.my_work.index"),
            "lang": "zh-Hant-TW" if language == "zh_Hant_TW" else "en",
        }
        text = render_template("core/reminders/digest.txt", **values)
        html = render_template("core/reminders/digest.html", **values)
        return _subject(counts, digest), text, html


def _subject(counts: dict[When, int], digest: Digest) -> str:
    parts = [f"{say(WHEN_NAMES[each])} {count}" for each, count in counts.items() if count]
    if digest.shared:
        parts.append(f"{say(TURN_NAMES[Turn.SHARED])} {sum(each.count for each in digest.shared)}")
    if digest.unowned:
        parts.append(gettext("work without a responsible person"))
    return str(gettext("Vendor risk: %(counts)s", counts=" · ".join(parts)))


def _sum(found: Sum, *, roc: bool) -> tuple[str, int, int, str, str]:
    """Kind, number, of which overdue, the earliest day, and where they stand."""
    link = _link("core.my_work.index", kind=found.source.name)
    first = formats.day(found.first_due_on, roc=roc) if found.first_due_on else ""
    return say(found.source.label), found.count, found.overdue, first, link


def _groups(digest: Digest, *, roc: bool) -> Sequence[tuple[str, Sequence[Entry]]]:
    found: dict[When, list[Entry]] = {}
    for line in digest.lines[:MOST_LINES]:
        found.setdefault(line.when, []).append(_entry(line, line.task.key in digest.new, roc=roc))
    return [(say(WHEN_NAMES[each]), found[each]) for each in When if each in found]


def _entry(line: Line, is_new: bool, *, roc: bool) -> Entry:
    return Entry(
        line.what,
        line.task.about,
        formats.day(line.task.due_on, roc=roc) if line.task.due_on else "",
        "" if line.turn is Turn.OWN else say(TURN_NAMES[line.turn]),
        say(line.source.label),
        _link(line.task.endpoint, **line.task.values),
        is_new,
    )


def _link(endpoint: str, **values: Any) -> str:
    path: str = address(endpoint, **{key: value for key, value in values.items() if value is not None})
    return str(current_app.config["SETTINGS"].public_url).rstrip("/") + path
