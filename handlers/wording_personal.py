"""What stands over several personal notices that come together."""

from __future__ import annotations

SEVERAL = "お知らせが{number}件あります。{first}"
