"""Checks the bodies of API requests against LINE's documented limits and names the property at fault, as LINE does."""

import re
from typing import Any

from bot.emulator.bodies.advice import advise
from bot.emulator.bodies.complaints import TOO_DEEP, Complaint, Found, Rule, error_body
from bot.emulator.bodies.messages import MESSAGES
from bot.emulator.bodies.requests import REQUESTS

__all__ = ["KINDS", "USER_ID", "Complaint", "advise", "check_messages", "check_request", "error_body"]

KINDS = tuple(REQUESTS)
"""The kinds of request bodies that can be checked: reply, push, validate/reply, loading, richmenu, batch, …"""
USER_ID = re.compile(r"[UCR][0-9a-f]{32}")
"""Whom a push can go to: a user, a group or a room."""


def check_messages(messages: Any) -> list[Complaint]:
    """All complaints about a `messages` property: 1 to 5 message objects within LINE's documented limits."""
    return _checked(MESSAGES, messages, "messages")


def check_request(kind: str, body: Any) -> list[Complaint]:
    """All complaints about a whole request body; raises KeyError for a kind that is not in `KINDS`."""
    return _checked(REQUESTS[kind], body, "")


def _checked(rule: Rule, value: Any, at: str) -> list[Complaint]:
    found: Found = []
    try:
        rule(value, at, found)
    except RecursionError:
        return [(at or "messages", TOO_DEEP)]
    return found
