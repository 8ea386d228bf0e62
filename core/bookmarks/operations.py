"""Keeping a person's filters, favourites and last pages. Each is called inside a unit of work; none commits."""

from sqlalchemy import delete, func, select

from core import clock
from core.audit import record
from core.auth.models import User
from core.bookmarks.models import Bookmark, SavedFilter
from core.bookmarks.places import Place
from core.db import db
from core.errors import Refused
from core.phrases import N_

MOST_FILTERS = 60
MOST_FAVOURITES = 40
MOST_RECENT = 12
LONGEST_ADDRESS = 300


def save_filter(place: Place, *, name: str, is_shared: bool, by: User) -> SavedFilter:
    """Under a name of one's own; the same name on the same list is put in the place of the earlier one."""
    if not name.strip():
        raise Refused(N_("Give the filter a name."), field="name")
    title = name.strip()[:80]
    query = select(SavedFilter).where(
        SavedFilter.user_id == by.id, SavedFilter.path == place.path, SavedFilter.name == title
    )
    kept = db.session.scalar(query)
    if kept is None:
        count = db.session.scalar(select(func.count()).where(SavedFilter.user_id == by.id)) or 0
        if count >= MOST_FILTERS:
            raise Refused(N_("You have %(n)s saved filters already; delete one first."), n=count)
        kept = SavedFilter(user_id=by.id, name=title, path=place.path)
        db.session.add(kept)
    was_shared = bool(kept.is_shared)
    kept.query, kept.is_shared, kept.made_at = place.query, is_shared, clock.now()
    db.session.flush()
    if is_shared or was_shared:
        record("core:filter:save", kept, by=by, is_shared=(was_shared, is_shared), address=kept.address)
    return kept


def delete_filter(kept: SavedFilter, *, by: User) -> None:
    """Refused for somebody else's."""
    if kept.user_id != by.id:
        raise Refused(N_("Only %(name)s deletes this filter."), name=kept.user.name)
    if kept.is_shared:
        record("core:filter:delete", kept, by=by, address=kept.address)
    db.session.delete(kept)
    db.session.flush()


def mark(place: Place, title: str, *, is_favourite: bool, by: User) -> None:
    """A favourite, or one no more."""
    if is_favourite:
        favourites = select(func.count()).where(Bookmark.user_id == by.id, Bookmark.is_favourite.is_(True))
        if (db.session.scalar(favourites) or 0) >= MOST_FAVOURITES:
            raise Refused(N_("You have %(n)s favourites already; take one out first."), n=MOST_FAVOURITES)
    kept = _kept(place, title, by)
    kept.is_favourite = is_favourite
    _drop_older(by)


def note_visit(place: Place, title: str, *, by: User) -> None:
    """Looked at now; of what is no favourite the last few stay."""
    kept = _kept(place, title, by)
    kept.title, kept.seen_at = title[:200], clock.now()
    _drop_older(by)


def _kept(place: Place, title: str, by: User) -> Bookmark:
    if len(place.address) > LONGEST_ADDRESS:
        raise Refused(N_("This is no page that can be kept."))
    query = select(Bookmark).where(Bookmark.user_id == by.id, Bookmark.address == place.address)
    kept = db.session.scalar(query)
    if kept is None:
        kept = Bookmark(
            user_id=by.id,
            address=place.address,
            title=title[:200] or place.path,
            is_favourite=False,
            seen_at=clock.now(),
        )
        db.session.add(kept)
        db.session.flush()
    return kept


def _drop_older(by: User) -> None:
    own = (Bookmark.user_id == by.id, Bookmark.is_favourite.is_(False))
    db.session.flush()
    newest = select(Bookmark.id).where(*own).order_by(Bookmark.seen_at.desc(), Bookmark.id.desc()).limit(MOST_RECENT)
    stay = list(db.session.scalars(newest))
    db.session.execute(
        delete(Bookmark).where(*own, Bookmark.id.not_in(stay)), execution_options={"synchronize_session": False}
    )
