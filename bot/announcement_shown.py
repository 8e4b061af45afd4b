"""Announcements in words, for people, and as JSON, for scripts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from bot.announcements import audience, audience_sql, repeats, report, sending, timing, wording
from bot.announcements.states import OPEN
from bot.models_sending import Announcement


def report_lines(session: Session, found: report.Report, now: dt.datetime) -> list[str]:
    """The report in words; "accepted" is never called delivered."""
    announcement = found.announcement
    lines = _standing(announcement)
    if announcement.started_at is None:  # nobody is frozen yet: "0 people" would look like nobody
        lines.append(_people(session, announcement, now))
    else:
        lines.append(wording.COUNTS.format(**{name: getattr(found, name) for name in wording.COUNTED}))
    if found.waiting:
        lines.append(wording.WAITING.format(n=found.waiting))
    if found.opted_out or found.left:
        lines.append(wording.TAKEN_OUT.format(opted_out=found.opted_out, left=found.left))
    if found.accepted:
        lines.append(wording.BLOCKS.format(n=found.blocks))
    lines += [wording.CLICKS.format(url=url, n=n) for url, n in found.clicks.items()]
    lines += map(batch_line, found.batches)
    for step in found.steps:
        why = f"：{step.reason}" if step.reason else ""
        lines.append(f"  {timing.in_words(step.at)}  {wording.STEPS[step.move]}  {step.by}{why}")
    if announcement.corrects:
        lines.append(wording.CORRECTS.format(id=announcement.corrects))
    lines += [wording.CORRECTED_BY.format(id=number) for number in found.corrections]
    return lines


def _standing(announcement: Announcement) -> list[str]:
    """State, what holds it back, and when it goes."""
    lines = [head(announcement)]
    if announcement.held_for:
        lines.append(wording.HELD[announcement.held_for])
    if announcement.mode == "practice":
        lines.append(wording.LIVE_WORDS[False])
    if announcement.due_at is not None:
        lines.append(wording.DUE.format(at=timing.in_words(announcement.due_at)))
    if announcement.repeat:
        lines.append(wording.REPEATS.format(when=repeats.in_words(repeats.parse(announcement.repeat))))
    return lines


def facing(session: Session, announcement: Announcement, now: dt.datetime) -> list[str]:
    """To whom and when, before anything is decided."""
    return [head(announcement), _people(session, announcement, now), wording.WHEN.format(at=_when(announcement))]


def batch_line(one: report.BatchLine) -> str:
    """How one batch ended, with LINE's id of the request."""
    told = {"state": wording.BATCHES[one.state], "request_id": one.request_id or wording.NO_REQUEST_ID}
    return wording.BATCH.format(**{**vars(one), **told})


def _people(session: Session, announcement: Announcement, now: dt.datetime) -> str:
    if announcement.corrects:
        reached = sending.accepted(session, announcement.corrects)
        return wording.TO_ACCEPTED.format(id=announcement.corrects, n=reached)
    parsed = audience.parse(announcement.audience)
    counted = audience_sql.count(session, parsed, announcement.theme, now)
    meant = wording.EVERYONE if str(parsed) == "everyone" else parsed
    return wording.TO.format(audience=meant, n=counted.reachable, out=counted.opted_out)


def _when(announcement: Announcement) -> str:
    if announcement.repeat:
        return repeats.in_words(repeats.parse(announcement.repeat))
    if announcement.send_at:
        return timing.in_words(announcement.send_at)
    return wording.TIME_AT_ONCE if announcement.corrects else wording.TIME_OPEN


def head(one: Announcement) -> str:
    """Number, title and state."""
    return wording.HEAD.format(id=one.id, title=one.title, state=wording.STATES[one.state])


def brief(one: Announcement) -> dict[str, object]:
    """One announcement of a list, for scripts; the moment is ISO 8601 in UTC."""
    due = one.due_at or one.send_at
    return {"id": one.id, "title": one.title, "state": one.state, "theme": one.theme, "audience": one.audience,
            "due_at": due.isoformat().replace("+00:00", "Z") if due else None, "corrects": one.corrects}  # fmt: skip


def line(one: Announcement) -> str:
    """One line of a list."""
    due = one.due_at or one.send_at
    when = f"  {timing.in_words(due)}" if due and one.state in OPEN else ""
    return f"{one.id:>5}  {wording.STATES[one.state]}  {one.title}{when}"
