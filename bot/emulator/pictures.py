"""Pictures people send: kept as bytes, given to the bot and to the phone page."""

import struct
import zlib

from bot.emulator.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS picture (
  message_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, media_type TEXT NOT NULL, bytes BLOB NOT NULL);
"""
LARGEST = 10 * 1024 * 1024
"""LINE's limit for an image message."""
SIGNS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def media_type(content: bytes) -> str | None:
    """image/png or image/jpeg by the first bytes; None for anything else."""
    return next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), None)


def plain(width: int = 240, height: int = 180, shade: int = 0xC8) -> bytes:
    """A grey PNG: what the bot gets for an image message that nobody gave a picture."""
    rows = (b"\0" + bytes([shade]) * width) * height
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Pictures:
    """Rows of the `picture` table."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def keep(self, message_id: str, user_id: str, content: bytes, kind: str) -> None:
        """Keeps the picture of a message."""
        self._store.run("INSERT INTO picture VALUES (?, ?, ?, ?)", message_id, user_id, kind, content)

    def find(self, message_id: str) -> tuple[bytes, str] | None:
        """Bytes and content type, or None."""
        row = self._store.row("SELECT bytes, media_type FROM picture WHERE message_id = ?", message_id)
        return (row["bytes"], row["media_type"]) if row else None

    def drop(self, message_id: str) -> None:
        """Deletes the picture of a message that was taken back."""
        self._store.run("DELETE FROM picture WHERE message_id = ?", message_id)

    def forget(self) -> None:
        """Deletes all."""
        self._store.run("DELETE FROM picture")
