"""What goes before any answer, for the offline engine and for hosted models alike: danger, recording, card numbers.

Each turn of the caller is judged here once, before a model reads it. What is answered here alone is an *aside*: the
question that stood open stands afterwards as before (`dialog.conversation` leaves asides out).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from livekit.agents import AgentSession, llm
from livekit.agents.voice.events import UserInputTranscribedEvent

from callcenter.calls.beside.cards import masked_pair
from callcenter.calls.beside.danger_to_self import DangerToSelf
from callcenter.calls.beside.duty_phrases import duty_phrases
from callcenter.calls.beside.recording_consent import RecordingDuty, asks_whether_recorded
from callcenter.calls.context import CallContext
from callcenter.calls.transfer.transfer import connect_person
from callcenter.dialog.conversation import ASIDE, DANGER
from callcenter.domain.dialog_act import Act, Asked, Heard
from callcenter.domain.record.call_event import CallerActed
from callcenter.log import logger
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.emergency import is_danger_to_self, is_emergency
from callcenter.spoken.numbers.cards import MASK
from callcenter.spoken.numbers.numbers import digits_in
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import begins_as_wish
from callcenter.spoken.words import plain_words

log = logger(__name__)

#: Acts that supervisors look for, and that tell what became of a call.
ON_RECORD = frozenset(
    {
        Act.EMERGENCY,
        Act.CARD,
        Act.NO_RECORDING,
        Act.PERSON,
        Act.WRONG_NUMBER,
        Act.OTHER_LANGUAGE,
        Act.ABUSE,
        Act.OBJECTION,
        Act.GOODBYE,
        Act.CANCEL,
        Act.ELSEWHERE,
    }
)
#: What a caller says after an emergency was answered, without answering what stood open before it.
_GOING_ON = frozenset({Act.YES, Act.NO, Act.THANKS, Act.BACK_CHANNEL, Act.GREETING, Act.HEARD, Act.CANCEL, Act.UNCLEAR})
#: Words beside a card's number from which a turn is about more than the number.
_WORDS_OF_A_WISH = 4
#: Spoken digits from which words are a number given: "nine one one" is whom they call.
_DIGITS_OF_A_NUMBER = 4
#: Longest message of an agent that is said again whole; of a longer one only its last question is.
_LONGEST_SAID_AGAIN = 240
#: Said to somebody who is told whom to call: it is under way, and no wish.
_CALLS_HELP = re.compile(
    r"\b(call(ing|ed)?|dial(l?ing|l?ed)?|phon(ing|ed?)|ring(ing)?) "
    r"(them|him|her|now|for help|911|9 1 1|an ambulance|the)\b|\bon (their|the|its) way\b"
)
#: Asks what to do now, or whether somebody comes: they hear whom to call once more, and nothing else.
_ASKS_FOR_HELP = re.compile(
    r"\b(?:(?:what|where) (?:do|should|shall|can|must|am) i (?:do|supposed to do|go|call)|what now|"
    r"what(?:'s| is| was) (?:the|that) number|"
    r"who (?:do|should|can|shall) i|(?:is|are) (?:some|any)(?:body|one) (?:coming|on)|"
    r"(?:is|are) (?:they|you|help|an ambulance|the \w+) (?:coming|on (?:the|their))|"
    r"can(?:'t)? you (?:not )?(?:send|call|get|help|ring|phone)|"
    r"(?:you|please) (?:call|send|ring|phone) (?:them|him|her|somebody|someone|an ambulance|the)|"
    r"(?:i )?don'?t know what to do|help(?: me| us| him| her)?|hurry|come quick(?:ly)?)\b|"
    r"^(?:oh |but |sorry |please )*(?:what|huh|who|which number|what number|pardon)"
    r"(?: (?:what|number|was that|now|did you say|who))*$"
)
#: Says that nobody is in danger any more.
_IS_OVER = re.compile(
    r"\b(?:(?:there'?s |it'?s |is )?no(?:t a| more| longer a)? (?:fire|smoke|flames?|danger|emergency)|"
    r"(?:it|the (?:fire|smoke))(?:'?s| has| is)? (?:stopped|gone|out(?! of\b)|over)|put it out|false alarm|"
    r"(?:nobody|no one)(?:'s| is)? (?:hurt|in danger)|"
    r"(?:he|she|i|we|they|everybody|everyone|everything|it)(?:'s|'re|'m| is| are| am)(?: all| both| just)? "
    r"(?:ok|okay|fine|good|safe|all right|alright|breathing(?: again)?|under control))\b"
)
#: Where a sentence ends, and where something is wished after all.
_SENTENCES = re.compile(r"(?<=[.!?;])\s+(?:(?:and|but|so) )?|,?\s+but\s+", re.I)
#: How often whom to call is said anew if it was cut off.
MOST_OWED = 3
#: Longest wait for the announcement of an emergency transfer to be heard.
_HEARD_TIMEOUT_S = 10.0
EMERGENCY = "emergency"


def _has_digits(text: str) -> bool:
    """Tell whether a turn has figures, or the words for as many as a number has that anybody was asked for."""
    return any(character.isdigit() for character in text) or len(digits_in(text)) >= _DIGITS_OF_A_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAnswer:
    """What is said before anything else. `is_whole`: nothing else is to be said to this turn."""

    text: str
    is_whole: bool = True


class CallDuties:
    """One call's duties towards the caller. Used on the loop's thread only."""

    def __init__(self, context: CallContext) -> None:
        self.recording = RecordingDuty(context)
        self._context = context
        self._session: AgentSession[CallContext] | None = None
        self._greeting: Callable[[], str] = str
        self._judged: set[str] = set()
        self._is_after_emergency = False
        self._of_self = DangerToSelf(context, self._whom_to_call)
        #: The person of the agent who has the call, if the agent has one of their own.
        self._person = ""
        #: How often whom to call has still to be said: callers in danger talk on, and cut it off.
        self._owed = 0
        #: The question that stood open when an aside began, and is to be asked again.
        self._open_question = ""
        self._tasks: set[asyncio.Task[None]] = set()

    def attend(self, session: AgentSession[CallContext], greeting: Callable[[], str]) -> None:
        """Listen to the session: words of danger end the caller's turn at once, whatever was expected."""
        self._session, self._greeting = session, greeting
        session.on("user_input_transcribed", self._on_transcript)
        session.on("close", lambda _: self._close())

    def hear(self, items: Sequence[llm.ChatItem], *, asked: Asked = Asked.OPEN, person: str = "") -> DutyAnswer | None:
        """Judge the caller's last turn, once, and return what duty answers to it; None for most turns.

        Card numbers in the turn are masked in place, so that no model reads them. `person` is whom callers of the
        agent are sent to, if it has one of its own.
        """
        said = [item for item in items if isinstance(item, llm.ChatMessage) and item.role == "user"]
        if not said or said[-1].id in self._judged:
            return None
        message = said[-1]
        self._judged.add(message.id)
        has_card = _mask(message, said[-2] if len(said) > 1 else None)
        text = (message.text_content or "").strip()
        heard = read_acts(text, language=self._context.language, asked=asked)
        is_urgent = self._is_urgent(text)
        self._put_on_record({*heard.acts, heard.act} - {Act.EMERGENCY, Act.CARD}, has_card, is_urgent)
        self._person = person
        self._keep_question(items, asked)
        self._owed = 0 if self._owed and self._was_told(items) else self._owed
        self._is_after_emergency = self._is_after_emergency or _last_said(items) == self.danger_sentence()
        if not self._owed:
            self._of_self.note_last_said(_last_said(items))
        self._is_after_emergency = self._is_after_emergency or self._of_self.is_on
        was_urgent = self._is_after_emergency
        answer = self._answer(heard, text, _last_said(items), has_card=has_card, is_urgent=is_urgent)
        if answer is not None and answer.is_whole:
            message.extra[ASIDE] = True
        elif answer is None and was_urgent:
            message.extra[DANGER] = self.danger_sentence()  # to be said again, should the words not be understood
        return answer

    def danger_sentence(self) -> str:
        """Return the sentence that tells a caller in danger whom to call, and one in danger from themselves more."""
        return self._of_self.sentence if self._of_self.is_on else self._whom_to_call()

    def _whom_to_call(self) -> str:
        context, rule = self._context, self._context.call.duties.emergency
        number = rule.number or context.settings.calls.emergency_number
        sentence = rule.say.get(context.language) or duty_phrases(context.language).emergency
        # One digit after the other: a voice would say "nine hundred eleven".
        return sentence.replace("{number}", " ".join(number) if number.isdigit() else number)

    # -- one turn --------------------------------------------------------------------------------------------------

    def _answer(self, heard: Heard, text: str, last_said: str, *, has_card: bool, is_urgent: bool) -> DutyAnswer | None:
        words = duty_phrases(self._context.language)
        was_urgent, self._is_after_emergency = self._is_after_emergency, is_urgent
        if is_urgent:
            self._of_self.is_on = self._of_self.is_on or is_danger_to_self(text, language=self._context.language)
            return DutyAnswer(text=self._help())
        if self._owed:
            self._owed -= 1
            self._is_after_emergency = True
            return DutyAnswer(text=self.danger_sentence())
        if self._of_self.is_on:
            return self._stay(heard, text, last_said)
        if was_urgent and _ASKS_FOR_HELP.search(plain_words(text)) and not _has_digits(text):
            self._is_after_emergency = True
            return DutyAnswer(text=self.danger_sentence())
        if was_urgent and _IS_OVER.search(plain_words(text)) and not heard.second:
            if _wants_more(text):
                return DutyAnswer(text=words.going_on, is_whole=False)  # "nobody's hurt. But I need a new router now"
            return DutyAnswer(text=_joined(words.going_on, self._open_question or words.help))
        if was_urgent and heard.act is Act.NO and heard.wish:
            self._is_after_emergency = True  # "nobody cares anyway": they don't call, and are no less in danger
            return DutyAnswer(text=self.danger_sentence())
        if was_urgent and (heard.act in _GOING_ON or _CALLS_HELP.search(text.lower())) and not _has_digits(text):
            return DutyAnswer(text=_joined(words.going_on, self._open_question or words.help))
        if has_card:
            is_wish = bool(heard.wish) and len(text.replace(MASK, "").split()) >= _WORDS_OF_A_WISH
            return self._aside(words.no_card, goes_on=is_wish)
        if self.recording.is_asking:
            goes_on = _is_wish(heard)
            said, is_settled = self.recording.hear_answer(text, has_wish=goes_on)
            if not is_settled:
                return DutyAnswer(text=said)
            self._open_question = ""
            return DutyAnswer(text=said if goes_on else _joined(said, self._greeting()), is_whole=not goes_on)
        if Act.NO_RECORDING in heard.acts:
            return self._aside(self.recording.refuse(), goes_on=bool(heard.wish))
        if asks_whether_recorded(text, self._context.language):
            return self._aside(self.recording.now(), goes_on=bool(heard.second))
        self.recording.heard()
        return None

    def _stay(self, heard: Heard, text: str, last_said: str) -> DutyAnswer | None:
        """Stay with a caller who may harm themselves: what isn't clearly a wish is no answer to an open question."""
        stay = self._of_self.hear(heard, text, last_said=last_said)
        if stay is not None and stay.connects:
            call = self._context
            destination = call.call.person or self._person or call.settings.sip.person
            self._own(self._connect(destination, otherwise=self._of_self.nobody_free))
        self._is_after_emergency = self._of_self.is_on
        return None if stay is None else DutyAnswer(text=stay.text)

    def _aside(self, text: str, *, goes_on: bool) -> DutyAnswer:
        """Say something, then leave the rest of the turn to the model, or ask what stood open again."""
        if goes_on:
            return DutyAnswer(text=text, is_whole=False)
        return DutyAnswer(text=_joined(text, self._open_question or duty_phrases(self._context.language).help))

    def _help(self) -> str:
        """Mark the call, do what its rule says in an emergency, and return what is said."""
        self._context.tag(EMERGENCY)
        if destination := self._context.call.duties.emergency.transfer:
            self._own(self._connect(destination, otherwise=self.danger_sentence()))
            return duty_phrases(self._context.language).connecting
        self._owed = self._owed or MOST_OWED
        return self.danger_sentence()

    def _was_told(self, items: Sequence[llm.ChatItem]) -> bool:
        """Tell whether the caller has heard whom to call: an interrupted sentence ends where it was cut off."""
        sentence = self.danger_sentence()
        digits = [at for at, character in enumerate(sentence) if character.isdigit()]
        needed = sentence[: digits[-1] + 1] if digits else sentence
        said = [item for item in items if isinstance(item, llm.ChatMessage) and item.role == "assistant"]
        return any(needed in (message.text_content or "") for message in said)

    def _is_urgent(self, text: str) -> bool:
        phrases = self._context.call.duties.emergency.phrases
        return is_emergency(text, language=self._context.language, phrases=phrases)

    def _keep_question(self, items: Sequence[llm.ChatItem], asked: Asked) -> None:
        """Remember what the agent has asked last; what was said in an emergency asks nothing."""
        text = _last_said(items)
        if self._is_after_emergency or (self._open_question and text.endswith(self._open_question)):
            return
        greeting = self._greeting()
        if text.endswith(duty_phrases(self._context.language).help) or (greeting and text.endswith(greeting)):
            text = ""
        # To "anything else?" what was told before it is no part of the question; a proposal's facts are.
        if (len(text) > _LONGEST_SAID_AGAIN or asked is Asked.MORE) and "?" in text:
            text = text[: text.rindex("?") + 1]
            text = text[max(text.rfind(mark, 0, -1) for mark in ".!?") + 1 :].strip()
        self._open_question = text if "?" in text else ""

    def _put_on_record(self, acts: set[Act], has_card: bool, is_urgent: bool) -> None:
        if has_card:
            acts.add(Act.CARD)
        if is_urgent:
            acts.add(Act.EMERGENCY)
        for act in sorted(acts & ON_RECORD):
            self._context.record(CallerActed(act=act, at_ms=self._context.elapsed_ms()))

    # -- beside the turns ------------------------------------------------------------------------------------------

    def _on_transcript(self, event: UserInputTranscribedEvent) -> None:
        """End the turn of a caller who speaks of danger: nobody waits for the rest of their account number."""
        session = self._session
        if session is None or self._context.is_transferring or not event.is_final:
            return
        if self._is_urgent(event.transcript):
            with suppress(RuntimeError):
                session.interrupt(force=True)
                session.commit_user_turn(transcript_timeout=0.0)

    async def _connect(self, destination: str, *, otherwise: str) -> None:
        """Connect a caller in danger once they have heard so; if that fails, tell them `otherwise`: whom to call."""
        context, session = self._context, self._session
        if session is None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(session.wait_for_idle(), _HEARD_TIMEOUT_S)
        outcome = await connect_person(context, destination, reason=EMERGENCY)
        if outcome != "transferred" and not context.leg.ended.done():
            session.say(otherwise, allow_interruptions=False)

    def _own(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="emergency-transfer")
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("emergency_transfer_failed", error=type(error).__name__)

    def _close(self) -> None:
        for task in self._tasks:
            task.cancel()


