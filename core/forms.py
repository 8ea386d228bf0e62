"""Form parts used everywhere: fields that read what people here type, validators that speak both languages."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import FileField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField, validators
from wtforms.i18n import get_translations
from wtforms.widgets import CheckboxInput, ListWidget

from core import clock
from core.days import read_date
from core.errors import Refused
from core.i18n import say
from core.phrases import N_

NUL = "\x00"


class Form(FlaskForm):
    """A form in the reader's language that can carry an operation's refusal back to its field."""

    class Meta:
        def get_translations(self, form: Any) -> Any:
            return get_translations(["zh_TW"] if str(get_locale()).startswith("zh") else ["en"])

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent: text for the fields that take text, files for those that take files, nothing crossed over."""
            if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
                return None
            takes_files = {field.name for field in form if isinstance(field, FileField)}
            files = MultiDict((n, f) for n, f in request.files.items(multi=True) if n in takes_files)
            return CombinedMultiDict([files, request.form])

    version = HiddenField()

    def refuse(self, error: Refused, *, at: str = "") -> None:
        """Show an operation's refusal at the field it names, else at the field `at`, else at the top of the form."""
        target = self._fields.get(error.field) or self._fields.get(at)
        message = say(error.phrase)
        if target is None:
            self.form_errors.append(message)
        else:
            target.errors = [*target.errors, message]

    @property
    def values(self) -> dict[str, Any]:
        """The fields an operation takes: everything but the form's own machinery."""
        return {k: v for k, v in self.data.items() if k not in ("csrf_token", "version", "submit")}


def clean(value: Any) -> Any:
    """Trim, and drop the NUL characters that no database text can hold; a field that was not sent is an empty one."""
    return value.replace(NUL, "").strip() if isinstance(value, str) else "" if value is None else value


class _Needed(validators.DataRequired):
    """Something must be filled in; what was filled in and could not be read keeps its own sentence."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            raise validators.StopValidation
        super().__call__(form, field)


def required() -> validators.DataRequired:
    return _Needed(_l("Please fill this in."))


def text(
    label: Any, *, needed: bool = False, longest: int = 200, hint: Any = "", checks: Iterable[Any] = (), **kwargs: Any
) -> StringField:
    """A line of text, trimmed, bounded by what its column holds; `checks` are validators of its own."""
    checks = [required() if needed else validators.Optional(), _longest(longest), *checks]
    return StringField(
        label,
        checks,
        filters=[clean],
        description=hint,
        render_kw={"maxlength": longest} | kwargs.pop("render_kw", {}),
        **kwargs,
    )


def long_text(label: Any, *, needed: bool = False, longest: int = 4000, rows: int = 3, hint: Any = "") -> TextAreaField:
    checks = [required() if needed else validators.Optional(), _longest(longest)]
    return TextAreaField(
        label, checks, filters=[clean], description=hint, render_kw={"rows": rows, "maxlength": longest}
    )


def _longest(n: int) -> Any:
    return validators.Length(max=n, message=_l("Use at most %(n)s characters.", n=n))


class ReadField(StringField):
    """A field whose text is read into a value, None when left empty; what could not be read stays in it as typed.

    A kind of field says how to `read` (a ValueError or Refused carries the sentence for the person) and to `write`.
    """

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not self.raw_text:
            return
        try:
            self.data = self.read(self.raw_text)
        except Refused as error:
            raise ValueError(say(error.phrase)) from None

    def _value(self) -> str:
        return self.write(self.data) if self.data is not None else (getattr(self, "raw_text", "") or "")


class DateField(ReadField):
    """A date as people here write it: 2026-11-22, 2026/11/22, 民國115年11月22日, 115/11/22, 1151122."""

    def read(self, text: str) -> date:
        return read_date(text)


def day(label: Any, *, needed: bool = False, hint: Any = "") -> DateField:
    checks = [required() if needed else validators.Optional()]
    kw = {"placeholder": "YYYY-MM-DD", "autocomplete": "off", "maxlength": 30, "class": "date-input"}
    return DateField(label, checks, description=hint, render_kw=kw)


class InstantField(ReadField):
    """A moment as people here write it: a date as everywhere, and a time (14:30) after it; without one, `otherwise`."""

    def __init__(self, *args: Any, otherwise: time = time(0, 0), **kwargs: Any) -> None:
        self.otherwise = otherwise
        super().__init__(*args, **kwargs)

    def read(self, text: str) -> datetime:
        words, _, last = text.strip().replace("T", " ").rpartition(" ")
        if words and ":" in last:
            return datetime.combine(read_date(words), _time(last), clock.zone())
        return datetime.combine(read_date(text), self.otherwise, clock.zone())

    def write(self, value: datetime) -> str:
        return f"{value.astimezone(clock.zone()):%Y-%m-%d %H:%M}"


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        raise Refused(N_("“%(text)s” is no time; write it as 14:30."), text=text[:20]) from None


def instant(label: Any, *, needed: bool = False, hint: Any = "", otherwise: time = time(0, 0)) -> InstantField:
    checks = [required() if needed else validators.Optional()]
    kw = {"placeholder": "YYYY-MM-DD HH:MM", "autocomplete": "off", "maxlength": 40}
    return InstantField(label, checks, description=hint, render_kw=kw, otherwise=otherwise)


class AmountField(ReadField):
    """An amount in the currency's main unit, with or without thousands separators; a Decimal or None."""

    def read(self, text: str) -> Decimal:
        try:
            amount = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise ValueError(_l("Not an amount. Write digits, such as 1,200,000 or 99.50.")) from None
        if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 13:
            raise ValueError(_l("The amount must be between 0 and 9,999,999,999,999."))
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -2:
            raise ValueError(_l("Use at most two digits after the point."))
        return amount

    def write(self, value: Decimal) -> str:
        return f"{value:,}"


