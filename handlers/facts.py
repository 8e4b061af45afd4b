"""Which facts of a record answer a question: those of the asked topics first, then those that share its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.desk import Desk
from knowledge.calendar import fiscal_year
from knowledge.dialogue import MONEY, Reading
from knowledge.fact_kinds import kinds_asked, kinds_held, topics_of
from knowledge.programs import Fact, Part, Record, Topic
from knowledge.text import normalise

# Facts an official asks for; a citizen who did not ask is not shown them.
OFFICE = frozenset(
    {Topic.RESULT, Topic.TARGET, Topic.RATING, Topic.EFFECT, Topic.ISSUE, Topic.HISTORY, Topic.DIRECTION}
)
# Days, places and names of firms answer nobody who asked for something else.
PRACTICAL = frozenset({Topic.DATE, Topic.WHERE, Topic.CONTACT, Topic.OPERATOR})
# A question for the first topic is also answered by facts of the others.
KIN: dict[Topic, tuple[Topic, ...]] = {
    Topic.AMOUNT: (Topic.CAP, Topic.RATE, Topic.FEE, Topic.LIMIT),
    Topic.CAP: (Topic.AMOUNT, Topic.RATE, Topic.LIMIT),
    Topic.RATE: (Topic.AMOUNT, Topic.CAP),
    Topic.CONDITIONS: (Topic.WHO, Topic.LIMIT, Topic.COSTS),
    Topic.WHO: (Topic.CONDITIONS,),
    Topic.WINDOW: (Topic.DATE, Topic.DIRECTION),
    Topic.DATE: (Topic.WINDOW,),
    Topic.LIMIT: (Topic.CONDITIONS, Topic.CONTENT, Topic.DIRECTION, Topic.PLAN),
    Topic.CONTENT: (Topic.WHAT,),
    Topic.WHAT: (Topic.CONTENT,),
    Topic.DIRECTION: (Topic.PLAN,),
    Topic.PLAN: (Topic.DIRECTION,),
    Topic.RESULT: (Topic.CONTENT, Topic.EFFECT),
    Topic.CONTACT: (Topic.OPERATOR,),
    Topic.COSTS: (Topic.CONDITIONS,),
    Topic.APPLY: (Topic.WINDOW,),
    Topic.FEE: (Topic.AMOUNT,),
}
# Silence of the source on these is itself an answer.
WORTH_SAYING = (
    Topic.AMOUNT, Topic.CAP, Topic.RATE, Topic.COSTS, Topic.FEE, Topic.WINDOW, Topic.APPLY, Topic.WHERE, Topic.CONTACT,
)  # fmt: skip
MILD = {Topic.CONDITIONS, Topic.DIRECTION, Topic.WHO}  # asked in passing; the words of the question say more
MOST = 3
RESULTS_YEAR = 2024  # 資料№1 reports this fiscal year; older figures are shown when asked for
PLAN_YEAR = 2025  # the fiscal year 資料№3 plans
COUNTED = 0.4
NAMED = 0.5
SURELY = 0.8  # at least so far where its topic is that kind,
OF_TOPIC = 0.25  # which then is no day or place that nobody asked for
HOLDS = 0.6  # a sentence that tells the kind of thing asked for, as far as its words fit
_UNIT = re.compile(
    r"(?:何|なん)(人|名|社|軒|件|回|校|世帯|年度|年生|年間?|日間?|度|時|月|か所|ヶ所|箇所|カ所|団体|事業所|事業者|ブース"
    r"|パターン|種類|ha|ヘクタール|%|円|か月|ヶ月|カ月)"
)
_PERSONS_IKURA = r"[たるの](?:人|者|生徒|学生)(?:が|は|も)?いくら(?!もら|出|で|補|支|かか)"
_NUMBERS = (
    (re.compile(r"(?:会社|企業|事業所)の数|社数|登録数"), "社"),
    (re.compile(r"(?:人|者|学生|生徒|社員)の?数|(?<!少)人数"), "人"),
    (re.compile(r"件数"), "件"),
    (re.compile(_PERSONS_IKURA), "人"),
    (re.compile(r"ブース(?:の数|数|は|が|も|って)?(?:いくつ|いくら|ど[のれ](?:くらい|ぐらい))"), "ブース"),
    (re.compile(r"(?:会社|企業|事業所)(?:は|が|も|って)?(?:いくつ|ど[のれ](?:くらい|ぐらい))"), "社"),
    (re.compile(r"学校(?:は|が|も|って)?(?:いくつ|いくら|ど[のれ](?:くらい|ぐらい))"), "校"),
    (re.compile(r"世帯の?数|家(?:族)?はいくつ"), "世帯"),
    (re.compile(r"いくつ|ど[のれ][くぐ]らい.{0,6}(?:登録|参加|載|入って)"), "いくつ"),
)
_IKURA = re.compile(rf"ブース(?:が|は|も|を)?いくら|{_PERSONS_IKURA}")  # なんぼ来た
_REASON = re.compile(r"なぜ|何故|なんで|何で|どうして|どすて|なして")
_SUM = re.compile(r"\d[\d,.]*(万|千|億|百万)|\d{5,}円?|\d円")
_YEARS = re.compile(r"(?:令和|r)\d+年度?(?:\d+月)?|\d{4}年度?")  # a year is no count of years
_PLACES = "[かカヶ箇]所"
_ANY = f"社|人|件|世帯|団体|校|ブース|パターン|種類|事業所|{_PLACES}"
_SAME = {
    "名": "人|名", "度": "回", "人": "人|名", "件": "件|社", "事業所": "社|事業所|件", "事業者": "社|事業所|件|人",
    "軒": "社|事業所|件|世帯|軒", "いくつ": _ANY, "か所": _PLACES, "ヶ所": _PLACES, "箇所": _PLACES, "カ所": _PLACES,
}  # fmt: skip


@dataclass(frozen=True)
class Picked:
    """The facts to say, best first, and the asked topics on which the source is silent."""

    facts: tuple[Fact, ...]
    silent: tuple[Topic, ...]


def pick(desk: Desk, record: Record, reading: Reading, today: dt.date, before: str = "") -> Picked:
    """The facts of `record` that answer the message; the words of the question `before` it count half."""
    words = [0.0] * len(record.facts)
    if desk.says_more(reading):
        words = _by_words(desk, record, _REASON.sub(" 理由 どうして ", reading.text))
    if before and desk.own_words(reading):
        words = [max(now, then / 2) for now, then in zip(words, _by_words(desk, record, before), strict=True)]
    asked = asked_topics(reading, record)
    units = counts_asked(reading)
    years = _years(reading, today)
    wanted = {*asked, *(MONEY if set(asked) & set(MONEY) else ())}
    kinds = _fitting(record, words, kinds_asked(reading.text))
    specific = bool(kinds) or any(fact.topic in wanted for fact in record.facts)
    dense = re.sub(r"\s+", "", reading.text)
    scores = [
        _score(fact, word, asked, years, specific)
        + _counted(fact, units, dense)
        + _measured(fact, reading)
        + _held(fact, word, kinds)
        for fact, word in zip(record.facts, words, strict=True)
    ]
    scored = sorted(((score, -number) for number, score in enumerate(scores)), reverse=True)
    best = [record.facts[-number] for score, number in scored if score >= 0.45]
    leading = [fact for fact in best if fact.topic in wanted - MILD]
    chosen: list[Fact] = [*leading[:1], *best[:1]]
    for topic in asked:
        chosen += [fact for fact in best if fact.topic is topic][:2]
        if topic in MONEY:
            chosen += [fact for fact in best if fact.topic in MONEY][:2]
    if not chosen:
        chosen = list(record.about(Topic.WHAT)[:1]) or [record.facts[0]]
    else:
        top = scored[0][0]
        chosen += [
            fact
            for (score, _), fact in zip(scored[1:], best[1:], strict=False)
            if score > (0.8 if fact.topic in OFFICE and fact.topic not in asked else 0.6) * top
        ][:2]
    kept = tuple(_without_repeats(dict.fromkeys(chosen)))[:MOST]
    return Picked(kept, _silent(record, asked))


def _counted(fact: Fact, units: list[str], dense: str) -> float:
    """A sentence that counts what is asked for; the more so when one of its keywords stands in the question."""
    if not counts(fact, units):
        return 0.0
    return COUNTED + (NAMED if fact.topic in OFFICE and any(word in dense for word in fact.keywords) else 0.0)


def _fitting(record: Record, words: list[float], asked: frozenset[str]) -> frozenset[str]:
    """The kinds asked for that some sentence tells which shares words with the question, or is of its topic."""
    if not asked:
        return asked
    close = [fact for fact, word in zip(record.facts, words, strict=True) if word]
    return asked & frozenset(kind for fact in close for kind in kinds_held(fact.text)) | frozenset(
        kind for kind in asked for fact in record.about(*topics_of(kind)) if kind in kinds_held(fact.text)
    )


def _held(fact: Fact, words: float, kinds: frozenset[str]) -> float:
    told = kinds & kinds_held(fact.text) if kinds else kinds
    if not told:
        return 0.0
    surely = any(fact.topic in topics_of(kind) for kind in told)
    return HOLDS * max(min(1.0, words), SURELY if surely else 0.0) + (OF_TOPIC if surely else 0.0)


def _years(reading: Reading, today: dt.date) -> tuple[int, ...]:
    """The fiscal years a message speaks of, 来年度 and 今年度 among them."""
    year = fiscal_year(today)
    relative = [number for asked, number in ((reading.this_year, year), (reading.next_year, year + 1)) if asked]
    return (*reading.years, *relative)


def _year_of(fact: Fact) -> int | None:
    return PLAN_YEAR if fact.source.part is Part.PLAN else fact.fiscal_year


def _measured(fact: Fact, reading: Reading) -> float:
    """A sum in the question is answered by a sentence with a threshold."""
    thresholds = any(value.yen_min is not None or value.yen_over is not None for value in fact.values)
    return COUNTED if thresholds and _SUM.search(reading.text) else 0.0


def _without_repeats(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts without those on money whose figures have all been told."""
    told: set[object] = set()
    for fact in facts:
        figures = {figure for value in fact.values for figure in (value.yen, value.rate, value.rate_max) if figure}
        if fact.topic in MONEY and figures and figures <= told:
            continue
        told |= figures
        yield fact


