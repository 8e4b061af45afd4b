"""Messages as HTML: faithful where they are friendly, harmless where they are not."""

from typing import Any

import pytest

from bot.messages import Card, Carousel, Choice, Choices, Open, PickDate, Post, Row, Say, Text, as_line
from bot.preview import message_html, quick_replies_html
from tests.preview.strict_html import complaints, said


def drawn(kind: str, **more: Any) -> str:
    html = str(message_html({"type": kind, **more}))
    assert complaints(html) == []
    return html


def test_a_card_shows_its_words_and_buttons() -> None:
    card = Card(
        "見出し",
        "起業支援補助金",
        badge="受付中",
        tone="open",
        rows=(Row("金額", "上限50万円"),),
        buttons=(Post("期限", "d=1", "期限は？"), Open("市のページ", "https://example.jp/")),
    )
    html = str(message_html(as_line(card)))
    for words in ("起業支援補助金", "受付中", "上限50万円", 'aria-label="見出し"', "width:300px"):
        assert words in html
    assert 'data-type="postback" data-data="d=1" data-displaytext="期限は？"' in html
    assert 'href="https://example.jp/" target="_blank" rel="noopener noreferrer"' in html


def test_carousels_scroll_by_keyboard_and_choices_are_pressable() -> None:
    cards = as_line(Carousel("一覧", (Card("一", "一"), Card("二", "二"))))
    assert 'class="carousel" role="group" aria-label="一覧" tabindex="0"' in str(message_html(cards))
    choices = as_line(Choices("どれ？", (Choice("一つ目", "", Say("一つ目", "一つ目です")),)))
    assert 'data-type="message" data-text="一つ目です"' in str(message_html(choices))


def test_quick_replies_become_buttons() -> None:
    html = str(
        quick_replies_html(as_line(Text("はい", (Say("次へ", "次"), PickDate("日を選ぶ", "d", max="2025-12-31")))))
    )
    assert html.count("<button") == 2
    assert 'data-mode="date"' in html
    assert 'data-max="2025-12-31"' in html


def test_addresses_in_texts_become_links_and_end_where_japanese_begins() -> None:
    html = str(message_html({"type": "text", "text": "https://example.jp/a?b=1をごらんください。<b>"}))
    assert '<a href="https://example.jp/a?b=1" target="_blank"' in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", 'https://x" onclick="y', "//x"]
)
def test_dangerous_addresses_lead_nowhere(uri: str) -> None:
    button = {"type": "button", "action": {"type": "uri", "label": "x", "uri": uri}}
    box = {"type": "box", "layout": "vertical", "contents": [button]}
    html = str(message_html({"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": box}}))
    assert "href" not in html


def test_emojis_and_mentions_stand_where_lines_units_count() -> None:
    # 🍎 counts as two.
    html = drawn("text", text="🍎$とまつさん", emojis=[{"index": 2, "productId": "p", "emojiId": "1"}])
    assert said(html) == "🍎とまつさん"
    assert 'role="img" aria-label="絵文字"' in html
    named = drawn("text", text="🍎@まつ さん", mention={"mentionees": [{"index": 2, "length": 3, "type": "user"}]})
    assert '<span class="mention">@まつ</span>' in named
    for wrong in ({"index": 99}, {"index": -1}, {"index": "2"}, {"index": 0, "length": 99}, 7):
        assert said(drawn("text", text="a$b", emojis=[wrong])) == "a$b"
    twice = [{"index": 1}, {"index": 1}, {"index": 0, "length": 3}]
    assert drawn("text", text="a$b", emojis=twice).count("emoji-mark") == 1


def test_keys_of_a_text_are_replaced_and_doubled_braces_are_braces() -> None:
    given = {
        "who": {"type": "mention", "mentionee": {"type": "user", "userId": "U1"}},
        "all": {"type": "mention", "mentionee": {"type": "all"}},
        "face": {"type": "emoji", "productId": "p", "emojiId": "1"},
        "wrong": 5,
    }
    html = drawn("textV2", text="{who}と{all}へ{face}{{はい}}{none}{wrong}https://x.example/", substitution=given)
    assert said(html) == "@whoと@全員へ{はい}{none}{wrong}https://x.example/"
    assert html.count("emoji-mark") == 1
    assert 'href="https://x.example/"' in html


def test_the_senders_name_stands_above() -> None:
    html = drawn("text", text="はい", sender={"name": "<職員>"})
    assert html.startswith('<div class="sent"><span class="sender">&lt;職員&gt;</span><div class="bubble text">')


