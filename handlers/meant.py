"""Which program a message means: what it says itself, what it says is not meant, and the talk before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers import choose
from handlers.choose import Decision, decide
from handlers.context import Context
from handlers.desk import DESK_WORDS
from handlers.facts import counts, counts_asked
from handlers.talk import Talk
from knowledge.dialogue import Reading
from knowledge.fact_kinds import kinds_asked
from knowledge.programs import Topic
from knowledge.search import Hit

COUNTED_AMONG = 10  # hits whose facts are looked at when something is to be counted
COUNTS = 0.35  # what the closest counting fact adds to a hit
BRIEF = 12  # characters: 千厩でもいいの names no program of its own
SHORT = 22  # characters of a message that is likely to go on with the talk
STRANGE = 0.2  # share of the message's words below which the program spoken of has nothing to do with it
FITS = 0.7  # share of the message's words that the program spoken of knows: a question on one of its facts
LOOKED_AT = 30  # hits: so many that the record spoken of before is among them where it fits at all


# A case put to the program spoken of: 本体が900万円でも当てはまりますか.
_CONFIRMS = re.compile(r"んでしょ|んだよね|んですよね|のですよね")  # 増えるんでしょ: of what was told before
_POINTS = re.compile(r"[そこあ](?:れ|の|っち|ちら)|^[ぁ-ん]*$")
_IS_GONE = re.compile(
    r"(?<![わかけせてね])なくな(?:っ|り)(?:た|ました)|廃止(?:に|と|さ|し)|終わ(?:った|りました)|終了し|打ち切"
)
_GOES_ON = re.compile(r"\d|でも|なら|だと|場合|対象|当て?はま|あてはま|使え|要る|いる[?？]|必要")


@dataclass(frozen=True)
class Meant:
    """A message weighed: its hits (best first), the record it names officially, whether it needs the talk before it."""

    reading: Reading
    hits: list[Hit]
    named: str | None
    leans_back: bool
    own_words: bool
    names_a_thing: bool
    own_words_instead: bool = False  # what is NOT meant is said in words of its own (補助金じゃなくて)

    @property
    def clearly_ours(self) -> bool:
        """Our programs cover most of what the message says, whatever else it speaks of."""
        return bool(self.hits) and self.hits[0].coverage >= 0.75 and self.hits[0].confidence >= 0.55

    @property
    def single(self) -> bool:
        """One program clearly answers."""
        if not self.hits or self.hits[0].confidence < choose.SURE:
            return False
        if len(self.hits) == 1 or self.hits[1].score < choose.AHEAD * self.hits[0].score:
            return True
        return self.hits[0].confidence >= choose.WHOLLY and self.hits[1].confidence < choose.AHEAD * choose.WHOLLY


def weigh(reading: Reading, talk: Talk, context: Context) -> Meant:
    """Search for what the message means."""
    desk = context.desk
    sought = _sought(reading)
    own_words = desk.own_words(reading)
    hits = _counting(reading, _without(reading, desk.search(sought, LOOKED_AT), talk, context), context)
    if reading.instead_of and not reading.topics:  # AではなくB: what was asked of A is asked of B
        reading = replace(reading, topics=tuple(map(Topic, talk.topics)))
    leans_back = _leans_back(reading, talk, own_words)
    own_instead = bool(reading.instead_of) and desk.own_words(desk.reader.read(reading.instead_of or ""))
    thing = desk.names_a_thing(reading)
    return Meant(reading, hits, desk.named(sought), leans_back, own_words, thing, own_instead)


def decision(meant: Meant, talk: Talk, context: Context) -> Decision:
    """Sure, between or low, with the talk so far taken into account."""
    if meant.leans_back and talk.program and not meant.own_words:
        return Decision("sure", (talk.program,), {**talk.scores, talk.program: 1.0})
    faded = _faded(meant.reading, context)
    if _begins_anew(meant, talk):
        fresh = decide(meant.hits, {}, 0.0, faded, meant.named)
        if fresh.kind == "low":
            return fresh
    carry = _carry(meant, talk)
    return decide(meant.hits, talk.scores if carry else {}, carry, faded, meant.named)


def _sought(reading: Reading) -> str:
    """The words that say which program is meant: what is not meant and the wish for a phone number are left out."""
    text = reading.text.replace(reading.instead_of, " ") if reading.instead_of else reading.text
    if Topic.CONTACT in reading.topics:
        rest = DESK_WORDS.sub(" ", text)
        text = rest if re.search(r"[一-龥ァ-ヶa-z]{2}", rest) else text
    return text


def _without(reading: Reading, hits: list[Hit], talk: Talk, context: Context) -> list[Hit]:
    """Hits for what the person says is NOT meant count less."""
    if not reading.instead_of:
        return hits
    desk = context.desk
    unwanted: dict[str | None, float] = {talk.program: 1.0}  # それじゃなくて
    if not _POINTS.search(reading.instead_of):
        unwanted = {hit.target: hit.score for hit in desk.search(reading.instead_of, 5)}
    lowered = [replace(hit, score=hit.score * (1 - 0.7 * min(1.0, unwanted.get(hit.target, 0.0)))) for hit in hits]
    return sorted(lowered, key=lambda hit: -hit.score)


def _counting(reading: Reading, hits: list[Hit], context: Context) -> list[Hit]:
    """何人？ is first of all a question to the records with a fact that counts 人 in these words."""
    units = counts_asked(reading)
    if not units:
        return hits
    raised = []
    for hit in hits[:COUNTED_AMONG]:
        record = context.desk.knowledge.records[hit.target]
        close = context.desk.sentences[hit.target].closeness(reading.text)
        counting = [min(1.0, c) for c, fact in zip(close, record.facts, strict=True) if counts(fact, units)]
        best = max(counting, default=0.0)
        raised.append(replace(hit, score=hit.score * (1 + COUNTS * best)))
    return sorted([*raised, *hits[COUNTED_AMONG:]], key=lambda hit: -hit.score)


def _leans_back(reading: Reading, talk: Talk, own_words: bool) -> bool:
    """Whether the message can only be understood with what was said before."""
    if not talk.scores or (reading.also and own_words) or reading.instead_of:
        return False
    return reading.points_back or not own_words


def _begins_anew(meant: Meant, talk: Talk) -> bool:
    """A wish for something that the program spoken of does not know, and that asks nothing in particular about it."""
    reading = meant.reading
    if meant.leans_back or not meant.names_a_thing or reading.topics or reading.instead_of:
        return False
    if _GOES_ON.search(reading.text):
        return False
    spoken = next((hit for hit in meant.hits if hit.target == talk.program), None)
    return spoken is None or spoken.coverage < STRANGE


def _carry(meant: Meant, talk: Talk) -> float:
    """How much the talk so far counts: a message that fits another program wholly begins a new subject."""
    reading, hits = meant.reading, meant.hits
    if reading.instead_of:
        unsure = bool(hits) and hits[0].confidence < choose.SURE and meant.own_words_instead
        return choose.UNSURE if unsure else choose.MOVES
    if reading.also and not meant.leans_back:
        return 0.0
    short = len(reading.text) <= SHORT
    if short and (meant.leans_back or not meant.names_a_thing):
        return choose.LEANS
    if len(reading.text) <= BRIEF and "area" in kinds_asked(reading.text):
        return choose.LEANS
    spoken = next((hit for hit in hits if hit.target == talk.program), None)
    top = hits[0] if hits else None
    if top and top.reverse >= 0.95 and top.coverage >= 0.6 and (not spoken or spoken.coverage < 0.5 * top.coverage):
        return choose.MOVES
    if short and reading.topics and spoken and spoken.coverage >= FITS and top and top.reverse < 0.6:
        return choose.LEANS
    goes_on = choose.LIKELY if _CONFIRMS.search(reading.text) else 0.0
    # The surer the message is by itself, the less the talk before it counts.
    return choose.LEANS - choose.DOUBT * (top.confidence if top else 0.0) + (choose.LIKELY if short else 0.0) + goes_on


def _faded(reading: Reading, context: Context) -> dict[str, float]:
    """Records that should not win by a hair: directories always, ended programs unless their end is asked for."""
    records = context.desk.knowledge.records.values()
    faded = {record.id: choose.DIRECTORY for record in records if record.kind == "general"}
    if _IS_GONE.search(reading.text):
        return faded | {record.id: choose.GONE for record in context.desk.over(context.today)}
    if Topic.DIRECTION not in reading.topics:
        ended = context.desk.over(context.today)
        faded |= {record.id: choose.OVER for record in ended}
        faded |= {record.id: choose.REPLACED for record in ended if record.successors}
    return faded
