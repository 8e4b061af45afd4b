"""Who may import whom, who may read the clock, who may speak to LINE: the directions of the design, held."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOOR = {
    "bell", "clock", "config", "db", "envelope", "errors", "groupcommit", "line", "log", "messages", "metrics",
    "migrations", "models", "queue", "statements", "actions", "cards", "flex", "measure", "line_menus",
    "daycount", "traces", "models_sending", "announcements", "mail", "models_events", "events", "personal", "sheets",
    "office_days", "personal_claims", "personal_ends", "watching", "windows", "wording_windows", "corrections",
    "wording_usage",
}  # fmt: skip
TOP = {
    "announcement_office", "announcement_preview", "announcement_run", "announcement_samples",
    "announcement_shown", "announcement_terminal", "app", "calendar_door", "cli", "cli_announcement", "cli_event",
    "cli_event_plan", "cli_friends", "cli_window", "demo", "eligibility", "eligibility_sheet", "emulating",
    "event_plan_terminal", "event_scenes", "event_shown", "event_terminal", "health", "link_door", "scenes",
    "serving", "showcase", "terminal", "usage", "window_terminal",
}  # fmt: skip
PACKAGES = ("bot", "handlers", "jobs", "knowledge")
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "monotonic"), ("time", "perf_counter"), ("time", "localtime"),
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module imported, also inside functions; `from bot import log` counts as bot.log."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = (ROOT / node.module.replace(".", "/")).is_dir()
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if inside else (node.module,)


def layer(module: str) -> str:
    """The layer of one of our modules; anything else belongs to nobody."""
    package, _, rest = module.partition(".")
    if package not in PACKAGES:
        return ""
    if package != "bot":
        return package
    first = rest.partition(".")[0]
    return "floor" if first in FLOOR else "top" if first in TOP else first


ALLOWED = {
    "knowledge": {"knowledge"},
    "floor": {"floor"},
    "handlers": {"handlers", "knowledge", "floor"},
    "jobs": {"jobs", "handlers", "knowledge", "floor"},
    "webhook": {"floor"},
    "preview": {"preview"},
    "richmenu": {"richmenu", "floor"},
    "console": {"console", "floor", "knowledge", "preview"},
    "emulator": {"emulator", "floor", "preview"},
    "top": {"top", "floor", "webhook", "console", "emulator", "preview", "richmenu", "jobs", "handlers", "knowledge"},
    "": set(),
}


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_go_one_way(path: Path) -> None:
    name = dotted(path)
    if name == "bot":
        return
    ours = [module for module in imports(path) if layer(module)]
    assert layer(name), f"{name} has no layer: add it to FLOOR or TOP"
    assert [module for module in ours if layer(module) not in ALLOWED[layer(name)]] == []
    if layer(name) == "handlers":
        assert "bot.line" not in ours
    if layer(name) == "emulator":
        assert [module for module in ours if layer(module) == "floor" and module != "bot.config"] == []


@pytest.mark.parametrize(
    ("package", "owner"),
    [
        ("linebot", "bot/line.py"),
        ("apscheduler", "jobs/schedule.py"),
        ("smtplib", "bot/mail.py"),
        ("pytest", None),
    ],
)
def test_each_outside_system_has_one_door(package: str, owner: str | None) -> None:
    importers = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if any(module.partition(".")[0] == package for module in imports(path))
    ]
    assert importers == ([owner] if owner else [])


def reads_clock(node: ast.AST) -> bool:
    """datetime.now, dt.date.today, time.time … or one of them imported by name."""
    if isinstance(node, ast.ImportFrom):
        return any((str(node.module), alias.name) in CLOCKS for alias in node.names)
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
    return (owner, node.attr) in CLOCKS


def test_only_the_clock_reads_the_clock() -> None:
    # The emulator plays a company of its own with its own clock; serving only waits for a thread to start.
    allowed = {ROOT / "bot/clock.py", ROOT / "bot/serving.py", *(ROOT / "bot/emulator").rglob("*.py")}
    readers = [
        f"{dotted(path)}:{node.lineno}"
        for path in modules()
        if path not in allowed
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if reads_clock(node)
    ]
    assert readers == []


def test_only_the_raw_body_and_the_lifespan_are_coroutines() -> None:
    coroutines = {
        f"{dotted(path)}.{node.name}"
        for path in modules()
        if "emulator" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.AsyncFunctionDef)
    }
    assert coroutines == {"bot.webhook.raw_body", "bot.app.lifespan"}
