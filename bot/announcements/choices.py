"""What each person decided about announcements: themes on and off, a pause, everything off. No row: everything comes.

An announcement never asks here one by one: audience_sql.silenced says the same in SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from bot.models_sending import NoticePause, ThemeChoice
from bot.statements import statement

OPEN = "notices:open"  # what the settings button below every announcement sends; it is never given another meaning

_CHOOSE = statement(
    """INSERT INTO theme_choice (user_id, theme, wanted, at) VALUES (:user_id, :theme, :wanted, :now)
    ON CONFLICT (user_id, theme) DO UPDATE SET wanted = excluded.wanted, at = excluded.at"""
)
_PAUSE = statement(
    """INSERT INTO notice_pause (user_id, until, at) VALUES (:user_id, :last_day, :now)
    ON CONFLICT (user_id) DO UPDATE SET until = excluded.until, at = excluded.at"""
).bindparams(sa.bindparam("last_day", type_=sa.Date))


@dataclass(frozen=True)
class NoticeSettings:
    """One person's choices. `paused` with `until` None: stopped for good; else up to and with that day in Japan."""

    chosen: Mapping[str, bool] = field(default_factory=dict)
    paused: bool = False
    until: dt.date | None = None

    def wants(self, theme: str) -> bool:
        """Whether the theme is switched on; it is until somebody switches it off."""
        return self.chosen.get(theme, True)

    def silent(self, today: dt.date) -> bool:
        """Whether nothing at all may come on this day in Japan."""
        return self.paused and (self.until is None or self.until >= today)

    def gets(self, theme: str, today: dt.date) -> bool:
        """Whether an announcement of this theme may come on this day in Japan."""
        return self.wants(theme) and not self.silent(today)


def settings_of(session: Session, user_id: str) -> NoticeSettings:
    """What the person decided; a pause that is over is still shown as it was set."""
    chosen = sa.select(ThemeChoice.theme, ThemeChoice.wanted).where(ThemeChoice.user_id == user_id)
    rest = session.execute(sa.select(NoticePause.until).where(NoticePause.user_id == user_id)).first()
    rows = {theme: wanted for theme, wanted in session.execute(chosen)}
    return NoticeSettings(rows, rest is not None, rest[0] if rest else None)


def set_theme(session: Session, user_id: str, theme: str, wanted: bool, now: dt.datetime) -> None:
    """Switches one theme on or off; `wanted` also makes it one of the person's interests."""
    session.execute(_CHOOSE, {"user_id": user_id, "theme": theme, "wanted": wanted, "now": now})


def pause(session: Session, user_id: str, until: dt.date | None, now: dt.datetime) -> None:
    """No announcement at all up to and with this day in Japan, or (None) for good; the themes stay as they are."""
    session.execute(_PAUSE, {"user_id": user_id, "last_day": until, "now": now})


def resume(session: Session, user_id: str) -> None:
    """Ends the pause; themes that were switched off stay off."""
    session.execute(sa.delete(NoticePause).where(NoticePause.user_id == user_id))


def want_all(session: Session, user_id: str) -> None:
    """Everything comes again: the pause ends and no theme is off; what was wanted in so many words stays so."""
    resume(session, user_id)
    session.execute(sa.delete(ThemeChoice).where(ThemeChoice.user_id == user_id, ThemeChoice.wanted.is_(sa.false())))


def put_back(session: Session, user_id: str, settings: NoticeSettings, now: dt.datetime) -> None:
    """Makes the choices exactly these: the way back after a change."""
    session.execute(sa.delete(ThemeChoice).where(ThemeChoice.user_id == user_id))
    for theme, wanted in settings.chosen.items():
        set_theme(session, user_id, theme, wanted, now)
    if settings.paused:
        pause(session, user_id, settings.until, now)
    else:
        resume(session, user_id)


def a_month_from(today: dt.date) -> dt.date:
    """The last day of a month's pause that begins today."""
    return today + relativedelta(months=1)
