"""Reads of a person's own ways in; what they may no longer open is left out."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from core.auth.models import User
from core.bookmarks.models import Bookmark, SavedFilter
from core.bookmarks.operations import MOST_FAVOURITES, MOST_RECENT
from core.bookmarks.places import is_known
from core.db import db

MOST_SHOWN = 60


def filters_of(user: User, path: str) -> Sequence[SavedFilter]:
    """One's own and the shared ones of a list, one's own first; of all lists where no path is named."""
    query = select(SavedFilter).where(or_(SavedFilter.user_id == user.id, SavedFilter.is_shared.is_(True)))
    if path:
        query = query.where(SavedFilter.path == path)
    query = query.options(joinedload(SavedFilter.user))
    query = query.order_by(SavedFilter.user_id != user.id, SavedFilter.path, SavedFilter.name).limit(MOST_SHOWN)
    return [each for each in db.session.scalars(query) if is_known(each.address)]


def favourites_of(user: User) -> Sequence[Bookmark]:
    query = select(Bookmark).where(Bookmark.user_id == user.id, Bookmark.is_favourite.is_(True))
    query = query.order_by(Bookmark.title, Bookmark.id).limit(MOST_FAVOURITES)
    return [each for each in db.session.scalars(query) if is_known(each.address)]


def recent_of(user: User) -> Sequence[Bookmark]:
    """What they looked at, the last first."""
    query = select(Bookmark).where(Bookmark.user_id == user.id, Bookmark.is_favourite.is_(False))
    query = query.order_by(Bookmark.seen_at.desc(), Bookmark.id.desc()).limit(MOST_RECENT)
    return [each for each in db.session.scalars(query) if is_known(each.address)]
