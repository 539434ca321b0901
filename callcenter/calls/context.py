"""What a call's agents and tools share: the AgentSession's userdata."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg

from callcenter.calls.agreement import Agreement
from callcenter.calls.ports.leg import Leg
from callcenter.calls.ports.speech import CallSpeech
from callcenter.domain.calls.call import Call
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.language import base_language
from callcenter.domain.record.call_event import Fact, Tagged
from callcenter.models.choice import ModelChoice
from callcenter.models.phone_tuning import PHONE
from callcenter.settings import Settings

#: Sources of words to expect.
AGENT, CUSTOMER = "agent", "customer"


@dataclass(slots=True, kw_only=True)
class CallContext:
    """One call's shared state. Tools reach it as `context.userdata`.

    `record` journals a fact and never waits. `customer_id` is set once we know whose account it may be about, and
    `identity_level` says how sure that is; `notes` is free space for agents (keys are tool or agent names).
    """

    call: Call
    leg: Leg
    pool: asyncpg.Pool
    settings: Settings
    record: Callable[[Fact], None]
    monotonic: Callable[[], float] = time.monotonic
    customer_id: int | None = None
    identity_level: IdentityLevel = IdentityLevel.UNKNOWN
    failed_identifications: int = 0
    #: What was proposed to the caller, and what they agreed to.
    agreement: Agreement = field(default_factory=Agreement)
    agent: str = ""
    #: The language the call is in now (ISO 639-1): the rule's, until the caller is heard in another.
    language: str = ""
    #: The call's recognisers and voices; None if it is typed. `choice` and `voice` are those of the agent who speaks.
    speech: CallSpeech | None = None
    choice: ModelChoice | None = None
    voice: str = ""
    #: Words to expect, by whose they are (the agent's, the customer's); personal data. `listen_for` takes them all.
    keyterms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listen_for: Callable[[tuple[str, ...]], None] = lambda _: None
    #: Tells that the caller was heard though the session isn't: words that don't want the word, keys.
    heard: Callable[[], None] = lambda: None
    #: A silent caller was asked whether they are there: whatever they say now answers that.
    is_asked_if_there: bool = False
    tags: list[str] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    #: The call's facts so far, as `record` keeps them.
    facts: Sequence[Fact] = ()
    began_s: float = 0.0
    #: What the caller can say to the agent who speaks, in the call's language: "your balance".
    topics: tuple[str, ...] = ()
    #: The caller has asked us to wait until then (time of the event loop).
    holds_on_until_s: float = 0.0
    #: How fast the agents speak: 1 is a voice's own, less is slower.
    speaking_rate: float = 1.0
    #: Whether the caller holds us: nobody is listening, and silence means nothing.
    is_held: bool = False
    #: Whether a person is being tried: who answers next isn't us.
    is_transferring: bool = False
    #: Whether a supervisor speaks with the caller: the agent is quiet, and answers nothing.
    is_taken_over: bool = False
    #: Set by an agent that has said goodbye: the leg is hung up when the speech has played out.
    wants_hang_up: bool = False

    def __post_init__(self) -> None:
        self.began_s = self.monotonic()
        self.language = self.language or base_language(self.call.language)

    @property
    def is_led_by_model(self) -> bool:
        """Whether a language model speaks for the agent; the dialog engine hears words that callers are told to say."""
        return self.choice is not None and self.choice.is_led_by_model

    def elapsed_ms(self) -> int:
        """Return milliseconds since the call began."""
        return round((self.monotonic() - self.began_s) * 1000)

    def tag(self, tag: str) -> None:
        """Put a tag on the call, once."""
        if tag not in self.tags:
            self.tags.append(tag)
            self.record(Tagged(tag=tag))

    def expect_words(self, whose: str, terms: Iterable[str]) -> None:
        """Have the recogniser expect words, in place of the last ones of the same source; the customer's come first."""
        self.keyterms[whose] = tuple(terms)
        self.listen_for(PHONE.keyterms(self.keyterms.get(CUSTOMER, ()), self.keyterms.get(AGENT, ())))

    async def transfer(self, destination: str, headers: Mapping[str, str] | None = None) -> None:
        """Send the caller to a person, and leave the call. SIP headers go along if the leg can carry them.

        Raises:
            TransferFailed: refused, busy, unanswered or unsupported. The caller is still with us.
            LegGone: the caller left meanwhile.
        """
        self.is_transferring = True
        try:
            await self.leg.transfer(destination, timeout_s=self.settings.sip.transfer_timeout_s, headers=headers)
        finally:
            self.is_transferring = False

    async def phrase(self, text: str) -> bytes:
        """Return a fixed phrase as sound at the leg's rate, in the voice the caller hears; b"" if there is none."""
        if self.speech is None or self.choice is None:
            return b""
        return await self.speech.phrase(text, self.choice, voice=self.voice)
