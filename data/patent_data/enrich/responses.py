"""What an OpenAI-compatible endpoint sent back: an answer to read, or a failure to judge (mend it, or try again?)."""

from __future__ import annotations

import datetime
import email.utils
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from .backends import BackendError, Reply, one_line, without_thoughts

AGAIN = frozenset({408, 409, 425, 429})
"""Status codes below 500 after which the same request may well succeed."""

_HOPELESS = {
    401: "the key is missing or not valid (401)",
    402: "the account has no credit left (402)",
    403: "the key may not use this model (403)",
    404: "there is no such model or address (404)",
    405: "this address takes no chat completions (405)",
    501: "this address takes no chat completions (501)",
}
_NOT_CONNECTED = frozenset({"ConnectError", "ConnectTimeout", "ProxyError"})


class Failure(NamedTuple):
    """A request that brought no answer.

    Attributes:
        text: what happened, in one line.
        retry: the same request may succeed later.
        fatal: if it does not, no other request will.
        wait: seconds that the endpoint asks to wait.
        status: the HTTP status; None where there was none, or 200.
    """

    text: str
    retry: bool
    fatal: bool = False
    wait: float | None = None
    status: int | None = None


class MalformedAnswerError(ValueError):
    """An answer that is not of the form of a chat completion."""


def read_answer(answer: Any, model: str, requests: int) -> Reply:
    """Return the reply that a `ChatCompletionOutput` holds.

    Raises:
        MalformedAnswerError: it holds none; the next try may.
        BackendError: the model refuses, or its answer ends before it begins; not fatal, but no use to repeat.
    """
    choices = getattr(answer, "choices", None)
    if not isinstance(choices, list) or not choices:
        raise MalformedAnswerError(one_line(["the answer has no choices", _message_in(answer)]))
    message, reason = getattr(choices[0], "message", None), getattr(choices[0], "finish_reason", None)
    content = getattr(message, "content", None)
    if isinstance(content, list):  # parts, as in a request
        content = " ".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    if refusal := getattr(message, "refusal", None):
        raise BackendError(one_line(["the model refuses", refusal]))
    if reason == "content_filter":
        raise BackendError("the endpoint's content filter holds the answer back")
    if content is not None and not isinstance(content, str):
        raise MalformedAnswerError("the answer's content is no text")
    text = without_thoughts(content or "")
    if not text and reason == "length":
        raise BackendError("the answer was cut off before its first word; allow it more tokens")
    if not text:
        raise MalformedAnswerError("the answer is empty")
    named, usage = getattr(answer, "model", None), getattr(answer, "usage", None)
    return Reply(
        text,
        named if isinstance(named, str) and named else model,
        _count(getattr(usage, "prompt_tokens", None)),
        _count(getattr(usage, "completion_tokens", None)),
        requests,
    )


def judge(error: BaseException) -> Failure:
    """Say what an exception of `InferenceClient.chat_completion` means.

    The client raises `InferenceTimeoutError`, `HfHubHTTPError`, exceptions of its HTTP library (httpx, or httpx2: they
    are told by name), and whatever meets it while it reads a body of another form than it expects.
    """
    from huggingface_hub.errors import OfflineModeIsEnabled

    chain = list(_chain(error))
    names = {kind.__name__ for one in chain for kind in type(one).__mro__}
    responses = [found for one in chain if (found := getattr(one, "response", None)) is not None]
    if any(isinstance(one, OfflineModeIsEnabled) for one in chain):
        return Failure("HF_HUB_OFFLINE is set, which forbids requests; unset it", retry=False, fatal=True)
    if responses:
        return _judge_status(responses[0])
    if names & _NOT_CONNECTED:
        return Failure(one_line(["no connection", chain[-1]]), retry=True, fatal=True)
    if "TimeoutError" in names or "TimeoutException" in names:
        return Failure("no answer in time", retry=True)
    if "TransportError" in names:
        return Failure(one_line(["the connection broke", chain[-1]]), retry=True)
    if isinstance(error, MalformedAnswerError):
        return Failure(str(error), retry=True)
    return Failure("the answer is no chat completion in JSON", retry=True)


def _judge_status(response: Any) -> Failure:
    status, body = int(response.status_code), _body(response)
    message, said = _message_in(body), str(body).lower()
    text = one_line([f"the endpoint answers {status}", message])
    if status == 403 and ("moderation" in said or "flagged" in said):  # of this figure
        return Failure(text, retry=False, status=status)
    if status in _HOPELESS:
        return Failure(one_line([_HOPELESS[status], message]), retry=False, fatal=True, status=status)
    if status == 429 and "insufficient_quota" in said:
        return Failure(one_line(["the quota is used up (429)", message]), retry=False, fatal=True, status=status)
    if status == 400 and ("model_not_found" in said or "not a valid model" in said):
        return Failure(one_line(["there is no such model (400)", message]), retry=False, fatal=True, status=404)
    return Failure(text, status in AGAIN or status >= 500, wait=retry_after(response.headers), status=status)


def retry_after(headers: Any) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where there is none that can be read.

    >>> retry_after({"retry-after": "2"}), retry_after({"retry-after": "soon"}), retry_after({})
    (2.0, None, None)
    >>> retry_after({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"})
    30.0
    """
    value = (headers.get("retry-after") or "").strip()
    try:
        seconds = float(value)
    except ValueError:
        date = _date(value)
        if date is None:
            return None
        # The server's own clock, where it says what it shows: the two may differ.
        now = _date(headers.get("date") or "") or datetime.datetime.now(datetime.timezone.utc)
        seconds = (date - now).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _date(value: str) -> datetime.datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=datetime.timezone.utc)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and those that led to it."""
    for _ in range(20):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _body(response: Any) -> Any:
    """Return the body of a response as JSON, else as text; None where it cannot be read or is a page."""
    try:
        return response.json()
    except Exception:  # not read, not JSON, broken on its way
        try:
            text = str(response.text).strip()
        except Exception:
            return None
        return None if text.startswith("<") else text


def _message_in(body: Any) -> str | None:
    """Return what an answer says about its fault: {"error": {"message": ...}} and its many variants."""
    for _ in range(5):
        if isinstance(body, list) and body:
            body = body[0]
        if not isinstance(body, dict):
            break
        body = next((body[name] for name in ("error", "message", "detail", "msg") if body.get(name)), None)
    return body if isinstance(body, str) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
