"""Whether words that speak of a person want one on the line, in English: who asks or tells of one is asked first.

"Is somebody real looking at my refund?", "I spoke to a person yesterday" and "you sound like a person" ring nobody.
"""

from __future__ import annotations

import re

from callcenter.spoken.sentence import begins_as_question, indirect_question
from callcenter.spoken.taken_back import only_speaks, puts_a_wish
from callcenter.spoken.words import plain_words, sentences

#: Asks for one, in the form of a question.
_ASKS_FOR = re.compile(
    r"\b(?:is|isn'?t|are|aren'?t) there\b(?!.*\bwork)|\b(?:demand|insist|sooner|take over|put one on)\b|"
    r"\bi(?:'ll| will) (?:hold|wait|need|only)\b|\b(?:to|i|me) (?:talk|speak|reach)\b|"
    r"\b(?:can|can'?t|could|couldn'?t|may|might) (?:i|we|you|somebody|someone)\b|\b(?:would|will) you\b|"
    r"\bdo(?:n'?t)? you (?:have|not have)\b|\banyone there\b|\bwho (?:can|could|would|do i|should i)\b|"
    r"\bhow (?:do|can|could) i (?:get|reach|speak|talk)\b"
)
#: Tells that it goes no further with us.
_NO_FURTHER = re.compile(
    r"\b(?:robots?|machines?|computers?|bots?|automated|recordings?|menus?|buttons?|cut off|disconnected|hung up|"
    r"line dropped|(?:don'?t|never|can'?t|not) (?:\w+ )?(?:understand\w*|get (?:me|it|that)|help\w*)|useless|circles)\b"
)
_BIDS = re.compile(r"\b(?:get|give|put|pass|let|transfer|connect|fetch|find|hand|switch) (?:me|us)\b|\bplease\b")

#: Tells what one has done, or is.
_TELLS_OF_ONE = re.compile(
    r"^(?:(?:and|but|so|because|well|oh|yes|no) )*(?:an?|the|some|your|my|our|one of your|thanks?|thank you)\b.*"
    r"\b(?:told|said|says|was|were|is|are|came|called|promised|should|has|had|being|for)\b"
)


def wants_person(text: str) -> bool:
    """Tell whether a text that speaks of a person may want one: whoever asks or tells of one doesn't.

    >>> wants_person("get me somebody real"), wants_person("is somebody real looking at my refund?")
    (True, False)
    >>> wants_person("I need a manager"), wants_person("My wife is a manager too, she says hello")
    (True, False)
    """
    return any(map(_wants, sentences(text)))


def _wants(sentence: str) -> bool:
    plain = plain_words(sentence)
    if _ASKS_FOR.search(plain) or _BIDS.search(plain) or puts_a_wish(sentence):
        return True
    if begins_as_question(sentence) and not indirect_question(sentence):
        return False
    return _NO_FURTHER.search(plain) is not None or not (only_speaks(sentence) or _TELLS_OF_ONE.search(plain))
