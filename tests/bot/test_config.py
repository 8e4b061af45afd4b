"""Settings are checked at the start; what is wrong is named with what is allowed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.config import ALLOWED, Settings, load_settings
from bot.errors import Problem

GOOD = {"LINE_CHANNEL_SECRET": "old, new", "LINE_CHANNEL_ACCESS_TOKEN": "token"}


def test_the_secrets_of_a_rotation_are_both_known() -> None:
    settings = load_settings(GOOD, env_file=None)
    assert settings.secrets == ("old", "new")
    settings.require_credentials()


def test_missing_credentials_are_named() -> None:
    with pytest.raises(Problem, match="LINE_CHANNEL_ACCESS_TOKEN") as raised:
        load_settings({"LINE_CHANNEL_SECRET": "s"}, env_file=None).require_credentials()
    assert "LINE_CHANNEL_SECRET" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINE_API_BASE_URL", "api.line.me"),
        ("LINE_API_BASE_URL", "ftp://x"),
        ("LINE_DATA_API_BASE_URL", "https://x/path"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "file.db"),
        ("MADOGUCHI_NOW", "昨日"),
        ("MADOGUCHI_PUSH_WHEN_TOKEN_EXPIRED", "perhaps"),
        ("MADOGUCHI_LOG_LEVEL", "loud"),
        ("MADOGUCHI_WORKERS", "0"),
        ("MADOGUCHI_WORKERS", "many"),
        ("MADOGUCHI_PORT", "70000"),
        ("MADOGUCHI_FLOOD_LIMIT", "-1"),
        ("MADOGUCHI_KEEP_TEXTS_DAYS", "0"),
        ("MADOGUCHI_KEEP_ENROLMENTS_DAYS", "0"),
        ("MADOGUCHI_KEEP_AFTER_UNFOLLOW_DAYS", "366"),
        ("MADOGUCHI_SMTP_HOST", "smtp://mail"),
        ("MADOGUCHI_SMTP_PORT", "0"),
        ("MADOGUCHI_SMTP_FROM", "窓口"),
        ("MADOGUCHI_SMTP_FROM", "desk@example.jp,other@example.jp"),
        ("MADOGUCHI_SMTP_TO", "desk@example.jp\nBcc: x@example.jp"),
        ("MADOGUCHI_SMTP_TLS", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(Problem) as raised:
        load_settings({**GOOD, name: value}, env_file=None)
    (sentence,) = raised.value.sentences
    assert sentence.startswith(name)
    assert ALLOWED[name] in sentence
    if name != "MADOGUCHI_WORKERS":
        assert value not in sentence.replace(ALLOWED[name], "")  # a value may be a secret


def test_every_wrong_value_is_named_at_once() -> None:
    with pytest.raises(Problem) as raised:
        load_settings({"MADOGUCHI_WORKERS": "x", "MADOGUCHI_PORT": "y"}, env_file=None)
    assert len(raised.value.sentences) == 2


def test_every_setting_says_what_is_allowed() -> None:
    assert set(ALLOWED) == {name.upper() for name in Settings.model_fields}


def test_the_clock_is_never_set_with_the_real_line() -> None:
    with pytest.raises(Problem, match="MADOGUCHI_NOW"):
        load_settings({**GOOD, "MADOGUCHI_NOW": "2025-03-11"}, env_file=None)
    given = {**GOOD, "MADOGUCHI_NOW": "2025-03-11T09:00", "LINE_API_BASE_URL": "http://127.0.0.1:8001/"}
    settings = load_settings(given, env_file=None)
    assert settings.madoguchi_now == dt.datetime(2025, 3, 11, tzinfo=dt.UTC)
    assert settings.line_api_base_url == "http://127.0.0.1:8001"


MAIL = {
    **GOOD,
    "MADOGUCHI_SMTP_HOST": "mail.example.jp",
    "MADOGUCHI_SMTP_FROM": "desk@example.jp",
    "MADOGUCHI_SMTP_TO": "a@example.jp, b@example.jp",
}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MADOGUCHI_SMTP_FROM": ""}, "MADOGUCHI_SMTP_FROM"),
        ({"MADOGUCHI_SMTP_TO": ""}, "MADOGUCHI_SMTP_TO"),
        ({"MADOGUCHI_SMTP_HOST": ""}, "MADOGUCHI_SMTP_HOST"),
        ({"MADOGUCHI_SMTP_USER": "desk"}, "MADOGUCHI_SMTP_PASSWORD"),
        ({"MADOGUCHI_SMTP_PASSWORD": "x"}, "MADOGUCHI_SMTP_USER"),
        (
            {"MADOGUCHI_SMTP_USER": "desk", "MADOGUCHI_SMTP_PASSWORD": "x", "MADOGUCHI_SMTP_TLS": "none"},
            "MADOGUCHI_SMTP_TLS",
        ),
    ],
)
def test_mail_is_set_up_whole_or_not_at_all(changes: dict[str, str], named: str) -> None:
    with pytest.raises(Problem) as raised:
        load_settings({**MAIL, **changes}, env_file=None)
    (sentence,) = raised.value.sentences
    assert sentence.startswith(named + " ")


def test_mail_goes_to_all_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("geheim\n", encoding="utf-8")
    given = {"MADOGUCHI_SMTP_USER": "desk", "MADOGUCHI_SMTP_PASSWORD_FILE": str(tmp_path / "password")}
    settings = load_settings({**MAIL, **given, "MADOGUCHI_SMTP_TLS": "TLS"}, env_file=None)
    assert settings.mail_to == ("a@example.jp", "b@example.jp")
    assert (settings.madoguchi_smtp_password, settings.madoguchi_smtp_tls) == ("geheim", "tls")
    assert "geheim" not in repr(settings)
    assert load_settings(GOOD, env_file=None).mail_to == ()


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-file\n", encoding="utf-8")
    settings = load_settings({**GOOD, "LINE_CHANNEL_SECRET_FILE": str(tmp_path / "secret")}, env_file=None)
    assert settings.secrets == ("from-file",)
    with pytest.raises(Problem, match="DATABASE_URL_FILE"):
        load_settings({**GOOD, "DATABASE_URL_FILE": str(tmp_path / "nowhere")}, env_file=None)


def test_postgres_urls_get_our_driver() -> None:
    settings = load_settings({**GOOD, "DATABASE_URL": "postgres://u:p@h/db"}, env_file=None)
    assert settings.database_url == "postgresql+psycopg://u:p@h/db"


def test_a_printed_setting_shows_no_secret() -> None:
    printed = repr(load_settings({**GOOD, "DATABASE_URL": "postgresql://u:geheim@h/db"}, env_file=None))
    assert "geheim" not in printed
    assert "token'" not in printed
    assert "old" not in printed
