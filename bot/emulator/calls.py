"""What an endpoint gets and gives: one API request, and its answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.emulator.bodies import Complaint, error_body
from bot.emulator.platform import Platform

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One API request: path parameters, query, headers (lower case), the raw bytes and, where it is JSON, the body."""

    request_id: str
    params: dict[str, Any]
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes
    body: Json


@dataclass(frozen=True)
class Answer:
    """The status, body (JSON, or bytes with their content type among the headers) and extra headers of the answer.

    `user_ids` are the people the call was about, for the log of the wire.
    """

    status: int
    body: Json | bytes
    headers: dict[str, str] = field(default_factory=dict)
    user_ids: tuple[str, ...] = ()


Endpoint = Callable[[Platform, Call], Answer | Awaitable[Answer]]
Row = tuple[str, str, Endpoint]
"""Method, path and the function that answers."""


def refused(status: int, message: str) -> Answer:
    """An error in LINE's form."""
    return Answer(status, {"message": message})


def complained(complaints: list[Complaint]) -> Answer:
    """400 with the properties at fault."""
    return Answer(400, error_body(complaints))


NOT_FOUND = refused(404, "Not found")
RATE_EXCEEDED = "The API rate limit has been exceeded. Try again later."
QUOTA_EXCEEDED = "You have reached your monthly limit."
