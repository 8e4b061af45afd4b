"""Wishes for several programs at once: when a list is the answer, and which."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import Message
from handlers import deadlines, lists, menu
from handlers.choose import MAYBE
from handlers.context import Context
from handlers.meant import Meant
from handlers.talk import Talk

LISTED = 0.45  # hits above this share of the first make a list where no theme is named
MOST = 8
BRIEF = 30  # characters; a longer message that asks what there is means something in particular


_BY_STATE: dict[str | None, Callable[[Context], list[Message]]] = {"open": deadlines.show, "events": lists.events}


def listed(meant: Meant, talk: Talk, context: Context) -> list[Message] | None:
    """The list the message asks for; None when it asks for none, or nothing fits."""
    if not _wanted(meant):
        return None
    wish = meant.reading.wish
    if not wish.filtered and talk.question:  # 全部見せて: of what was spoken of before
        wish = context.desk.reader.read(talk.question).wish
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


def _wanted(meant: Meant) -> bool:
    """A list is asked for outright, or what there is is asked and no single program clearly answers."""
    wish = meant.reading.wish
    brief = len(meant.reading.text) <= BRIEF
    if (wish.state and (wish.state != "events" or brief)) or (wish.asked and not meant.named):
        return True
    if not wish.hinted or not brief or meant.reading.points_back:
        return False
    return not meant.own_words or (wish.filtered and not meant.named and not meant.single)


def _likely(meant: Meant) -> list[str]:
    first = meant.hits[0].score if meant.hits else 0.0
    return [hit.target for hit in meant.hits if hit.score >= LISTED * first and hit.confidence >= MAYBE][:MOST]
