"""The virtual people who talk to the bot, each with a reason to ask."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """One account as LINE sees it; `state` is "friend", "blocked" or "stranger" (never followed).

    `note` says who they are on the phone page.
    """

    user_id: str
    name: str
    note: str
    language: str = "ja"
    state: str = "friend"


def user_id(key: str) -> str:
    """A user id in LINE's form that is always the same for the same key."""
    return "U" + hashlib.sha256(f"person:{key}".encode()).hexdigest()[:32]


BOT_USER_ID = user_id("the bot itself")

SEEDS: tuple[Person, ...] = (
    Person(user_id("founder"), "ひなた", "起業したい人"),
    Person(user_id("owner"), "まつば製作所", "事業主・従業員12人"),
    Person(user_id("seeker"), "こはる", "求職者"),
    Person(user_id("student"), "そら", "学生"),
    Person(user_id("mover"), "いぶき", "移住希望"),
    Person(user_id("resident"), "Minh", "外国人住民", language="en"),
    Person(user_id("staff"), "ちひろ", "職員"),
)
KEYS: dict[str, str] = {
    key: user_id(key) for key in ("founder", "owner", "seeker", "student", "mover", "resident", "staff")
}
