"""madoguchi friends … and madoguchi audience …: who is there, who is meant, without showing who anybody is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import datetime as dt

    import sqlalchemy as sa

    from bot.announcements.friends import Shown
    from bot.log import Who

friends = typer.Typer(help="友だちとタグ / Friends and their tags.")
audience = typer.Typer(help="お知らせの対象 / Whom an announcement is for.")

THEME = "office"  # the theme of an announcement that names none


def add_to(app: typer.Typer) -> None:
    """Puts both groups below the main command."""
    app.add_typer(friends, name="friends")
    app.add_typer(audience, name="audience")


@friends.command("list")
def friends_list(
    tag: Annotated[str | None, typer.Option(help="このタグの人だけ / only those with this tag")] = None,
    ids: Annotated[bool, typer.Option("--ids", help="LINE のユーザーIDも出す / with LINE's user ids")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON で出す / print JSON")] = False,
) -> None:
    """友だちを、だれか分からない短い番号で示します / Show friends by short marks."""
    from bot.announcements import wording_audience as words
    from bot.announcements.friends import listed
    from bot.db import read_scope

    engine, mark, _ = _desk()
    with read_scope(engine) as session:
        shown = listed(session, mark, tag)
    if as_json:
        typer.echo(json.dumps([_as_json(one, ids) for one in shown], ensure_ascii=False, indent=2))
        return
    for one in shown:
        typer.echo(_line(one, ids))
    typer.echo(words.FRIENDS_NUMBER.format(number=len(shown)))


@friends.command("tag")
def friends_tag(
    user_id: Annotated[
        str, typer.Argument(help="一覧の短い番号かユーザーID / short mark or user id", metavar="友だち")
    ],
    tag: Annotated[
        str, typer.Argument(help="タグ。tester は試しに受け取る人 / the tag; tester marks testers", metavar="タグ")
    ],
    by: Annotated[str, typer.Option(help="だれが行うか / who does it")],
    remove: Annotated[bool, typer.Option("--remove", help="外す / take it away")] = False,
) -> None:
    """友だちにタグを付けます(--remove で外します) / Put a tag on a friend, or take it away."""
    from bot.announcements import friends as floor
    from bot.announcements import wording_audience as words
    from bot.db import session_scope

    engine, mark, now = _desk()
    with session_scope(engine) as session:
        found = floor.find(session, mark, user_id)
        done = (floor.untag if remove else floor.tag)(session, found, tag, by, now)
    said = (words.UNTAGGED if done else words.NOT_TAGGED) if remove else (words.TAGGED if done else words.TAGGED_BEFORE)
    typer.echo(said.format(mark=mark(found), tag=tag))


@audience.command("count")
def audience_count(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="対象。例: 全員、立場:学生 / the audience")],
    theme: Annotated[str, typer.Option(help="お知らせのテーマ / the announcement's theme")] = THEME,
    as_json: Annotated[bool, typer.Option("--json", help="JSON で出す / print JSON")] = False,
) -> None:
    """対象の人数と、どんな人かの例を示します / How many are meant and reachable, and a sample."""
    from bot.announcements import audience_sql
    from bot.announcements import wording_audience as words
    from bot.announcements.themes import find, themes
    from bot.db import read_scope
    from bot.errors import Problem
    from jobs.program_words import known_audience

    meant, key = known_audience(expression), find(theme)
    if key is None:
        raise Problem(words.UNKNOWN_THEME.format(given=theme, themes="、".join(themes())))
    engine, _, now = _desk()
    with read_scope(engine) as session:
        counted = audience_sql.count(session, meant, key, now)
        sample = audience_sql.sample(session, meant, key, now)
    numbers = {"matching": counted.total_matching, "opted_out": counted.opted_out, "reachable": counted.reachable}
    if as_json:
        told = {"audience": str(meant), "theme": key, **numbers, "sample": sample}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(words.AUDIENCE.format(audience=meant, theme=themes()[key].name))
    typer.echo(words.COUNTED.format(**numbers))
    typer.echo("\n".join([words.SAMPLE, *(f"  {line}" for line in sample)]) if sample else words.NOBODY)


def _desk() -> tuple[sa.Engine, Who, dt.datetime]:
    """The database, the marks of the log, and the moment (aware UTC)."""
    from bot.clock import Clock
    from bot.config import load_settings
    from bot.db import make_engine, require_head
    from bot.log import Who

    settings = load_settings()
    engine = make_engine(settings.database_url)
    require_head(engine)
    return engine, Who(settings.line_channel_secret), Clock(settings.madoguchi_now).now()


def _line(one: Shown, ids: bool) -> str:
    from bot.announcements import wording_audience as words
    from bot.clock import today_jst

    told = words.FRIEND.format(
        mark=one.mark,
        state=words.STATES[one.state],
        stand=words.STANDS[one.stand or "none"],
        since=today_jst(one.since).isoformat(),
        tags="・".join(one.tags) or words.NO_TAGS,
    )
    return f"{told}  {one.user_id}" if ids else told


def _as_json(one: Shown, ids: bool) -> dict[str, Any]:
    from bot.clock import jst

    told = {
        "mark": one.mark,
        "state": one.state,
        "stand": one.stand,
        "since": jst(one.since).isoformat(timespec="seconds"),
        "tags": list(one.tags),
    }
    return {**told, "user_id": one.user_id} if ids else told
