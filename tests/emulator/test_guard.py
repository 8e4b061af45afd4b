"""Who may use the pages and the control API: programs, and the emulator's own pages."""

import pytest

from bot.emulator.control_parts import is_own
from tests.emulator.conftest import TOKEN, Emulator

CONTROL = "/emulator/control/"


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8001", True), ("[::1]:8001", True), ("192.168.0.7", True), ("localhost:8001", True),
        ("emulator:8001", True), ("desk.example:8001", True), ("DESK.example", True), ("evil.example:8001", False),
        ("127.0.0.1.evil.example", False), ("", False), ("[::1", False), ("localhost.evil.example", False),
    ],
)  # fmt: skip
def test_names_that_may_lead_here(host: str, known: bool) -> None:
    assert is_own(host, "desk.example") is known


PATHS = (
    "/emulator", "/emulator/gallery", "/emulator/stream?user=x", "/emulator/content/1", "/emulator/richmenu/1/image",
    "/emulator/control/sent", "/emulator/preview.css", "/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_another_name_for_this_machine_leads_nowhere(emulator: Emulator, path: str) -> None:
    answer = emulator.http.get(path, headers={"host": "evil.example"})
    assert answer.status_code == 403
    assert emulator.http.get(path).status_code != 403


def test_the_api_is_open_to_every_name_because_it_has_a_token(emulator: Emulator) -> None:
    headers = {"host": "line.test.example", "authorization": f"Bearer {TOKEN}"}
    assert emulator.http.get("/v2/bot/info", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["reset", "say", "richmenu/switch", "picture?user=founder", "people/founder/state"])
@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:1"},
     {"sec-fetch-site": "cross-site"}],
    ids=str,
)  # fmt: skip
def test_other_sites_cannot_act(emulator: Emulator, path: str, headers: dict[str, str]) -> None:
    body = {"user": "founder", "text": "はい", "state": "blocked"}
    assert emulator.http.post(CONTROL + path, json=body, headers=headers).status_code == 403
    assert emulator.look("talk", user="founder") == []
    assert emulator.look("people")[0]["state"] == "friend"


def test_the_own_page_can_act(emulator: Emulator) -> None:
    own = {"origin": emulator.url, "sec-fetch-site": "same-origin"}
    assert emulator.http.post(CONTROL + "reset", headers=own).status_code == 204
    switch = {"user": "founder", "alias": "none", "data": "x"}
    assert emulator.http.post(CONTROL + "richmenu/switch", json=switch, headers=own).status_code == 200
