"""The gallery's page: whose samples it shows, and when they are made."""

from collections.abc import Iterator

import httpx
import pytest

from bot.emulator import Options, create_emulator
from bot.preview.samples import Sample, generic_samples
from bot.serving import Background
from tests.local_http import client

OWN = Sample("<自分の>", "一枚目", "注", [{"type": "text", "text": "はい"}])


@pytest.fixture
def made() -> list[int]:
    """Grows whenever the samples are made."""
    return []


@pytest.fixture
def http(made: list[int]) -> Iterator[httpx.Client]:
    def samples() -> tuple[Sample, ...]:
        made.append(1)
        return (OWN,)

    options = Options("s", "t", "http://127.0.0.1:9/callback", samples=samples)
    with Background(create_emulator(options)) as phone, client(phone.url) as http:
        yield http
        phone.app.state.platform.feed.close()


def test_the_desks_samples_come_first_and_are_made_once_when_first_asked_for(
    http: httpx.Client, made: list[int]
) -> None:
    assert http.get("/emulator").status_code == 200
    assert made == []
    first, second = (http.get("/emulator/gallery") for _ in range(2))
    assert first.text == second.text
    assert made == [1]
    assert first.text.index("&lt;自分の&gt;</h2>") < first.text.index(generic_samples()[0].title)
    assert first.text.count("<article") == len(generic_samples()) + 1


def test_a_group_is_shown_alone_and_an_unknown_one_is_not_found(http: httpx.Client) -> None:
    one = http.get("/emulator/gallery", params={"group": OWN.group, "letters": "largest"})
    assert one.text.count("<article") == 1
    assert '<body class="letters-largest">' in one.text
    # An anchor means the same sample, whatever else is shown.
    last = http.get("/emulator/gallery", params={"group": "安全の確認"})
    assert f'id="s-{len(generic_samples()) + 1}"' in last.text
    assert http.get("/emulator/gallery", params={"group": "ない"}).status_code == 404


def test_the_page_runs_no_script_and_loads_nothing_from_elsewhere(http: httpx.Client) -> None:
    answer = http.get("/emulator/gallery")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'self';" in policy
    assert "<script" not in answer.text
    assert "<style" not in answer.text


def test_a_plain_tuple_of_samples_will_do() -> None:
    options = Options("s", "t", "http://127.0.0.1:9/callback", samples=(OWN,))
    with Background(create_emulator(options)) as phone:
        assert "一枚目" in httpx.get(f"{phone.url}/emulator/gallery", timeout=60).text
        phone.app.state.platform.feed.close()
