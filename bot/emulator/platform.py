"""The behaviour of the far side: people act, webhooks go out, replies and pushes come in by LINE's rules."""

import json
import re
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from bot.emulator import events
from bot.emulator.account import Account
from bot.emulator.clock import PlatformClock
from bot.emulator.faults import Faults
from bot.emulator.feed import Feed
from bot.emulator.narrowcasts import Narrowcasts
from bot.emulator.options import Options
from bot.emulator.people import KEYS, SEEDS, Person
from bot.emulator.pictures import Pictures
from bot.emulator.quota import Quota
from bot.emulator.rates import Rates
from bot.emulator.richmenus import RichMenus
from bot.emulator.store import Store
from bot.emulator.talks import Talks, part_of
from bot.emulator.tokens import Tokens
from bot.emulator.webhooks import Webhooks
from bot.emulator.wire import Wire

Json = dict[str, Any]

USER = re.compile(r"U[0-9a-f]{32}")
WROTE_LATELY_MS = 7 * 24 * 3_600_000
TICKS_TO_TRIM = 120
TRIM_AFTER = 500


class Platform:
    """Everything the emulator does, apart from HTTP; times are milliseconds since 1970."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.store = Store(options.store)
        self.clock = PlatformClock(self.store, options.now_ms)
        self.now_ms = self.clock.now_ms
        self.feed = Feed()
        self.account = Account(self.store, options.webhook_url)
        self.log = Wire(self.store, options.channel_secret)
        self.faults = Faults()
        self.tokens = Tokens(self.store, self.now_ms)
        self.pictures = Pictures(self.store)
        self.rates = Rates(self.store, self.now_ms)
        self.quota = Quota(self.store, self.account, self.now_ms)
        self.narrowcasts = Narrowcasts(self.store, self.now_ms, self.account, self.quota, self.friends, self.deliver_to)
        self.richmenus = RichMenus(self.store, self.now_ms, self.feed.publish)
        self.talks = Talks(self.store, self.now_ms, self.pictures, self.feed.publish)
        self.webhooks = Webhooks(
            options,
            self.store,
            self.account,
            self.now_ms,
            (self.tokens, self.log, self.faults, self.feed),
            self._taken,
        )
        self._ticks = 0
        events.message_ids_above(self.store.last_message())
        self._seed()

    @property
    def timings(self) -> dict[str, Json]:
        """Each event's way since it was last sent, by event id."""
        return self.webhooks.timings

    def wire(self, after_rev: int, limit: int = 200) -> list[Json]:
        """What is new or changed on the wire, oldest first; of more than `limit` only the newest."""
        return self.log.entries(after_rev, limit)

    def wire_entry(self, wire_id: int) -> Json:
        """One line of the wire with headers, body and answer; raises KeyError for an unknown id."""
        return self.log.entry(wire_id)

    # -- what people do

    def user(self, name: str, *, new: bool = True) -> str:
        """The user id for a key of a seeded person, a display name, or an id; raises KeyError for anything else.

        An id that nobody has becomes a person's where `new` allows it.
        """
        if name in KEYS:
            return KEYS[name]
        if self.store.person(name):
            return name
        if new and USER.fullmatch(name):
            if self.options.record:
                self.store.add_person(Person(name, f"利用者{name[1:5]}", "試験用"))
            return name
        found = self.store.row("SELECT user_id FROM person WHERE name = ?", name)
        if found is None:
            raise KeyError(name)
        return str(found["user_id"])

    def say(self, user_id: str, text: str) -> Json:
        """The person writes a text."""
        return self.emit([events.said(user_id, self.now_ms(), text)])[0]

    def post(self, user_id: str, data: str, params: Json | None = None, shown: str | None = None) -> Json:
        """The person taps something with postback data; `shown` appears in the talk as their words."""
        event = events.posted(user_id, self.now_ms(), data, params)
        if self.options.record:
            self.talks.spend_quick_replies(user_id)
            if shown:
                self.talks.write(user_id, "person", event["webhookEventId"], {"type": "text", "text": shown})
        return self.emit([event])[0]

    def send_picture(self, user_id: str, content: bytes, media_type: str) -> Json:
        """The person sends a picture; the bot may fetch it by the message's id."""
        event = events.pictured(user_id, self.now_ms())
        self.pictures.keep(event["message"]["id"], user_id, content, media_type)
        return self.emit([event])[0]

    def add_person(self, person: Person, follow: bool = True) -> None:
        """A further person, who becomes a friend of the account at once unless told otherwise."""
        self.store.add_person(person if follow else replace(person, state="stranger"))
        self.feed.publish()
        if follow:
            self.emit([events.templated("follow", person.user_id, self.now_ms())])

    def set_state(self, user_id: str, state: str) -> Json:
        """The person blocks the account ("blocked") or becomes its friend ("friend"); {} where that changes nothing.

        Raises ValueError for a stranger who would block: there is nothing to block yet.
        """
        person = self.store.person(user_id)
        before = person["state"] if person else "friend"
        if before == state:
            return {}
        if before == "stranger" and state == "blocked":
            raise ValueError("まだ友だちではありません / not a friend yet")
        kind = "unfollow" if state == "blocked" else "follow" if before == "stranger" else "unblock"
        return self.emit([events.templated(kind, user_id, self.now_ms())])[0]

    def introduce(self) -> None:
        """Every friend whose talk is still empty follows once more, so that the bot can greet them."""
        for person in self.store.people():
            if person["last"] is None and person["state"] == "friend":
                self.emit([events.templated("follow", person["user_id"], self.now_ms())])

    def emit(self, batch: list[Json], copies: int = 1) -> list[Json]:
        """Sends the events in one webhook (or several equal ones) and shows in the talk what a person would see."""
        with self.store.together() if self.options.record else nullcontext():
            for event in batch:
                self._remember(event)
        self.webhooks.send(batch, copies)
        return batch

    def redeliver(self, event_id: str) -> Json:
        """Sends an earlier event again with the same id and token; raises KeyError for an unknown id."""
        row = self.store.row("SELECT body FROM event WHERE event_id = ?", event_id)
        if row is None:
            raise KeyError(event_id)
        event: Json = json.loads(row["body"])
        return self.emit([{**event, "deliveryContext": {"isRedelivery": True}}])[0]

    # -- what the bot does

    def use_token(self, token: str) -> str | None:
        """Consumes a reply token and returns whose it was; None when LINE would call it invalid."""
        found = self.tokens.use(token)
        if found is None:
            return None
        user_id, event_id = found
        self.webhooks.answered(event_id)
        return user_id

    def friends(self, of: list[str] | None = None) -> list[str]:
        """Those of the given people (or of everyone) who are friends now; others get nothing and cost nothing."""
        everyone = "SELECT user_id FROM person WHERE state = 'friend'"
        if of is None:
            return [row["user_id"] for row in self.store.rows(f"{everyone} ORDER BY rowid")]
        # Of a hundred thousand people a multicast names five hundred.
        found = self.store.rows(f"{everyone} AND user_id IN (SELECT value FROM json_each(?))", json.dumps(of))
        known = {row["user_id"] for row in found}
        return [user_id for user_id in dict.fromkeys(of) if user_id in known]

    def reaches(self, user_id: str) -> bool:
        """Whether a message to this one person arrives: to a friend, and to who is none but wrote within 7 days.

        LINE's "Conditions for sending push message".
        """
        found = self.store.row(
            "SELECT 1 FROM person WHERE user_id = ? AND (state = 'friend' OR state = 'stranger' AND EXISTS"
            " (SELECT 1 FROM entry WHERE entry.user_id = person.user_id AND side = 'person' AND at_ms >= ?))",
            user_id,
            self.now_ms() - WROTE_LATELY_MS,
        )
        return found is not None

    def followed(self) -> list[str]:
        """Everyone who ever became a friend, blocked or not."""
        found = self.store.rows("SELECT user_id FROM person WHERE state <> 'stranger'")
        return [row["user_id"] for row in found]

    def deliver(self, user_id: str, messages: list[Json], kind: str, units: list[str] | None = None) -> Json:
        """Puts messages into a talk, if they reach its owner, and returns LINE's `sentMessages`."""
        sent = [events.receipt(self.now_ms(), message) for message in messages]
        self.talks.stop_loading(user_id)
        if self.options.record:
            if self.reaches(user_id):
                with self.store.together():
                    self.talks.put(user_id, messages, [receipt["id"] for receipt in sent])
                    self.quota.count(kind, 1, units)
            self.feed.publish()
        return {"sentMessages": sent}

    def deliver_to(self, user_ids: list[str], messages: list[Json], kind: str, units: list[str] | None = None) -> None:
        """Puts the same messages into the talks of several friends and counts them."""
        with self.store.together():
            for user_id in user_ids if self.options.record else ():
                self.talks.stop_loading(user_id)
                self.talks.put(user_id, messages, [events.message_id(self.now_ms()) for _ in messages])
            self.quota.count(kind, len(user_ids), units)
        self.feed.publish()

    def tick(self) -> None:
        """Does what has become due by the clock, and now and then forgets what is long over."""
        self.narrowcasts.tick()
        self._ticks += 1
        if self._ticks % TICKS_TO_TRIM == 0:
            self.trim()

    def trim(self) -> None:
        """Forgets old records, tokens, keys, narrowcasts and batches, so that a long run stays small."""
        self.store.trim(after=TRIM_AFTER)
        for part in (self.log, self.tokens, self.narrowcasts, self.richmenus):
            part.trim()

    def forget(self) -> None:
        """Empties the talks and the records; people, tokens, keys and counts stay."""
        self.store.forget()
        self.log.forget()
        self.pictures.forget()
        self.webhooks.forget()
        self.feed.publish()

    def reset(self) -> None:
        """A fresh start: no talks, tokens, keys, counts, faults; the first people, LINE's limits, the real time."""
        self.webhooks.reset()
        self.forget()
        self.store.script("DELETE FROM person; DELETE FROM reply_token; DELETE FROM retry_key;")
        for part in (self.account, self.rates, self.quota, self.narrowcasts):
            part.reset()
        self.faults.clear()
        self.clock.real()
        self.talks.reset()
        self._seed()
        self.feed.publish()

    def close(self) -> None:
        """Ends the streams, sends what is queued and closes the store."""
        self.feed.close()
        self.webhooks.close()
        self.store.close()

    # -- inside

    def _seed(self) -> None:
        if self.options.seed_people:
            for person in SEEDS:
                self.store.add_person(person)

    def _remember(self, event: Json) -> None:
        self.webhooks.announce(event)
        if self.options.record and not part_of(event, "deliveryContext").get("isRedelivery"):
            self.store.run(
                "INSERT OR IGNORE INTO event (event_id, body) VALUES (?, ?)",
                events.id_of(event),
                json.dumps(event, ensure_ascii=False),
            )
            self.talks.show(events.source_user(event), event)

    def _taken(self, batch: list[Json]) -> None:
        if self.account.reads_itself:
            self.talks.read(batch)
