"""The demo: service, emulator and phone page in one process, without a LINE account or a database server."""

import datetime as dt
import json
import logging
import os
import secrets
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from socket import socket
from threading import Event

from bot import log
from bot.app import create_app, make_line
from bot.clock import Clock, from_ms, jst, to_ms
from bot.config import Settings, load_settings
from bot.db import make_engine, migrate
from bot.emulator import Options, create_emulator
from bot.emulator.clock import PlatformClock
from bot.errors import Problem
from bot.richmenu.sync import begin
from bot.serving import Background, PortTaken, reserve, wait_for_end
from bot.showcase import desk_samples

HOME_VARIABLE = "MADOGUCHI_HOME"
PHONE_PORT_VARIABLE = "MADOGUCHI_PHONE_PORT"
PORT_VARIABLE = "MADOGUCHI_PORT"
DEFAULT_PHONE_PORT = 8001
# The owner and nobody else may read the made-up credentials.
PRIVATE = 0o600
NOTABLE_MS = 60_000

WELCOME = """
窓口のデモが動いています。ブラウザで次のページを開いてください。

  トーク画面    {phone}/emulator
  サービス      {service}（状態: {service}/readyz）
  データの場所  {home}

左の一覧で「だれとして話すか」を選び、質問を書いて送ります。たとえば:

  ・お店を始めたいのですが、使えるお金はありますか
  ・いくらまで出ますか（前の質問の続きとして）
  ・社員の資格取得を応援してくれる制度は？
  ・市内で働きたい。相談できるところを教えて
  ・奨学金を返すのを手伝ってもらえますか
  ・締切が近いものは？

終わるときは Ctrl-C を押します。会話は残り、次に始めたときに続きから使えます。
"""


class DeskClock(Clock):
    """The desk's clock in the demo: it follows the platform's, which can be moved on the phone page."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        super().__init__()
        self._now_ms = now_ms

    def now(self) -> dt.datetime:
        """The platform's present moment."""
        return from_ms(self._now_ms()) + self._offset


def run(settings: Settings | None = None, *, stop: Event | None = None, show: Callable[[str], None] = print) -> None:
    """Runs until Ctrl-C or until `stop` is set; raises Problem when a port is taken or the folder is not writable."""
    settings = settings or _own_settings()
    stop = stop or Event()
    home = _home()
    # What the workers do every second is no news to someone who tries the desk out.
    log.configure("warning" if settings.madoguchi_log_level == "info" else settings.madoguchi_log_level)
    with ExitStack() as stack:
        ports = _ports(settings, stack)
        service, phone = _servers(settings, home, ports)
        for server in (phone, service):
            _start(server, stack)
        # Open pages hold a stream; without this each would delay the end by seconds.
        stack.callback(phone.app.state.platform.feed.close)
        platform = phone.app.state.platform
        platform.introduce()
        begin(service.app.state.parts.line, show)
        show(WELCOME.format(phone=phone.url, service=service.url, home=home) + _clock_words(platform.clock))
        wait_for_end(stop)
        show("\n終了します。会話は保存されています。")


def _clock_words(clock: PlatformClock) -> str:
    """A line for a clock that was moved or stopped, because it stays so over a restart."""
    if not clock.paused and abs(clock.offset_ms) < NOTABLE_MS:
        return ""
    now = jst(from_ms(clock.now_ms()))
    state = "止まっています" if clock.paused else "動いています"
    return f"\n時計は {now:%Y年%-m月%-d日 %H:%M} から{state}。トーク画面の「時計」で実際の時刻に戻せます。\n"


def _own_settings() -> Settings:
    # A past day may be tried out here: this process never talks to the real LINE.
    return load_settings({**os.environ, "LINE_API_BASE_URL": "http://127.0.0.1"})


