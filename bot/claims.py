"""The SQL behind the queue's claims, for both databases.

States are written out, not bound: only so the partial indexes are used. PostgreSQL steps over rows that another
replica is just claiming; its ARRAY makes sure that the limited choice is made once.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.models import Json, UtcTime

CHOICES = {"sqlite": "IN ({choice})", "postgresql": "= ANY (ARRAY ({choice} FOR UPDATE SKIP LOCKED))"}
MOMENTS = ("now", "ahead", "until")


def _statement(sql: str) -> sa.TextClause:
    return sa.text(sql).bindparams(*(sa.bindparam(name, type_=UtcTime) for name in MOMENTS if f":{name}" in sql))


def _claims(update: str, choice: str, columns: dict[str, Any]) -> dict[str, sa.TextualSelect]:
    """One UPDATE per database that claims the chosen rows and returns these columns."""
    return {
        database: _statement(f"{update} AND id {form.format(choice=choice)} RETURNING {', '.join(columns)}").columns(
            **columns
        )
        for database, form in CHOICES.items()
    }


FREE_EVENTS = _statement(
    """UPDATE inbound_event SET state = 'open', claimed_by = NULL, claimed_until = NULL
    WHERE state = 'claimed' AND (claimed_until <= :now OR claimed_until > :ahead)"""
)
CLAIM_EVENTS = _claims(
    """UPDATE inbound_event
    SET state = 'claimed', claimed_by = :worker, claimed_until = :until, attempts = attempts + 1
    WHERE state = 'open'""",
    """SELECT e.id FROM inbound_event e WHERE e.state = 'open'
    AND NOT EXISTS (SELECT 1 FROM inbound_event h WHERE h.state = 'claimed' AND h.user_key = e.user_key)
    AND NOT EXISTS (SELECT 1 FROM inbound_event o WHERE o.state = 'open' AND o.user_key = e.user_key
                    AND (o.occurred_ms, o.id) < (e.occurred_ms, e.id))
    ORDER BY e.id LIMIT :limit""",
    {
        "id": sa.BigInteger,
        "user_key": sa.String,
        "type": sa.String,
        "occurred_ms": sa.BigInteger,
        "received_at": UtcTime,
        "body": Json,
        "attempts": sa.Integer,
    },
)
FINISH_EVENTS = _statement(
    """UPDATE inbound_event
    SET state = 'done', finished_at = :now, error = NULL, claimed_by = NULL, claimed_until = NULL
    WHERE state = 'claimed' AND claimed_by = :worker AND id IN :ids"""
).bindparams(sa.bindparam("ids", expanding=True))
FREE_OUTBOUND = _statement(
    """UPDATE outbound_message SET state = 'waiting', claimed_by = NULL, claimed_until = NULL
    WHERE state = 'sending' AND (claimed_until <= :now OR claimed_until > :ahead)"""
)
CLAIM_OUTBOUND = _claims(
    """UPDATE outbound_message
    SET state = 'sending', claimed_by = :worker, claimed_until = :until, attempts = attempts + 1,
        first_try_at = coalesce(first_try_at, :now)
    WHERE state = 'waiting'""",
    """SELECT m.id FROM outbound_message m WHERE m.state = 'waiting'
    AND (m.next_try_at <= :now OR m.next_try_at > :ahead)
    AND NOT EXISTS (SELECT 1 FROM outbound_message h WHERE h.state = 'sending' AND h.user_key = m.user_key)
    AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.state = 'waiting' AND o.user_key = m.user_key
                    AND o.id < m.id)
    ORDER BY m.id LIMIT :limit""",
    {
        "id": sa.BigInteger,
        "kind": sa.String,
        "user_id": sa.String,
        "reply_token": sa.Text,
        "token_expires_at": UtcTime,
        "retry_key": sa.Uuid,
        "messages": Json,
        "attempts": sa.Integer,
        "first_try_at": UtcTime,
    },
)
