from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request
from flask_login import current_user

from core import clock
from core.auth.guard import requires
from core.auth.rules import SIGNED_IN
from core.my_work.queries import work_of
from core.phrases import N_
from core.search.registry import SHOWN, Group, Hit, groups, register_group
from core.search.rules import LONGEST, marked, words_of

bp = Blueprint("search", __name__, url_prefix="/search")


@bp.get("/")
@requires(SIGNED_IN)
def index() -> str:
    """What holds the words, by kind: only kinds that the reader's roles open."""
    text = request.args.get("q", "").strip()[:LONGEST]
    words, kinds = words_of(text), groups()
    asked = request.args.get("in", "")
    parts = [_part(group, words, text) for group in kinds if words and (not group.is_slow or group.name == asked)]
    later = [group for group in kinds if words and group.is_slow and group.name != asked]
    return render_template(
        "core/search/index.html", text=text, words=words, parts=parts, later=later, kinds=kinds, marked=marked
    )


@bp.get("/<name>")
@requires(SIGNED_IN)
def part(name: str) -> str:
    """One kind's part of the page, fetched after it stands."""
    group = next((each for each in groups() if each.name == name), None)
    if group is None:
        abort(404)
    text = request.args.get("q", "").strip()[:LONGEST]
    words = words_of(text)
    return render_template("core/search/_part.html", part=_part(group, words, text), words=words, marked=marked)


def _part(group: Group, words: list[str], text: str) -> dict[str, Any]:
    found = list(group.find(words, SHOWN + 1)) if words else []
    return {
        "group": group, "hits": found[:SHOWN], "more": len(found) > SHOWN,
        "all_url": group.all_url(text) if group.all_url and len(found) > SHOWN else "",
    }  # fmt: skip


def init_app(app: Flask) -> None:
    register_group(app, Group("tasks", N_("My work"), SIGNED_IN, tasks, 60, is_slow=True))


def tasks(words: Sequence[str], most: int) -> list[Hit]:
    """What waits for the reader and holds the words."""
    found = []
    for line in work_of(current_user, clock.today()):
        told = f"{line.what} {line.task.about}".casefold()
        if all(word in told for word in words):
            found.append(Hit(line.what, line.url, line.task.about))
            if len(found) == most:
                break
    return found
