"""The gallery's page: whose samples it shows, and when they are made."""

from collections.abc import Iterator
from dataclasses import replace

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


def test_samples_of_one_group_stand_together_however_they_come() -> None:
    apart = tuple(replace(OWN, group=group, title=title) for group, title in (("甲", "一"), ("乙", "二"), ("甲", "三")))
    options = Options("s", "t", "http://127.0.0.1:9/callback", samples=apart)
    with Background(create_emulator(options)) as phone, client(phone.url) as http:
        shown = http.get("/emulator/gallery").text
        phone.app.state.platform.feed.close()
    assert shown.count("甲</h2>") == 1
    titles = [shown.index(f'"#s-{number}">{title}') for number, title in ((1, "一"), (3, "三"), (2, "二"))]
    assert titles == sorted(titles)


def test_a_plain_tuple_of_samples_will_do() -> None:
    options = Options("s", "t", "http://127.0.0.1:9/callback", samples=(OWN,))
    with Background(create_emulator(options)) as phone:
        assert "一枚目" in httpx.get(f"{phone.url}/emulator/gallery", timeout=60).text
        phone.app.state.platform.feed.close()
