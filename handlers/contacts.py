"""Whom to ask: the desks the source names, always with the subject they were printed for."""

from __future__ import annotations

import re

from bot.messages import Card, Carousel, Open, Row
from handlers import wording
from handlers.context import Context
from handlers.desk import Desk
from knowledge.letters import katakana
from knowledge.programs import Contact, Record
from knowledge.text import normalise

_DESK_NAME = re.compile(r"[一-龥ァ-ヶ]{2,}(?:課|室)|MAKOTO ?WILL|京屋染物店|[一-龥]{2,}支援センター", re.IGNORECASE)
_HALL = re.compile(r"市役所|しやくしょ|一関市の(住所|所在地)|本庁舎?")
_HALL_ALONE = re.compile(
    r"(一関の?)?(市役所|しやくしょ|役所|本庁舎?|一関市|市)の?(代表)?の?(電話番号?|番号|連絡先|問い?合わ?せ先?|でんわ(ばんごう)?|メール(アドレス)?|fax)"
    r"(は|を|って|が)?(何番|教えて|知りたい|ください|わかりますか|なんですか|何ですか)*(ください)?[?。]*"
)
_ADDRESS = re.compile(r"住所|じゅうしょ|所在地|郵便|郵送|手紙|てがみ|どこにあ")
_LEGAL_FORM = re.compile(r"^(株式会社|市長公室|商工労働部)")


def of_record(record: Record, context: Context) -> tuple[Contact, ...]:
    """The record's own contacts; a part of a program without any has those of its program."""
    return record.contacts or context.desk.knowledge.program_of(record).contacts


def named_in(text: str, desk: Desk) -> tuple[Contact, ...]:
    """The contacts of a desk whose name stands in the message, each desk once."""
    dense = re.sub(r"\s+", "", normalise(text))
    heard = katakana(dense)
    found: dict[str, Contact] = {}
    for record in desk.knowledge.records.values():
        for contact in record.contacts:
            names = _short_names(contact.desk)
            if any(name in dense or (_reading(name, desk) or name) in heard for name in names):
                found.setdefault(contact.phone or contact.mail or contact.desk, contact)
    return tuple(found.values())


def town_hall(text: str, desk: Desk) -> str | None:
    """The address of the city hall, when just that is asked for."""
    dense = re.sub(r"\s+", "", normalise(text))
    if not (_HALL.search(dense) and _ADDRESS.search(dense)):
        return None
    contacts = (contact for record in desk.knowledge.records.values() for contact in record.contacts)
    return next((contact.address for contact in contacts if contact.address), None)


def rings_town_hall(text: str) -> bool:
    """Whether just the city hall's number is asked for, and no program beside it."""
    dense = re.sub(r"\s+", "", normalise(text))
    return bool(_HALL_ALONE.fullmatch(dense))


def shown(contacts: tuple[Contact, ...], context: Context, about: Record | None = None) -> Card | Carousel:
    """A card for each desk, with what it was printed for; a number can be rung at once."""
    cards = tuple(_card(contact, context, about) for contact in contacts)
    return cards[0] if len(cards) == 1 else Carousel(cards[0].headline, cards)


def _card(contact: Contact, context: Context, about: Record | None) -> Card:
    source = context.desk.knowledge.sources[contact.source.part]
    call = (Open(wording.CALL, f"tel:{contact.phone}"),) if contact.phone else ()
    page = (Open(wording.OPEN_PAGE, contact.web),) if contact.web else ()
    return Card(
        headline=wording.contact_headline(contact),
        title=contact.desk,
        badge=wording.CONTACT,
        subtitle=wording.contact_about(about.name) if about else None,
        rows=tuple(Row(label, value) for label, value in wording.contact_ways(contact)),
        notes=(wording.printed_for(contact),),
        buttons=(*call, *page),
        footer=wording.source_line([source.title], source.as_of),
    )


def _reading(name: str, desk: Desk) -> str:
    """How a desk's name sounds, for those who type kana."""
    return "".join(word.reading for word in desk.analyser.words(name))


def _short_names(desk: str) -> set[str]:
    names = set()
    for name in _DESK_NAME.findall(desk):
        short = _LEGAL_FORM.sub("", name)
        names.add(re.sub(r"\s+", "", normalise(short)))
    return {name for name in names if len(name) >= 4}
