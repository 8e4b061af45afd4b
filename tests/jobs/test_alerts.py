"""Staff alerts: told once while they last, to testers in LINE and by mail, and never a storm of them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.config import Settings
from bot.db import read_scope, session_scope
from bot.line import Outcome
from bot.models import Friend, OutboundMessage
from bot.models_sending import Announcement, FriendTag, StaffAlert
from jobs.alert_mail import FAILS, LONGEST_WAIT, mail_staff
from jobs.alerts import MOST_OF_ALL, MOST_OF_ONE, TESTER, end_alert, raise_alert, tell_staff
from jobs.deliver import deliver_all, deliver_one
from jobs.parts import Parts
from tests.announcements.office import approved
from tests.conftest import make_settings
from tests.factories import OTHER, USER
from tests.fakes import START, FakeLine, FixedClock
from tests.smtp_server import HANG_UP, SmtpServer

KEY, WORDS = "quota", "送れる通数が足りません。\n送っていない分は残っています。\n上限を確かめてください。"
HOUR = dt.timedelta(hours=1)


def raised(parts: Parts, key: str = KEY, words: str = WORDS) -> bool:
    with session_scope(parts.engine) as session:
        return raise_alert(session, key, words, parts.clock.now())


def ended(parts: Parts, key: str = KEY) -> bool:
    with session_scope(parts.engine) as session:
        return end_alert(session, key, parts.clock.now())


def stored(parts: Parts, key: str = KEY) -> StaffAlert:
    with read_scope(parts.engine) as session:
        return session.get_one(StaffAlert, key)


def befriend(parts: Parts, user_id: str, tag: str | None = TESTER, state: str = "friend") -> None:
    seen = parts.clock.now()
    with session_scope(parts.engine) as session:
        session.add(
            Friend(user_id=user_id, state=state, state_at_ms=0, first_seen_at=seen, last_seen_at=seen, notices={})
        )
        if tag:
            session.add(FriendTag(user_id=user_id, tag=tag, set_at=seen))


def pushes(parts: Parts) -> int:
    with read_scope(parts.engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(OutboundMessage)) or 0


def test_a_matter_is_one_row_while_it_lasts(parts: Parts, clock: FixedClock) -> None:
    assert raised(parts)
    clock.move(60)
    assert not raised(parts, words="ほかの文")
    assert (stored(parts).since, stored(parts).words, stored(parts).ended_at) == (START, WORDS, None)


def test_what_is_over_is_noted_and_may_begin_anew(parts: Parts, clock: FixedClock) -> None:
    assert not ended(parts)
    raised(parts)
    assert ended(parts)
    assert not ended(parts)
    clock.move(2 * HOUR)
    assert raised(parts, words="二度目")
    assert (stored(parts).since, stored(parts).words, stored(parts).ended_at) == (clock.now(), "二度目", None)


def test_every_tester_is_told_once(parts: Parts, clock: FixedClock, line: FakeLine) -> None:
    befriend(parts, USER)
    befriend(parts, OTHER)
    befriend(parts, "U" + "3" * 32, tag=None)
    befriend(parts, "U" + "4" * 32, state="blocked")
    raised(parts)
    for _ in range(3):
        tell_staff(parts)
        deliver_all(parts, "w")
        clock.move(3600)
    assert sorted(to for to, _, _ in line.pushes) == [USER, OTHER]
    assert len({key for _, _, key in line.pushes}) == 2
    text = line.pushes[0][1][0]["text"]
    assert text == f"【職員向け】{WORDS}\n\n（2025年3月11日(火) 9時00分に気づきました）"


def test_an_alert_waits_until_there_is_somebody_to_tell(parts: Parts) -> None:
    raised(parts)
    tell_staff(parts)
    assert stored(parts).told_at is None
    befriend(parts, USER)
    tell_staff(parts)
    assert (pushes(parts), stored(parts).told_at) == (1, START)


def test_what_is_over_before_it_was_told_is_not_told(parts: Parts) -> None:
    raised(parts)
    ended(parts)
    befriend(parts, USER)
    tell_staff(parts)
    assert pushes(parts) == 0


def test_two_workers_raise_and_tell_once(parts: Parts) -> None:
    befriend(parts, USER)
    barrier, begun = threading.Barrier(2), []

    def work() -> None:
        barrier.wait(30)
        begun.append(raised(parts))
        tell_staff(parts)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(begun) == [False, True]
    assert pushes(parts) == 1


def test_line_s_failures_do_not_double_it_nor_hold_up_answers(parts: Parts, clock: FixedClock) -> None:
    befriend(parts, USER)
    line = FakeLine([Outcome("retry", 500, None, "")])
    object.__setattr__(parts, "line", line)
    raised(parts)
    tell_staff(parts)
    assert deliver_one(parts)
    assert line.pushes == []
    with session_scope(parts.engine) as session:
        session.add(
            OutboundMessage(
                kind="reply", user_key=USER, user_id=USER, reply_token="t", messages=[{"type": "text", "text": "a"}],
                token_expires_at=clock.now() + HOUR, created_at=clock.now(), next_try_at=clock.now(), state="waiting",
            )
        )  # fmt: skip
    assert deliver_one(parts)
    assert [token for token, _ in line.replies] == ["t"]
    clock.move(60)
    deliver_all(parts, "w")
    assert [to for to, _, _ in line.pushes] == [USER]


def test_a_matter_that_comes_and_goes_is_no_storm(parts: Parts, clock: FixedClock) -> None:
    befriend(parts, USER)
    for _ in range(20):
        raised(parts)
        tell_staff(parts)
        ended(parts)
        clock.move(60)
    assert pushes(parts) == MOST_OF_ONE
    raised(parts)  # and when it stays, it is told once the hour has passed
    clock.move(HOUR)
    tell_staff(parts)
    assert pushes(parts) == MOST_OF_ONE + 1


def test_a_question_that_was_decided_is_over_and_may_be_asked_again(parts: Parts, clock: FixedClock) -> None:
    befriend(parts, USER)
    number = approved(parts)
    key = f"announcement:{number}:late"
    for rounds in (1, 2):
        with session_scope(parts.engine) as session:
            session.execute(sa.update(Announcement).values(state="held"))
        raised(parts, key)
        for _ in range(2):
            tell_staff(parts)
        assert (pushes(parts), stored(parts, key).ended_at) == (rounds, None)
        with session_scope(parts.engine) as session:
            session.execute(sa.update(Announcement).values(state="scheduled"))
        tell_staff(parts)
        assert stored(parts, key).ended_at == clock.now()
    assert pushes(parts) == 2


def test_many_matters_at_once_are_no_storm(parts: Parts, clock: FixedClock) -> None:
    befriend(parts, USER)
    for number in range(MOST_OF_ALL + 5):
        raised(parts, f"matter:{number}")
    for _ in range(5):
        tell_staff(parts)
    assert pushes(parts) == MOST_OF_ALL
    clock.move(HOUR)
    tell_staff(parts)
    assert pushes(parts) == MOST_OF_ALL + 5


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as made:
        yield made


def mailing(parts: Parts, server: SmtpServer, **changes: Any) -> Parts:
    settings: Settings = make_settings(**{
        "database_url": parts.settings.database_url, "madoguchi_smtp_host": "127.0.0.1",
        "madoguchi_smtp_port": server.port, "madoguchi_smtp_tls": "none", "madoguchi_smtp_from": "desk@example.jp",
        "madoguchi_smtp_to": "staff@example.jp", **changes,
    })  # fmt: skip
    object.__setattr__(parts, "settings", settings)
    return parts


def test_without_a_mail_server_nothing_is_mailed(parts: Parts) -> None:
    raised(parts)
    mail_staff(parts)
    assert stored(parts).mailed_at is None


def test_an_alert_is_mailed_once(parts: Parts, clock: FixedClock, server: SmtpServer) -> None:
    mailing(parts, server)
    raised(parts)
    raised(parts, "storage", "別のこと")
    for _ in range(5):
        mail_staff(parts)
        clock.move(60)
    assert [WORDS.splitlines()[0] in got.message.get_content() for got in server.mails] == [True, False]
    assert server.mails[0].message["Subject"] == "【窓口】職員の確認が必要です"
    assert "2025年3月11日(火) 9時00分に気づきました" in server.mails[0].message.get_content()
    assert stored(parts).mailed_at == START


def test_a_server_that_is_away_is_tried_again_with_the_same_mail(
    parts: Parts, clock: FixedClock, server: SmtpServer
) -> None:
    mailing(parts, server)
    server.troubles["."] = ["451 later", HANG_UP]
    raised(parts)
    mail_staff(parts)
    mail_staff(parts)
    assert server.commands.count("DATA") == 1  # the next try waits a minute
    for _ in range(10):
        clock.move(61)
        mail_staff(parts)
    assert server.commands.count("DATA") == 3
    assert len(server.mails) == 2  # the server that hung up had taken it
    assert len({got.message["Message-ID"] for got in server.mails}) == 1
    assert stored(parts).mailed_at is not None


def test_mails_that_cannot_be_sent_are_told_in_line(parts: Parts, clock: FixedClock, server: SmtpServer) -> None:
    mailing(parts, server)
    befriend(parts, USER)
    server.refuses = ["staff@example.jp"]
    raised(parts)
    mail_staff(parts)
    assert "SMTPRecipientsRefused 550" in stored(parts, FAILS).words
    tell_staff(parts)
    assert pushes(parts) == 2
    clock.move(LONGEST_WAIT - dt.timedelta(seconds=1))
    mail_staff(parts)
    assert server.commands.count("RCPT") == 1
    server.refuses = []
    clock.move(1)
    mail_staff(parts)
    assert len(server.mails) == 1
    assert stored(parts, FAILS).ended_at == clock.now()


def test_one_process_mails_at_a_time_and_a_dead_one_is_succeeded(
    parts: Parts, clock: FixedClock, server: SmtpServer
) -> None:
    from jobs.alert_mail import LEASE, _take

    mailing(parts, server)
    raised(parts)
    with session_scope(parts.engine) as session:
        assert _take(session, clock.now()) is not None  # and is killed
    mail_staff(parts)
    assert server.mails == []
    clock.move(LEASE)
    mail_staff(parts)
    assert len(server.mails) == 1


def test_a_clock_that_is_set_back_does_not_hold_mails_up(parts: Parts, clock: FixedClock, server: SmtpServer) -> None:
    mailing(parts, server)
    server.troubles["."] = ["451 later"]
    raised(parts)
    mail_staff(parts)
    clock.move(dt.timedelta(days=-10))
    mail_staff(parts)
    assert len(server.mails) == 1


def test_mails_are_no_storm_either(parts: Parts, clock: FixedClock, server: SmtpServer) -> None:
    mailing(parts, server)
    for _ in range(20):
        raised(parts)
        mail_staff(parts)
        ended(parts)
        clock.move(60)
    assert len(server.mails) == MOST_OF_ONE
