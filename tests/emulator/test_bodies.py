"""The body checker against requests written by hand: nothing valid is refused, every mistake is named exactly."""

import json

import pytest

from bot.emulator.bodies import KINDS, check_messages, check_request, error_body
from tests.emulator.cases import USER, Case, cases

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_request_is_judged_by_its_one_mistake(case: Case) -> None:
    assert [where for where, _ in check_request(case.kind, case.body)] == ([case.wrong] if case.wrong else [])


def test_every_kind_has_a_valid_request_and_a_wrong_one() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 150
    for wrong in (True, False):
        seen = {case.kind for case in CASES if bool(case.wrong) == wrong}
        silent = {f"validate/{kind}" for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")}
        assert set(KINDS) - seen <= silent | {"webhookTest"}


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_validation_endpoints_judge_messages_as_their_endpoint_does(kind: str) -> None:
    for case in CASES:
        if case.kind == kind:
            found = [entry for entry in check_request(kind, case.body) if entry[0].startswith("messages")]
            alone = check_request(f"validate/{kind}", {"messages": case.body.get("messages")})
            # Whether a mention or a tracking id suits the talk only the full request can tell.
            assert set(alone) <= set(found)
            assert not alone or set(alone) == set(found)


def test_messages_alone() -> None:
    assert check_messages([{"type": "text", "text": "はい"}]) == []
    assert check_messages([]) == [("messages", "Size must be between 1 and 5")]
    assert check_messages(None) == [("messages", "Size must be between 1 and 5")]
    assert check_messages([{"type": "text"}, "はい"]) == [
        ("messages[0].text", "May not be empty"),
        ("messages[1].type", "May not be empty"),
    ]


def test_the_words_are_those_of_lines_reference() -> None:
    long = {"to": USER, "messages": [{"type": "text", "text": "あ" * 5001}, {"type": "video2"}]}
    assert error_body(check_request("push", long)) == {
        "message": "The request body has 2 error(s)",
        "details": [
            {"message": "Length must be between 0 and 5000", "property": "messages[0].text"},
            {
                "message": "Must be one of the following values: [text, textV2, sticker, image, video, audio,"
                " location, imagemap, template, flex, coupon]",
                "property": "messages[1].type",
            },
        ],
    }
    assert check_request("loading", {"chatId": "C" + "0" * 32, "loadingSeconds": 67}) == [
        (
            "chatId",
            "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.",
        ),
        ("loadingSeconds", "Must be between 5 and 60"),
        ("loadingSeconds", "must be a multiple of five"),
    ]
    area = {"bounds": {"x": 0, "y": 0, "width": 9, "height": 9}, "action": {"type": "uri", "uri": "http2://a"}}
    menu = {"size": {"width": 800, "height": 270}, "selected": True, "chatBarText": "開く", "areas": [area]}
    assert check_request("richmenu", menu) == [("areas[0].action.uri", "invalid uri"), ("name", "must be specified")]


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("push", {"to": "hinata"}, "The property, 'to', in the request body is invalid (line: -, column: -)"),
        ("multicast", {"to": [USER, "x"]}, "The property, to[1], in the request body is invalid (line: -, column: -)"),
        (
            "unlink",
            {"userIds": ["x"]},
            "The property, 'userIds[0]', in the request body is invalid (line: -, column: -)",
        ),
    ],
)
def test_wrong_recipients_are_answered_in_lines_other_form(kind: str, body: dict[str, object], words: str) -> None:
    sent = body if kind == "unlink" else {**body, "messages": [{"type": "text", "text": "はい"}]}
    assert error_body(check_request(kind, sent)) == {"message": words}


def test_unknown_kinds_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        check_request("telegram", {})


def test_very_deep_bodies_are_refused_and_not_a_crash() -> None:
    part: dict[str, object] = {"type": "text", "text": "はい"}
    for _ in range(2000):
        part = {"type": "box", "layout": "vertical", "contents": [part]}
    message = {"type": "flex", "altText": "題", "contents": {"type": "bubble", "body": part}}
    ((where, told),) = check_messages([message])
    assert where.startswith("messages[0].contents.body.contents[0]")
    assert told == "The request body is nested too deeply"
    assert check_request("reply", {"replyToken": "t", "messages": [message]})


@pytest.mark.parametrize(("limit_kb", "bubbles"), [(30, 0), (50, 2)])
@pytest.mark.parametrize("sign", ["a", "あ", "🍎"])
def test_containers_may_weigh_exactly_as_much_as_lines_limit(limit_kb: int, bubbles: int, sign: str) -> None:
    def container(text: str) -> dict[str, object]:
        def bubble(words: str) -> dict[str, object]:
            part = {"type": "text", "text": words}
            return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [part]}}

        # A carousel may weigh more than a bubble: the first bubble takes a share of its own.
        return {"type": "carousel", "contents": [bubble("x" * 25_000), bubble(text)]} if bubbles else bubble(text)

    room = limit_kb * 1024 - len(json.dumps(container(""), ensure_ascii=False, separators=(",", ":")).encode())
    count, rest = divmod(room, len(sign.encode()))
    for more, wrong in (("", []), ("x", ["messages[0].contents"])):
        message = {"type": "flex", "altText": "題", "contents": container(sign * count + "x" * rest + more)}
        assert [where for where, _ in check_messages([message])] == wrong


def test_substitutions_have_a_limit() -> None:
    def message(count: int) -> dict[str, object]:
        emoji = {"type": "emoji", "productId": "p", "emojiId": "1"}
        return {"type": "textV2", "text": "はい", "substitution": {f"k{n}": emoji for n in range(count)}}

    assert check_messages([message(100)]) == []
    assert check_messages([message(101)]) == [("messages[0].substitution", "Size must be between 0 and 100")]
