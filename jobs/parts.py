"""What the jobs work with: wired once in bot/app.py, shared by all their threads."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.bell import Bell
from bot.clock import Clock
from bot.config import Settings
from bot.line import Line
from bot.log import Who
from bot.messages import Message
from bot.metrics import Metrics
from handlers import router
from handlers.context import Context
from handlers.desk import Desk
from jobs.pulse import Pulse


def worker_name() -> str:
    """A name no other process has, ever: claims are held under it."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Parts:
    """Everything a step of a job needs."""

    engine: sa.Engine
    clock: Clock
    settings: Settings
    line: Line | None  # None in the terminal, where nothing is sent
    desk: Desk
    metrics: Metrics
    who: Who
    dispatch: Callable[[dict[str, Any], Context], list[Message]] = router.dispatch
    sorry: Callable[[], list[Message]] = router.sorry
    pulse: Pulse = field(default_factory=Pulse)
    inbox: Bell = field(default_factory=Bell)
    outbox: Bell = field(default_factory=Bell)
    announcing: Bell = field(default_factory=Bell)
    worker: str = field(default_factory=worker_name)
