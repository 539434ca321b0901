"""A proposal, and what was heard of it and answered to it, read from the session's history.

The reading looks at what the caller has heard of the agents and what they answered, so it is the same whoever leads
the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile
from typing import Any

from livekit.agents.llm import ChatItem, ChatMessage

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent, is_outright, is_said_outright, may_agree
from callcenter.spoken.essentials import essentials, without_asides
from callcenter.spoken.words import plain_words, sentences

#: Asks whether to do what was said before, without saying it again.
_SHALL_I = re.compile(
    r"\b(shall|should|may|can) i (do (that|it|so)|go ahead)\b|\byes or no\b|\bdo you (want|agree|confirm)\b"
)
#: Asks for a yes to what the same turn has said in full.
_TAG = re.compile(
    r"\b(right|ok|okay|correct|sure|agreed?|fine|shall i|should i|want me to|like me to|sounds?|suits?)\b"
)
#: Words beside such a question that ask for nothing else.
_BESIDE_ASKING = frozenset(
    "so ok okay then now for you please just well and or not yes no right all is that it this the do go ahead want me "
    "to can may shall should i agree confirm would like with also still once one more time again press key keys "
    "really are does be by good great me my we i'd that's it's work works happy sound could".split()
)
#: A sentence of so few words says nothing of its own: "all right", "of course".
_SHORT_WORDS = 4
#: And no more than so many bid a caller take their time who asked for it.
_WAITING_WORDS = 8
_NOTHING_ELSE = re.compile(r"\bnothing (?:else|more|further)\b")
_WORD = re.compile(r"[a-z']+")
_WORD_OR_NUMBER = re.compile(r"[\w']+")
_DENIED = re.compile(r"\b(not|never|without|no longer|\w+n't)\b")
_PRESS_ONE = re.compile(r"\bpress (1|one)\b")
_KEYS_OFFERED = re.compile(r"\b(press|key|keys|or|and) (\d|one|two|three|zero)\b(?= (for|to|if)\b)")


class Agreed(StrEnum):
    """Whether a proposal may be carried out, and if not, why."""

    AGREED = "agreed"
    #: Carried out already: asked again, the result is the first one.
    DONE = "done"
    #: No proposal has this id.
    UNKNOWN = "unknown"
    #: The conversation went elsewhere: another proposal, topic, agent or customer.
    EXPIRED = "expired"
    #: The caller hasn't heard all that matters of it.
    NOT_SPOKEN = "not-spoken"
    #: The caller hasn't answered.
    NOT_ANSWERED = "not-answered"
    #: The caller said neither yes nor no, or asked to wait.
    NOT_CLEAR = "not-clear"
    #: The caller said no.
    DECLINED = "declined"
    #: It was committed in vain so often that it is closed.
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Exactly what a tool would do, and the sentence that asks the caller for it.

    `deed` are beginnings of words one of which names what is done ("cancel"). `after` is the id of the last item of
    the session's history when it was made, '' if there was none.
    """

    id: str
    tool: str
    sentence: str
    deed: tuple[str, ...]
    after: str
    customer_id: int | None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A caller's words that hold a yes to a proposal, which rules can't tell to stand or not.

    `item` is their id in the session's history, `sentence` the proposal's, `asked` what the agent said last.
    """

    item: str
    sentence: str
    asked: str
    words: str


def verdict_on(proposal: Proposal, history: Sequence[ChatItem], language: str) -> Agreed:
    """Return what a session's history says of an open proposal."""
    said = _said_after(proposal.after, history)
    return _heard_and_answered(proposal, said, language) if said is not None else Agreed.EXPIRED


def doubt_in(proposal: Proposal, history: Sequence[ChatItem], language: str) -> Doubt | None:
    """Return the caller's last words if they hold a yes to a proposal that may stand or not; else None."""
    if verdict_on(proposal, history, language) is not Agreed.NOT_CLEAR:
        return None
    said = _said_after(proposal.after, history) or []
    first, last = _answer_in(said)
    words = _text(said[last]) if last is not None else ""
    if last is None or not may_agree(words, language=language, proposal=proposal.sentence, weakly=True):
        return None
    asked = " ".join(map(_text, _asked_last(said[:first], language)))
    return Doubt(item=said[last].id, sentence=proposal.sentence, asked=asked, words=words)


def last_of_caller(history: Sequence[ChatItem]) -> str:
    """Return the id of the caller's last words; '' if there are none."""
    said = (item.id for item in reversed(history) if isinstance(item, ChatMessage) and item.role == "user")
    return next(said, "")


