"""The demo: service, emulator and phone page in one process, without a LINE account or a database server."""

import json
import logging
import os
import secrets
import signal
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from socket import socket
from threading import Event, current_thread, main_thread

from bot import log
from bot.app import create_app, make_clock, make_line
from bot.clock import to_ms
from bot.config import Settings, load_settings
from bot.db import make_engine, migrate
from bot.emulator import Options, create_emulator
from bot.errors import Problem
from bot.serving import Background, PortTaken, reserve

HOME_VARIABLE = "MADOGUCHI_HOME"
PHONE_PORT_VARIABLE = "MADOGUCHI_PHONE_PORT"
PORT_VARIABLE = "MADOGUCHI_PORT"
DEFAULT_PHONE_PORT = 8001
# The owner and nobody else may read the made-up credentials.
PRIVATE = 0o600

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
        phone.app.state.platform.introduce()
        show(WELCOME.format(phone=phone.url, service=service.url, home=home))
        _until(stop)
        show("\n終了します。会話は保存されています。")


def _until(stop: Event) -> None:
    if current_thread() is main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    # A wait without end would not hear Ctrl-C on every system.
    while not stop.wait(0.5):
        pass


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
    settings = _demo_settings(settings, home, credentials, phone_port)
    engine = make_engine(settings.database_url)
    migrate(engine)
    clock = make_clock(settings)
    service = create_app(settings, clock, make_line(settings), engine=engine)
    emulator = create_emulator(
        Options(
            channel_secret=credentials["secret"],
            channel_token=credentials["token"],
            webhook_url=f"http://127.0.0.1:{service_port}/callback",
            store=str(home / "emulator.db"),
            now_ms=lambda: to_ms(clock.now()),
        )
    )
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


def _demo_settings(settings: Settings, home: Path, credentials: dict[str, str], phone_port: int) -> Settings:
    phone = f"http://127.0.0.1:{phone_port}"
    return settings.model_copy(
        update={
            "line_channel_secret": credentials["secret"],
            "line_channel_access_token": credentials["token"],
            "line_api_base_url": phone,
            "line_data_api_base_url": phone,
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
