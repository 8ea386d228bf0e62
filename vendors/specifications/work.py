"""What specifications ask of people: versions to agree and review, channels to test, figures to get, misses to deal with."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import literal, select

from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.specifications import level_queries, queries, shelf
from vendors.specifications.levels import end_of, period_text
from vendors.specifications.models import Specification
from vendors.specifications.rules import ChannelStanding, Stage, Standing

LONG_AGO = date(1950, 1, 1)
"""Days are worked out, not stored: what staff answer for is read whole, and its day decides afterwards."""


def reviews(as_of: date, owners: Owners) -> Iterator[Task]:
    """Specifications whose review is due or that lack parts, and drafts that wait to be agreed. A service that never had
    one is told by the obligations."""
    ids = _served(owners, select(Specification.service_id).where(Specification.stage != Stage.PUT_ASIDE))
    known = queries.currents(as_of, ids)
    for row in queries.services_reached(ids):
        current = known.get(row.id, queries.NOTHING)
        judged = queries.judged(current, as_of)
        if judged.standing in (Standing.HOLDS, Standing.NONE) or judged.next_step is None:
            continue
        yield Task(
            f"specification:{row.id}:{current.number}:{judged.standing}", judged.next_step, judged.due_on,
            "vendors.specifications.of", {"service_id": row.id}, f"{row.name} · {row.vendor}", row.owner_id,
        )  # fmt: skip


def tests(as_of: date, owners: Owners) -> Iterator[Task]:
    """Channels to be tested: never yet, again, or because nobody answered."""
    ids = _served(owners, None)
    channels = queries.channel_rows(as_of, ids)
    for row in queries.services_reached([key for key in ids if key in channels]):
        for one in channels[row.id]:
            if one.standing is not ChannelStanding.ANSWERS:
                yield Task(
                    f"channel:{one.channel_id}:{one.due_on.isoformat()}",
                    phrase(N_("Test the channel: %(who)s"), who=one.who), one.due_on, "vendors.channels.test",
                    {"channel_id": one.channel_id}, f"{row.name} · {row.vendor}", row.owner_id,
                )  # fmt: skip


def levels(as_of: date, owners: Owners) -> Iterator[Task]:
    """Figures that should be here, and periods in which a level was missed and nobody dealt with it."""
    promised = level_queries.standings(as_of, _served(owners, None))
    for row in queries.services_reached(list(promised)):
        for one in promised[row.id]:
            about = f"{row.name} · {row.vendor}"
            for period in one.late:
                due = end_of(period, one.promise.period) + timedelta(days=shelf.policy().report_days)
                what = phrase(
                    N_("Get the figure of %(period)s: %(level)s"),
                    period=period_text(period, one.promise.period),
                    level=one.label,
                )
                yield Task(f"figure:{one.level_id}:{period.isoformat()}", what, due, "vendors.levels.show", {"level_id": one.level_id}, about, row.owner_id)  # fmt: skip
            for miss in one.open_misses:
                due = end_of(miss.period_on, one.promise.period) + timedelta(days=ANSWER_DAYS)
                what = phrase(N_("Deal with the miss of %(period)s: %(level)s"), period=miss.text, level=one.label)
                yield Task(
                    f"miss:{miss.figure_id}",
                    what,
                    due,
                    "vendors.levels.show",
                    {"level_id": one.level_id},
                    about,
                    row.owner_id,
                )


ANSWER_DAYS = 45
"""A miss is dealt with this long after its period: what was reported is first looked at."""


def _served(owners: Owners, among: "object | None") -> list[int]:
    """Services of the vendors that these people answer for."""
    query = (
        select(Service.id).join(Vendor).where(queries.REACHED, owners.answer_for(Vendor.owner_id, literal(LONG_AGO)))
    )
    return list(db.session.scalars(query if among is None else query.where(Service.id.in_(among))))  # type: ignore[arg-type]
