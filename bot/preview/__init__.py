"""LINE messages as HTML that cannot do harm: for the phone page, and for staff who look before they send."""

from pathlib import Path

from bot.preview.messages import message_html, quick_replies_html

STYLESHEET = Path(__file__).parent / "preview.css"

__all__ = ["STYLESHEET", "message_html", "quick_replies_html"]
