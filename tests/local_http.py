"""HTTP to servers of the test itself."""

from __future__ import annotations

from typing import Any

import httpx


def client(url: str = "", **more: Any) -> httpx.Client:
    """A patient client that loads no certificates: there is no TLS here, and they take longer than most tests."""
    return httpx.Client(**{"base_url": url, "verify": False, "timeout": 60, **more})
