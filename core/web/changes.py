"""A change that a page asks for: one operation in one unit of work; why it was refused is told where the person looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import flash

from core.db import unit_of_work
from core.errors import Refused
from core.forms import Form
from core.i18n import say

Made = TypeVar("Made")


@dataclass(frozen=True)
class Done(Generic[Made]):
    """The change is kept; `made` is what its operation gave back."""

    made: Made


def submitted(form: Form, act: Callable[[], Made], *, at: str = "") -> Done[Made] | None:
    """The form was sent, is in order, and its change is kept.

    None while there is still something to fill in or to mend: what is wrong stands on the form then, a refusal that
    names none of its fields at the field `at`, or at the top. What stands inside `act` is read and decided under the
    write lock, on what the database holds now.
    """
    if not form.validate_on_submit():
        return None
    try:
        return _kept(act)
    except Refused as error:
        form.refuse(error, at=at)
        return None


def pressed(act: Callable[[], Made]) -> Done[Made] | None:
    """A button's change is kept. None where it was refused: the page that is shown next says why."""
    try:
        return _kept(act)
    except Refused as error:
        flash(say(error.phrase), "bad")
        return None


def _kept(act: Callable[[], Made]) -> Done[Made]:
    with unit_of_work():
        return Done(act())
