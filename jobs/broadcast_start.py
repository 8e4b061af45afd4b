"""The start of an announcement: whoever is due and may go has its recipients frozen, and is under way."""

from __future__ import annotations

import datetime as dt
import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log, windows
from bot.announcements import batches, links, modes, render, wording
from bot.announcements.batches import BATCH_SIZE
from bot.announcements.states import move
from bot.db import read_scope, session_scope
from bot.errors import Problem, where
from bot.line import Quota
from bot.models_sending import Announcement, AnnouncementRecipient
from jobs.broadcast_decide import must_ask, people, ready, too_few, waits
from jobs.broadcast_end import hold
from jobs.parts import Parts
from jobs.program_words import outdated

AT_ONCE = 5000  # people frozen in one turn of SQLite's writer: less than a tenth of a second
GAP = 0.02  # seconds for everybody else who wants to write

Recipient = AnnouncementRecipient

logger = log.get("broadcast")


def start_due(parts: Parts) -> None:
    """Freezes the recipients of every announcement that is due, or asks the staff why it should not go.

    One that cannot be started for a reason nobody thought of is held, and the others go on.
    """
    now = parts.clock.now()
    due = sa.select(Announcement.id).where(Announcement.state == "scheduled", Announcement.due_at <= now)
    with read_scope(parts.engine) as session:
        numbers = list(session.scalars(due.order_by(Announcement.due_at, Announcement.id)))
    for number in numbers:
        try:
            _start(parts, number, now)
        except sa.exc.SQLAlchemyError as error:  # the database may be busy: the next look tries again
            logger.error("not started", announcement=number, error=where(error))
        except Exception as error:
            logger.error("cannot be started", announcement=number, error=where(error))
            with session_scope(parts.engine) as session:
                announcement = batches.lock(session, number)
                if announcement.state == "scheduled":
                    hold(session, announcement, "unsendable", now)


def _start(parts: Parts, number: int, now: dt.datetime) -> None:
    with read_scope(parts.engine) as session:
        if waits(session, session.get_one(Announcement, number), now):
            return  # LINE is not asked all night
    quota = parts.line.quota() if parts.line else None  # no transaction is open while we ask LINE
    with session_scope(parts.engine) as session:
        announcement = batches.lock(session, number)
        if waits(session, announcement, now):
            return
        known = parts.desk.knowledge if parts.desk else None
        if outdated(announcement.content, now, windows.confirmed(session), known):
            hold(session, announcement, "program", now)
            return
        if not ready(session, announcement, quota, now):
            return
        agreed = _agreed(announcement)
    _freeze(parts, number, agreed, quota, now)


def _agreed(announcement: Announcement) -> tuple[dt.datetime | None, dt.datetime | None]:
    """What changes when somebody edits it, has it approved anew or puts it off."""
    return announcement.approved_at, announcement.due_at


def _freeze(
    parts: Parts, number: int, agreed: tuple[dt.datetime | None, dt.datetime | None], quota: Quota | None,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Writes down everybody, then begins. SQLite has one writer, for whom people's questions wait: there it takes
    many short turns. What a crash or a stop leaves half done is no start, and is thrown away."""
    limit = AT_ONCE if parts.engine.dialect.name == "sqlite" else None
    frozen, last, old, live = 0, "", True, None
    while True:
        with session_scope(parts.engine) as session:
            announcement = batches.lock(session, number)
            if announcement.state != "scheduled" or _agreed(announcement) != agreed:
                return  # stopped, put off, or changed and approved anew, meanwhile
            old = old and limit == _throw_away(session, number, limit)
            if not old:
                if live not in (None, live := modes.is_live(session)):
                    return  # switched meanwhile: whom it goes to is found out anew
                added = _add(session, number, people(announcement, live, now), (frozen, last), limit)
                frozen += added
                if added != limit:
                    _begin(session, announcement, (frozen, live), quota, parts, now)
                    return
                last = session.scalar(sa.select(Recipient.user_id).where(*_row(number, frozen))) or ""
        time.sleep(GAP)


def _row(number: int, place: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (Recipient.announcement_id == number, Recipient.number == place)


def _throw_away(session: Session, number: int, limit: int | None) -> int:
    """Forgets who was frozen by a start that came to nothing; how many."""
    some = sa.select(Recipient.number).where(Recipient.announcement_id == number).limit(limit)
    old = sa.delete(Recipient).where(Recipient.announcement_id == number, Recipient.number.in_(some))
    return session.execute(old.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined, no-any-return]


def _add(session: Session, number: int, everybody: sa.Select[str], so_far: tuple[int, str], limit: int | None) -> int:
    """Freezes the next people in the order of their ids; how many."""
    frozen, last = so_far
    meant = everybody.subquery()
    some = sa.select(meant.c.user_id).order_by(meant.c.user_id).limit(limit)
    chosen = (some.where(meant.c.user_id > last) if last else some).subquery()
    place = sa.func.row_number().over(order_by=chosen.c.user_id) + frozen
    # Cut to whole numbers by both databases.
    rows = sa.select(sa.literal(number), place, chosen.c.user_id, (place - 1) // BATCH_SIZE + 1)
    columns = ["announcement_id", "number", "user_id", "batch_seq"]
    made = sa.insert(Recipient).from_select(columns, rows, include_defaults=False)
    return session.execute(made.execution_options(preserve_rowcount=True)).rowcount  # type: ignore[attr-defined, no-any-return]


def _begin(
    session: Session, announcement: Announcement, frozen: tuple[int, bool], quota: Quota | None, parts: Parts,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Everybody is frozen: makes the batches, and it is under way."""
    (target, live), number = frozen, announcement.id
    # Somebody may have changed it, or joined, since it was ready.
    if why := must_ask(session, announcement, now) or too_few(session, announcement, live, quota, target):
        hold(session, announcement, why, now)
        return
    try:
        messages = rendered(session, announcement, parts.settings.madoguchi_public_url, now)
    except (Problem, ValueError, KeyError):
        hold(session, announcement, "unsendable", now)
        return
    erased = sa.update(Recipient).where(Recipient.announcement_id == number, Recipient.user_id.is_(None))
    session.execute(erased.values(state="stopped", why="left").execution_options(synchronize_session=False))
    batches.make(session, number, range(1, -(-target // BATCH_SIZE) + 1), now)
    mode = "live" if live else "practice"
    move(
        session, announcement, "start", "sending", wording.JOB_NAME, now,
        messages=messages, target=target, mode=mode, started_at=now, touched_at=now, held_for=None,
    )  # fmt: skip
    logger.info("started", announcement=number, people=target, mode=mode)


def rendered(
    session: Session, announcement: Announcement, public_url: str, now: dt.datetime
) -> list[dict[str, object]]:
    """LINE's message objects as everybody will get them; its addresses are counted where we have one of our own."""
    original = announcement.corrects and session.get(Announcement, announcement.corrects)
    link = links.counting(session, announcement.id, public_url, now)
    title = original.title if original else None
    return render.messages(announcement.content, announcement.title, link=link, correction_of=title)