def counts_asked(reading: Reading) -> list[str]:
    """What is to be counted: 何社 and 会社の数 ask for 社, 何人 for 人; いくつ for anything."""
    dense = re.sub(r"\s+", "", reading.text)
    named = [unit for pattern, unit in _NUMBERS if pattern.search(dense)]
    return [*_UNIT.findall(dense), *named]


def counts(fact: Fact, units: list[str]) -> bool:
    """何社？ is answered by a sentence that counts 社."""
    if not units:
        return False
    text = _YEARS.sub("", normalise(fact.text))
    return any(re.search(rf"\d[\d,.]*\s*(?:{_SAME.get(unit, unit)})", text) for unit in units)


def asked_topics(reading: Reading, record: Record) -> list[Topic]:
    """The asked topics that make sense for this record; WHAT and CONTENT count only when nothing else is asked."""
    topics = list(reading.topics)
    sharp: list[Topic] = [topic for topic in topics if topic not in (Topic.WHAT, Topic.CONTENT)]
    past = reading.past or any(year <= RESULTS_YEAR for year in reading.years)
    if past and set(sharp) & set(MONEY):
        sharp.append(Topic.RESULT)
    if Topic.DIRECTION in sharp and any(event.dates for event in record.events):
        sharp.append(Topic.DATE)  # もう終わりましたか may mean the day or the program
    if Topic.AMOUNT in sharp and _IKURA.search(re.sub(r"\s+", "", reading.text)):
        sharp = [Topic.RESULT, *(topic for topic in sharp if topic not in (Topic.AMOUNT, Topic.RESULT))]
    if Topic.AMOUNT in sharp and not past and (Topic.RESULT in sharp or Topic.FEE in sharp):
        sharp.remove(Topic.AMOUNT)
    return sharp or topics


