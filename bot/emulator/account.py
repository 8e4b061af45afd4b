"""The official account's own settings, as its owner would find them in LINE's consoles; kept over a restart."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.emulator.store import Store


@dataclass(frozen=True)
class Settings:
    """`webhook_url` may be empty (not set yet); automatic redelivery waits `redelivery_seconds` of real time."""

    webhook_url: str = ""
    webhook_active: bool = True
    redelivery: bool = False
    redelivery_seconds: float = 10.0
    redelivery_times: int = 3
    verified: bool = True
    chat_mode: str = "bot"
    mark_as_read_mode: str = "auto"
    narrowcast_minimum: bool = False
    quota_type: str = "none"
    quota_value: int = 200


class Account:
    """The settings that hold now."""

    def __init__(self, store: Store, webhook_url: str) -> None:
        self._store = store
        known = {field.name for field in fields(Settings)}
        kept = {name: value for name, value in store.setting("account", {}).items() if name in known}
        self.now = Settings(**kept)
        if webhook_url:
            self.now = replace(self.now, webhook_url=webhook_url)

    def change(self, **changes: Any) -> None:
        """Sets some of them."""
        self.now = replace(self.now, **changes)
        self._store.keep("account", asdict(self.now))

    def reset(self) -> None:
        """Everything as on the first day, apart from the webhook's address."""
        self.now = Settings(webhook_url=self.now.webhook_url)
        self._store.keep("account", asdict(self.now))

    @property
    def reads_itself(self) -> bool:
        """Whether messages become read as soon as the bot has them; with the chat off they always do."""
        return self.now.chat_mode == "bot" or self.now.mark_as_read_mode == "auto"
