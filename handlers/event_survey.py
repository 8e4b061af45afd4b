"""The two questions after an event; an answer is kept without the person who gave it."""

from __future__ import annotations

from bot.errors import Problem
from bot.events import survey
from bot.events.survey import Question
from bot.messages import Action, Card, Message, Row, Text
from handlers import buttons, events
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context
from handlers.event_shown import Shown


def thanks(one: Shown, question: Question | None) -> Card:
    """The card of the day after, with the first question that is still open."""
    name = one.event.name
    return Card(
        headline=words.THANKS_HEADLINE.format(name=name),
        title=words.THANKS,
        subtitle=name,
        rows=(Row(words.WHEN, words.when(one.event.days, one.today)),),
        notes=(words.THANKS_NOTE, question.text) if question else (),
        buttons=_answers(one.event.code, question) if question else (),
        quick=cards.ways(),
    )


def answered(fields: buttons.Data, context: Context) -> list[Message]:
    """An answer: what comes next, or that it was answered already."""
    code, user = fields.get("e", ""), context.alone
    event = events.find(code, context)
    if event is None:
        return events.gone()
    if user is None:
        return events.only_alone()
    try:
        following = survey.answer(context.session, code, user, fields.get("q", ""), fields.get("k", ""), context.now)
        open_ = survey.asked(context.session, code, user, context.now) if following is None else None
    except Problem:
        return events.gone()
    if isinstance(following, Question):
        return [_asked(code, following)]
    if following == survey.DONE:
        return [Text(words.SURVEY_DONE, quick=cards.ways())]
    if open_:  # an old button of the question before
        return [_asked(code, open_)]
    one = events.shown([event], context)[0]
    done = one.mine is not None and one.mine.surveyed >= len(survey.QUESTIONS)
    return [Text(words.SURVEY_OVER if done else words.SURVEY_CLOSED, quick=cards.ways())]


def _asked(code: str, question: Question) -> Card:
    number = survey.QUESTIONS.index(question) + 1
    badge = words.SURVEY_BADGE.format(n=number, total=len(survey.QUESTIONS))
    return Card(
        headline=question.text, title=question.text, badge=badge, buttons=_answers(code, question), quick=cards.ways()
    )


def _answers(code: str, question: Question) -> tuple[Action, ...]:
    return tuple(cards.button(one.label, "survey", code, q=question.key, k=one.key) for one in question.answers)
