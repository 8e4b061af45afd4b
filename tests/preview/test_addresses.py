"""Addresses: what may be followed, and where an address in a text ends."""

import pytest

from bot.preview.addresses import followable, linked, own_picture, picture_source


@pytest.mark.parametrize(
    "address",
    [
        "https://example.jp/",
        "http://example.jp:8080/a?b=c#d",
        "HTTPS://EXAMPLE.JP",
        "https://example.jp/申請書.pdf",
        "https://example.jp/a@b",
        "https://[::1]/",
        "tel:0191-21-8412",
        "tel:+81191218412",
    ],
)
def test_these_can_be_followed(address: str) -> None:
    assert followable(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "blob:https://example.jp/1", "//example.jp", "/emulator", "example.jp", "https:example.jp", "https:///a", "https://",
        " https://example.jp", "https://example.jp\n", "https://example.jp/ x", "https://exa\tmple.jp",
        "https://city.example.jp@evil.example/", "https://a:b@evil.example", "https://@evil.example",
        "https://city.example.jp\\@evil.example", "https://evil.example/\"x", "https://evil.example/'x",
        "https://evil.example/<b>", "https://evil.example/\u202egnp", "https://evil\u200b.example/",
        "https://example.jp:99999/", "https://example.jp:x/", "https://[::1", "https://example.jp/" + "a" * 2000,
        "line://nv/chat", "tel:javascript", "mailto:a@example.jp", "", None, 5, ["https://example.jp"],
    ],
)  # fmt: skip
def test_these_lead_nowhere(address: object) -> None:
    assert followable(address) is None


def test_pictures_come_over_https_or_from_the_emulator_itself() -> None:
    assert picture_source("https://example.jp/a.png") == "https://example.jp/a.png"
    assert picture_source("http://example.jp/a.png") is None
    assert picture_source("tel:0191") is None
    assert own_picture("/emulator/content/123-a_B") == "/emulator/content/123-a_B"
    for address in (
        "/emulator/content/",
        "/emulator/content/../x",
        "/emulator/content/a/b",
        "//x/emulator/content/1",
        7,
    ):
        assert own_picture(address) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.jp/aをごらんください", "https://example.jp/a"),
        ("くわしくは https://example.jp/a.", "https://example.jp/a"),
        ("（https://example.jp/a）", "https://example.jp/a"),
        ("(https://example.jp/a)", "https://example.jp/a"),
        ("https://example.jp/a_(b)", "https://example.jp/a_(b)"),
        ("https://example.jp/a?b=1&c=2, つぎ", "https://example.jp/a?b=1&amp;c=2"),
    ],
)
def test_addresses_in_texts_end_with_the_address(text: str, address: str) -> None:
    html = str(linked(text))
    assert f'href="{address}"' in html
    assert f">{address}</a>" in html


def test_what_cannot_be_followed_stays_text() -> None:
    for text in ("https://a@evil.example/", "javascript:alert(1)", "http://", "https://）"):
        assert "<a" not in str(linked(text))
        assert str(linked(text)) == text
