"""The wire, the clock and the failures beside the phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.emulator.people import KEYS
from tests.browser.echo_desk import Phone
from tests.browser.test_phone import say, seen


@pytest.fixture
def wide(phone: Phone, open_page: Callable[..., Any]) -> Any:
    """A wide window on ひなた's talk."""
    page = open_page()
    page.goto(phone.of("founder"))
    page.evaluate("document.fonts.ready.then(() => 1)")
    return page


def lines(page: Any) -> list[str]:
    """What the visible lines of the wire say, newest first."""
    return [words.inner_text() for words in page.locator(".wire-list > li:visible .words").all()]


def line(page: Any, words: str) -> Any:
    """The newest line of the wire with these words, as soon as it is there."""
    found = page.locator(".wire-list > li", has_text=words).first
    found.wait_for()
    return found


def test_each_webhook_and_call_is_listed_with_its_details(phone: Phone, wide: Any) -> None:
    say(wide, "補助金は？")
    line(wide, "返信 3件").wait_for()
    assert lines(wide) == ["返信 3件", "メッセージ：補助金は？"]
    webhook = line(wide, "メッセージ：補助金は？")
    assert "POST /callback" in webhook.inner_text()
    webhook.locator(".tag", has_text="200").wait_for()
    assert re.search(r"\d\d:\d\d:\d\d・[\d.]+ ms", webhook.locator(".took").inner_text())
    button = webhook.locator(".call-line")
    button.click()
    details = webhook.locator(".call-details")
    details.wait_for()
    assert '"text": "補助金は？"' in details.inner_text()
    assert "x-line-signature" in details.inner_text()
    assert button.get_attribute("aria-expanded") == "true"
    button.press("Enter")
    details.wait_for(state="detached")
    answer = line(wide, "返信 3件")
    answer.locator(".call-line").press("Enter")
    assert "sentMessages" in answer.locator(".call-details").inner_text()
    assert "Bearer" not in answer.inner_text()


def test_a_webhook_that_reached_nobody_says_why(phone: Phone, wide: Any) -> None:
    for url, tag, reason in (
        ("", "送り先なし", "Webhook の送り先が決まっていません（no_webhook_url）"),
        ("http://127.0.0.1:1/callback", "届かず", "送り先につながりません（could_not_connect）"),
    ):
        phone.platform.account.change(webhook_url=url)
        say(wide, f"聞こえますか{tag}")
        row = line(wide, f"聞こえますか{tag}")
        row.locator(".tag", has_text=tag).wait_for()
        row.locator(".call-line").click()
        row.locator("dd", has_text=reason).wait_for()
    assert "POST" not in line(wide, "聞こえますか送り先なし").locator(".path").inner_text()


def test_complaints_and_advice_are_marked_and_filtered(phone: Phone, wide: Any) -> None:
    say(wide, "はい")
    seen(wide, "「はい」の答え")
    refused = phone.desk.http.post("/v2/bot/message/push", json={"to": KEYS["founder"], "messages": [{"type": "text"}]})
    assert refused.status_code == 400
    bad = wide.locator(".wire-list > li", has_text="400")
    bad.wait_for()
    bad.locator(".tag", has_text="指摘1").wait_for()
    wide.get_by_role("button", name="問題").click()
    assert lines(wide) == ["プッシュ 1件"]
    bad.locator(".call-line").click()
    assert "messages[0].text" in bad.locator(".complaints").inner_text()
    wide.get_by_role("button", name="届けた").click()
    assert lines(wide) == ["メッセージ：はい"]
    wide.reload()
    wide.locator(".wire-list > li").first.wait_for(state="attached")
    assert lines(wide) == ["メッセージ：はい"]
    wide.get_by_role("button", name="すべて", exact=True).click()
    assert len(lines(wide)) == 3


def test_advice_is_amber_and_no_problem(phone: Phone, wide: Any) -> None:
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}]}
    messages = [{"type": "text", "text": "一", "quickReply": quick}, {"type": "text", "text": "二"}]
    phone.desk.send("push", to=KEYS["founder"], messages=messages)
    advised = line(wide, "プッシュ 2件")
    advised.locator(".tag.warn", has_text="助言").wait_for()
    assert advised.locator(".bad").count() == 0
    assert wide.locator("#wire-problems").inner_text() == ""
    assert wide.locator(".tabs .mark").is_hidden()
    wide.get_by_role("button", name="問題").click()
    assert lines(wide) == []


def test_a_tap_is_called_by_its_words(phone: Phone, wide: Any) -> None:
    say(wide, "はい")
    seen(wide, "「はい」の答え")
    wide.get_by_role("button", name="期限").click()
    tapped = line(wide, "ボタン：期限は？")
    tapped.locator(".call-line").click()
    tapped.get_by_text("ボタンのデータ").wait_for()
    assert tapped.locator("dd").last.inner_text() == "d"