def test_stickers_show_a_word_or_their_number_and_no_picture() -> None:
    assert 'aria-label="スタンプ：ありがとう"' in drawn("sticker", stickerId="1", keywords=["ありがとう", "x"])
    assert 'aria-label="スタンプ：わーい"' in drawn("sticker", stickerId="1", text="わーい", keywords=["x"])
    assert 'aria-label="スタンプ：No. 52002734"' in drawn("sticker", stickerId="52002734")


def test_pictures_are_fetched_only_when_wanted() -> None:
    message = {
        "type": "image",
        "previewImageUrl": "https://x.example/p.jpg",
        "originalContentUrl": "https://x.example/o.jpg",
    }
    quiet, fetched = str(message_html(message)), str(message_html(message, pictures=True))
    assert "<img" not in quiet
    assert "写真（https://x.example/p.jpg）" in quiet
    assert 'src="https://x.example/p.jpg" alt="写真" loading="lazy" referrerpolicy="no-referrer"' in fetched
    assert 'href="https://x.example/o.jpg"' in fetched
    assert complaints(quiet + fetched) == []
    assert 'src="/emulator/content/12"' in drawn("image", shown="/emulator/content/12")
    assert "<img" not in drawn("image", shown="https://evil.example/")


def test_sounds_files_places_and_coupons() -> None:
    assert "1:13" in said(drawn("audio", duration=73_900, originalContentUrl="https://x.example/a.m4a"))
    assert said(drawn("file", fileName="申請書.pdf", fileSize=284_310)) == "申請書.pdf284 KB"
    # A mark that turns the direction around must not make a picture of a program.
    assert "\u202e" not in drawn("file", fileName="写真\u202egpj.exe")
    assert (
        said(drawn("location", title="本庁", address="竹山町", latitude=38.9, longitude=141.1))
        == "本庁竹山町38.90000 141.10000"
    )
    assert said(drawn("coupon", couponId="01JY")) == "クーポン01JY"
    film = {"originalContentUrl": "https://x.example/v.mp4", "previewImageUrl": "https://x.example/v.jpg"}
    assert 'class="tile photo-tile" href="https://x.example/v.mp4"' in drawn("video", **film)


def test_what_a_person_sends_has_no_addresses_and_is_named() -> None:
    """As in LINE's events: a content provider and a duration, but no preview and no original."""
    theirs = {"contentProvider": {"type": "line"}, "duration": 6000}
    assert said(drawn("video", **theirs)) == "動画0:06"
    assert said(drawn("audio", **theirs)) == "0:06"
    assert said(drawn("file", fileName="事業計画.pdf", fileSize=20480)) == "事業計画.pdf20 KB"
    assert "正しくありません" not in drawn("video", **theirs) + drawn("audio", **theirs)


def test_templates() -> None:
    actions = [{"type": "message", "label": f"{n}番", "text": str(n)} for n in range(1, 7)]
    form = {
        "type": "buttons",
        "thumbnailImageUrl": "https://x.example/a.jpg",
        "imageAspectRatio": "square",
        "imageSize": "contain",
        "imageBackgroundColor": "#112233",
        "title": "題",
        "text": "文",
        "defaultAction": {"type": "uri", "label": "開く", "uri": "https://x.example/"},
        "actions": actions,
    }
    html = drawn("template", altText="知らせ", template=form)
    assert 'class="tpl" role="group" aria-label="知らせ"' in html
    assert 'fit" style="aspect-ratio:1 / 1;background-color:#112233"' in html
    assert '<a class="tpl-top fx-tap" href="https://x.example/"' in html
    assert html.count("<button") == 4
    confirm = drawn("template", altText="確認", template={**form, "type": "confirm"})
    assert confirm.count("<button") == 2
    assert "題" not in said(confirm)
    columns = drawn("template", altText="一覧", template={"type": "carousel", "columns": [form, {"text": "二"}]})
    assert 'class="carousel" role="group" aria-label="一覧" tabindex="0"' in columns
    assert 'aria-label="2／2"' in columns
    image = {"imageUrl": "https://x.example/i.jpg", "action": {"type": "postback", "label": "春", "data": "1"}}
    images = drawn("template", altText="一覧", template={"type": "image_carousel", "columns": [image]})
    assert '<button class="tpl-image fx-tap act"' in images
    assert 'aria-label="春（https://x.example/i.jpg）"' in images


