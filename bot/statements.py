"""The SQL of the hot path, written out once, for both databases.

States are written out, not bound: only so the partial indexes are used. PostgreSQL steps over rows that another
replica is just claiming; its ARRAY makes sure that the limited choice is made once.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.models import Json, UtcTime

CHOICES = {"sqlite": "IN ({choice})", "postgresql": "= ANY (ARRAY ({choice} FOR UPDATE SKIP LOCKED))"}
TYPES = {
    **dict.fromkeys(("now", "ahead", "until", "since", "received_at", "finished_at", "token_expires_at"), UtcTime),
    **dict.fromkeys(("body", "messages", "state_json"), Json),
}


def statement(sql: str, *lists: str) -> sa.TextClause:
    """The statement with its moments and JSON values converted as the columns do it; `lists` are for IN."""
    clause = sa.text(sql)
    known = [name for name in clause.compile().params if name in TYPES]
    return clause.bindparams(
        *(sa.bindparam(name, type_=TYPES[name]) for name in known),
        *(sa.bindparam(name, expanding=True) for name in lists),
    )


def _claims(update: str, choice: str, columns: dict[str, Any]) -> dict[str, sa.TextualSelect]:
    """One UPDATE per database that claims the chosen rows and returns these columns."""
    return {
        database: statement(f"{update} AND id {form.format(choice=choice)} RETURNING {', '.join(columns)}").columns(
            **columns
        )
        for database, form in CHOICES.items()
    }


INSERT_EVENT = statement(
    """INSERT INTO inbound_event (webhook_event_id, user_key, type, mode, message_id, occurred_ms, received_at, body,
        state, attempts, finished_at)
    VALUES (:webhook_event_id, :user_key, :type, :mode, :message_id, :occurred_ms, :received_at, :body,
        :state, 0, :finished_at)
    ON CONFLICT (webhook_event_id) DO NOTHING RETURNING id"""
)
FREE_EVENTS = statement(
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
FINISH_EVENTS = statement(
    """UPDATE inbound_event
    SET state = 'done', finished_at = :now, error = NULL, claimed_by = NULL, claimed_until = NULL
    WHERE state = 'claimed' AND claimed_by = :worker AND id IN :ids""",
    "ids",
)
FREE_OUTBOUND = statement(
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
    AND NOT (:night AND m.user_key LIKE 'notice:%')
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
        "user_key": sa.String,
    },
)
INSERT_OUTBOUND = statement(
    """INSERT INTO outbound_message (event_id, kind, user_key, user_id, reply_token, token_expires_at, messages,
        state, attempts, created_at, next_try_at)
    VALUES (:event_id, 'reply', :user_key, :user_id, :reply_token, :token_expires_at, :messages,
        'waiting', 0, :now, :now)"""
)
ACCEPT_OUTBOUND = statement(
    """UPDATE outbound_message SET state = 'accepted', request_id = :request_id, accepted_at = :now, detail = NULL,
        claimed_by = NULL, claimed_until = NULL
    WHERE id = :id AND state <> 'accepted'"""
)
TALKS = statement("SELECT user_key, state, silent_until FROM conversation WHERE user_key IN :keys", "keys").columns(
    user_key=sa.String, state=Json, silent_until=UtcTime
)
COUNT_RECENT = statement(
    """SELECT user_key, count(*) AS messages FROM inbound_event
    WHERE user_key IN :keys AND type IN :kinds AND received_at > :since GROUP BY user_key""",
    "keys",
    "kinds",
)
TAKEN_BACK = statement(
    "SELECT message_id FROM inbound_event WHERE message_id IN :message_ids AND type = 'unsend'", "message_ids"
)
SEE_FRIEND = statement(
    """INSERT INTO friend (user_id, state, state_at_ms, first_seen_at, last_seen_at, notices)
    VALUES (:user_id, 'friend', 0, :now, :now, '{}')
    ON CONFLICT (user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at"""
)
SET_AUDIENCE = statement(
    """INSERT INTO friend (user_id, state, state_at_ms, first_seen_at, last_seen_at, notices, audience)
    VALUES (:user_id, 'friend', 0, :now, :now, '{}', :audience)
    ON CONFLICT (user_id) DO UPDATE SET audience = excluded.audience, last_seen_at = excluded.last_seen_at"""
)
KEEP_TALK = statement(
    """INSERT INTO conversation (user_key, state, updated_at) VALUES (:user_key, :state_json, :now)
    ON CONFLICT (user_key) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at"""
)
SILENCE_TALK = statement(
    """INSERT INTO conversation (user_key, state, updated_at, silent_until) VALUES (:user_key, '{}', :now, :until)
    ON CONFLICT (user_key) DO UPDATE SET silent_until = excluded.silent_until, updated_at = excluded.updated_at"""
)