def test_only_this_person_pause_and_clear(phone: Phone, wide: Any) -> None:
    phone.desk.push("owner", "ほかの人へ")
    line(wide, "プッシュ 1件")
    wide.get_by_label("この人だけ").check()
    wide.get_by_text("このしぼりこみに合う通信はありません。").wait_for()
    assert lines(wide) == []
    wide.get_by_label("この人だけ").uncheck()
    wide.get_by_role("button", name="とめる").click()
    phone.desk.push("founder", "いま")
    wide.get_by_role("button", name="つづける（1）").click()
    wide.locator(".wire-list > li").nth(1).wait_for()
    wide.get_by_role("button", name="表示を消す").click()
    assert lines(wide) == []
    wide.reload()
    phone.desk.push("founder", "あと")
    line(wide, "プッシュ 1件")
    assert len(lines(wide)) == 1


def test_arrow_keys_walk_along_the_wire(phone: Phone, wide: Any) -> None:
    for _ in range(3):
        phone.desk.push("founder", "x")
    wide.locator(".wire-list > li").nth(2).wait_for()
    wide.locator(".call-line").first.focus()
    wide.keyboard.press("ArrowDown")
    wide.keyboard.press("End")
    assert wide.evaluate("document.activeElement === [...document.querySelectorAll('.call-line')].at(-1)")


def test_the_clock_moves_and_says_so(phone: Phone, wide: Any) -> None:
    assert wide.locator("#clock-state").inner_text() == "本当の時刻です"
    assert wide.locator("#shifted").is_hidden()
    wide.get_by_text("日時を指定").click()
    wide.get_by_label("この日時に移す").fill("2030-04-01T08:59")
    wide.get_by_role("button", name="移す", exact=True).click()
    wide.locator('[data-clock="day"]', has_text="2030年4月1日（月）").wait_for()
    wide.get_by_role("button", name="止める").click()
    wide.locator("#clock-state", has_text="止まっています").wait_for()
    wide.get_by_role("button", name="次の9:00").click()
    wide.locator('[data-clock="time"]', has_text="9:00:00").wait_for()
    assert "2030年4月1日（月） 9:00（止まっています）" in wide.locator("#shifted").inner_text()
    wide.get_by_role("button", name="+1日").click()
    wide.get_by_role("button", name="+1時間").click()
    wide.locator('[data-clock="time"]', has_text="10:00:00").wait_for()
    say(wide, "四月です")
    seen(wide, "「四月です」の答え")
    assert wide.locator(".entry.day").last.get_attribute("data-day") == "2030年4月2日（火）"
    assert wide.locator(".entry.person time").last.inner_text() == "10:00"
    assert wide.locator('.status-bar [data-clock="short"]').inner_text() == "10:00"
    wide.reload()
    wide.get_by_role("button", name="動かす").click()
    wide.locator("#clock-state", has_text="進んでいます").wait_for()
    wide.get_by_role("button", name="今にもどす").click()
    wide.locator("#clock-state", has_text="本当の時刻です").wait_for()
    assert wide.locator("#shifted").is_hidden()


def test_failures_are_set_and_taken_back(phone: Phone, wide: Any) -> None:
    wide.get_by_text("わざと失敗させる").click()
    wide.get_by_label("窓口からの呼び出しを、次の").fill("2")
    wide.get_by_role("button", name="仕掛ける").click()
    wide.locator("#faults-now", has_text="あと2回").wait_for()
    push = {"to": KEYS["founder"], "messages": [{"type": "text", "text": "x"}]}
    assert phone.desk.http.post("/v2/bot/message/push", json=push).status_code == 500
    wide.locator("#faults-now", has_text="あと1回").wait_for()
    failed = wide.locator(".wire-list > li", has_text="わざと")
    failed.locator(".tag", has_text="500").wait_for()
    wide.get_by_role("button", name="すべて取り消す").click()
    wide.get_by_text("失敗をすべて取り消しました。").wait_for()
    phone.desk.push("founder", "もう失敗しません")
    seen(wide, "もう失敗しません")
    assert wide.locator("#faults-now").inner_text() == ""
    wide.get_by_label("どう失敗させるか").select_option("429")
    wide.get_by_role("button", name="仕掛ける").click()
    wide.locator("#faults-now", has_text="あと2回").wait_for()
    assert phone.desk.http.post("/v2/bot/message/push", json=push).status_code == 429
    wide.get_by_role("button", name="すべて取り消す").click()
    wide.get_by_label("どう失敗させるか").select_option("quota")
    assert "（こちらから送るときだけ）" in wide.locator("#fault-kind").inner_text()
    wide.get_by_role("button", name="仕掛ける").click()
    wide.get_by_text("仕掛けました。返信は今までどおり届きます。").wait_for()
    say(wide, "返信は届きますか")
    seen(wide, "「返信は届きますか」の答え")
    assert phone.desk.http.post("/v2/bot/message/push", json=push).json()["message"].startswith("You have reached")
