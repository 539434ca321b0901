"""A caller who may harm themselves: offered a person at once, told the crisis line, and not left for anything else.

Nothing but that they are well, a clear wish of another kind, or a person ends it; no menu and no list of topics does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.calls.beside.duty_phrases import DutyPhrases, duty_phrases
from callcenter.calls.context import CallContext
from callcenter.domain.dialog_act import Act, Consent, Heard
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.consent import consent
from callcenter.spoken.words import plain_words

#: So few words are no wish: "I don't know", "nothing helps".
_NO_WISH_WORDS = 3
#: Says that it is not so bad, or was not meant.
_IS_WELL = re.compile(
    r"\bi(?:'m| am) (?:(?:all|just|really|quite|doing|feeling) )*(?:ok|okay|fine|good|safe|right|alright|better)\b|"
    r"\bdid ?n'?t mean (?:it|that|to say)\b|\b(?:joking|kidding|a joke|figure of speech)\b"
)
_PRESSING = frozenset({Act.PERSON, Act.CARD, Act.NO_RECORDING, Act.OTHER_LANGUAGE, Act.WRONG_NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What is said to a caller in danger from themselves; `connects`: they are sent to a person then."""

    text: str
    connects: bool = False


class DangerToSelf:
    """Whether a call's caller may harm themselves, and what they hear. Used on the loop's thread only.

    Args:
        emergency: Returns the sentence that tells whom to call in danger.
    """

    def __init__(self, context: CallContext, emergency: Callable[[], str]) -> None:
        self.is_on = False
        self._context, self._emergency = context, emergency

    @property
    def sentence(self) -> str:
        """What is said when the danger is named."""
        words = self._words
        return _joined(words.sorry, self._crisis_line, self._emergency(), words.shall_connect)

    @property
    def nobody_free(self) -> str:
        """What is said when no person could be reached."""
        return _joined(self._words.nobody_free, self._crisis_line, self._emergency())

    def note_last_said(self, text: str) -> None:
        """Note what was said last: once something else was, a wish of theirs is being served."""
        self.is_on = self.is_on and any(one.startswith(text) for one in self._all())

    def hear(self, heard: Heard, text: str, *, last_said: str) -> Stay | None:
        """Return what is said to words after it; None for what may be a wish."""
        words, plain = self._words, plain_words(text)
        is_offered = last_said.endswith(words.shall_connect)
        if _IS_WELL.search(plain) and not read_acts(text).second:
            self.is_on = False
            return Stay(text=_joined(words.going_on, words.help))
        if heard.act in _PRESSING or (heard.act is Act.GOODBYE and last_said.startswith(words.still_here)):
            return None
        answer = consent(text, language=self._context.language)
        if is_offered and answer is Consent.YES:
            return Stay(text=words.connecting_person, connects=True)
        if heard.act is Act.REPEAT:
            return Stay(text=self.sentence)
        if answer is Consent.NO or len(plain.split()) <= _NO_WISH_WORDS or not heard.wish:
            return Stay(text=self._still_here(offers=answer is not Consent.NO))
        return None

    def _still_here(self, *, offers: bool) -> str:
        words = self._words
        return _joined(words.still_here, self._crisis_line or self._emergency(), words.shall_connect if offers else "")

    def _all(self) -> tuple[str, ...]:
        words = self._words
        said = (self.sentence, self.nobody_free, words.connecting_person)
        return (*said, self._still_here(offers=True), self._still_here(offers=False))

    @property
    def _crisis_line(self) -> str:
        number = self._context.call.duties.emergency.crisis_line
        return self._words.crisis_line.replace("{number}", " ".join(number)) if number else ""

    @property
    def _words(self) -> DutyPhrases:
        return duty_phrases(self._context.language)


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)
