"""Every setting of the service: read from the environment, from .env and from *_FILE secrets, checked at the start."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.clock import parse
from bot.errors import Problem

REAL_LINE = "https://api.line.me"
OWN_MACHINE = ("127.0.0.1", "localhost", "::1")
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
SECRET_FILES = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "DATABASE_URL", "MADOGUCHI_SMTP_PASSWORD")
ALLOWED = {
    "LINE_CHANNEL_SECRET": "チャネルシークレット / the channel secret; several, comma-separated, while rotating",
    "LINE_CHANNEL_ACCESS_TOKEN": "チャネルアクセストークン / the channel access token",
    "LINE_API_BASE_URL": "http(s)://ホスト[:ポート] / an http(s) URL without a path",
    "LINE_DATA_API_BASE_URL": "http(s)://ホスト[:ポート] / an http(s) URL without a path",
    "DATABASE_URL": "sqlite:///ファイル または postgresql://… / sqlite:///path or postgresql://…",
    "MADOGUCHI_NOW": "2025-03-11T09:00 の形の日時。本物の LINE とは併用不可 / an ISO time; never with the real LINE",
    "MADOGUCHI_PUBLIC_URL": "https://ホスト の形の公開アドレス / an https URL without a path (http only for 127.0.0.1)",
    "MADOGUCHI_LINK_HOSTS": "ホスト名をコンマで並べる / host names, comma-separated: www.example.jp,example.org",
    "MADOGUCHI_PUSH_WHEN_TOKEN_EXPIRED": "true または false / true or false",
    "MADOGUCHI_LOG_LEVEL": "debug, info, warning, error のどれか / one of these",
    "MADOGUCHI_WORKERS": "1 から 32 の整数 / a whole number from 1 to 32",
    "MADOGUCHI_PORT": "1 から 65535 の整数 / a whole number from 1 to 65535",
    "MADOGUCHI_FLOOD_LIMIT": "1 以上の整数 / a whole number from 1",
    "MADOGUCHI_KEEP_TEXTS_DAYS": "1 から 365 の整数 / a whole number from 1 to 365",
    "MADOGUCHI_KEEP_ENROLMENTS_DAYS": "1 から 365 の整数 / a whole number from 1 to 365",
    "MADOGUCHI_KEEP_AFTER_UNFOLLOW_DAYS": "0 から 365 の整数 / a whole number from 0 to 365",
    "MADOGUCHI_SMTP_HOST": "メールサーバーのホスト名。FROM と TO も必要 / a host name; FROM and TO are needed with it",
    "MADOGUCHI_SMTP_PORT": "1 から 65535 の整数 / a whole number from 1 to 65535",
    "MADOGUCHI_SMTP_USER": "PASSWORD と一緒に、または両方なし / together with PASSWORD, or neither",
    "MADOGUCHI_SMTP_PASSWORD": "USER と一緒に、または両方なし / together with USER, or neither",
    "MADOGUCHI_SMTP_FROM": "差出人のメールアドレス一つ / one mail address",
    "MADOGUCHI_SMTP_TO": "職員のメールアドレス。複数はコンマ区切り / mail addresses of staff, comma-separated",
    "MADOGUCHI_SMTP_TLS": "starttls, tls, none のどれか。パスワードがあれば none は不可"
    " / one of these; never none with a password",
}
MAIL_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Settings(BaseSettings):
    """The environment of the service; a field's name in capitals is the variable."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    line_channel_secret: str = Field("", repr=False)
    line_channel_access_token: str = Field("", repr=False)
    line_api_base_url: str = REAL_LINE
    line_data_api_base_url: str = "https://api-data.line.me"
    database_url: str = Field("sqlite:///var/madoguchi.db", repr=False)
    madoguchi_now: dt.datetime | None = None
    madoguchi_push_when_token_expired: bool = False
    madoguchi_public_url: str = ""
    madoguchi_link_hosts: str = ""
    madoguchi_log_level: Literal["debug", "info", "warning", "error"] = "info"
    madoguchi_workers: Annotated[int, Field(ge=1, le=32)] = 8
    madoguchi_port: Annotated[int, Field(ge=1, le=65535)] = 8000
    madoguchi_flood_limit: Annotated[int, Field(ge=1)] = 40
    madoguchi_keep_texts_days: Annotated[int, Field(ge=1, le=365)] = 90
    madoguchi_keep_enrolments_days: Annotated[int, Field(ge=1, le=365)] = 90
    madoguchi_keep_after_unfollow_days: Annotated[int, Field(ge=0, le=365)] = 30
    madoguchi_smtp_host: str = ""
    madoguchi_smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    madoguchi_smtp_user: str = Field("", repr=False)
    madoguchi_smtp_password: str = Field("", repr=False)
    madoguchi_smtp_from: str = ""
    madoguchi_smtp_to: str = Field("", repr=False)
    madoguchi_smtp_tls: Literal["starttls", "tls", "none"] = "starttls"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The channel secrets that are valid now: one, or two while the channel's secret is being replaced."""
        return tuple(part.strip() for part in self.line_channel_secret.split(",") if part.strip())

    @property
    def mail_to(self) -> tuple[str, ...]:
        """Where mails to the staff go; nowhere without a mail server."""
        return tuple(part.strip() for part in self.madoguchi_smtp_to.split(",") if part.strip())

    @property
    def link_hosts(self) -> tuple[str, ...]:
        """Hosts that links of announcements may lead to, beside those of bot/announcements/link_hosts.yaml."""
        return tuple(part.strip().lower() for part in self.madoguchi_link_hosts.split(",") if part.strip())

    @field_validator("madoguchi_public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        if not value.strip():
            return ""
        parts = urlsplit(cls._base_url(value.strip()))
        if parts.username or parts.fragment or (parts.scheme == "http" and parts.hostname not in OWN_MACHINE):
            raise ValueError("not a public URL")
        return value.strip().rstrip("/")

    @field_validator("madoguchi_link_hosts")
    @classmethod
    def _link_hosts(cls, value: str) -> str:
        if any(part.strip() and not HOST.fullmatch(part.strip().lower()) for part in value.split(",")):
            raise ValueError("not host names")
        return value

    @field_validator("line_api_base_url", "line_data_api_base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("not a base URL")
        return value.rstrip("/")  # LINE refuses addresses with a doubled slash

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        scheme, _, rest = value.partition("://")
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg://{rest}"
        if scheme not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("unknown database")
        return value

    @field_validator("madoguchi_now", mode="before")
    @classmethod
    def _now(cls, value: object) -> object:
        return (parse(value) if value.strip() else None) if isinstance(value, str) else value

    @field_validator("madoguchi_smtp_host")
    @classmethod
    def _mail_host(cls, value: str) -> str:
        if value and not MAIL_HOST.fullmatch(value):
            raise ValueError("not a host")
        return value

    @field_validator("madoguchi_smtp_from", "madoguchi_smtp_to")
    @classmethod
    def _addresses(cls, value: str, info: ValidationInfo) -> str:
        given = [part.strip() for part in value.split(",") if part.strip()]
        most = 1 if info.field_name == "madoguchi_smtp_from" else 20
        if not all(MAIL_ADDRESS.fullmatch(part) for part in given) or len(given) > most:
            raise ValueError("not mail addresses")
        return value.strip()

    @field_validator("madoguchi_log_level", "madoguchi_smtp_tls", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _no_play_with_the_real_line(self) -> Settings:
        if self.madoguchi_now is not None and self.line_api_base_url == REAL_LINE:
            raise ValueError("MADOGUCHI_NOW")  # real citizens must never be told yesterday's deadlines
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Settings:
        host, needed = self.madoguchi_smtp_host, {"FROM": self.madoguchi_smtp_from, "TO": self.madoguchi_smtp_to}
        for name, value in needed.items():
            if bool(value) != bool(host):
                raise ValueError(f"MADOGUCHI_SMTP_{name if host else 'HOST'}")
        if bool(self.madoguchi_smtp_user) != bool(self.madoguchi_smtp_password):
            raise ValueError(f"MADOGUCHI_SMTP_{'PASSWORD' if self.madoguchi_smtp_user else 'USER'}")
        if self.madoguchi_smtp_password and self.madoguchi_smtp_tls == "none" and host not in OWN_MACHINE:
            raise ValueError("MADOGUCHI_SMTP_TLS")  # a password never travels in the open
        return self

    def require_credentials(self) -> None:
        """Raises Problem naming the variables without which nothing can be received or sent."""
        needed = {"LINE_CHANNEL_SECRET": self.secrets, "LINE_CHANNEL_ACCESS_TOKEN": self.line_channel_access_token}
        missing = " と ".join(name for name, value in needed.items() if not value)
        if missing:
            raise Problem(
                f"{missing} が設定されていません / missing: {missing.replace(' と ', ', ')} (see .env.example)"
            )


def load_settings(environment: Mapping[str, str] | None = None, env_file: str | None = ".env") -> Settings:
    """Reads and checks all settings. Raises Problem that names every wrong variable and what is allowed."""
    given = {name.lower(): text for name, text in _secret_files(os.environ if environment is None else environment)}
    if environment is not None:
        fields = {name: environment[name.upper()] for name in Settings.model_fields if name.upper() in environment}
        given = {**fields, **given}
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise Problem(*(_sentence(problem["loc"], problem["msg"]) for problem in error.errors())) from None


def _sentence(loc: tuple[int | str, ...], said: str) -> str:
    """A rule over several settings has no place of its own: it says the name of the one to put right."""
    name = str(loc[0]).upper() if loc else said.removeprefix("Value error, ")
    return f"{name} の値が正しくありません。使える値: {ALLOWED[name]}"


def _secret_files(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    for name in SECRET_FILES:
        path = environment.get(f"{name}_FILE")
        if path:
            try:
                found.append((name, Path(path).read_text(encoding="utf-8").strip()))
            except (OSError, UnicodeDecodeError):
                raise Problem(f"{name}_FILE のファイル {path} を読めません / cannot read {path}") from None
    return found
