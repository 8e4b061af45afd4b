"""Templates, response headers and Japanese times, shared by every part of the page."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

JST = timezone(timedelta(hours=9))
WEEKDAYS = "月火水木金土日"
TEMPLATES = Path(__file__).parents[1] / "templates"

_templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def rendered(template: str, **values: Any) -> Markup:
    """A template filled in; every value is escaped unless it is markup already."""
    return Markup(_templates.get_template(template).render(**values))


def page_headers(pictures: bool) -> dict[str, str]:
    """The headers of every page; with `pictures`, pictures of bot messages may come from elsewhere over https."""
    # Colours and widths of Flex are checked style attributes; scripts and styles come only from our own files.
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline';"
        f" img-src 'self'{' https:' if pictures else ''}; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }


def japanese(at_ms: int) -> datetime:
    """The time in Japan, from milliseconds since 1970."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(JST)


def day_words(at: datetime) -> str:
    """A day as the talk's separators say it."""
    return f"{at.year}年{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）"


def when_words(at: datetime, now: datetime) -> str:
    """The time of a talk's last line as a list shows it: today the hour, else the day."""
    if at.date() == now.date():
        return f"{at.hour}:{at:%M}"
    if at.date() == (now - timedelta(days=1)).date():
        return "昨日"
    return f"{at.month}/{at.day}" if at.year == now.year else f"{at.year}/{at.month}/{at.day}"
