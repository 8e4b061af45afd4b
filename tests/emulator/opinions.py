"""Second opinions on a request: the SDK's models and, where it lies beside the repository, the schema oracle."""

import gc
import importlib.util
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from linebot.v3.messaging import Message

from tests.emulator.cases import HERE, Case

ORACLE = Path(__file__).parents[3] / "shared" / "tools" / "line_oracle.py"
PATHS = {
    "loading": "/v2/bot/chat/loading/start",
    "markAsRead": "/v2/bot/chat/markAsRead",
    "webhookTest": "/v2/bot/channel/webhook/test",
    "richmenu": "/v2/bot/richmenu",
    "alias": "/v2/bot/richmenu/alias",
    "aliasUpdate": "/v2/bot/richmenu/alias/{richMenuAliasId}",
    "link": "/v2/bot/richmenu/bulk/link",
    "unlink": "/v2/bot/richmenu/bulk/unlink",
    "batch": "/v2/bot/richmenu/batch",
}


def sdk_accepts(case: Case) -> bool | None:
    """Whether the SDK's models take the messages without losing anything; None where there are no messages."""
    messages = case.body.get("messages")
    if not isinstance(messages, list):
        return None
    try:
        return all(_kept(message, Message.from_dict(message).to_dict()) for message in messages)
    except (ValueError, KeyError, TypeError):
        return False


def _kept(sent: Any, back: Any) -> bool:
    """Whether everything sent came back; the models may add defaults."""
    if isinstance(sent, dict):
        if not isinstance(back, dict):
            return False
        return all(value is None or _kept(value, back.get(name)) for name, value in sent.items())
    if isinstance(sent, list):
        if not isinstance(back, list) or len(sent) != len(back):
            return False
        return all(_kept(one, other) for one, other in zip(sent, back, strict=True))
    return bool(sent == back)


@cache
def _oracle() -> Callable[[str, dict[str, str], Any], list[str]]:
    spec = importlib.util.spec_from_file_location("line_oracle", ORACLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        # It leaves its specification file for the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        check: Callable[[str, dict[str, str], Any], list[str]] = module.Oracle().check
        gc.collect()
    return check


def oracle_accepts(case: Case) -> bool | None:
    """Whether the oracle has no complaint; None for requests it does not know."""
    if case.kind == "webhookEndpoint":
        return None
    return not _oracle()(PATHS.get(case.kind, f"/v2/bot/message/{case.kind}"), {}, case.body)


def complaints_of(path: str, headers: dict[str, str], body: Any) -> list[str]:
    """What the oracle has against a request that was sent."""
    return _oracle()(path, headers, body)


DIFFERENCES = HERE / "differences.yaml"