def _wants_more(text: str) -> bool:
    """Tell whether the last of several sentences wants or asks something."""
    *before, last = _SENTENCES.split(text.strip())
    return (
        bool(before) and (begins_as_wish(last) or begins_as_question(last)) and not _IS_OVER.search(plain_words(last))
    )


def _mask(message: llm.ChatMessage, before: llm.ChatMessage | None) -> bool:
    """Mask card numbers in a message, and one that began in the message before; tell whether there was one."""
    said_before = (before.text_content or "") if before is not None else ""
    first, text = masked_pair(said_before, message.text_content or "")
    if MASK not in text or MASK in (message.text_content or ""):
        return MASK in text
    message.content = [text]
    if before is not None and first != said_before:
        before.content = [first]
    return True


def _last_said(items: Sequence[llm.ChatItem]) -> str:
    """Return the agent's last words; '' before the first."""
    said = next((item for item in reversed(items) if getattr(item, "role", "") == "assistant"), None)
    return (said.text_content or "").strip() if isinstance(said, llm.ChatMessage) else ""


def _is_wish(heard: Heard) -> bool:
    """Tell whether a turn is about something, beside what it answers."""
    return bool(heard.wish) and heard.act in (Act.WISH, Act.PERSON, Act.ELSEWHERE)


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)
