"""Wishes for several programs at once: when a list is the answer, and which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.messages import Message, Text
from handlers import deadlines, lists, menu, wording
from handlers.choose import MAYBE
from handlers.context import Context
from handlers.meant import Meant
from handlers.talk import Talk
from knowledge.dialogue import ListWish

OF_MONEY = {"finance", "investment"}
LISTED = 0.45  # hits above this share of the first make a list where no theme is named
MOST = 8
FEW_WORDS = 9  # characters
BRIEF = 30  # characters; a longer message that asks what there is means something in particular


_BY_STATE: dict[str | None, Callable[[Context], list[Message]]] = {"open": deadlines.show, "events": lists.events}


def listed(meant: Meant, talk: Talk, context: Context) -> list[Message] | None:
    """The list the message asks for; None when it asks for none, or nothing fits."""
    if not _wanted(meant, context):
        return None
    wish = meant.reading.wish
    if not wish.filtered and talk.question:  # 全部見せて: of what was spoken of before
        wish = context.desk.reader.read(talk.question).wish
    if wish.themes and set(wish.themes) <= OF_MONEY and talk.question:  # お金の面では？ of what was spoken of before
        before = context.desk.reader.read(talk.question).wish
        wish = replace(wish, themes=before.themes) if before.themes else wish
    if wish.state in _BY_STATE and (wish.state != "events" or len(meant.reading.text) <= BRIEF):
        return _BY_STATE[wish.state](context)
    if wish.filtered:
        return lists.by_wish(wish, context, [hit.target for hit in meant.hits])
    if not meant.own_words and len(talk.offered) < 2:  # どんな制度がありますか
        return menu.search(context)
    ids = talk.offered if len(talk.offered) > 1 else _likely(meant)
    if len(ids) > 1:
        return lists.offered(ids, context)
    return menu.search(context) if wish.hinted else None


def of_theme(meant: Meant, context: Context) -> list[Message] | None:
    """Where no program fits, those of the theme a short message names: 人が採れなくて."""
    wish = meant.reading.wish
    if not wish.themes or len(meant.reading.text) > BRIEF:
        return None
    weak = not meant.hits or meant.hits[0].confidence < MAYBE or only_a_theme(meant)
    if not weak and _of_its_themes(meant, context):
        return None
    first, *others = lists.by_wish(ListWish(themes=wish.themes), context, [hit.target for hit in meant.hits])
    if not isinstance(first, Text):
        return None
    return [replace(first, text=f"{wording.NONE_FITS}\n{first.text}"), *others]


def only_a_theme(meant: Meant) -> bool:
    """A few words that name a theme and ask nothing: 人が来なくてさ."""
    reading = meant.reading
    return bool(reading.wish.themes) and not reading.topics and len(reading.text) <= FEW_WORDS


def _wanted(meant: Meant, context: Context) -> bool:
    """A list is asked for outright, or what there is is asked and no single program clearly answers."""
    wish = meant.reading.wish
    brief = len(meant.reading.text) <= BRIEF
    if (wish.state and (wish.state != "events" or brief)) or (wish.asked and not meant.named):
        return True
    if not wish.hinted or not brief or meant.reading.points_back:
        return False
    single = meant.single and _of_its_themes(meant, context)
    return not meant.own_words or (wish.filtered and not meant.named and not single)


def _of_its_themes(meant: Meant, context: Context) -> bool:
    """Whether the program found is of a theme that was named: 外国人の従業員 do not ask for a dormitory."""
    themes = set(meant.reading.wish.themes)
    record = context.desk.record(meant.hits[0].target)
    return not themes or record is None or bool(themes & set(record.themes))


def _likely(meant: Meant) -> list[str]:
    first = meant.hits[0].score if meant.hits else 0.0
    return [hit.target for hit in meant.hits if hit.score >= LISTED * first and hit.confidence >= MAYBE][:MOST]