def _by_words(desk: Desk, record: Record, text: str) -> list[float]:
    """How close each fact comes to the words of a text: within the record, and by the search's own ranking."""
    ranked = dict(desk.index.rank_entries(text, record.id, limit=200))
    searched = [ranked.get(f"{record.id}#f{number}", 0.0) for number in range(len(record.facts))]
    top = max(searched, default=0.0) or 1.0
    close = desk.sentences[record.id].closeness(" ".join([text, *desk.index.heard(text)]))
    return [0.6 * near + 0.4 * found / top for near, found in zip(close, searched, strict=True)]


def _score(fact: Fact, words: float, asked: list[Topic], years: tuple[int, ...], specific: bool) -> float:
    score = words
    if fact.topic in asked:
        score += 1.0
    elif fact.topic in MONEY and any(topic in MONEY for topic in asked):
        score += 0.7
    elif any(fact.topic in KIN.get(topic, ()) for topic in asked):
        score += 0.5
    elif fact.topic is Topic.DIRECTION:
        score -= 0.6
    elif fact.topic in OFFICE:
        score -= 0.15
    elif fact.topic in PRACTICAL:
        score -= 0.25
    if fact.topic is Topic.WHAT and not specific:
        score += 0.35
    year = _year_of(fact)
    if years and year is not None:
        score += 0.3 if year in years else -0.4
    elif year is not None and year < RESULTS_YEAR:
        score -= 0.3
    return score


def _silent(record: Record, asked: list[Topic]) -> tuple[Topic, ...]:
    """Asked topics nothing is stated on; a sum that is stated in any form answers いくら？."""
    silent = [topic for topic in asked if topic in WORTH_SAYING and not record.about(topic)]
    if Topic.AMOUNT in silent and record.about(*MONEY, Topic.FEE):
        silent.remove(Topic.AMOUNT)
    if Topic.CAP in silent and record.about(Topic.AMOUNT):
        silent.remove(Topic.CAP)
    if Topic.CONTACT in silent and record.contacts:
        silent.remove(Topic.CONTACT)
    money = [topic for topic in silent if topic in MONEY]
    return tuple(topic for topic in silent if topic not in money[1:])
