"""What `madoguchi announcement` does: one transaction each, and sentences to read."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import announcement_preview, windows
from bot.announcement_office import change, office, who
from bot.announcement_shown import brief, facing, line, report_lines
from bot.announcements import drafts, modes, render, repeats, report, sending, timing, wording
from bot.announcements.content import Checks
from bot.announcements.content_file import read
from bot.announcements.draft import Draft
from bot.announcements.themes import themes
from bot.config import load_settings
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.models import OutboundMessage
from bot.models_sending import ANNOUNCEMENT_STATES, Announcement, AnnouncementStep, FriendTag

MOST_TESTERS = 20


def create(file: Path, by: str) -> list[str]:
    """A new draft; the last line is its number alone."""
    with change() as (session, now):
        draft = read_draft(file, now, windows.confirmed(session))
        made = drafts.create(session, draft, who(by), now)
        return [*facing(session, made, now), wording.CREATED, str(made.id)]


def edit(number: int, file: Path, by: str) -> list[str]:
    """Replaces the content."""
    with change() as (session, now):
        putting_right = drafts.find(session, number).corrects is not None
        filled = read_draft(file, now, windows.confirmed(session), at_night=putting_right)
        drafts.edit(session, number, filled, who(by), now)
        return [wording.EDITED.format(id=number)]


def read_draft(
    file: Path,
    now: dt.datetime,
    confirmed: Mapping[str, Sequence[windows.ConfirmedWindow]] | None = None,
    *,
    at_night: bool = False,
) -> Draft:
    """The file's announcement, its program's facts filled in, `confirmed` by the office. Raises Problem with lines.

    `at_night`: its time may be in the quiet hours, as that of a correction.
    """
    from jobs.program_words import facts_of, known_audience

    names = {key: theme.name for key, theme in themes().items()}
    facts = facts_of(now, confirmed or {})
    checks = Checks(names, known_audience, repeats.parse, facts, load_settings().link_hosts, at_night)
    return read(file, now, checks)


def preview(number: int, html: Path | None) -> list[str]:
    """The messages as text, the audience counted, the time in words; with a path also as a page."""
    here = office()
    with read_scope(here.engine) as session:
        announcement = drafts.find(session, number)
        messages = messages_of(session, announcement)
        lines = [*facing(session, announcement, here.now), "", *announcement_preview.terminal(messages)]
    here.engine.dispose()
    if html is not None:
        try:
            html.write_text(announcement_preview.html(messages), encoding="utf-8")
        except OSError:
            raise Problem(wording.CANNOT_WRITE.format(path=html)) from None
        lines.append(wording.WRITTEN.format(path=html))
    return lines


def messages_of(session: Session, announcement: Announcement, mark: str = "") -> list[dict[str, object]]:
    """LINE's objects as they would go out, with their addresses as written."""
    original = announcement.corrects and drafts.find(session, announcement.corrects)
    return render.messages(
        announcement.content, announcement.title, link=lambda url: url,
        correction_of=original.title if original else None, mark=mark,
    )  # fmt: skip


def submit(number: int, by: str) -> list[str]:
    """Hands it to an approver."""
    with change() as (session, now):
        drafts.submit(session, number, by, now)
        return [*facing(session, drafts.find(session, number), now), wording.SUBMITTED.format(id=number)]


def approve(number: int, by: str, reason: str) -> list[str]:
    """Approves, and says what happens now; a correction is sent here and now where no service works."""
    from bot.announcement_run import run

    here = office()
    with session_scope(here.engine) as session:
        drafts.approve(session, number, by, here.now, reason)
        announcement = drafts.find(session, number)
        lines = [*facing(session, announcement, here.now), wording.APPROVED.format(id=number)]
        if announcement.due_at is not None:
            lines.append(wording.DUE.format(at=timing.in_words(announcement.due_at)))
        if not modes.is_live(session):
            lines.append(wording.LIVE_WORDS[False])
    try:
        run(here.engine, here.settings, here.clock, number)
    except Problem as problem:  # the approval stands all the same
        lines += problem.sentences
    return lines


def give_back(number: int, by: str, reason: str) -> list[str]:
    """Back to draft."""
    with change() as (session, now):
        drafts.give_back(session, number, by, reason, now)
        return [wording.GIVEN_BACK.format(id=number)]


