"""The echo bot of LINE's Python SDK for FastAPI, in the manner of its documentation: the yardstick of throughput.

usage: python -m tests.bench.echo_example PORT LINE_URL
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    ReplyMessageRequest,
    TextMessage,
)
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import MessageEvent, TextMessageContent

from tests.line_platform import SECRET, TOKEN


def create_echo(line_url: str) -> FastAPI:
    """The example's application, talking to this platform."""
    app = FastAPI()
    parser = WebhookParser(SECRET)
    api: list[AsyncMessagingApi] = []

    @app.get("/healthz")
    async def healthz() -> str:
        return "ok"

    @app.post("/callback")
    async def callback(request: Request) -> str:
        body = (await request.body()).decode()
        if not api:  # the client needs a running loop
            api.append(AsyncMessagingApi(AsyncApiClient(Configuration(access_token=TOKEN, host=line_url))))
        try:
            events = parser.parse(body, request.headers["X-Line-Signature"])
        except InvalidSignatureError:
            raise HTTPException(status_code=400, detail="Invalid signature") from None
        for event in events:
            if isinstance(event, MessageEvent) and isinstance(event.message, TextMessageContent):
                message = TextMessage(text=event.message.text)
                await api[0].reply_message(ReplyMessageRequest(replyToken=event.reply_token, messages=[message]))
        return "OK"

    return app


if __name__ == "__main__":
    uvicorn.run(create_echo(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
