"""Audiences as SQL for both databases: who is meant, who does not want it, how many and what kind of people.

Over all friends, conditions are IN lists that PostgreSQL reads once and keeps as a hash. EXISTS was measured there: it
is a lookup per friend, and with statistics that are not up to date an anti-join that took 90 s instead of 0.2.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import wording_audience as words
from bot.announcements.audience_terms import Active, Audience, Both, Either, Everyone, Named, Not, Since
from bot.clock import JST, today_jst
from bot.models import Friend
from bot.models_sending import Enrolment, FriendTag, NoticePause, ThemeChoice, Watch

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Counted:
    """Friends whom the audience means; of these, those who do not want it; those it can be sent to."""

    total_matching: int
    opted_out: int
    reachable: int


def members(audience: Audience, theme: str, now: dt.datetime) -> sa.Select[str]:
    """The user ids of friends who are meant and want this theme today; what people decided is always honoured."""
    off, pausing = _no(theme, today_jst(now))
    wanting = sa.and_(Friend.user_id.not_in(off), Friend.user_id.not_in(pausing))
    return sa.select(Friend.user_id).where(Friend.state == "friend", meant(audience, now), wanting)


def count(session: Session, audience: Audience, theme: str, now: dt.datetime) -> Counted:
    """How many are meant, how many of them have opted out, and how many remain."""
    off, pausing = _no(theme, today_jst(now))
    out = sa.func.count().filter(sa.or_(Friend.user_id.in_(off), Friend.user_id.in_(pausing)))
    statement = sa.select(sa.func.count(), out).where(Friend.state == "friend", meant(audience, now))
    matching, opted_out = session.execute(statement.select_from(Friend)).one()
    return Counted(matching, opted_out, matching - opted_out)


def sample(session: Session, audience: Audience, theme: str, now: dt.datetime, n: int = 5) -> list[str]:
    """What kind of people would get it: 立場, tags and since when, of `n` of them; nothing that leads to anybody."""
    chosen = members(audience, theme, now).order_by(Friend.last_seen_at.desc(), Friend.user_id).limit(n)
    ids = list(session.scalars(chosen))
    tags = tags_of(session, ids)
    friends = {friend.user_id: friend for friend in session.scalars(sa.select(Friend).where(Friend.user_id.in_(ids)))}
    return [described(friends[user_id], tags.get(user_id, [])) for user_id in ids if user_id in friends]


def silenced(theme: str, today: dt.date, user_id: sa.ColumnElement[str] | None = None) -> Condition:
    """True for those who must not get this theme today (in Japan): switched off, pausing, or stopped for good.

    `user_id` is the column that is asked about, Friend.user_id unless another is given: a lookup for each of its rows,
    so for some hundred people, not for all; members() knows those.
    """
    person = Friend.user_id if user_id is None else user_id
    off, pausing = _no(theme, today)
    return sa.or_(
        off.where(ThemeChoice.user_id == person).exists(), pausing.where(NoticePause.user_id == person).exists()
    )


def gone(user_id: sa.ColumnElement[str]) -> Condition:
    """True where the person in this column is no friend any more, or was erased since."""
    return sa.not_(sa.exists().where(Friend.user_id == user_id, Friend.state == "friend"))


def meant(audience: Audience, now: dt.datetime) -> Condition:
    """The audience as a condition on Friend; never NULL, so that NOT means everybody else."""
    match audience:
        case Everyone():
            return sa.true()
        case Named(kind, name):
            return _named(kind, name)
        case Active(within):
            return Friend.last_seen_at >= (now - dt.timedelta(days=within) if isinstance(within, int) else _day(within))
        case Since(day):
            return Friend.first_seen_at >= _day(day)
        case Both(parts):
            return sa.and_(*(meant(part, now) for part in parts))
        case Either(parts):
            return sa.or_(*(meant(part, now) for part in parts))
        case Not(part):
            return sa.not_(meant(part, now))


def tags_of(session: Session, ids: list[str]) -> dict[str, list[str]]:
    """The tags of these people, in order."""
    rows = sa.select(FriendTag.user_id, FriendTag.tag).where(FriendTag.user_id.in_(ids)).order_by(FriendTag.tag)
    found: dict[str, list[str]] = {}
    for user_id, tag in session.execute(rows):
        found.setdefault(user_id, []).append(tag)
    return found


def described(friend: Friend, tags: list[str]) -> str:
    """A person in words that fit many."""
    stand = words.STANDS.get(friend.audience or "none", words.STANDS["none"])
    return words.SAMPLE_LINE.format(
        stand=stand, tags="・".join(tags) or words.NO_TAGS, since=today_jst(friend.first_seen_at).isoformat()
    )


def _no(theme: str, today: dt.date) -> tuple[sa.Select[str], sa.Select[str]]:
    """Who has switched the theme off, and who gets nothing at all today."""
    off = sa.select(ThemeChoice.user_id).where(ThemeChoice.theme == theme, ThemeChoice.wanted.is_(sa.false()))
    lasting = sa.or_(NoticePause.until.is_(None), NoticePause.until >= today)
    return off, sa.select(NoticePause.user_id).where(lasting)


def _named(kind: str, name: str) -> Condition:
    theirs = {
        "tag": (FriendTag.user_id, FriendTag.tag == name),
        "interest": (ThemeChoice.user_id, sa.and_(ThemeChoice.theme == name, ThemeChoice.wanted.is_(sa.true()))),
        "enrolled": (Enrolment.user_id, sa.and_(Enrolment.event_code == name, Enrolment.state == "enrolled")),
        "watching": (Watch.user_id, Watch.program_id == name),
    }
    if kind in theirs:
        user_id, fits = theirs[kind]
        return Friend.user_id.in_(sa.select(user_id).where(fits))
    if kind == "stand":
        return sa.func.coalesce(Friend.audience, "none") == name
    language = sa.func.lower(sa.func.coalesce(Friend.language, ""))
    return sa.or_(language == name.lower(), language.startswith(f"{name.lower()}-", autoescape=True))


def _day(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), JST)