def try_out(number: int, by: str) -> list[str]:
    """One push to each tester through the desk's outbox, which sends each once."""
    with change() as (session, now):
        announcement = drafts.find(session, number)
        people = list(session.scalars(sa.select(FriendTag.user_id).where(FriendTag.tag == "tester")))
        if not people:
            raise Problem(wording.NO_TESTERS)
        if len(people) > MOST_TESTERS:  # what was never approved goes to a few of the staff, not to a crowd
            raise Problem(wording.MANY_TESTERS.format(n=len(people), most=MOST_TESTERS))
        messages = messages_of(session, announcement, wording.TEST_MARK)
        for user_id in people:
            session.add(
                OutboundMessage(
                    kind="push", user_key=user_id, user_id=user_id, retry_key=uuid.uuid4(), messages=messages,
                    state="waiting", created_at=now, next_try_at=now,
                )
            )  # fmt: skip
        state = announcement.state
        session.add(
            AnnouncementStep(
                announcement_id=number, at=now, by=who(by), move="test", from_state=state, to_state=state,
                reason=wording.PEOPLE.format(n=len(people)),
            )
        )  # fmt: skip
        return [wording.TESTED.format(n=len(people))]


def schedule(number: int, at: str | None, by: str) -> list[str]:
    """Reserves it."""
    with change() as (session, now):
        due = sending.schedule(session, number, timing.parse_at(at, now) if at else None, who(by), now)
        return [wording.DUE.format(at=timing.in_words(due))]


def send(number: int, by: str) -> list[str]:
    """Makes it due; where no service works on the database, it is sent here and now, or gone on with after a crash."""
    from bot.announcement_run import run

    here = office()
    with session_scope(here.engine) as session:
        found = drafts.find(session, number)
        due = found.state == "scheduled" and found.due_at is not None and found.due_at <= here.now
        if found.state != "sending" and not due:
            sending.send_now(session, number, who(by), here.now)
    run(here.engine, here.settings, here.clock, number)
    return show(number, as_json=False)


def stop(number: int, by: str, reason: str) -> list[str]:
    """Stops it and says how far it came."""
    with change() as (session, now):
        sending.stop(session, number, who(by), now, reason)
    return show(number, as_json=False)


def resume(number: int, by: str, reason: str) -> list[str]:
    """Goes on."""
    from bot.announcement_run import run

    here = office()
    with session_scope(here.engine) as session:
        sending.resume(session, number, who(by), here.now, reason, signed=bool(by.strip()))
    run(here.engine, here.settings, here.clock, number)
    return show(number, as_json=False)


def correct(number: int, file: Path, by: str) -> list[str]:
    """A correction that waits for approval; the last line is its number alone."""
    with change() as (session, now):
        corrected = read_draft(file, now, windows.confirmed(session), at_night=True)
        made = sending.correct(session, number, corrected, who(by), now)
        reached = sending.accepted(session, number)
        origin = drafts.find(session, number).parent_id
        more = [wording.ORIGIN_GOES_ON.format(id=origin)] if origin is not None else []
        return [*more, wording.CORRECTION.format(id=number, n=reached, new=made.id), str(made.id)]


def show(number: int, as_json: bool) -> list[str]:
    """The report."""
    here = office()
    with read_scope(here.engine) as session:
        found = report.report(session, number)
        if as_json:
            return [json.dumps(report.as_json(found), ensure_ascii=False)]
        return report_lines(session, found, here.now)


def list_all(state: str, as_json: bool) -> list[str]:
    """All of them, the newest first. Raises Problem for an unknown state."""
    states = ANNOUNCEMENT_STATES.split()
    state = {words: key for key, words in wording.STATES.items()}.get(state, state)
    if state and state not in states:
        known = "、".join(f"{key}（{wording.STATES[key]}）" for key in states)
        raise Problem(wording.UNKNOWN_STATE.format(state=state, states=known))
    here = office()
    chosen = sa.select(Announcement).order_by(Announcement.id.desc())
    with read_scope(here.engine) as session:
        found = list(session.scalars(chosen.where(Announcement.state == state) if state else chosen))
        if as_json:
            return [json.dumps([brief(one) for one in found], ensure_ascii=False)]
        return [line(one) for one in found] or [wording.NONE_YET]
