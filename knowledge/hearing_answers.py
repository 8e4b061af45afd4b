"""A person's reply as the answer to one question: 12人, 三百万くらい, 去年の4月, んだ, まだです, わがんね.

Pure, and careful: a reply with two figures, a double negation or words that belong elsewhere is no answer, and the
person is asked again. How people say yes and no is data: data/replies.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from knowledge import spoken_numbers
from knowledge.answers import Unreadable
from knowledge.heard_in import readings_of
from knowledge.kleene import Answer
from knowledge.lexicon import read
from knowledge.numerals import figures, tidy
from knowledge.rule_data import Choice, Question
from knowledge.spoken_days import spoken_days
from knowledge.wish import plain_wish

LONGEST = 60  # characters of a reply; what is longer tells a story
ONE_DAY = (
    "日を1つだけ、令和7年4月1日 や 去年の4月 のように送ってください。"
    "決まっていないときは「わからない」で進めます。"
)
YES_OR_NO = "「はい」か「いいえ」で送ってください。わからないときは「わからない」で進めます。"
OR_PLANNED = (
    "これからの予定のときは「はい」、予定がないときは「いいえ」で送ってください。わからないときは「わからない」で進めます。"
)
_NODS = ("agrees", "denies")
ONE_OF = "次のどれかを送ってください：{labels}"


@dataclass(frozen=True)
class Heard:
    """An answer as it was understood; None is わからない. What was guessed at is said back."""

    value: Answer | None
    about: bool = False  # 300万くらい: the figure, but not to the yen
    filled_in: bool = False  # 去年の4月: the day of the month, or the year, was not said


def hear(question: Question, text: str, today: dt.date) -> Heard:
    """The answer in a reply. `today` is a JST date. Raises Unreadable with what would be an answer."""
    said = _bare(text)
    if not said or len(said) > LONGEST:
        raise Unreadable(_wanted(question))
    if (unknown(text) or _pattern("perhaps").fullmatch(said)) and not figures(said):
        return Heard(None)
    if _matches("asks", said):
        raise Unreadable(_wanted(question))
    return _READERS[question.type](question, said, today)


def unknown(text: str) -> bool:
    """わからない in its many forms, dialect included; 間違いない is none."""
    said = _bare(text)
    return any(_matches("unknown", one) for one in (said, _bare(plain_wish(text)[:LONGEST])))


def nods(text: str) -> bool:
    """Whether a text is no more than yes or no: はい, うん, んだ, いいえ."""
    said = _bare(text)
    return any(_pattern(name).fullmatch(said) for name in _NODS)


def asks(text: str) -> bool:
    """Whether a text is a question rather than a reply."""
    return _matches("asks", _bare(text))


def _bare(text: str) -> str:
    return re.sub(r"[。!…\s]+$|^[、。]+", "", tidy(text)).replace("。", "、")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read("replies.yaml")[name])


def _matches(name: str, said: str) -> bool:
    return bool(_pattern(name).search(said))


def _wanted(question: Question) -> str:
    if question.type == "choice":
        return ONE_OF.format(labels="、".join(_labels(question)))
    return {"yes_no": YES_OR_NO, "date": ONE_DAY}.get(question.type) or spoken_numbers.wanted(question)


def _echoes(question: Question, said: str) -> bool:
    """Whether the reply's own words are the question's: 更衣室が狭い answers no question about hiring."""
    known = question.ask + "".join(_labels(question))
    rest = _pattern("beside").sub("", said)
    return all(sign in known for sign in re.findall(r"[一-龥ァ-ヺ]", rest))


def _yes_no(question: Question, said: str, _today: dt.date) -> Heard:
    unsure = _matches("perhaps", said)
    said = re.sub(r"^(?:たぶん|多分|おそらく|恐らく)、?", "", said)
    said = _pattern("hedge").sub("", _pattern("surely").sub("はい", said))
    agrees, denies = _pattern("agrees").match(said), _pattern("denies").match(said)
    begins = agrees or denies
    if re.match("まだ|今は|いまは", said) and _PLANS.search(question.ask):
        raise Unreadable(OR_PLANNED)
    rest = re.sub(r"^[、,]", "", said[begins.end() :]) if begins else said
    told = readings_of(question, rest)
    if _matches("twice", said) or _NEITHER.match(said) or len(told) > 1:
        raise Unreadable(YES_OR_NO)
    stated = told[0] if told else _stated(question, rest)
    if begins and stated not in (None, agrees is not None):
        raise Unreadable(YES_OR_NO)
    if not begins and stated is None:
        raise Unreadable(YES_OR_NO)
    if not told and not begins and figures(rest):
        raise Unreadable(YES_OR_NO)
    return Heard(None if unsure else bool(agrees) if begins else stated)


def _stated(question: Question, rest: str) -> bool | None:
    """Yes or no by the verb: しています, 受けていません; None when it says neither, or speaks of something else."""
    if not rest or not _echoes(question, rest):
        return None
    if "市内" in question.ask and "しない" in rest:  # 市内です, typed in kana only, or しないです
        return None
    if _matches("negative", rest):
        return False
    if _matches("positive", rest):
        return True
    named = re.findall(r"(?=([一-龥ァ-ヺa-z]{2}))", rest)  # 中小企業です repeats what was asked
    return True if any(pair in question.ask for pair in named) and _COPULA.search(rest + "です") else None


# Whether somebody does, will do or has done a thing: to those まだです is no no.
_PLANS = re.compile(r"(?<!てい)(?<!あり)ますか。$|（[^）]*(?:ました|した|借り|予定)[^）]*）")
_COPULA = re.compile(r"[一-龥ァ-ヺ](?:です|だ|だよ|っす|でした)*です$")


def _choice(question: Question, said: str, _today: dt.date) -> Heard:
    place = re.fullmatch(r"([1-9])(?:番目?|つ目)?(?:です|で|の方|のほう)?", said)
    if place and int(place[1]) <= len(question.choices):
        return Heard(question.choices[int(place[1]) - 1].value)
    named = _labelled(question.choices, said)
    if _NOT_ONE.search(said) and not _NEITHER.search(said) and said not in map(tidy, _labels(question)):
        raise Unreadable(_wanted(question))
    told = named if len(named) == 1 else list(map(str, readings_of(question, said)))
    if len(told) != 1:
        raise Unreadable(_wanted(question))
    return Heard(told[0])


def _labels(question: Question) -> list[str]:
    return [choice.label for choice in question.choices]


_CHOICE_END = re.compile(r"(?:のほう|の方|のほ|にします|でお願いします|がいい|かな|を選びます|です|だ|で|かも|よ|ね)+$")
_BRACKETS = re.compile(r"\(.*?\)")
_NEITHER = re.compile(
    r"(?:どちら|どっち|どれ)(?:で|に)?も(?:ない|ありません|ちが|違|当てはまら)|その他|そのほか|ほかの?|別の"
)
_NOT_ONE = re.compile(r"ではない|じゃない|でない|ではなく|じゃなく|.か.|または|もしくは|どっち|どちら")
_REST = ("other", "neither", "someone_else")


def _labelled(choices: tuple[Choice, ...], said: str) -> list[str]:
    """The choices that are named: their label in the reply, or the reply in one label."""
    labels = {choice.value: _BRACKETS.sub("", tidy(choice.label)) for choice in choices}
    said = _BRACKETS.sub("", said)
    core = _CHOICE_END.sub("", said)
    exact = [value for value, label in labels.items() if core in (label, _CHOICE_END.sub("", label))]
    if exact:
        return exact
    if _NEITHER.search(said):
        return [value for value in labels if value in _REST]
    whole = [value for value, label in labels.items() if label in said]
    return whole or [value for value, label in labels.items() if len(core) >= 2 and core in label]


def _number(question: Question, said: str, today: dt.date) -> Heard:
    if _matches("zero", said) and question.type != "age":
        return Heard(0)
    if _matches("bounds", said):
        raise Unreadable(_wanted(question))
    number = spoken_numbers.number(question, said, today)
    beside = said
    for written, _ in figures(said):
        beside = beside.replace(written, "", 1)
    if not _echoes(question, beside):
        raise Unreadable(_wanted(question))
    return Heard(number, about=_matches("about", said))


def _date(question: Question, said: str, today: dt.date) -> Heard:
    past = bool(re.search("(?:した|された)日", question.ask) or re.search("(?:した|だった)(?!い)", said))
    days = spoken_days(said, today, past)
    rest = said
    for spoken in days:
        rest = rest.replace(spoken.said, "", 1)
    if len(days) != 1 or figures(rest) or not _echoes(question, rest):
        raise Unreadable(ONE_DAY)
    return Heard(days[0].day, about=_matches("about", rest), filled_in=days[0].filled_in)


_READERS: dict[str, Callable[[Question, str, dt.date], Heard]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "yen": _number,
    "integer": _number,
    "age": _number,
    "date": _date,
}
