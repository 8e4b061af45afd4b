"""`madoguchi event plan`, `submit` and `approve`: the announcements of an event from drafts to one approval."""

from __future__ import annotations

from typing import Annotated

import typer

Code = Annotated[
    str, typer.Argument(help="回の番号か、催しの番号 / a session's code or a series'", metavar="CODE|SERIES")
]
By = Annotated[str, typer.Option("--by", help="だれがするか / who does it")]


def add_to(event: typer.Typer) -> None:
    """Adds the commands to `madoguchi event`."""
    event.command("plan")(plan)
    event.command("submit")(submit)
    event.command("approve")(approve)


def plan(
    code: Code,
    steps: Annotated[
        str, typer.Option("--steps", help="告知,あと1週間,明日です,本日,各日の前日 から選ぶ / only these steps")
    ] = "",
    by: By = "",
) -> None:
    """お知らせをまとめて下書きにします / Drafts for the announcements of a session or a whole series."""
    from bot import event_plan_terminal as terminal

    _show(terminal.plan(code, steps, by))


def submit(code: Code, by: By = "") -> None:
    """まとめて承認に出します / Ask for one approval."""
    from bot import event_plan_terminal as terminal

    _show(terminal.submit(code, by))


def approve(code: Code, by: By = "", reason: Annotated[str, typer.Option("--reason", help="理由 / why")] = "") -> None:
    """作った人とは別の人が、まとめて承認します / Approve all or none; never by an author."""
    from bot import event_plan_terminal as terminal

    _show(terminal.approve(code, by, reason))


def _show(lines: list[str]) -> None:
    typer.echo("\n".join(lines))
