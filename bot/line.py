"""The one door to LINE: checks its signatures and sends to its API; the only importer of the SDK."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import urllib3
from linebot.v3.messaging import (  # type: ignore[import-untyped]
    ApiClient,
    ApiException,
    Configuration,
    Message,
    MessagingApi,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
)
from linebot.v3.messaging.api_response import ApiResponse  # type: ignore[import-untyped]
from linebot.v3.messaging.rest import RESTResponse  # type: ignore[import-untyped]
from linebot.v3.webhook import SignatureValidator  # type: ignore[import-untyped]

ACCEPTED_DETAIL = ""
INVALID_REPLY_TOKEN = "invalid-reply-token"
QUOTA = "quota"
QUOTA_USED = "/v2/bot/message/quota/consumption"
POOL_SIZE = 16
# A picture of 1 MB takes longer than a message; seconds to connect and to wait.
PICTURE_TIMEOUT = urllib3.Timeout(connect=5, read=30)


@dataclass(frozen=True)
class Outcome:
    """What LINE made of a request: accepted, rejected for good, or worth a retry (after `retry_after` seconds)."""

    state: Literal["accepted", "rejected", "retry"]
    status: int | None
    request_id: str | None
    detail: str
    retry_after: float | None = None


@dataclass(frozen=True)
class Quota:
    """What the month allows: `limit` None is unlimited; `used` is LINE's own, approximate count."""

    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        """How many recipients may still be sent to, or None without a limit."""
        return None if self.limit is None else max(self.limit - self.used, 0)


@dataclass(frozen=True)
class Profile:
    """What LINE tells about a person; the language (BCP 47) may be missing."""

    display_name: str
    language: str | None


def verify(body: bytes, signature: str | None, secrets: Sequence[str]) -> bool:
    """Whether one of the channel secrets signed exactly these bytes; several are valid while a secret is rotated."""
    if not signature:
        return False
    try:
        text = body.decode()
        return any(SignatureValidator(secret).validate(text, signature) for secret in secrets if secret)
    except UnicodeError:
        return False


def models(messages: Sequence[dict[str, Any]]) -> list[Any]:
    """The SDK's models of these message objects; raises ValueError when one would lose data on the way."""
    built = []
    for message in messages:
        model = Message.from_dict(message)
        if model.to_dict() != message:
            raise ValueError("the SDK would drop a part of the message")
        built.append(model)
    return built


def check(messages: Sequence[dict[str, Any]]) -> None:
    """Raises ValueError, KeyError, TypeError or AttributeError for message objects that the SDK cannot read whole."""
    for message in messages:
        _check(json.dumps(message))


@lru_cache(maxsize=512)  # the same card goes to many people
def _check(text: str) -> None:
    models([json.loads(text)])


def check_menu(menu: dict[str, Any]) -> None:
    """Raises ValueError for a rich menu object that the SDK cannot read whole."""
    if RichMenuRequest.from_dict(menu).to_dict() != menu:
        raise ValueError("the SDK would drop a part of the menu")


