"""ElevenLabs' webhooks: proved by signature and clock, and what their events tell.

The SDK's own check takes signatures from the future and up to half an hour old ones, and compares them in a time that
tells how much of one was right; so the same scheme is checked here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from domain.news import Called, Event, News, NotGenuine
from integrations.signatures import must_be_signed, signed_at

POST_CALL = "post_call_transcription"
Told = Mapping[str, Any]


class ElevenLabsWebhooks:
    """Reads what ElevenLabs sends, under the secret of the webhook; `cleaned` takes out of words what is not kept."""

    def __init__(self, secret: SecretStr, cleaned: Callable[[str], str] = str) -> None:
        self._secret, self._cleaned = secret, cleaned

    def read(self, body: bytes, signature: str, now: datetime) -> Event:
        """The event; a conversation's id and the kind of event are its id, since it has none of its own."""
        moment = signed_at(signature, now)
        must_be_signed(body, signature, "v0", moment, self._secret.get_secret_value())
        try:
            told = json.loads(body)
            kind, about = str(told["type"]), told["data"]
            happened_at = datetime.fromtimestamp(told.get("event_timestamp") or int(moment), UTC)
            event_id = f"{kind} {about['conversation_id']}"
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as wrong:
            raise NotGenuine("it is no event of ElevenLabs'") from wrong
        return Event(event_id, kind, happened_at, _without(told, self._cleaned))

    def understood(self, kind: str, payload: Told) -> News | None:
        """A call that is over."""
        return _called(payload["data"]) if kind == POST_CALL else None


def _called(about: Told) -> Called:
    facts = about.get("metadata") or {}
    phone = facts.get("phone_call") or {}
    return Called(
        agent=about.get("agent_id"),
        line=phone.get("agent_number"),
        phone=phone.get("external_number"),
        direction="outbound" if phone.get("direction") == "outbound" else "inbound",
        began=datetime.fromtimestamp(int(facts.get("start_time_unix_secs") or 0), UTC),
        seconds=max(0, int(facts.get("call_duration_secs") or 0)),
        summary=(about.get("analysis") or {}).get("transcript_summary"),
        transcript="\n".join(_lines(about.get("transcript") or [])),
    )


def _lines(turns: list[Told]) -> list[str]:
    names = {"agent": "Agent", "user": "Caller"}
    return [f"{names.get(each.get('role', ''), 'Caller')}: {each['message']}" for each in turns if each.get("message")]


def _without(told: Any, cleaned: Callable[[str], str]) -> Any:
    """The same with every text cleaned."""
    if isinstance(told, str):
        return cleaned(told)
    if isinstance(told, list):
        return [_without(each, cleaned) for each in told]
    return {name: _without(each, cleaned) for name, each in told.items()} if isinstance(told, dict) else told
