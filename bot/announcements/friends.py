"""Friends as staff see them: a short mark that leads back to nobody, 立場 and tags; the tag `tester` marks testers."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import wording_audience as words
from bot.announcements.audience_terms import NAME_LIMIT, allowed
from bot.errors import Problem
from bot.models import Friend
from bot.models_sending import AuditEntry, FriendTag
from bot.statements import statement

TESTER = "tester"
MARK_LEAST = 4  # signs of a mark that may stand for the whole of it

Mark = Callable[[str], str]  # bot.log.Who: a user id → the mark that also stands in the log

_TAG = statement(
    """INSERT INTO friend_tag (user_id, tag, set_at, set_by) VALUES (:user_id, :tag, :now, :by)
    ON CONFLICT (user_id, tag) DO NOTHING RETURNING tag"""
)


@dataclass(frozen=True)
class Shown:
    """One friend in a list; moments are aware UTC."""

    user_id: str
    mark: str
    state: str
    stand: str | None
    since: dt.datetime
    tags: tuple[str, ...]


def listed(session: Session, mark: Mark, tag: str | None = None) -> list[Shown]:
    """All friends, or those with a tag, the newest last."""
    chosen = sa.select(Friend.user_id, Friend.state, Friend.audience, Friend.first_seen_at)
    if tag is not None:
        chosen = chosen.where(sa.exists().where(FriendTag.user_id == Friend.user_id, FriendTag.tag == tag))
    tags: dict[str, list[str]] = {}
    for user_id, one in session.execute(sa.select(FriendTag.user_id, FriendTag.tag).order_by(FriendTag.tag)):
        tags.setdefault(user_id, []).append(one)
    rows = session.execute(chosen.order_by(Friend.first_seen_at, Friend.user_id))
    return [
        Shown(user_id, mark(user_id), state, stand, since, tuple(tags.get(user_id, ())))
        for user_id, state, stand, since in rows
    ]


def find(session: Session, mark: Mark, given: str) -> str:
    """The user id of the friend meant by a full id or by the beginning of a mark. Raises Problem."""
    sought = given.strip()
    if session.get(Friend, sought):
        return sought
    ids = session.scalars(sa.select(Friend.user_id)) if len(sought) >= MARK_LEAST else ()
    found = [user_id for user_id in ids if mark(user_id).startswith(sought.lower())]
    if not found:
        raise Problem(words.NO_FRIEND.format(given=sought))
    if len(found) > 1:
        raise Problem(words.SEVERAL.format(given=sought, number=len(found)))
    return found[0]


def tag(session: Session, user_id: str, name: str, by: str, now: dt.datetime) -> bool:
    """Puts a tag on a friend; False when it was there. Raises Problem for a tag that cannot be one."""
    name = _checked(name, by)
    done = session.execute(_TAG, {"user_id": user_id, "tag": name, "now": now, "by": by}).first() is not None
    if done:
        _note(session, name, by, now, "tag")
    return done


def untag(session: Session, user_id: str, name: str, by: str, now: dt.datetime) -> bool:
    """Takes a tag away; False when it was not there."""
    name = _checked(name, by)
    gone = sa.delete(FriendTag).where(FriendTag.user_id == user_id, FriendTag.tag == name).returning(FriendTag.tag)
    done = session.execute(gone).first() is not None
    if done:
        _note(session, name, by, now, "untag")
    return done


def testers(session: Session) -> list[str]:
    """The user ids of testers who can be reached; a test goes to them whatever themes they have switched off."""
    marked = sa.exists().where(FriendTag.user_id == Friend.user_id, FriendTag.tag == TESTER)
    return list(session.scalars(sa.select(Friend.user_id).where(Friend.state == "friend", marked).order_by("user_id")))


def _checked(name: str, by: str) -> str:
    tidy = unicodedata.normalize("NFKC", name).strip()
    if not allowed("tag", tidy):
        raise Problem(words.NO_NAME.format(limit=NAME_LIMIT["tag"]))
    if not by.strip():
        raise Problem(words.NO_BY)
    return tidy


def _note(session: Session, name: str, by: str, now: dt.datetime, what: str) -> None:
    """Notes who did it, but not to whom: the note outlives the friend's data."""
    session.add(AuditEntry(at=now, by=by, what=f"friend {what}", detail={"tag": name}))