def _ports(settings: Settings, stack: ExitStack) -> tuple[socket, socket]:
    """The sockets of the service and of the phone page, closed by the stack if nobody gets to use them."""
    wanted = ((settings.madoguchi_port, PORT_VARIABLE), (_phone_port(), PHONE_PORT_VARIABLE))
    found = []
    for port, variable in wanted:
        try:
            found.append(stack.enter_context(closing(reserve(port))))
        except PortTaken:
            raise Problem(
                f"ポート {port} は別のプログラムが使っています。空いている番号を {variable} で指定してください"
                f"（例: {variable}={port + 100} make run） / port {port} is taken, choose another with {variable}"
            ) from None
    return found[0], found[1]


def _servers(settings: Settings, home: Path, ports: tuple[socket, socket]) -> tuple[Background, Background]:
    service_port, phone_port = (port.getsockname()[1] for port in ports)
    credentials = _credentials(home)
    settings = _demo_settings(settings, home, credentials, (service_port, phone_port))
    engine = make_engine(settings.database_url)
    migrate(engine)
    emulator = create_emulator(
        Options(
            channel_secret=credentials["secret"],
            channel_token=credentials["token"],
            webhook_url=f"http://127.0.0.1:{service_port}/callback",
            store=str(home / "emulator.db"),
            # Made when the gallery is opened for the first time: the start need not wait for it.
            samples=lambda: desk_samples(service.state.parts.desk),
        )
    )
    platform_clock = emulator.state.platform.clock
    if settings.madoguchi_now is not None:
        platform_clock.set(to_ms(settings.madoguchi_now))
    service = create_app(settings, DeskClock(platform_clock.now_ms), make_line(settings), engine=engine)
    return Background(service, ports[0]), Background(emulator, ports[1])


def _start(server: Background, stack: ExitStack) -> None:
    uvicorn = logging.getLogger("uvicorn.error")
    try:
        # A start that fails gets the sentence below instead of uvicorn's traceback.
        uvicorn.disabled = True
        stack.enter_context(server)
    except RuntimeError:
        raise Problem(
            "デモを始められませんでした。同じフォルダーで別のデモが動いていないか確かめてください"
            f"（{HOME_VARIABLE} で別の場所にできます） / the demo did not start; is another one using the same folder?"
        ) from None
    finally:
        uvicorn.disabled = False


def _demo_settings(settings: Settings, home: Path, credentials: dict[str, str], ports: tuple[int, int]) -> Settings:
    service, phone = (f"http://127.0.0.1:{port}" for port in ports)
    return settings.model_copy(
        update={
            "line_channel_secret": credentials["secret"],
            "line_channel_access_token": credentials["token"],
            "line_api_base_url": phone,
            "line_data_api_base_url": phone,
            "madoguchi_public_url": settings.madoguchi_public_url or service,
            "database_url": f"sqlite:///{home / 'madoguchi.db'}",
        }
    )


def _home() -> Path:
    home = Path(os.environ.get(HOME_VARIABLE) or "var").resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Problem(
            f"フォルダー {home} を作れません。{HOME_VARIABLE} で書き込める場所を指定してください"
            f" / cannot create {home}, choose another place with {HOME_VARIABLE}"
        ) from None
    return home


def _phone_port() -> int:
    text = os.environ.get(PHONE_PORT_VARIABLE) or str(DEFAULT_PHONE_PORT)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f"{PHONE_PORT_VARIABLE} は 1 から 65535 の整数です / a whole number from 1 to 65535")
    return int(text)


def _credentials(home: Path) -> dict[str, str]:
    """The demo's own channel secret and token: made up once, random, readable by the owner only."""
    path = home / "demo-credentials.json"
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {"secret": str(known["secret"]), "token": str(known["token"])}
    except (OSError, ValueError, KeyError, TypeError):
        made = {"secret": secrets.token_hex(16), "token": secrets.token_urlsafe(48)}
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w", encoding="utf-8") as file:
            json.dump(made, file)
        return made
