"""A look-alike of the LINE Platform on this machine: its Messaging API, its webhooks, and a phone page for people."""

from bot.emulator.app import create_emulator
from bot.emulator.options import Options

__all__ = ["Options", "create_emulator"]
