"""The sentences on where a program stands: what is said before anything else, and the line on its card."""

from __future__ import annotations

from knowledge.calendar import month_or_day, wareki_fiscal_year
from knowledge.status import Standing

PLANNED_FIRST = "次は令和7年3月の市の資料にある内容です。今年度の状況は、確認が必要です。"
UNCONFIRMED_FIRST = (
    "今年度の内容は、手元の資料では確認できません。次は令和7年（2025年）3月の市の資料にある内容です。"
    "申し込む前に、職員への確認をお願いします。"
)
# Of what also rests on other papers than those of March 2025.
UNCONFIRMED_MIXED = (
    "今年度の内容は、手元の資料では確認できません。次は、下の出典にある時点の内容です。"
    "申し込む前に、職員への確認をお願いします。"
)
BY_PLAN = "（令和7年3月の市の資料による）"  # what the source planned; nobody told the desk what became of it


def ended(name: str, year: int, until: str | None) -> str:
    """A program that is over: said before anything else."""
    if until:
        return f"「{name}」は、{month_or_day(until)}の申請分で終了（廃止）しました{BY_PLAN}。いまは申し込めません。"
    return f"「{name}」は、{wareki_fiscal_year(year)}で終了（廃止）しました{BY_PLAN}。いまは申し込めません。"


def ending(name: str, year: int, until: str | None, closed: str | None) -> str:
    """A program whose end is fixed."""
    end = f"{month_or_day(until)}の申請分で" if until else f"{wareki_fiscal_year(year)}で"
    text = f"「{name}」は、{end}終了（廃止）となります。"
    return f"{text}{month_or_day(closed)}で申請の受付は終わっています。" if closed else text


def still_open(until: str, days: int) -> str:
    """Applications are taken for the last time; days are counted only where the source names the day."""
    if len(until) == 7:
        day = "（何日までかは確認が必要です）"
        return f"申請の受付は{month_or_day(until)}分までです{day}。そのあと制度は終わる計画です。"
    left = f"あと{days}日" if days else "今日まで"
    return f"申請の受付は{month_or_day(until)}までです（{left}）。そのあと制度は終わる計画です。"


def successor(names: list[str], year: int | None = None) -> str:
    """Where to look instead."""
    listed = "」「".join(names)
    begins = f"（{wareki_fiscal_year(year)}から）" if year else ""
    return f"後継は「{listed}」{begins}です。"


def merged(name: str, into: str, year: int) -> str:
    """A program that lives on inside another."""
    return f"「{name}」は、{wareki_fiscal_year(year)}から「{into}」に組み入れられる計画です。"


def unclear(name: str, year: int) -> str:
    """The source contradicts itself on whether it goes on."""
    return f"「{name}」は、{wareki_fiscal_year(year)}に続くかどうか、市の資料の中で食い違いがあり、確認が必要です。"


def starts(name: str, year: int) -> str:
    """A program that has not begun."""
    return f"「{name}」は、{wareki_fiscal_year(year)}に始まる計画の制度です。"


def standing_line(standing: Standing, year: int, until: str | None = None, days: int | None = None) -> str | None:
    """One line on where it stands today, for the card."""
    fiscal = wareki_fiscal_year(year)
    lines = {
        Standing.OPEN: f"受付中です（{month_or_day(until)}まで）。" if until else None,
        Standing.SOON: f"締切まであと{days}日です（{month_or_day(until)}まで）。" if until else None,
        Standing.WINDOW_CLOSED: f"{fiscal}の受付は終わりました（{month_or_day(until)}まで）。" if until else None,
        Standing.RUNNING: f"{fiscal}に実施しています。受付の状況は確認が必要です。",
        Standing.PLANNED: f"{fiscal}の計画にあります。実施や受付の状況は確認が必要です。",
        Standing.STARTS: f"{fiscal}に始まる計画の制度です。",
        Standing.NOT_HELD: f"{fiscal}は開催の予定が確認できません。",
        Standing.UNCLEAR: f"{fiscal}に続くかどうか、資料の中で食い違いがあります。確認が必要です。",
        Standing.UNCONFIRMED: f"今年度の内容は確認できていません。最後に分かるのは{fiscal}の計画です。",
    }
    return lines.get(standing)
