"""The gallery: what messages look like, the desk's own cards first, then everything LINE knows."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from bot.emulator.platform import Platform
from bot.emulator.views.rendering import page_headers, rendered
from bot.preview import message_html, quick_replies_html
from bot.preview.samples import Sample, generic_samples

Json = dict[str, Any]
LETTERS = {"small": "小", "normal": "普通", "large": "大", "largest": "特大"}
NOTIFIED = ("flex", "template", "imagemap")
MOST_JSON = 20_000


def router(platform: Platform) -> APIRouter:
    """The page; the samples are made when it is asked for the first time, which may take some seconds."""
    page = APIRouter()
    pictures = platform.options.pictures
    headers = page_headers(pictures)

    @cache
    def samples() -> tuple[Sample, ...]:
        own = platform.options.samples
        return (*(own() if callable(own) else own), *generic_samples())

    # A plain def: FastAPI runs it in a thread of its own, so that talks go on while samples are made.
    @page.get("/emulator/gallery")
    def gallery(group: str = "", letters: str = "normal") -> HTMLResponse:
        groups = list(dict.fromkeys(sample.group for sample in samples()))
        if (group and group not in groups) or letters not in LETTERS:
            raise HTTPException(404, "no such group")
        html = rendered(
            "gallery.html",
            groups=groups,
            group=group,
            counts={name: sum(one.group == name for one in samples()) for name in groups},
            letters=letters,
            pictures=pictures,
            sizes=LETTERS,
            sections=_sections(samples(), group, pictures),
        )
        return HTMLResponse(html, headers=headers)

    return page


def _sections(samples: Iterable[Sample], group: str, pictures: bool) -> list[tuple[str, list[Json]]]:
    within: dict[str, list[Json]] = {}
    for number, sample in enumerate(samples, 1):
        if group in ("", sample.group):
            within.setdefault(sample.group, []).append(_shown(number, sample, pictures))
    return list(within.items())


def _shown(number: int, sample: Sample, pictures: bool) -> Json:
    source = json.dumps(sample.messages, ensure_ascii=False, indent=2)
    last = sample.messages[-1] if sample.messages else {}
    return {
        "id": f"s-{number}",
        "title": sample.title,
        "note": sample.note,
        "messages": [message_html(message, pictures=pictures) for message in sample.messages],
        # Only the last message's quick replies are shown, as in LINE.
        "quick": quick_replies_html(last),
        "notices": [
            message["altText"]
            for message in sample.messages
            if message.get("type") in NOTIFIED and isinstance(message.get("altText"), str)
        ],
        "json": source[:MOST_JSON],
        "left_out": max(0, len(source) - MOST_JSON),
    }
