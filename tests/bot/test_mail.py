"""Mails to the staff over a real socket: what arrives, and which failures are for good."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot import mail
from bot.config import Settings
from bot.mail import Mail, Posted
from tests.conftest import make_settings
from tests.fakes import START
from tests.smtp_server import HANG_UP, SmtpServer

MAIL = Mail("【窓口】おしらせ", "配信を止めました。\n.点で始まる行\nどうするか決めてください。", "alert-1", START)


def mail_settings(port: int, **changes: Any) -> Settings:
    return make_settings(**{
        "madoguchi_smtp_host": "127.0.0.1", "madoguchi_smtp_port": port, "madoguchi_smtp_tls": "none",
        "madoguchi_smtp_from": "desk@example.jp", "madoguchi_smtp_to": "a@example.jp, b@example.jp", **changes,
    })  # fmt: skip


def test_without_a_server_there_is_no_mail() -> None:
    assert not mail.configured(make_settings())
    assert mail.configured(mail_settings(25))


def test_a_mail_arrives_as_it_was_written() -> None:
    with SmtpServer() as server:
        assert mail.post(mail_settings(server.port), MAIL) == Posted("accepted")
    (got,) = server.mails
    assert (got.sender, got.to, got.user) == ("desk@example.jp", ["a@example.jp", "b@example.jp"], None)
    assert got.message["Subject"] == MAIL.subject
    assert got.message.get_content().splitlines() == MAIL.text.splitlines()
    assert got.message["Message-ID"] == "<alert-1@example.jp>"
    assert got.message["Date"] == "Tue, 11 Mar 2025 00:00:00 +0000"
    assert got.message["Auto-Submitted"] == "auto-generated"


def test_a_password_is_given_to_who_asks_for_it() -> None:
    login = {"madoguchi_smtp_user": "desk", "madoguchi_smtp_password": "geheim"}
    with SmtpServer(password="geheim") as server:
        assert mail.post(mail_settings(server.port, **login), MAIL) == Posted("accepted")
        wrong = {**login, "madoguchi_smtp_password": "falsch"}
        assert mail.post(mail_settings(server.port, **wrong), MAIL) == Posted("rejected", "SMTPAuthenticationError 535")
    assert [got.user for got in server.mails] == ["desk"]
    with SmtpServer() as server:  # one that knows no passwords
        assert mail.post(mail_settings(server.port, **login), MAIL) == Posted("rejected", "SMTPNotSupportedError")
    assert server.mails == []


@pytest.mark.parametrize(
    ("command", "reply", "posted"),
    [
        ("MAIL", "451 later", Posted("retry", "SMTPSenderRefused 451")),
        ("MAIL", "550 never", Posted("rejected", "SMTPSenderRefused 550")),
        ("DATA", "421 closing", Posted("retry", "SMTPDataError 421")),
        (".", "452 full", Posted("retry", "SMTPDataError 452")),
        (".", "554 spam", Posted("rejected", "SMTPDataError 554")),
        (".", HANG_UP, Posted("retry", "SMTPServerDisconnected")),
        ("EHLO", HANG_UP, Posted("retry", "SMTPServerDisconnected")),
        ("MAIL", HANG_UP, Posted("retry", "SMTPServerDisconnected")),
        ("QUIT", "500 what", Posted("accepted")),
        ("QUIT", HANG_UP, Posted("accepted")),
    ],
)
def test_failures_say_whether_they_are_for_good(command: str, reply: str, posted: Posted) -> None:
    with SmtpServer(troubles={command: [reply]}) as server:
        assert mail.post(mail_settings(server.port), MAIL) == posted


def test_refused_receivers() -> None:
    with SmtpServer(refuses=["a@example.jp"]) as server:
        assert mail.post(mail_settings(server.port), MAIL) == Posted("accepted", "1 of 2 refused")
    assert server.mails[0].to == ["b@example.jp"]
    with SmtpServer(refuses=["a@example.jp", "b@example.jp"]) as server:
        assert mail.post(mail_settings(server.port), MAIL) == Posted("rejected", "SMTPRecipientsRefused 550")
    with SmtpServer(troubles={"RCPT": ["450 later", "550 nobody"]}) as server:
        assert mail.post(mail_settings(server.port), MAIL) == Posted("retry", "SMTPRecipientsRefused 450")


def test_nobody_there_is_for_now() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    assert mail.post(mail_settings(port), MAIL) == Posted("retry", "ConnectionRefusedError")


def test_a_server_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert mail.post(mail_settings(int(silent.getsockname()[1])), MAIL).state == "retry"


def test_nothing_is_sent_in_the_open_when_encryption_was_asked_for() -> None:
    with SmtpServer() as server:
        settings = mail_settings(server.port, madoguchi_smtp_tls="starttls")
        assert mail.post(settings, MAIL) == Posted("rejected", "SMTPNotSupportedError")
        assert mail.post(mail_settings(server.port, madoguchi_smtp_tls="tls"), MAIL).state == "retry"
    assert server.mails == []
    assert "MAIL" not in server.commands


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of this test run for 127.0.0.1, in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key"), "-out", str(folder / "crt")]
    subprocess.run([*command, *files], check=True, capture_output=True)
    whole = folder / "both.pem"
    whole.write_text((folder / "key").read_text("ascii") + (folder / "crt").read_text("ascii"), "ascii")
    return whole


def test_a_mail_travels_encrypted_to_a_server_that_is_trusted(certificate: Path) -> None:
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(certificate)
    login = {"madoguchi_smtp_user": "desk", "madoguchi_smtp_password": "geheim", "madoguchi_smtp_tls": "starttls"}
    with SmtpServer(tls=here, password="geheim") as server:
        settings = mail_settings(server.port, **login)
        assert mail.post(settings, MAIL) == Posted("rejected", "SSLCertVerificationError")
        assert "AUTH" not in server.commands
        assert mail.post(settings, MAIL, ssl.create_default_context(cafile=certificate)) == Posted("accepted")
    (got,) = server.mails
    assert (got.encrypted, got.user) == (True, "desk")
