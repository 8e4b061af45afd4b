"""What an endpoint gets and gives: one API request, and its answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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
    """The status, body (JSON, or bytes with their content type among the headers) and extra headers of the answer."""

    status: int
    body: Json | bytes
    headers: dict[str, str] = field(default_factory=dict)


Endpoint = Callable[[Platform, Call], Answer]
Row = tuple[str, str, Endpoint]
"""Method, path and the function that answers."""
