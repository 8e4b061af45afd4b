"""A command written wrongly, in words an operator can act on: the library that reads commands speaks English.

The kinds of error are known by their names, because typer brings its own copy of click in some versions and not in
others.
"""

from __future__ import annotations

import difflib
import re
from typing import Any

import typer

from bot import wording_usage as words
from bot.errors import Problem

NAME = "madoguchi"
WRONG_USE: tuple[type[Exception], ...] = tuple(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException" and issubclass(kind, Exception)
)
_QUOTED = re.compile(r"(['\"])(?P<given>.*?)\1")
_EXTRA = re.compile(r"extra arguments?(?:\(s\))? \((?P<given>.*)\)\s*$", re.DOTALL)


def run(app: typer.Typer) -> int:
    """Runs the command line. Returns the exit code; raises Problem for a command that is written wrongly."""
    try:
        code = app(standalone_mode=False, prog_name=NAME)
    except typer.Abort:
        raise Problem(words.STOPPED) from None
    except WRONG_USE as error:
        raise in_words(error) from None
    return code if isinstance(code, int) else 0


def in_words(error: Exception) -> Problem:
    """What is wrong, how the command is written, and where more stands."""
    ctx = getattr(error, "ctx", None)
    kinds = [kind.__name__ for kind in type(error).__mro__]
    told = next((tell(error, ctx) for name, tell in _TELLS.items() if name in kinds), None)
    lines = told or _by_message(error, ctx)
    if ctx is None:
        return Problem(*lines, words.MORE_ANYWHERE)
    return Problem(*lines, *_form(ctx), words.MORE.format(path=ctx.command_path))


def _by_message(error: Exception, ctx: Any) -> list[str]:
    """The kinds that have no class of their own."""
    said = str(getattr(error, "message", "") or error)
    if "No such command" in said:
        return _unknown_command(error, ctx)
    if "Missing command" in said and ctx is not None:
        return [words.NO_COMMAND.format(path=ctx.command_path), *_commands(ctx)]
    found = _EXTRA.search(said)
    return [words.TOO_MUCH.format(given=found["given"])] if found else [words.OTHER]


def _unknown_command(error: Exception, ctx: Any) -> list[str]:
    found = _QUOTED.search(str(getattr(error, "message", "") or error))
    given = str(getattr(error, "command_name", "") or (found["given"] if found else ""))
    names = list(ctx.command.list_commands(ctx)) if ctx is not None else []
    told = words.UNKNOWN_COMMAND.format(given=given, meant=_meant(given, names))
    return [told, words.CHOICES.format(path=ctx.command_path), *_commands(ctx)] if names else [told]


def _unknown_option(error: Any, ctx: Any) -> list[str]:
    params = ctx.command.get_params(ctx) if ctx is not None else []
    options = [name for param in params for name in param.opts if name.startswith("-")]
    meant = _meant(error.option_name, options)
    return [words.UNKNOWN_OPTION.format(given=error.option_name, meant=meant)]


def _bad_option(error: Any, _ctx: Any) -> list[str]:
    form = words.NO_VALUE if "not take" in error.message else words.NEEDS_VALUE
    return [form.format(given=error.option_name)]


def _missing(error: Any, ctx: Any) -> list[str]:
    return [words.MISSING.format(name=_name(error), help=_help(error.param))]


def _wrong(error: Any, ctx: Any) -> list[str]:
    said = str(error.message)
    allowed = next((told for kind, told in words.OF_KIND if re.search(kind, said, re.IGNORECASE)), "")
    given = _given(error)
    form = words.WRONG_GIVEN if given else words.WRONG
    return [form.format(name=_name(error), given=given, allowed=allowed, help=_help(error.param))]


_TELLS = {  # by class, the most special first
    "NoSuchCommand": _unknown_command,
    "NoSuchOption": _unknown_option,
    "BadOptionUsage": _bad_option,
    "MissingParameter": _missing,
    "BadParameter": _wrong,
}


def _given(error: Exception) -> str:
    """What was written, where the reason of the error tells it."""
    errors = getattr(error.__cause__, "errors", None)
    found = errors()[0].get("input") if callable(errors) else None
    if isinstance(found, str):
        return found
    quoted = _QUOTED.match(str(getattr(error, "message", "")))
    return quoted["given"] if quoted else ""


def _name(error: Any) -> str:
    """--people, CODE: as it stands in the form of the command."""
    if error.param is None:
        return str(error.param_hint or "")
    options = [name for name in error.param.opts if name.startswith("--")]
    return options[0] if options else _argument(error.param)


def _argument(param: Any) -> str:
    return str(param.metavar or param.name)


def _help(param: Any) -> str:
    """The Japanese half of a parameter's help."""
    said = _japanese(getattr(param, "help", "") or "")
    return words.SAID.format(help=said) if said else ""


def _japanese(help_: str) -> str:
    return help_.partition(" / ")[0].strip()


def _meant(given: str, names: list[str]) -> str:
    close = difflib.get_close_matches(given, names, n=1, cutoff=0.5)
    return words.MEANT.format(one=close[0]) if close else ""


def _commands(ctx: Any) -> list[str]:
    """The commands of a group with the Japanese half of their help."""
    found = [(name, ctx.command.get_command(ctx, name)) for name in ctx.command.list_commands(ctx)]
    return [words.ONE_COMMAND.format(name=name, help=_japanese(one.help or "")) for name, one in found if one]


def _form(ctx: Any) -> list[str]:
    """How a single command is written; nothing for a group, whose commands are listed."""
    if hasattr(ctx.command, "list_commands"):
        return []
    params = ctx.command.get_params(ctx)
    arguments = [_argument(one) for one in params if one.param_type_name == "argument"]
    needed = [f"{one.opts[0]} …" for one in params if one.param_type_name == "option" and one.required]
    return [words.FORM.format(form=" ".join([ctx.command_path, *arguments, *needed, words.OPTIONS]))]
