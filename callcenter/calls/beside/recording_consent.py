"""Whether the caller may be recorded: said or asked before anything else, and taken back at any time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from callcenter.calls.beside.duty_phrases import duty_phrases
from callcenter.calls.context import CallContext
from callcenter.calls.record.recording import is_to_be_recorded
from callcenter.domain.dialog_act import Consent
from callcenter.domain.language import base_language
from callcenter.domain.record.call_event import RecordingAnswer, RecordingConsent
from callcenter.domain.routing.duties import RecordingForm
from callcenter.spoken.act.consent import consent
from callcenter.spoken.words import plain_words

#: How often the question is asked before silence on it counts as a no.
_MOST_ASKED = 2
_ASKED: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(is|are|am|was|were|will|being|whether|if) "
        r"(this|that|the|our|my|your|all|these|phone|you|i|we|it|anybody|someone|"
        r"somebody|anyone|calls?|conversations?|there|you're|i'm|we're|it's)\b[^.]*\b"
        r"(recorded|recording|taped|taping|on tape|record (this|me|us|it|that|the call))\b|"
        r"\b(do|did|does) (you|they|anybody|someone|somebody|anyone) (?:(?:always|also|even|all|ever) )?(record|tape) "
        r"(this|that|me|us|these|calls?|it|the|what|my|our|your|phone|conversations?|all|every|everything)\b|"
        r"\b(you're|you are|i'm|i am|we're|it's|this is) (?:(?:not|never|being) )*"
        r"(recording|taping|recorded|taped|on tape)\b[^.]* (are you|am i|are we|is it|aren't you|isn't it|right)$"
    ),
    "es": re.compile(r"\b(se (esta )?graba(ndo)?|(esta|estan) grabando|me graban?|grab(an|as|a) (esta|la|mi))\b"),
    "fr": re.compile(r"\b(est (il |elle )?enregistre|enregistrez|suis (je )?enregistre|on enregistre)\b"),
    "de": re.compile(
        r"\b(wird|werde|werden|nehmen|zeichnen|nimmt|zeichnet)\b.*\b(aufgezeichnet|aufgenommen|mitgeschnitten|auf)\b"
    ),
}
#: What asks about recordings, and not whether there is one now.
_ASKED_OTHERWISE = re.compile(
    r"\b(how|why|who|where|when|what(?! (?:i|i'm|we|we're|you|is said)\b)|until|copy|send|get|last|earlier|yesterday|"
    r"deleted?|erased?|keep|kept|stored|wie|warum|wer|wo|como|por que|quien|pourquoi|comment|qui)\b"
)


def asks_whether_recorded(text: str, language: str) -> bool:
    """Tell whether a caller asks if the call is being recorded.

    >>> [asks_whether_recorded(said, "en") for said in ("Is this call being recorded?", "who keeps the recording?")]
    [True, False]
    """
    plain = plain_words(text)
    patterns = {_ASKED["en"], _ASKED.get(base_language(language), _ASKED["en"])}
    return any(one.search(plain) for one in patterns) and not _ASKED_OTHERWISE.search(plain)


class RecordingDuty:
    """One call's. The leg's recording is started and stopped here."""

    def __init__(self, context: CallContext) -> None:
        self._context = context
        self._form = context.call.duties.recording
        self._is_on = is_to_be_recorded(context.call, context.settings)
        self._asked = 0
        #: The caller hasn't said anything yet since they were told: a refusal now is of the whole recording.
        self._is_fresh = False
        #: The question is put and not answered.
        self.is_asking = False

    @property
    def is_question(self) -> bool:
        """Whether the caller is asked before they are greeted."""
        return self._is_on and self._form is RecordingForm.ASK

    def opening(self) -> str:
        """Return what is said before the greeting; '' if nothing is."""
        if not self._is_on or self._form is RecordingForm.SILENT:
            return ""
        words = duty_phrases(self._context.language)
        own = self._context.call.duties.recording_words.get(self._context.language, "")
        if self._form is RecordingForm.ANNOUNCE:
            return own or words.recorded
        self._asked, self.is_asking = 1, True
        return own or words.recording_question

    def announced(self) -> None:
        """Begin to record: the caller has been told."""
        if self._is_on:
            self._is_fresh = True
            self._settle(RecordingAnswer.ANNOUNCED)

    def hear_answer(self, text: str, *, has_wish: bool) -> tuple[str, bool]:
        """Hear the caller's answer to the question; return what is said to it, and whether that settles it."""
        words = duty_phrases(self._context.language)
        answer = consent(text, language=self._context.language)
        if answer is Consent.YES:
            self._settle(RecordingAnswer.YES)
            return words.recording_yes, True
        if answer is not Consent.NO and not has_wish and self._asked < _MOST_ASKED:
            self._asked += 1
            return words.recording_again, False
        self._settle(RecordingAnswer.NO if answer is Consent.NO else RecordingAnswer.UNCLEAR)
        return words.recording_no, True

    def refuse(self) -> str:
        """The caller doesn't want it (any more): stop, and return what is said to that."""
        words = duty_phrases(self._context.language)
        was_on = self._is_on
        if not was_on:
            return words.not_recorded
        if self._is_fresh and (recording := self._context.leg.recording) is not None:
            recording.erase()
        self._settle(RecordingAnswer.REFUSED)
        return words.recording_stopped

    def now(self) -> str:
        """Return whether the call is being recorded at this moment, as it is said to a caller who asks."""
        words = duty_phrases(self._context.language)
        is_running = self._is_on and not self.is_asking and self._context.leg.recording is not None
        return words.is_recorded if is_running else words.not_recorded

    def heard(self) -> None:
        """The caller has said something else: what is recorded from now on is with their knowledge."""
        self._is_fresh = False

    def _settle(self, answer: RecordingAnswer) -> None:
        self.is_asking = False
        self._is_on = answer in (RecordingAnswer.YES, RecordingAnswer.ANNOUNCED)
        if (recording := self._context.leg.recording) is not None:
            recording.start() if self._is_on else recording.stop()
        self._context.record(RecordingConsent(answer=answer, at_ms=self._context.elapsed_ms()))
        self._context.tag(f"recording:{answer.value}")
