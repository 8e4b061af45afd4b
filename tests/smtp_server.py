"""A mail server on a socket of this machine: takes mails as RFC 5321 has it, or fails at a chosen command."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType

HANG_UP = "hang up"


@dataclass
class Received:
    """A mail as it came over the wire."""

    sender: str
    to: list[str]
    raw: bytes
    user: str | None
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class SmtpServer:
    """`troubles`: the replies given first to a command; "." stands for the mail itself."""

    troubles: dict[str, list[str]] = field(default_factory=dict)
    refuses: Sequence[str] = ()
    tls: ssl.SSLContext | None = None
    password: str = ""
    mails: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def __enter__(self) -> SmtpServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            talk = Talk(self, connection)
            try:
                talk.run()
            except OSError:
                pass  # the client has gone
            finally:
                talk.file.close()
                talk.connection.close()


class Talk:
    """One client's connection."""

    def __init__(self, server: SmtpServer, connection: socket.socket) -> None:
        self.server, self.connection = server, connection
        self.file = connection.makefile("rb")
        self.encrypted, self.user, self.sender = False, None, ""
        self.to: list[str] = []

    def say(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def run(self) -> None:
        self.say("220 mail.example.jp ready")
        while line := self.file.readline().decode(errors="replace").strip():
            command = line.partition(" ")[0].upper()
            self.server.commands.append(command)
            if self.server.troubles.get(command):
                reply = self.server.troubles[command].pop(0)
                if reply == HANG_UP:
                    return
                self.say(reply)
                continue
            answer = getattr(self, f"on_{command.lower()}", None)
            if answer is None:
                self.say("502 unknown")
            elif answer(line) is False:
                return

    def on_ehlo(self, line: str) -> None:
        offers = ["250-mail.example.jp"]
        if self.server.tls and not self.encrypted:
            offers.append("250-STARTTLS")
        if self.server.password:
            offers.append("250-AUTH PLAIN")
        self.say(*offers, "250 SIZE 1000000")

    def on_starttls(self, line: str) -> None:
        assert self.server.tls
        self.say("220 go on")
        self.file.close()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True, do_handshake_on_connect=False)
        self.connection.settimeout(10)
        self.connection.do_handshake()
        self.file, self.encrypted = self.connection.makefile("rb"), True

    def on_auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        if password == self.server.password:
            self.user = user
            self.say("235 welcome")
        else:
            self.say("535 wrong")

    def on_mail(self, line: str) -> None:
        self.sender = line.partition("<")[2].partition(">")[0]
        self.say("250 ok")

    def on_rcpt(self, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        if address in self.server.refuses:
            self.say("550 nobody")
        else:
            self.to.append(address)
            self.say("250 ok")

    def on_data(self, line: str) -> bool:
        self.say("354 go on")
        lines = []
        while (part := self.file.readline()) not in (b".\r\n", b""):
            lines.append(part.removeprefix(b"."))
        replies = self.server.troubles.get(".")
        reply = replies.pop(0) if replies else "250 taken"
        if reply.startswith("250") or reply == HANG_UP:
            mail = Received(self.sender, self.to, b"".join(lines), self.user, self.encrypted)
            self.server.mails.append(mail)
        if reply == HANG_UP:
            return False
        self.to = []
        self.say(reply)
        return True

    def on_rset(self, line: str) -> None:
        self.to = []
        self.say("250 ok")

    def on_quit(self, line: str) -> bool:
        self.say("221 bye")
        return False