class WholeNumberField(ReadField):
    """A whole number within bounds; None when left empty."""

    def __init__(self, *args: Any, least: int = 0, most: int = 10**9, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(*args, **kwargs)

    def read(self, text: str) -> int:
        digits = text.replace(",", "")
        if not digits.removeprefix("-").isdecimal() or not digits.isascii() or len(digits) > 15:
            raise ValueError(_l("Not a whole number."))
        if not self.least <= int(digits) <= self.most:
            raise ValueError(_l("Must be between %(least)s and %(most)s.", least=self.least, most=self.most))
        return int(digits)


def whole_number(
    label: Any, *, needed: bool = False, least: int = 0, most: int = 10**9, hint: Any = ""
) -> WholeNumberField:
    checks = [validators.InputRequired(_l("Please fill this in.")) if needed else validators.Optional()]
    return WholeNumberField(label, checks, least=least, most=most, description=hint, render_kw={"inputmode": "numeric"})


def amount(label: Any, *, needed: bool = False, hint: Any = "") -> AmountField:
    checks = [required() if needed else validators.Optional()]
    return AmountField(label, checks, description=hint, render_kw={"inputmode": "decimal"})


Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]


def one_of(
    label: Any, choices: Choices, *, needed: bool = True, coerce: Any = str, hint: Any = "", **kw: Any
) -> SelectField:
    """One choice of a list; an answer that is not on it is refused in words."""
    checks = [required()] if needed else [validators.Optional()]
    return SelectField(label, checks, choices=choices, coerce=coerce, description=hint, **kw)


class ChecksField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def optional_id(value: Any) -> int | None:
    """Coerce a select's value to a record id; the empty choice is None."""
    return int(value) if value not in (None, "", "None") else None


def sent_file(sent: Any) -> tuple[str, IO[bytes]] | None:
    """A file field's data as name and bytes; None where no file was chosen."""
    return (sent.filename, sent.stream) if isinstance(sent, FileStorage) and sent.filename else None


class ReasonForm(Form):
    """Why something that had ended counts again."""

    reason = long_text(_l("Reason"), needed=True, longest=500)