def _said_after(item_id: str, history: Sequence[ChatItem]) -> list[ChatMessage] | None:
    """Return what was said after an item, in order; None if the history doesn't have it any more."""
    index = -1
    if item_id:
        found = next((place for place, item in enumerate(history) if item.id == item_id), None)
        if found is None:
            return None
        index = found
    return [
        item
        for item in history[index + 1 :]
        if isinstance(item, ChatMessage) and item.role in ("user", "assistant") and (item.text_content or "").strip()
    ]


def _heard_and_answered(proposal: Proposal, said: Sequence[ChatMessage], language: str) -> Agreed:
    first, last = _answer_in(said)
    if last is None:
        return Agreed.NOT_ANSWERED if _is_spoken(proposal, said, said, language) else Agreed.NOT_SPOKEN
    heard = [message for message in said[:first] if message.role == "assistant"]
    turn = _asked_last(said[:first], language)
    asked = " ".join(map(_text, turn)).lower()
    # What was said before anything of the proposal was heard answers something else.
    begun = next((place for place, message in enumerate(said[:first]) if _is_begun(proposal, message, language)), 0)
    answers = {
        place: _answer(message, proposal, asked, language)
        for place, message in enumerate(said)
        if place >= begun and message.role == "user"
    }
    if refused := [place for place, answer in answers.items() if answer is Consent.NO]:
        since = refused[-1] + 1
        # "No, forget Judy", and all of it is read out once more: what is answered to that counts.
        is_again = any(_is_read_out(proposal, one) for one in said[since:first] if one.role == "assistant")
        return _heard_and_answered(proposal, said[since:], language) if is_again else Agreed.DECLINED
    if not _is_spoken(proposal, heard, turn, language):
        return Agreed.NOT_SPOKEN
    words = _text(said[last])
    if answers[last] is Consent.YES or (
        answers[last] is Consent.UNCLEAR and is_said_outright(words, language=language, proposal=proposal.sentence)
    ):
        has_waited = said[first - 1] not in turn  # "okay", to "take your time", agrees to nothing but that
        return Agreed.AGREED if not has_waited or is_outright(words, language=language) else Agreed.NOT_SPOKEN
    breath = " ".join(map(_text, said[first : last + 1]))
    if answers[last] is Consent.UNCLEAR and first < last and _consent(breath, proposal, language) is Consent.YES:
        return Agreed.AGREED
    return Agreed.NOT_CLEAR


def is_asked_alone(proposal: Proposal, others: Sequence[Proposal], history: Sequence[ChatItem], language: str) -> bool:
    """Tell whether the agent's last turn ends with a proposal's own sentence, and reads out none of the others'."""
    said = _said_after("", history) or []
    turn = _asked_last(said[: _answer_in(said)[0]], language)
    asked = plain_words(" ".join(map(_text, turn)))
    is_last = asked.endswith(plain_words(proposal.sentence))
    return is_last and not any(plain_words(one.sentence) in asked for one in others)


def _is_read_out(proposal: Proposal, message: ChatMessage) -> bool:
    """Tell whether an agent's message has a proposal's sentence in it, word for word."""
    return plain_words(proposal.sentence) in plain_words(_text(message))


def _answer_in(said: Sequence[ChatMessage]) -> tuple[int, int | None]:
    """Return the places of the first and the last message of the caller's last answer; no last if there is none."""
    last = next((place for place in reversed(range(len(said))) if said[place].role == "user"), None)
    first = last or 0
    while first > 0 and said[first - 1].role == "user":
        first -= 1
    return first, last


def _asked_last(said: Sequence[ChatMessage], language: str) -> list[ChatMessage]:
    """Return what the agent said last in one turn, but for a few words that only bid the caller take their time."""
    turn = list(reversed(list(takewhile(lambda message: message.role == "assistant", reversed(said)))))
    before = said[: len(said) - len(turn)]
    text = " ".join(map(_text, turn))
    is_waiting = bool(before) and consent(_text(before[-1]), language=language) is Consent.HOLD
    if is_waiting and "?" not in text and not essentials(text) and len(_WORD.findall(text.lower())) <= _WAITING_WORDS:
        answered = list(takewhile(lambda message: message.role == "user", reversed(before)))
        return _asked_last(before[: len(before) - len(answered)], language)
    return turn


