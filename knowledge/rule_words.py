"""The sentences of verdicts and sums that are the same for every program."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

LIKELY = "対象になりそうです"
NOT_ELIGIBLE = "対象外です"
NEEDS_STAFF = "職員の確認が必要です"

ENDED = "「{name}」は{year}で終わっています。"
ENDED_WITH = "「{name}」は、{until}の申請分で終わっています。"
MERGED = "「{name}」は{year}からほかの事業に組み入れられる計画です。"
STARTS = "「{name}」は{year}に始まる計画の制度です。"
EARLIER = "資料に書かれているのは{year}からの内容です。それより前のことは、資料では確認できません。"
UNCLEAR = "{year}に続くかどうか、資料の中で食い違いがあります。"
NOT_HELD = "{year}に行われるかどうかは、資料では確認できません。"
UNCONFIRMED = "今年度の内容は確認できていません。最後に分かるのは{year}の計画です。"

NO_CONDITIONS = "使うための条件は資料に書かれていないため、職員が確認します。"

PAST = "申請できる期間の外なので、受けられません。次は、期間内の決まりで計算した参考の額です。"
NOT_COUNTED = "対象外の条件があるため、金額は計算していません。"
NOT_STATED = "資料に金額の決まりが書かれていません。職員への確認が必要です。"
NO_MONEY = "お金が出る制度ではありません。"
UP_TO = "「以内」や上限のある補助のため、実際の額はこれより少ないことがあります。決めるのは市です。"
WHOLE_YEN = "1円より下の端数をどうするかは資料に書かれていないため、円より下は切り捨てて示しています。"
TWO_READINGS = "資料の書き方は2通りに読めるため、確認が必要です。"


def yen(amount: int | Fraction) -> str:
    """1500000 → 1,500,000円; a half yen is shown (0.25円), because no rounding is stated; other fractions are cut."""
    hundredths = int(Fraction(amount) * 100) % 100
    below = f".{hundredths:02d}".rstrip("0") if hundredths else ""
    return f"{int(amount):,}{below}円"


def rate(text: str) -> str:
    """1/2 stays, .05 and 0.05 → 5%."""
    return text if "/" in text else f"{float(Fraction(text) * 100):g}%"


def share(label: str, cost: int, text: str, result: Fraction) -> str:
    """対象経費：3,000,000円 × 1/2 ＝ 1,500,000円; the whole of a cost is that cost."""
    if Fraction(text) == 1:
        return f"{label}：{yen(result)}"
    return f"{label}：{yen(cost)} × {rate(text)} ＝ {yen(result)}"


def units(label: str, base: int, counts: Sequence[int], each: int, result: Fraction) -> str:
    """育成：200,000円 ＋ 100,000円 × 3 ＝ 500,000円; 宿泊：1,000円 × 3 × 20 ＝ 60,000円."""
    head = f"{yen(base)} ＋ " if base else ""
    return f"{label}：{head}{yen(each)} × {' × '.join(f'{count:,}' for count in counts)} ＝ {yen(result)}"


def fixed(label: str, amount: int) -> str:
    """新築：250,000円."""
    return f"{label}：{yen(amount)}"


def floored(unit: int, result: Fraction) -> str:
    """千円未満切捨て → 350,000円."""
    return f"{yen(unit)}未満を切り捨てて {yen(result)}"


def capped(cap: int) -> str:
    """上限 1,000,000円."""
    return f"上限があるため {yen(cap)}"


def needs_answers(names: Sequence[str]) -> str:
    """金額を出すには「家の種類」と「申請する方の年齢」の答えが要ります."""
    return f"金額を出すには{'と'.join(f'「{name}」' for name in names)}の答えが要ります"


def cap_alone(label: str, cap: int, names: Sequence[str]) -> str:
    """Where only the cap is known, because an answer is missing."""
    return f"{label}：上限 {yen(cap)}（{needs_answers(names)}）"


def open_part(label: str, names: Sequence[str], low: Fraction | None = None, high: Fraction | None = None) -> str:
    """A part whose answers are missing, with the ends between which it lies where they are known."""
    if high is not None and (low or 0) < high:
        span = f"{yen(low)} から {yen(high)}" if low else f"{yen(high)} まで"
        return f"{label}：{span}（{needs_answers(names)}）"
    return f"{label}：{needs_answers(names)}"


def perhaps(high: int | Fraction) -> str:
    """A part of which the source does not say whether it is added."""
    return f"この分が加わるかどうかは資料から読み取れないため、0円 から {yen(high)} までとしています"


def total(low: int, high: int | None) -> str:
    """合計 750,000円."""
    if high is None:
        return f"合計 {yen(low)}以上"
    return f"合計 {yen(low)}" if low == high else f"合計 {yen(low)} から {yen(high)}"
