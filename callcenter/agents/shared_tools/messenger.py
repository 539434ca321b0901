"""Sending a text message to a phone, by whatever service the settings name."""

from __future__ import annotations

import aiohttp

from callcenter.log import logger
from callcenter.settings import CallSettings

log = logger(__name__)

#: Longest wait for the service; the caller is listening to silence meanwhile.
SEND_TIMEOUT_S = 5.0


async def send_text(settings: CallSettings, *, to: str, text: str) -> bool:
    """Post `{"to", "text"}` as JSON to the messenger; tell whether it took the message (any status below 300)."""
    token = settings.messenger_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SEND_TIMEOUT_S)) as session,
            session.post(settings.messenger_url, json={"to": to, "text": text}, headers=headers) as answer,
        ):
            is_taken = answer.status < 300
            if not is_taken:
                log.warning("message_refused", status=answer.status)
            return is_taken
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("message_not_sent", error=type(error).__name__)
        return False