class Line:
    """The Messaging API over one pooled, thread-safe client; timeouts are (connect, read) in seconds."""

    def __init__(self, token: str, api_base: str, data_base: str, timeout: tuple[float, float] = (3, 7)) -> None:
        configuration = Configuration(access_token=token, host=api_base.rstrip("/"))
        configuration.connection_pool_maxsize = POOL_SIZE
        # Our own rows decide about retries; urllib3 would try a dead host three more times unseen.
        configuration.retries = False
        self.data_base = data_base.rstrip("/")
        self._client = ApiClient(configuration)
        self._api = MessagingApi(self._client)
        self._timeout = timeout

    def reply(self, token: str, messages: list[dict[str, Any]]) -> Outcome:
        """Answers with a reply token; free of charge, and safe to repeat because the token works once."""

        def call() -> Any:
            check(messages)
            return lambda: self._post("/v2/bot/message/reply", {"replyToken": token, "messages": messages})

        return _outcome(call)

    def push(self, to: str, messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        """Sends to one person at the office's cost; the same retry key never reaches anyone twice within 24 hours."""

        def call() -> Any:
            check(messages)
            body = {"to": to, "messages": messages}
            return lambda: self._post("/v2/bot/message/push", body, {"X-Line-Retry-Key": retry_key})

        return _outcome(call)

    def multicast(self, to: list[str], messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        """Sends to up to 500 people at the office's cost; the same retry key is accepted once within 24 hours.

        The order of `to` is the one LINE's `to[n]` speaks of; a repetition must have the same body to the letter.
        """

        def call() -> Any:
            check(messages)
            body = {"to": to, "messages": messages}
            return lambda: self._post("/v2/bot/message/multicast", body, {"X-Line-Retry-Key": retry_key})

        return _outcome(call)

    def quota(self) -> Quota | None:
        """What may still be sent this month, or None when LINE does not say so now."""
        limits, consumption = self.call("GET", "/v2/bot/message/quota"), self.call("GET", QUOTA_USED)
        try:
            limit = None if limits[1]["type"] == "none" else int(limits[1]["value"])
            return Quota(limit, int(consumption[1]["totalUsage"]))
        except (TypeError, KeyError, ValueError):
            return None

    def start_loading(self, user_id: str, seconds: int = 20) -> Outcome:
        """Shows the loading animation (5 to 60 seconds in steps of 5) until the next message."""

        def call() -> Any:
            request = ShowLoadingAnimationRequest(chatId=user_id, loadingSeconds=seconds)
            return lambda: self._api.show_loading_animation_with_http_info(request, _request_timeout=self._timeout)

        return _outcome(call)

    def profile(self, user_id: str) -> Profile | None:
        """The person's profile, or None when LINE does not give it now."""
        try:
            answer = self._api.get_profile(user_id, _request_timeout=self._timeout)
        except (ApiException, urllib3.exceptions.HTTPError, ValueError):
            return None
        return Profile(display_name=answer.display_name, language=answer.language)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[Outcome, Any]:
        """Any other request to the API host, once; the answer's JSON comes along, or None where there is none."""
        outcome, answer = _answered(lambda: lambda: self._send(method, path, body))
        try:
            return outcome, json.loads(answer.raw_data) if answer else None
        except ValueError:
            return outcome, None

    def exchange(self, method: str, path: str, content: bytes | None = None) -> tuple[Outcome, bytes | None]:
        """A picture (PNG) to or from the data host, once; the SDK's own client for pictures knows only LINE's host."""
        headers = {**self._client.default_headers, **({"Content-Type": "image/png"} if content else {})}

        def send() -> Any:
            pool = self._client.rest_client.pool_manager
            got = pool.request(
                method, f"{self.data_base}{path}", body=content, headers=headers, timeout=PICTURE_TIMEOUT
            )
            if got.status >= 300:
                raise ApiException(http_resp=RESTResponse(got))
            return ApiResponse(status_code=got.status, data=None, headers=got.headers, raw_data=got.data)

        outcome, answer = _answered(lambda: send)
        return outcome, answer.raw_data if answer else None

    def _post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        return self._send("POST", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        # The JSON as it stands: the SDK's models, built and read out twice, would take longer than finding the answer.
        kind = {"Content-Type": "application/json"} if body is not None else {}
        return self._client.call_api(
            path,
            method,
            header_params={"Accept": "application/json", **kind, **(headers or {})},
            body=body,
            response_types_map={},
            auth_settings=["Bearer"],
            _request_timeout=self._timeout,
        )

    def close(self) -> None:
        """Closes the pooled connections."""
        self._client.rest_client.pool_manager.clear()
        self._client.close()


def _outcome(prepare: Callable[[], Callable[[], Any]]) -> Outcome:
    return _answered(prepare)[0]


def _answered(prepare: Callable[[], Callable[[], Any]]) -> tuple[Outcome, Any]:
    """The outcome, and the answer when LINE accepted and its answer can be read."""
    try:
        send = prepare()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # Whatever the SDK cannot read back whole must not go out half.
        return Outcome("rejected", None, None, f"unsendable: {type(error).__name__}"), None
    try:
        answer = send()
    except ApiException as error:
        return _refusal(error), None
    except urllib3.exceptions.HTTPError as error:
        return Outcome("retry", None, None, type(error).__name__), None
    except ValueError as error:
        # The SDK stumbles over the body after the status is known: either of an error answer, or of a 2xx.
        if isinstance(error.__context__, ApiException):
            return _refusal(error.__context__), None
        return Outcome("accepted", 200, None, "unreadable answer"), None
    request_id = _header(answer.headers, "x-line-request-id")
    return Outcome("accepted", answer.status_code, request_id, ACCEPTED_DETAIL), answer


def _refusal(error: Any) -> Outcome:
    status, request_id = error.status, _header(error.headers, "x-line-request-id")
    message = _message(error.body)
    if not status:
        return Outcome("retry", None, None, "no answer")
    if status == 409:
        return Outcome("accepted", 409, _header(error.headers, "x-line-accepted-request-id") or request_id, message)
    if status == 429 and "monthly limit" in message:
        return Outcome("rejected", 429, request_id, QUOTA)
    if status in (408, 429) or status >= 500:
        return Outcome("retry", status, request_id, message, _seconds(_header(error.headers, "retry-after")))
    if status == 400 and message.startswith("Invalid reply token"):
        return Outcome("rejected", 400, request_id, INVALID_REPLY_TOKEN)
    return Outcome("rejected", status, request_id, message)


def _message(body: Any) -> str:
    """LINE's words about an error with the properties it names; never the values we sent."""
    try:
        answer = json.loads(body)
        details = [f"{part.get('property', '')}: {part.get('message', '')}" for part in answer.get("details") or []]
        return "; ".join([str(answer.get("message", "")), *details])[:500]
    except (ValueError, TypeError, AttributeError):
        return ""


def _header(headers: Any, name: str) -> str | None:
    value = headers.get(name) if headers is not None else None
    return str(value) if value is not None else None


def _seconds(value: str | None) -> float | None:
    try:
        return max(float(value), 0.0) if value is not None else None
    except ValueError:
        return None
