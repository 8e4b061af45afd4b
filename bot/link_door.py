"""GET /l/{code}: counts that a link of an announcement was opened, and leads on to where it honestly goes.

No open redirect: only an address stored by us, whose host is on the list at this moment, is ever named.
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bot import log
from bot.announcements import links
from bot.announcements import wording_content as wording
from bot.clock import Clock
from bot.db import read_scope, session_scope
from bot.errors import where

HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
}
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ max-width: 32rem; margin: 0 auto; padding: 12vh 1.5rem; font: 1.125rem/1.8 system-ui, sans-serif; }}
h1 {{ font-size: 1.5rem; line-height: 1.4; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{words}</p>
</main>
</body>
</html>
"""
# A browser that loads a page before anybody asked for it says so.
PREFETCH = ("purpose", "sec-purpose", "x-purpose", "x-moz")

logger = log.get("links")


def routes(engine: sa.Engine, clock: Clock, hosts: Collection[str] = ()) -> APIRouter:
    """The door of counted links; it needs no login. `hosts` are allowed beside those of link_hosts.yaml."""
    router = APIRouter()

    @router.api_route("/l/{code}", methods=["GET", "HEAD"])
    def follow(code: str, request: Request) -> Response:
        try:
            with read_scope(engine) as session:
                url = links.target(session, code, hosts)
        except sa.exc.SQLAlchemyError as error:
            logger.error("link_not_read", error=where(error))
            return page(503, wording.NO_LINK_NOW_TITLE, wording.NO_LINK_NOW)
        if url is None:
            return page(404, wording.NO_LINK_TITLE, wording.NO_LINK)
        if request.method == "GET" and _person(request):
            _count(engine, code, clock)
        return Response(status_code=302, headers={**HEADERS, "location": url})

    return router


def _person(request: Request) -> bool:
    """Whether somebody is likely to see the page: no program that only looks, no loading ahead."""
    agent = request.headers.get("user-agent", "").lower()
    ahead = any("prefetch" in request.headers.get(name, "").lower() for name in PREFETCH)
    return not ahead and not any(mark in agent for mark in links.previewers())


def _count(engine: sa.Engine, code: str, clock: Clock) -> None:
    try:
        with session_scope(engine) as session:
            links.count(session, code, clock.now())
    except sa.exc.SQLAlchemyError as error:  # a lost count is better than a link that does not open
        logger.warning("click_not_counted", error=where(error))


def page(status: int, title: str, words: str) -> Response:
    """A page of a few words, for people."""
    page = PAGE.format(title=escape(title), words=escape(words))
    return HTMLResponse(page, status, headers={**HEADERS, "content-security-policy": PAGE_POLICY})