def test_imagemaps_have_areas_that_stay_inside() -> None:
    areas = [
        {"type": "message", "label": "左", "text": "左へ", "area": {"x": 0, "y": 0, "width": 520, "height": 700}},
        {"type": "uri", "linkUri": "https://x.example/", "area": {"x": 520, "y": 350, "width": 9999, "height": 9999}},
        {
            "type": "clipboard",
            "label": "写す",
            "clipboardText": "0191",
            "area": {"x": 1, "y": 1, "width": 1, "height": 1},
        },
        {"type": "message", "text": "外", "area": {"x": 2000, "y": 0, "width": 10, "height": 10}},
        {"type": "message", "text": "形なし"},
    ]
    base = {"width": 1040, "height": 700}
    html = drawn("imagemap", altText="入口", baseUrl="https://x.example/map", baseSize=base, actions=areas)
    assert 'role="group" aria-label="入口"' in html
    assert "画像（https://x.example/map/1040）" in html
    assert 'style="left:0%;top:0%;width:50%;height:100%" aria-label="左" data-type="message" data-text="左へ"' in html
    assert 'style="left:50%;top:50%;width:50%;height:50%" aria-label="https://x.example/" href=' in html
    assert 'data-clipboardtext="0191"' in html
    assert html.count("map-label") == 3


def test_films_on_imagemaps_and_what_follows_them() -> None:
    video = {
        "originalContentUrl": "https://x.example/v.mp4",
        "area": {"x": 0, "y": 0, "width": 1040, "height": 520},
        "externalLink": {"linkUri": "https://x.example/more", "label": "もっと"},
    }
    html = drawn("imagemap", altText="x", baseUrl="", baseSize={"width": 1040, "height": 1040}, video=video)
    assert '<a class="map-film" style="left:0%;top:0%;width:100%;height:50%" href="https://x.example/v.mp4"' in html
    assert '<a class="map-after" href="https://x.example/more"' in html


@pytest.mark.parametrize(
    ("action", "carried"),
    [
        ({"type": "camera"}, 'data-type="camera"'),
        ({"type": "cameraRoll"}, 'data-type="cameraRoll"'),
        ({"type": "location"}, 'data-type="location"'),
        ({"type": "clipboard", "clipboardText": "0191"}, 'data-clipboardtext="0191"'),
        ({"type": "richmenuswitch", "richMenuAliasId": "a"}, 'data-richmenualiasid="a"'),
        (
            {
                "type": "postback",
                "data": "d",
                "displayText": "い",
                "inputOption": "openKeyboard",
                "fillInText": "---\n",
            },
            'data-data="d" data-displaytext="い" data-inputoption="openKeyboard" data-fillintext="---\n"',
        ),
        (
            {"type": "datetimepicker", "data": "d", "mode": "date", "initial": "2025-03-11", "min": "2025-03-01"},
            'data-data="d" data-mode="date" data-initial="2025-03-11" data-min="2025-03-01"',
        ),
    ],
)
def test_quick_replies_of_every_kind_carry_their_action(action: dict[str, str], carried: str) -> None:
    items = [{"type": "action", "action": {"label": "名前", **action}}]
    html = str(quick_replies_html({"quickReply": {"items": items}}))
    assert carried in html
    assert 'data-label="名前"' in html
    assert complaints(html) == []


def test_at_most_thirteen_quick_replies_and_each_has_a_name() -> None:
    items = [{"type": "action", "action": {"type": "message", "text": "x"}}] * 20
    html = str(quick_replies_html({"quickReply": {"items": items}}))
    assert html.count("<button") == html.count('aria-label="返信の候補"') == 13


def test_links_that_open_only_in_the_app_or_not_at_all_say_so() -> None:
    def quick(uri: str) -> str:
        action = {"type": "uri", "label": "開く", "uri": uri}
        return str(quick_replies_html({"quickReply": {"items": [{"action": action}]}}))

    assert 'role="link" aria-disabled="true" title="LINE アプリの中だけで開くリンクです"' in quick("line://nv/chat")
    assert "安全でない形のリンクなので開けません" in quick("javascript:alert(1)")
    assert "この操作は LINE にありません" in str(
        quick_replies_html({"quickReply": {"items": [{"action": {"type": "x"}}]}})
    )


def test_unknown_kinds_say_so() -> None:
    assert said(drawn("hologram", altText="光")) == "この画面では表示できないメッセージ：光"
    assert said(drawn("unsent")) == "メッセージの送信を取り消しました"
