"""What staff read about seats at the terminal."""

from __future__ import annotations

NO_SESSION = "「{code}」という開催はありません。madoguchi event list で一覧を見られます。"
