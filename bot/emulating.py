"""`madoguchi emulator`: the LINE look-alike alone, for any bot in any language. Imports nothing of the desk."""

from __future__ import annotations

import os
import secrets
import shlex
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from bot.errors import Problem
from bot.serving import Background, PortTaken, reserve, wait_for_end

SECRET, TOKEN = "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN"
WELCOME = """
LINE のまねをするもの（エミュレーター）が動いています / The LINE Platform emulator is running.

  トーク画面 / phone page      {url}/emulator
  API のアドレス / API base    {url}
  操作 / control API           {url}/emulator/control/…（docs/emulator.md）
  Webhook の送り先 / webhook   {webhook}
  記憶 / memory                {store}

ボットには次のように設定します / set these for your bot:

  {secret}
  {token}
  export LINE_API_BASE_URL={url}
  export LINE_DATA_API_BASE_URL={url}

API のアドレスは https://api.line.me と https://api-data.line.me の代わりです。
The base URL stands for both api.line.me and api-data.line.me: set it as the host of your SDK's clients.
終わるときは Ctrl-C / Ctrl-C ends it.
"""


@dataclass(frozen=True)
class Wanted:
    """What was given at the terminal; empty secrets are made up, an empty webhook is set later."""

    port: int = 8001
    webhook: str = ""
    host: str = "127.0.0.1"
    secret: str = ""
    token: str = ""
    store: Path | None = None
    pictures: bool = False


def run(wanted: Wanted, *, stop: Event | None = None, show: Callable[[str], None] = print) -> None:
    """Runs until Ctrl-C or until `stop` is set; raises Problem for everything that can be put right."""
    _check(wanted)
    try:
        listener = reserve(wanted.port, wanted.host)
    except PortTaken:
        if not _is_here(wanted.host):
            raise Problem(
                f"--host の {wanted.host} では待ち受けられません。この機器のアドレス（127.0.0.1 など）を書いてください"
                f" / cannot listen on {wanted.host}: give an IPv4 address or a name of this machine"
            ) from None
        raise Problem(
            f"ポート {wanted.port} は使えません。--port で別の番号を指定してください"
            f" / port {wanted.port} on {wanted.host} is taken or not allowed: choose another with --port"
        ) from None
    with listener:
        from bot.emulator import Options, create_emulator

        try:
            secret, token = credentials(wanted)
            options = Options(
                channel_secret=secret,
                channel_token=token,
                webhook_url=wanted.webhook,
                store=str(wanted.store) if wanted.store else ":memory:",
                pictures=wanted.pictures,
                host=wanted.host,
                questions=False,
            )
            emulator = create_emulator(options)
        except sqlite3.OperationalError as error:
            raise Problem(_unusable(wanted.store, "locked" in str(error))) from None
        except (OSError, sqlite3.Error):
            raise Problem(_unusable(wanted.store, False)) from None
        with Background(emulator, listener) as server:
            platform = emulator.state.platform
            url = f"http://127.0.0.1:{server.port}" if wanted.host in ("0.0.0.0", "") else server.url
            show(_welcome(wanted, url, platform.account.now.webhook_url, secret, token))
            wait_for_end(stop or Event())
            # Open pages hold a stream; without this each would delay the end by seconds.
            platform.feed.close()


def _is_here(host: str) -> bool:
    try:
        reserve(0, host).close()
    except PortTaken:
        return False
    return True


def _unusable(store: Path | None, locked: bool) -> str:
    if locked:
        return (
            f"ファイル {store} は別のエミュレーターが使っています。--store で別のファイルを指定してください"
            f" / another emulator uses {store}: choose another file with --store"
        )
    return (
        f"ファイル {store} を使えません。書き込める場所を --store で指定してください"
        f" / cannot keep anything in {store}: choose another file with --store"
    )


def _check(wanted: Wanted) -> None:
    for name, value in (("secret", wanted.secret), ("token", wanted.token)):
        # It travels in a header, and what nobody can see nobody can copy.
        if value and (not value.isascii() or not value.isprintable() or value != value.strip()):
            raise Problem(f"--{name} には英数字と記号を書いてください / printable ASCII without spaces at its ends")
    if not 0 <= wanted.port <= 65535:
        raise Problem("--port は 0 から 65535 の整数です（0 は空いている番号） / a whole number from 0 to 65535")
    if wanted.webhook:
        try:
            parts = urlsplit(wanted.webhook)
            right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
            right = right and not any(sign.isspace() for sign in wanted.webhook)
        except ValueError:
            right = False
        if not right or len(wanted.webhook) > 500:
            raise Problem(
                "--webhook には http://127.0.0.1:8000/callback のような、500文字以内のアドレスを書いてください"
                " / an http(s) URL of at most 500 characters"
            )


def credentials(wanted: Wanted) -> tuple[str, str]:
    """Secret and token: given ones, those of the environment, or made-up ones, which alone a store keeps."""
    given = {
        "secret": wanted.secret or os.environ.get(SECRET, "").split(",")[0].strip(),
        "token": wanted.token or os.environ.get(TOKEN, "").strip(),
    }
    made = {"secret": secrets.token_hex(16), "token": secrets.token_urlsafe(48)}
    if wanted.store is not None:
        from bot.emulator.store import Store

        store = Store(str(wanted.store))
        try:
            kept = store.setting("channel", {})
            made = {name: kept.get(name) or made[name] for name in made}
            store.keep("channel", {name: value for name, value in made.items() if name in kept or not given[name]})
        finally:
            store.close()
    return given["secret"] or made["secret"], given["token"] or made["token"]


def _setting(name: str, value: str, from_terminal: str) -> str:
    if not from_terminal and os.environ.get(name, "").strip():
        return f"{name}（環境変数のもの）/ {name} as in the environment"
    return f"export {name}={shlex.quote(value)}"


def _welcome(wanted: Wanted, url: str, webhook: str, secret: str, token: str) -> str:
    unset = f"未設定 / not set: PUT {url}/v2/bot/channel/webhook/endpoint"
    return WELCOME.format(
        url=url,
        webhook=webhook or unset,
        store=wanted.store or "なし（終わると消えます） / none, everything ends with it",
        secret=_setting(SECRET, secret, wanted.secret),
        token=_setting(TOKEN, token, wanted.token),
    )
