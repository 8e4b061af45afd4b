"""The talk on the phone page in a real browser: what a person types, taps, sends and sees."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.emulator.people import KEYS
from bot.emulator.views.examples import examples
from tests.browser.echo_desk import Phone
from tests.emulator.conftest import until

SAMPLE = Path(__file__).parents[2] / "bot/emulator/static/sample.png"


def say(page: Any, words: str) -> None:
    """Types into the field and sends with Enter."""
    page.locator("#words").fill(words)
    page.locator("#words").press("Enter")


def seen(page: Any, words: str) -> Any:
    """Waits for the newest line with these words and returns it."""
    line = page.locator(".entry", has_text=words).last
    line.wait_for()
    return line


def test_a_conversation(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    say(page, "補助金は？")
    seen(page, "「補助金は？」の答え")
    assert page.get_by_text("<b>はい</b>").count() == 1
    assert page.locator("#words").input_value() == ""
    mine = page.locator(".entry.person")
    assert mine.locator(".read").inner_text() == "既読"
    assert re.fullmatch(r"\d{1,2}:\d\d", mine.locator("time").inner_text())
    assert re.fullmatch(r"\d{4}年\d+月\d+日（.）", page.locator(".entry.day").first.get_attribute("data-day"))
    assert mine.evaluate("e => e.getBoundingClientRect().top") > page.locator("#scroll").evaluate(
        "e => e.getBoundingClientRect().top - 1"
    )


def test_an_empty_talk_invites_with_three_questions(phone: Phone, page: Any) -> None:
    page.goto(phone.of("owner"))
    assert page.locator(".example").count() == 3
    question = page.locator(".example").first.inner_text()
    page.locator(".example").first.click()
    seen(page, f"「{question}」の答え")
    page.locator("#examples").wait_for(state="hidden")
    page.reload()
    assert page.locator("#examples").is_hidden()


def test_quick_replies_vanish_with_the_tap_and_come_back_after_a_failure(
    phone: Phone, open_page: Callable[..., Any]
) -> None:
    page = open_page(360, 700, expected="ERR_FAILED")
    page.goto(phone.of("founder"))
    say(page, "はじめ")
    page.get_by_role("button", name="次へ").wait_for()
    page.route("**/emulator/control/say", lambda route: route.abort())
    page.get_by_role("button", name="次へ").click()
    page.get_by_text("送れませんでした。もう一度お試しください。").wait_for()
    assert page.get_by_role("button", name="次へ").count() == 1
    page.unroute("**/emulator/control/say")
    page.get_by_role("button", name="次へ").click()
    seen(page, "「次の質問」の答え")
    assert page.locator("#trouble").inner_text() == ""
    page.get_by_role("button", name="次へ").wait_for()
    phone.desk.push("founder", "お知らせです")
    seen(page, "お知らせです")
    page.locator("#quick button").first.wait_for(state="detached")


def test_a_postback_shows_its_words_and_the_date_picker_keeps_its_limits(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    say(page, "はじめ")
    page.get_by_role("button", name="期限").click()
    seen(page, "期限は？")
    seen(page, "「d」の答え")
    page.get_by_role("button", name="日を選ぶ").click()
    field = page.locator("#picked")
    assert [field.get_attribute(name) for name in ("type", "min", "max")] == ["date", "2025-03-01", "2025-03-31"]
    assert field.input_value() == "2025-03-10"
    assert page.locator("#picked-words").inner_text() == "2025年3月10日（月）"
    field.fill("2025-04-01")
    page.get_by_role("button", name="決定").click()
    assert page.locator("#picker").is_visible()
    field.fill("2025-03-11")
    page.get_by_role("button", name="決定").click()
    seen(page, "「2025-03-11」の答え")
    assert phone.desk.heard[-1]["postback"]["params"] == {"date": "2025-03-11"}


def test_times_and_moments_are_picked_too(phone: Phone, page: Any) -> None:
    items = [
        {"type": "action", "action": {"type": "datetimepicker", "label": label, "data": "x", "mode": mode, **given}}
        for label, mode, given in (
            ("時刻", "time", {"initial": "10:30"}),
            ("日時", "datetime", {"initial": "2026-09-01t10:00"}),
        )
    ]
    phone.desk.answers["選ぶ"] = [{"type": "text", "text": "どうぞ", "quickReply": {"items": items}}]
    page.goto(phone.of("founder"))
    for label, value in (("時刻", "10:30"), ("日時", "2026-09-01T10:00")):
        say(page, "選ぶ")
        page.locator("#quick").get_by_role("button", name=label).click()
        assert page.locator("#picked").input_value() == value
        page.get_by_role("button", name="やめる").click()
        page.locator("#quick").get_by_role("button", name=label).click()
        page.get_by_role("button", name="決定").click()
        seen(page, f"「{value}」の答え")


def test_a_reload_loses_nothing(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    for n in range(4):
        say(page, f"質問{n}")
        seen(page, f"「質問{n}」の答え")
    page.locator("#words").fill("書きかけ")
    page.locator("#scroll").evaluate("e => { e.scrollTop = 40; }")
    page.locator(".entry.person .read").nth(3).wait_for()
    page.locator("#quick button").nth(1).wait_for()
    page.locator("#newer").wait_for()  # it has seen that the view moved
    lines = page.locator(".entry").all_inner_texts()
    page.reload()
    assert page.locator(".entry").all_inner_texts() == lines
    assert page.locator("#words").input_value() == "書きかけ"
    assert page.locator("#quick button").count() == 2
    assert page.locator("#scroll").evaluate("e => e.scrollTop") == 40
    phone.desk.push("founder", "あとから来ました")
    page.get_by_role("button", name="新しいメッセージ").click()
    page.locator("#newer").wait_for(state="hidden")
    assert page.get_by_text("あとから来ました").last.is_visible()


def test_stickers_pictures_and_places_are_sent(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    more = page.get_by_role("button", name="写真・スタンプなどを送る")
    more.click()
    page.get_by_role("button", name="スタンプ：ありがとう").click()
    seen(page, "「sticker」の答え")
    assert page.locator(".entry.person img.sticker").get_attribute("alt") == "スタンプ：ありがとう"
    assert phone.desk.heard[-1]["message"]["keywords"] == ["thanks"]
    page.locator(".entry.person .row").click(button="right")
    assert page.locator("#message-menu button:visible").all_inner_texts() == ["送信を取り消す"]
    page.keyboard.press("Escape")
    more.click()
    page.get_by_role("button", name="見本の写真").click()
    seen(page, "「image」の答え")
    with page.expect_file_chooser() as choosing:
        more.click()
        page.get_by_role("button", name="写真を選ぶ").click()
    choosing.value.set_files(SAMPLE)
    page.locator(".entry.person img.photo").nth(1).wait_for()
    assert page.locator("img.photo").last.evaluate("async e => (await e.decode(), e.naturalWidth)") == 720
    until(lambda: [event["message"]["type"] for event in phone.desk.heard] == ["sticker", "image", "image"])
    picture = phone.desk.http.get(f"/v2/bot/message/{phone.desk.heard[-1]['message']['id']}/content")
    assert picture.content == SAMPLE.read_bytes()
    more.click()
    page.get_by_role("button", name="位置情報").click()
    page.get_by_label("場所の名前").fill("一ノ関駅")
    page.locator("#place").get_by_role("button", name="送る").click()
    seen(page, "「location」の答え")
    assert phone.desk.heard[-1]["message"]["title"] == "一ノ関駅"
    more.click()
    page.get_by_role("button", name="動画").click()
    film = page.locator(".entry.person .film")
    film.wait_for()
    assert film.inner_text().split() == ["動画", "0:06"]
    assert film.evaluate("e => getComputedStyle(e).flexDirection") == "row"


def test_only_pictures_are_accepted(phone: Phone, page: Any, tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.goto(phone.of("founder"))
    (tmp_path / "x.png").write_text("これは写真ではありません")
    (tmp_path / "cut.png").write_bytes(SAMPLE.read_bytes()[:60])
    for name in ("x.svg", "x.png", "cut.png"):
        page.locator("#trouble").evaluate("e => { e.textContent = ''; }")
        page.locator("#picture").set_input_files(tmp_path / name)
        page.get_by_text("この写真は読み取れません。PNG か JPEG の写真を選んでください。").wait_for()
        assert page.locator("#toast").inner_text() == ""
    assert page.locator(".entry").count() == 0


def test_ones_own_message_can_be_taken_back(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    say(page, "まちがえました")
    seen(page, "「まちがえました」の答え")
    page.locator(".entry.person .dots-button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("メッセージの送信を取り消しました。").wait_for()
    assert page.locator(".entry.person .content").count() == 0
    until(lambda: phone.desk.heard[-1]["type"] == "unsend")
    page.reload()
    assert page.get_by_text("まちがえました", exact=True).count() == 0


def test_search_finds_counts_and_walks(phone: Phone, page: Any) -> None:
    phone.desk.answers["X"] = [{"type": "text", "text": "りんごとリンゴとりんご"}]
    page.goto(phone.of("founder"))
    for _ in range(2):
        say(page, "X")
    page.locator(".entry.bot").nth(1).wait_for()
    page.get_by_role("button", name="トークの中をさがす").click()
    page.keyboard.type("りんご")
    count = page.locator("#search-count")
    assert count.inner_text() == "4 / 4件"
    assert page.evaluate("CSS.highlights.get('found').size") == 4
    page.get_by_role("button", name="前を見る").click()
    assert count.inner_text() == "3 / 4件"
    page.get_by_role("button", name="次を見る").click()
    page.get_by_role("button", name="次を見る").click()
    assert count.inner_text() == "1 / 4件"
    assert page.locator(".entry.found").count() == 1
    page.locator("#search-words").fill("みかん")
    assert count.inner_text() == "0件"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.evaluate("CSS.highlights.size") == 0


def test_blocking_is_seen_at_once_and_can_be_undone(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    page.get_by_role("button", name="この人のメニュー").click()
    page.get_by_role("menuitem", name="ブロックする").click()
    seen(page, "ブロックしました。窓口からのメッセージは届きません。")
    phone.desk.push("founder", "届かないはず")
    page.get_by_text("ブロック中です。解除すると送れます。").wait_for()
    page.get_by_role("button", name="ブロックを解除する").click()
    seen(page, "ブロックを解除しました。")
    page.locator(".blocked-note").wait_for(state="hidden")
    assert page.locator("#words").is_visible()
    assert page.get_by_text("届かないはず").count() == 0
    until(lambda: [event["type"] for event in phone.desk.heard] == ["unfollow", "follow"])


def test_a_person_is_added_and_changed(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(phone.of("founder"))
    page.get_by_role("button", name="人を追加").click()
    page.get_by_label("名前", exact=True).fill("あおい")
    page.get_by_label("どんな人か").select_option("移住したい")
    page.get_by_label("くわしく").fill("カフェ・雑貨の店")
    page.get_by_label("LINE の表示言語").select_option("vi")
    page.get_by_role("button", name="決定").click()
    seen(page, "「follow」の答え")
    assert page.locator("#people [aria-current] b").inner_text() == "あおい"
    assert page.locator("#people [aria-current] .note-line").inner_text() == "移住したい・カフェ・雑貨の店"
    assert page.locator(".example").first.inner_text() == examples(KEYS["mover"])[0]
    page.get_by_role("button", name="この人のメニュー").click()
    page.get_by_role("menuitem", name="名前やことばを変える").click()
    assert page.get_by_label("LINE の表示言語").input_value() == "vi"
    assert page.get_by_label("どんな人か").input_value() == "移住したい"
    assert page.get_by_label("くわしく").input_value() == "カフェ・雑貨の店"
    page.get_by_label("どんな人か").select_option("その他")
    page.get_by_label("名前", exact=True).fill("あおい・改")
    page.get_by_role("button", name="決定").click()
    page.locator("#people b", has_text="あおい・改").wait_for()
    page.locator("#my-name", has_text="あおい・改").wait_for()
    assert page.title().startswith("あおい・改さん")
    assert page.locator("#people [aria-current] .note-line").inner_text() == "カフェ・雑貨の店"
    page.get_by_role("button", name="この人のメニュー").click()
    page.get_by_role("menuitem", name="名前やことばを変える").click()
    assert page.get_by_label("どんな人か").input_value() == "その他"
    assert page.get_by_label("くわしく").input_value() == "カフェ・雑貨の店"


def test_two_people_at_once_and_unread_messages_of_others(phone: Phone, open_page: Callable[..., Any]) -> None:
    one, two = open_page(), open_page(360, 700)
    one.goto(phone.of("founder"))
    two.goto(phone.of("owner"))
    say(one, "ひなたです")
    say(two, "まつばです")
    seen(one, "「ひなたです」の答え")
    seen(two, "「まつばです」の答え")
    assert one.locator("#talk", has_text="まつばです").count() == 0
    phone.desk.push("student", "お知らせ1", "お知らせ2")
    student = one.locator("#people a", has_text="そら")
    student.locator(".unread", has_text="2").wait_for()
    two.locator(".back .unread", has_text="2").wait_for()
    student.click()
    one.wait_for_url(f"**{KEYS['student']}")
    one.get_by_text("お知らせ2").first.wait_for()
    two.locator(".back .unread").wait_for(state="hidden")


def test_the_loading_dots_end_with_the_next_message(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    answer = phone.desk.http.post("/v2/bot/chat/loading/start", json={"chatId": KEYS["founder"], "loadingSeconds": 60})
    assert answer.status_code == 202
    page.locator("#loading").wait_for()
    phone.desk.push("founder", "お待たせしました")
    page.locator("#loading").wait_for(state="hidden")
    seen(page, "お待たせしました")


def test_an_emptied_talk_is_empty_in_the_page(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    say(page, "はい")
    seen(page, "「はい」の答え")
    phone.control("reset")
    page.locator(".entry").first.wait_for(state="detached")
    page.locator("#examples").wait_for()


def test_an_unknown_person_is_said_so(phone: Phone, page: Any) -> None:
    assert page.request.get(f"{phone.url}/emulator?user=Unobody").status == 404
    assert page.request.get(f"{phone.url}/emulator/stream?user=Unobody").status == 404


def test_a_long_talk_begins_with_its_newest_lines(phone: Phone, page: Any) -> None:
    founder = phone.platform.user("founder")
    for number in range(450):
        phone.platform.store.add_entry(
            founder, 1_741_650_000_000, "bot", f"m{number}", {"type": "text", "text": f"その{number}"}
        )
    page.goto(phone.of("founder"))
    assert page.locator(".entry").count() == 200
    phone.platform.store.rewrite_entry("m0", {"type": "unsent"})
    phone.desk.push("founder", "いちばん新しい")
    seen(page, "いちばん新しい")
    assert page.locator(".entry").count() == 201
    page.get_by_role("link", name="前のメッセージも見る").click()
    page.wait_for_url("**lines=400")
    page.get_by_role("link", name="前のメッセージも見る").click()
    page.wait_for_url("**lines=800")
    assert page.locator(".entry").count() == 451
    assert page.locator(".earlier").count() == 0


def test_a_stranger_can_become_a_friend(phone: Phone, page: Any) -> None:
    added = phone.control("people", name="しおり", follow=False)["user_id"]
    page.goto(f"{phone.url}/emulator?user={added}")
    page.locator("#room-more").click()
    assert page.get_by_role("menuitem", name="ブロックする").is_hidden()
    page.get_by_role("menuitem", name="友だちになる").click()
    page.locator("body[data-state=friend]").wait_for()
