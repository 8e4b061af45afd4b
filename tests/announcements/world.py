"""An office that is played with at random, and a ledger of its own that says what must never leave it.

The ledger knows nothing of states: it remembers who wrote, who approved, who stopped, and judges what reaches LINE.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.announcements import batches, choices, drafts, modes, report, sending
from bot.announcements.batches import ClaimedBatch
from bot.announcements.draft import Draft
from bot.announcements.states import MOVES
from bot.clock import jst, today_jst
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.line import QUOTA, Outcome
from bot.models import Friend, Setting
from bot.models_sending import Announcement, AnnouncementStep, FriendTag
from jobs.broadcast import claim, record, send
from jobs.broadcast_end import finish_over, watch_broadcasts
from jobs.broadcast_start import start_due
from jobs.parts import Parts
from jobs.repeat import plan_occurrences
from jobs.sweep import sweep
from tests.announcements.office import befriend, draft, user
from tests.fakes import FakeLine

FRIENDS = 501  # two batches
STALE, PAUSE, KEY_LIVES = dt.timedelta(minutes=15), dt.timedelta(minutes=10), dt.timedelta(hours=24)
# Each person and how they might write their name.
NAMES = {
    "佐藤": ("佐藤", "佐 藤", "佐\u200b藤", "佐藤さん"),
    "鈴木": ("鈴木", "鈴木\u3000", "鈴木\ufeff"),
    "Tanaka": ("Tanaka", "ＴＡＮＡＫＡ", "tana ka"),
}
WRITTEN = [(person, name) for person, names in NAMES.items() for name in names]
ANSWERS: dict[str, Outcome | None] = {
    "ok": None,
    "lost": Outcome("retry", None, None, "accepted, then lost"),
    "timeout": Outcome("retry", None, None, "ReadTimeoutError"),
    "500": Outcome("retry", 500, "r", "Internal error"),
    "storm": Outcome("retry", 429, "r", "rate", 3.0),
    "quota": Outcome("rejected", 429, "r", QUOTA),
    "401": Outcome("rejected", 401, "r", "Authentication failed"),
    "400": Outcome("rejected", 400, "r", "messages[0]: bad"),
    "refused": Outcome("rejected", 400, "r", "to[0]: bad; to[7]: bad"),
}


@dataclass(frozen=True)
class Approval:
    """What somebody agreed to: these words, from these hands, not before this moment."""

    words: str
    hands: frozenset[str]
    approver: str
    alone: bool
    earliest: dt.datetime
    night: bool


@dataclass
class World:
    """The office, LINE, and the ledger."""

    parts: Parts
    line: FakeLine
    numbers: list[int] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    hands: dict[int, set[str]] = field(default_factory=dict)
    approvals: dict[int, Approval] = field(default_factory=dict)
    corrects: dict[int, int] = field(default_factory=dict)
    origins: dict[int, tuple[int, Approval]] = field(default_factory=dict)  # occurrence → its origin as it was then
    stopped: set[int] = field(default_factory=set)
    fresh: dict[int, dt.datetime] = field(default_factory=dict)  # when it was last in time, or said to be
    flying: list[tuple[str, ClaimedBatch]] = field(default_factory=list)
    got: dict[int, Counter[str]] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    seen: int = 0
    versions: int = 0
    sent: int = 0

    def open(self) -> None:
        """A new office in practice, with its friends, two of them testers."""
        befriend(self.parts, range(1, FRIENDS + 1))
        with session_scope(self.parts.engine) as session:
            for number in (1, 2):
                session.add(FriendTag(user_id=user(number), tag="tester", set_at=self.now, set_by="佐藤"))

    @property
    def now(self) -> dt.datetime:
        return self.parts.clock.now()

    def pick(self, which: int) -> int | None:
        return self.numbers[which % len(self.numbers)] if self.numbers else None

    def draft(self, ahead: int | None, past: int | None, repeat: bool = False) -> Draft:
        self.versions += 1
        words = f"お知らせの文 第{self.versions}版。"
        content = {"kind": "お知らせ", "style": "いつもの", "text": words, "facts": []}
        rule = {"rule": "毎日", "at": "10:00"} if repeat else None
        at = None if ahead is None or repeat else self.now + dt.timedelta(minutes=ahead)
        over = None if past is None else self.now + dt.timedelta(minutes=past)
        return draft(content=content, send_at=at, past_at=over, repeat=rule)

    def attempt(self, step: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """One step in one transaction; None when it is refused."""
        try:
            with session_scope(self.parts.engine) as session:
                return step(session, *given, **more) or True
        except Problem:
            return None

    # What people do

    def create(self, author: tuple[str, str], ahead: int | None, past: int | None, repeat: bool) -> None:
        made = self.draft(ahead, past, repeat)
        found = self.attempt(drafts.create, made, author[1], self.now)
        assert found
        self.known(found.id, author[0], made)

    def known(self, number: int, person: str, made: Draft) -> None:
        self.numbers.append(number)
        self.words[number] = made.content["text"]
        self.hands[number] = {person}

    def edit(self, number: int, who: tuple[str, str], ahead: int | None, past: int | None) -> None:
        made = self.draft(ahead, past)
        if self.attempt(drafts.edit, number, made, who[1], self.now):
            self.words[number] = made.content["text"]
            self.hands.setdefault(number, set()).add(who[0])
            self.approvals.pop(number, None)
            self.stopped.discard(number)

    def submit(self, number: int, who: tuple[str, str]) -> None:
        if self.attempt(drafts.submit, number, who[1], self.now):
            self.hands[number].add(who[0])

    def give_back(self, number: int, who: tuple[str, str], reason: str) -> None:
        self.attempt(drafts.give_back, number, who[1], reason, self.now)

    def approve(self, number: int, who: tuple[str, str], reason: str) -> None:
        if not self.attempt(drafts.approve, number, who[1], self.now, reason):
            return
        hands = frozenset(self.all_hands(number))
        alone = who[0] in hands
        assert not alone or (reason and self.switched(modes.ONE_PERSON)), "approved by one who wrote it"
        earliest = self.now + PAUSE if alone else self.now
        night = number in self.corrects and bool(reason)
        self.approvals[number] = Approval(self.words[number], hands, who[0], alone, earliest, night)
        self.origins.pop(number, None)  # from now on it stands for itself
        self.note_due(number)

    def all_hands(self, number: int) -> set[str]:
        """Who wrote it, or what it repeats."""
        with read_scope(self.parts.engine) as session:
            origin = drafts.find(session, number).parent_id
        return self.hands[number] | self.hands.get(origin or 0, set())

    def usual_way(self, author: tuple[str, str], other: tuple[str, str], ahead: int | None, repeat: bool) -> None:
        """From draft to due at once, so that much is being sent."""
        self.create(author, ahead, None, repeat)
        number = self.numbers[-1]
        self.submit(number, author)
        self.approve(number, other, "急ぐため")
        self.send(number, author)

    def schedule(self, number: int, ahead: int, who: tuple[str, str]) -> None:
        if self.attempt(sending.schedule, number, self.now + dt.timedelta(minutes=ahead), who[1], self.now):
            self.note_due(number)

    def send(self, number: int, who: tuple[str, str]) -> None:
        if self.attempt(sending.send_now, number, who[1], self.now):
            self.note_due(number)

    def stop(self, number: int, who: tuple[str, str]) -> None:
        if self.attempt(sending.stop, number, who[1], self.now):
            self.stopped.add(number)

    def resume(self, number: int, who: tuple[str, str], reason: str) -> None:
        if self.attempt(sending.resume, number, who[1], self.now, reason):
            self.stopped.discard(number)
            other = who[0] not in self.all_hands(number)
            if reason and (other or self.switched(modes.ONE_PERSON)):  # may say that late is not too late
                self.fresh[number] = self.now
            self.note_due(number)

    def correct(self, number: int, who: tuple[str, str], ahead: int | None) -> None:
        made = self.draft(ahead, None)
        found = self.attempt(sending.correct, number, made, who[1], self.now)
        if found:
            self.known(found.id, who[0], made)
            self.corrects[found.id] = number

    def switch(self, key: str, on: bool) -> None:
        assert self.attempt(modes.switch, key, on, "課長", "試すため", self.now)

    def choose(self, number: int, wanted: bool) -> None:
        self.attempt(choices.set_theme, user(number), "office", wanted, self.now)

    def leave(self, number: int, state: str) -> None:
        with session_scope(self.parts.engine) as session:
            session.execute(sa.update(Friend).where(Friend.user_id == user(number)).values(state=state))

    def wait(self, minutes: int) -> None:
        while minutes >= 60 and self.flying:
            self.lose(0)  # no call to LINE lasts an hour
        self.parts.clock.move(dt.timedelta(minutes=minutes))

    # What the desk does

    def begin(self) -> None:
        start_due(self.parts)

    def take(self, worker: str) -> bool:
        batch = claim(self.parts, worker)
        if batch is not None:
            self.judge(batch)
            self.flying.append((worker, batch))
        return batch is not None

    def land(self, which: int, answer: str) -> None:
        """A batch in flight reaches LINE, and its answer (perhaps) us."""
        if not self.flying:
            return
        worker, batch = self.flying.pop(which % len(self.flying))
        if str(batch.retry_key) in self.line.multicasts and answer in ("400", "refused"):
            answer = "ok"  # LINE would say that it has it already
        assert self.now - batch.first_try_at < KEY_LIVES
        outcome = ANSWERS[answer]
        self.line.troubles = [outcome] if outcome else []
        before = str(batch.retry_key) in self.line.multicasts
        said = send(self.parts, batch)
        self.line.troubles = []
        if said is not None and not before and str(batch.retry_key) in self.line.multicasts:
            self.got.setdefault(batch.announcement_id, Counter()).update(batch.to)
        self.fresh[batch.announcement_id] = self.now
        record(self.parts, worker, batch, said)
        self.sent += 1

    def lose(self, which: int) -> None:
        """A worker dies with its batch in hand; nobody knows whether it reached LINE."""
        if self.flying:
            _, batch = self.flying.pop(which % len(self.flying))
            if batch.to:
                before = str(batch.retry_key) in self.line.multicasts
                send(self.parts, batch)
                if not before:
                    self.got.setdefault(batch.announcement_id, Counter()).update(batch.to)

    def work(self, answer: str) -> None:
        """A whole turn of the sender."""
        self.begin()
        for _ in range(8):
            if not self.take("w1"):
                break
            self.land(-1, answer)
        finish_over(self.parts)

    def tend(self) -> None:
        sweep(self.parts)
        watch_broadcasts(self.parts)
        finish_over(self.parts)

    def plan(self) -> None:
        plan_occurrences(self.parts)
        with read_scope(self.parts.engine) as session:
            planned = (Announcement.parent_id.is_not(None), Announcement.state == "scheduled")
            for child in session.scalars(sa.select(Announcement).where(*planned).order_by(Announcement.id)):
                if child.id not in self.words:
                    assert child.parent_id is not None
                    self.numbers += [child.id] if len(self.numbers) < 12 else []
                    self.words[child.id] = child.content["text"]
                    self.hands[child.id] = set()
                    self.origins[child.id] = (child.parent_id, self.approvals[child.parent_id])
                    self.fresh[child.id] = child.due_at or self.now

    # What must hold

    def judge(self, batch: ClaimedBatch) -> None:
        """Before anything reaches LINE: who agreed to these words, is it the time, and is it meant for these people."""
        number = batch.announcement_id
        approval = self.approvals.get(number)
        if approval is None:
            origin, approval = self.origins[number]
            assert origin not in self.stopped, "goes out though its origin was stopped"
            with read_scope(self.parts.engine) as session:
                began = drafts.find(session, number).started_at
            assert began != self.now or self.approvals.get(origin) is approval, "goes out though its origin was edited"
        assert number not in self.stopped, "claimed after a stop"
        assert approval.alone or approval.approver not in approval.hands
        assert self.now >= approval.earliest, "goes out within the pause of a lone approver"
        assert approval.words == self.words[number]
        assert approval.words in batch.messages[0]["text"], "not the words that were approved"
        assert 8 <= jst(self.now).hour < 21 or approval.night, "goes out at night"
        assert self.now - self.fresh[number] <= STALE, "stale"
        self.judge_people(batch)

    def judge_people(self, batch: ClaimedBatch) -> None:
        with read_scope(self.parts.engine) as session:
            announcement = drafts.find(session, batch.announcement_id)
            assert announcement.past_at is None or self.now < announcement.past_at, "speaks of what is past"
            if announcement.mode == "practice":
                assert set(batch.to) <= {user(1), user(2)}
            else:
                assert modes.is_live(session)
            if batch.attempts == 1:
                for user_id in (user(3), user(501)):
                    wants = choices.settings_of(session, user_id).gets("office", today_jst(self.now))
                    friend = session.get_one(Friend, user_id).state == "friend"
                    assert user_id not in batch.to or (wants and friend)
        if (original := self.corrects.get(batch.announcement_id)) is not None:
            assert set(batch.to) <= set(self.got[original]), "corrected somebody who never got it"

    def check(self) -> None:
        """At any moment: nobody twice, every report adds up, every step is one of the table."""
        assert all(times == 1 for people in self.got.values() for times in people.values()), "somebody got it twice"
        with read_scope(self.parts.engine) as session:
            begun = session.scalars(sa.select(Announcement).where(Announcement.started_at.is_not(None)))
            for announcement in begun.all():
                found = report.report(session, announcement.id)
                parts = (found.accepted, found.rejected, found.unknown, found.stopped)
                assert found.target == sum(parts) == announcement.target
                assert found.accepted <= sum(self.got.get(announcement.id, Counter()).values())
            fresh = sa.select(AnnouncementStep).where(AnnouncementStep.id > self.seen)
            for step in session.scalars(fresh.order_by(AnnouncementStep.id)):
                if step.move not in ("create", "plan"):
                    assert step.to_state in MOVES[(str(step.from_state), step.move)]
                    assert self.states[step.announcement_id] == step.from_state
                self.states[step.announcement_id] = step.to_state
                self.seen = step.id
            assert self.states == dict(session.execute(sa.select(Announcement.id, Announcement.state)).all())

    def note_due(self, number: int) -> None:
        """A decision that gave it a time: it is in time until a quarter of an hour after it."""
        with read_scope(self.parts.engine) as session:
            due = drafts.find(session, number).due_at
        if due is not None:
            self.fresh[number] = max(due, self.fresh.get(number, due))

    def switched(self, key: str) -> bool:
        with read_scope(self.parts.engine) as session:
            found = session.get(Setting, key)
        return bool(found and found.value)


assert batches.BATCH_SIZE < FRIENDS
