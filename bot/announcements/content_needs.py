"""What a kind of announcement must say: taken from the file's own moments where they say it, else a mistake."""

from __future__ import annotations

from bot.announcements import wording_content as wording
from bot.announcements.content_facts import Fact, labelled, ordered
from bot.announcements.content_fields import Page
from bot.announcements.content_times import Times, shown
from bot.announcements.numbered import Pairs
from bot.announcements.styles import Kind


def completed(page: Page, kind: Kind, facts: list[Fact], times: Times) -> list[Fact]:
    """With the lines that starts_at and until say already; what the kind needs and nobody wrote is a mistake."""
    whole = list(facts)
    if times.starts_at and page.get("starts_at") and not labelled(whole, "日時") and "日時" in kind.needs:
        end = times.until.at if times.until and times.until.timed else None
        text = wording.span(times.starts_at.at, end, times.starts_at.timed)
        whole.append(Fact("日時", text, page.line("starts_at")))
    if times.until and not labelled(whole, "締切") and "締切" in kind.needs:
        whole.append(Fact("締切", shown(times.until), page.line("until")))
    # A fact that is there and wrong has been complained of already.
    value = page.get("facts")
    written = value.items if isinstance(value, Pairs) else {}
    for need in kind.needs:
        if not labelled(whole, need) and need not in written:
            line = page.line("facts" if "facts" in page.pairs.items else "kind")
            page.wrong(line, wording.MISSING_FACT.format(fact=need, kind=kind.name))
    return ordered(whole, kind.needs)