def _is_begun(proposal: Proposal, message: ChatMessage, language: str) -> bool:
    """Tell whether an agent's message has any of a proposal, be it two words of it."""
    if message.role != "assistant" or language != "en":
        return message.role == "assistant"
    text = _text(message).lower()
    has_any = bool(essentials(text) & essentials(proposal.sentence)) or _has_beginning(proposal.deed, text)
    return has_any or any(proposal.sentence.lower().startswith(one) for one in sentences(text) if one)


def _answer(message: ChatMessage, proposal: Proposal, asked: str, language: str) -> Consent:
    """Return what a caller's message answers; keys count only if they were offered."""
    text = _text(message)
    if text.isdigit():
        if len(text) > 1 or not _PRESS_ONE.search(asked):
            return Consent.UNCLEAR
        return Consent.YES if text == "1" else Consent.NO
    answer = _consent(text, proposal, language)
    # "No, nothing else", to who has asked for the same before: it may well be thought done.
    return Consent.UNCLEAR if answer is Consent.NO and _NOTHING_ELSE.search(text.lower()) else answer


def _consent(text: str, proposal: Proposal, language: str) -> Consent:
    return consent(text, language=language, proposal=proposal.sentence)


def _is_spoken(proposal: Proposal, heard: Sequence[ChatMessage], turn: Sequence[ChatMessage], language: str) -> bool:
    """Tell whether the caller has heard all that matters, and was asked for just that last."""
    if not turn:
        return False
    if _plain(" ".join(map(_text, turn))).endswith(_plain(proposal.sentence)):
        return True  # word for word, and last: whatever was told before it
    if language != "en":
        return "?" in _text(turn[-1]) and not turn[-1].interrupted
    everything, asked = " ".join(map(_text, heard)), " ".join(map(_text, turn))
    # What it tells besides may be told again with it, or left out.
    wanted, told = essentials(without_asides(proposal.sentence)), essentials(proposal.sentence)
    if not (wanted <= essentials(everything) and _names_deed(proposal, everything)):
        return False
    questions = [sentence for sentence in sentences(asked.lower()) if sentence.endswith("?")]
    closing = sentences(proposal.sentence.lower())[-1]
    if wanted <= essentials(asked) and _names_deed(proposal, asked):
        about = [*questions, *(s for s in sentences(asked.lower()) if _has_beginning(proposal.deed, s))]
        said = frozenset(_WORD.findall(proposal.sentence.lower()))
        is_asked = any(
            _has_beginning(proposal.deed, one)
            or closing in one
            or (_TAG.search(one) is not None and _asks_no_more(_TAG.sub(" ", one), said))
            for one in questions
        )
    else:
        about = sentences(asked.lower())
        strays = [one for one in about if one not in questions and not _is_about_asking(one, proposal)]
        is_asked = any(
            _names_deed(proposal, one)
            or (_SHALL_I.search(one) is not None and _asks_no_more(_SHALL_I.sub(" ", one)))
            or (closing in one and _asks_no_more(one.replace(closing, " ")) and not strays)
            for one in questions
        )
    # Whatever else was named with it is not what would be done.
    return is_asked and essentials(_KEYS_OFFERED.sub(" ", " ".join(about))) <= told


def _asks_no_more(rest: str, said: frozenset[str] = frozenset()) -> bool:
    """Tell whether what stands beside "shall I do that?" asks for nothing else ("... and look for an outage?").

    `said` are words of the proposal, which may be said again.
    """
    return all(word in _BESIDE_ASKING or word in said for word in _WORD.findall(rest))


def _is_about_asking(sentence: str, proposal: Proposal) -> bool:
    """Tell whether a sentence before "is that all right?" leaves it about the proposal: "that" is what came last."""
    is_short = len(_WORD.findall(sentence)) <= _SHORT_WORDS
    return is_short or _SHALL_I.search(sentence) is not None or _has_beginning(proposal.deed, sentence)


def _names_deed(proposal: Proposal, text: str) -> bool:
    """Tell whether a text names what is done, and doesn't deny it."""
    naming = [sentence for sentence in sentences(text.lower()) if _has_beginning(proposal.deed, sentence)]
    if _DENIED.search(" ".join(s for s in sentences(proposal.sentence.lower()) if _has_beginning(proposal.deed, s))):
        return bool(naming)
    return any(not _DENIED.search(sentence) for sentence in naming)


def _has_beginning(beginnings: Sequence[str], sentence: str) -> bool:
    return any(re.search(rf"\b{re.escape(beginning)}", sentence) for beginning in beginnings)


def _plain(text: str) -> str:
    return " ".join(_WORD_OR_NUMBER.findall(text.lower()))


def _text(message: ChatMessage) -> str:
    return " ".join((message.text_content or "").split())
