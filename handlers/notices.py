"""お知らせの設定: what somebody gets, on one card; every tap is confirmed and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.announcements import choices
from bot.announcements.choices import NoticeSettings
from bot.announcements.themes import Theme, themes
from bot.messages import Action, Card, Message, Post, Switch, Text
from handlers import buttons
from handlers import wording_notices as words
from handlers import wording_watch as words_watch
from handlers.context import Context

EVER = "ever"  # `until` of a pause without an end


def show(context: Context, said: str | None = None) -> list[Message]:
    """The card, after a sentence where there is one; in a group only where to find it."""
    user_id = context.alone
    if user_id is None:
        return [Text(words.ONLY_ALONE, quick=buttons.menu_row())]
    found = choices.settings_of(context.session, user_id)
    return [*([Text(said)] if said else []), _with_watches(card(found, context.today), context)]


def card(settings: NoticeSettings, today: dt.date, before: NoticeSettings | None = None) -> Card:
    """What is on and off now. `before` is the state that 元に戻す leads back to."""
    told, tone = words.status(settings, today)
    undo = (_back(before),) if before is not None else ()
    return Card(
        headline=f"{words.NAME}：{told}",
        title=words.NAME,
        badge=told,
        tone=tone,
        subtitle=words.TAP_RESTING if settings.silent(today) else words.TAP,
        switches=tuple(_switch(theme, settings, today) for theme in themes().values()),
        buttons=(*undo, *_ways(settings, today)),
        quick=(*undo, *(one for one in buttons.menu_row() if one.label != words.NAME)),
    )


def stop(context: Context) -> list[Message]:
    """No announcement any more."""
    return _change(context, lambda user: choices.pause(context.session, user, None, context.now), words.STOPPED_NOW)


def rest(context: Context) -> list[Message]:
    """None for a month."""
    until = choices.a_month_from(context.today)
    said = words.PAUSED.format(until=words.day(until))
    return _change(context, lambda user: choices.pause(context.session, user, until, context.now), said)


def go_on(context: Context) -> list[Message]:
    """Ends a pause; without one, everything comes again."""
    found = choices.settings_of(context.session, context.alone or "")
    if not found.silent(context.today):
        return everything(context)
    off = words.off_names(found)
    said = words.RESUMED_SOME.format(names=off) if off else words.RESUMED
    return _change(context, lambda user: choices.resume(context.session, user), said)


def everything(context: Context) -> list[Message]:
    """Everything comes again."""
    return _change(context, lambda user: choices.want_all(context.session, user), words.ALL_AGAIN)


def switch(context: Context, keys: Sequence[str], wanted: bool) -> list[Message]:
    """Switches themes on or off."""
    resting = wanted and choices.settings_of(context.session, context.alone or "").silent(context.today)
    said = words.THEME_ON_LATER if resting else words.THEME_ON if wanted else words.THEME_OFF

    def change(user: str) -> None:
        for key in keys:
            choices.set_theme(context.session, user, key, wanted, context.now)

    return _change(context, change, said.format(names=words.names(keys)))


def only(context: Context, keys: Sequence[str]) -> list[Message]:
    """These themes and no others; a pause ends."""
    wish = NoticeSettings({key: key in keys for key in themes()})
    said = words.ONLY.format(names=words.names(keys))
    return _change(context, lambda user: choices.put_back(context.session, user, wish, context.now), said)


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """The taps on the card; a button of a later version leads to the card."""
    does = _TAPS.get(fields.get("v", ""))
    if does:
        return does(context)
    theme = fields.get("t", "")
    if theme in themes() and fields.get("v") in ("on", "off"):
        return switch(context, [theme], fields["v"] == "on")
    if fields.get("v") == "back":
        wish = _read(fields)
        return _change(
            context, lambda user: choices.put_back(context.session, user, wish, context.now), words.PUT_BACK, undo=False
        )
    return show(context)


def _change(context: Context, change: Callable[[str], None], said: str, undo: bool = True) -> list[Message]:
    """Makes a change and shows what it has become; nothing new is said to a second tap."""
    user_id = context.alone
    if user_id is None:
        return show(context)
    before = choices.settings_of(context.session, user_id)
    change(user_id)
    after = choices.settings_of(context.session, user_id)
    same = _effect(before, context.today) == _effect(after, context.today)
    shown = _with_watches(card(after, context.today, None if same or not undo else before), context)
    goes_on = after.silent(context.today) and context.watching
    more = "\n" + words_watch.GO_ON.format(n=len(context.watching)) if goes_on else ""
    return [Text((words.UNCHANGED if same else said) + more), shown]


def _with_watches(shown: Card, context: Context) -> Card:
    """What somebody asked to hear of by themselves is not switched here: the way to it."""
    return replace(shown, quick=(*shown.quick, buttons.watches())) if context.watching else shown


def _effect(settings: NoticeSettings, today: dt.date) -> tuple[object, ...]:
    return (settings.silent(today) and (settings.until or EVER), *map(settings.wants, themes()))


def _switch(theme: Theme, settings: NoticeSettings, today: dt.date) -> Switch:
    told, tone = words.state(settings, theme.key, today)
    wanted = settings.wants(theme.key)
    said = (words.SAY_OFF if wanted else words.SAY_ON).format(name=theme.name)
    data = buttons.data("ntc", v="off" if wanted else "on", t=theme.key)
    return Switch(theme.name, theme.about, told, tone, Post(said, data, said))


def _ways(settings: NoticeSettings, today: dt.date) -> tuple[Action, ...]:
    some_off = bool(words.off_themes(settings))
    if settings.silent(today):
        again = ("go", words.GO) if some_off else ("all", words.ALL)
        ways = [again] if settings.until is None else [again, ("stop", words.STOP)]
    else:
        ways = [("month", words.PAUSE), ("stop", words.STOP), *([("all", words.ALL)] if some_off else [])]
    return tuple(Post(label, buttons.data("ntc", v=way), label) for way, label in ways)


def _back(before: NoticeSettings) -> Post:
    """A button that says what to go back to, so that it works also when the talk is forgotten."""
    on, off = (".".join(key for key in themes() if before.chosen.get(key) is way) for way in (True, False))
    fields = {name: value for name, value in (("on", on), ("off", off)) if value}
    if before.paused:
        fields["until"] = before.until.isoformat() if before.until else EVER
    return Post(words.BACK, buttons.data("ntc", v="back", **fields), words.BACK)


def _read(fields: buttons.Data) -> NoticeSettings:
    chosen = {key: name == "on" for name in ("on", "off") for key in fields.get(name, "").split(".") if key in themes()}
    until = fields.get("until", "")
    try:
        day = None if until in ("", EVER) else dt.date.fromisoformat(until)
    except ValueError:
        return NoticeSettings(chosen)
    return NoticeSettings(chosen, bool(until), day)


_TAPS: dict[str, Callable[[Context], list[Message]]] = {
    "month": rest,
    "stop": stop,
    "go": go_on,
    "all": everything,
}
