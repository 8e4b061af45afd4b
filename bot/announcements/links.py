"""Links that are counted: which addresses an announcement may lead to, and the codes that stand for them."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import sqlalchemy as sa
import yaml
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.actions import URI_LIMIT
from bot.announcements import wording_content as wording
from bot.clock import today_jst
from bot.errors import Problem
from bot.models_sending import CountedLink, LinkClick

CODE_BYTES = 16  # 128 bits: nobody finds a code by trying
CODE = re.compile(r"[A-Za-z0-9_-]{22}")
_PHONE = re.compile(r"tel:\+?[0-9][0-9-]{2,18}[0-9]")
# Signs that have hidden another address before: spaces, quotes, backslashes, control and invisible characters.
_UNSAFE = re.compile(r"[\s\"'<>\\^`{|}\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_PATH_SIGNS = "/%:@!$&()*+,;=~-._"
_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@lru_cache(1)
def _listed() -> dict[str, Any]:
    page: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "link_hosts.yaml").read_text("utf8"))
    return page


def previewers() -> tuple[str, ...]:
    """Parts of the User-Agent of programs that look at an address without a person."""
    return tuple(_listed()["previewers"])


def checked(url: str, hosts: Collection[str] = ()) -> str:
    """The address as it can be sent: https to a listed host (or tel:), percent-encoded. Raises Problem.

    `hosts` are allowed beside those of link_hosts.yaml (MADOGUCHI_LINK_HOSTS).
    """
    address = url.strip()
    if _PHONE.fullmatch(address):
        return address
    if address.lower().startswith("tel:"):
        raise Problem(wording.URL_PHONE.format(url=address))
    host, whole = _taken_apart(address)
    if not _leads_home(host, urlsplit(whole).path, hosts):
        raise Problem(wording.URL_HOST.format(host=host))
    if len(whole) > URI_LIMIT:
        raise Problem(wording.URL_LONG.format(limit=URI_LIMIT))
    return whole


def allowed(url: str, hosts: Collection[str] = ()) -> bool:
    """Whether an announcement may lead there."""
    try:
        checked(url, hosts)
    except Problem:
        return False
    return True


def counted(session: Session, announcement_id: int, url: str, now: dt.datetime) -> str:
    """The code that stands for the address in this announcement, made when there is none; two workers get the same."""
    insert = _INSERTS[session.get_bind().dialect.name](CountedLink).values(
        code=secrets.token_urlsafe(CODE_BYTES), announcement_id=announcement_id, url=url, created_at=now
    )
    session.execute(insert.on_conflict_do_nothing(index_elements=["announcement_id", "url"]))
    same = (CountedLink.announcement_id == announcement_id, CountedLink.url == url)
    return session.scalars(sa.select(CountedLink.code).where(*same)).one()


def address(public_url: str, code: str) -> str:
    """Where the code leads from: our own door."""
    return f"{public_url.rstrip('/')}/l/{code}"


def counting(session: Session, announcement_id: int, public_url: str, now: dt.datetime) -> Callable[[str], str]:
    """What puts counted addresses in the place of plain ones; without a public URL, and for tel:, they stay plain."""

    def link(url: str) -> str:
        if not public_url or not url.startswith("https:"):
            return url
        return address(public_url, counted(session, announcement_id, url, now))

    return link


def target(session: Session, code: str, hosts: Collection[str] = ()) -> str | None:
    """The address behind a code, as long as its host is still listed."""
    if not CODE.fullmatch(code):
        return None
    url = session.scalar(sa.select(CountedLink.url).where(CountedLink.code == code))
    try:
        return None if url is None else checked(url, hosts)
    except Problem:
        return None


def count(session: Session, code: str, now: dt.datetime) -> None:
    """One click more on this day in Japan."""
    insert = _INSERTS[session.get_bind().dialect.name](LinkClick).values(code=code, day=today_jst(now), number=1)
    session.execute(insert.on_conflict_do_update(index_elements=["code", "day"], set_={"number": LinkClick.number + 1}))


def clicks(session: Session, announcement_id: int) -> dict[str, int]:
    """How often each address of an announcement was opened; 0 for one that nobody opened."""
    number = sa.func.coalesce(sa.func.sum(LinkClick.number), 0)
    rows = session.execute(
        sa.select(CountedLink.url, number)
        .outerjoin(LinkClick, LinkClick.code == CountedLink.code)
        .where(CountedLink.announcement_id == announcement_id)
        .group_by(CountedLink.url)
        .order_by(CountedLink.url)
    )
    return {url: int(times) for url, times in rows}


def _taken_apart(address: str) -> tuple[str, str]:
    """Host and whole address with everything percent-encoded that LINE wants so. Raises Problem."""
    unclear = Problem(wording.URL_UNCLEAR.format(url=address[:80]))
    if _UNSAFE.search(address):
        raise unclear
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (ValueError, UnicodeError):
        raise unclear from None
    if parts.scheme != "https":
        raise Problem(wording.URL_HTTPS.format(url=address[:80]))
    climbs = any(part in (".", "..") for part in unquote(parts.path).split("/"))
    if not host or "@" in parts.netloc or port not in (None, 443) or climbs:
        raise unclear
    path, query, fragment = (quote(part, safe=_PATH_SIGNS + "?") for part in (parts.path, parts.query, parts.fragment))
    return host, urlunsplit(("https", host, path, query, fragment))


def _leads_home(host: str, path: str, more: Collection[str]) -> bool:
    if host in more:
        return True
    for entry in _listed()["hosts"]:
        known = host == entry["host"] or (entry.get("subdomains") and host.endswith(f".{entry['host']}"))
        if known and _below(path, entry.get("paths", [""])):
            return True
    return False


def _below(path: str, beginnings: list[str]) -> bool:
    return any(path == begin or not begin or path.startswith(f"{begin}/") for begin in beginnings)
