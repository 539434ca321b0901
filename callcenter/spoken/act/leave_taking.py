"""Leave-taking in English: the words that end a call, and what stands beside them, piece by piece.

"No, that's it. Thanks for being patient with a worried dad": once a piece of its own takes leave, the others count only
if they ask or want something. Remarks, reasons and thanks are nothing. Who calls may rule that, so this room only tells
the pieces apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.more_wanted import only_tells
from callcenter.spoken.sentence import begins_as_question, indirect_question, reads_as_question
from callcenter.spoken.taken_back import puts_a_wish
from callcenter.spoken.words import plain_words, without_fillers

#: Where one piece ends and another begins; a mark stays with what it ends.
_PIECE_END = re.compile(
    r"(?<=[.!?;,:])\s+|\s+[-–—]+\s+|"
    r"\s+(?=(?:but|unless|except|although|because|cause|cos)\b)|\s+(?=(?:and|so|then) (?:thank|thanks|i|i'?m|i'?ll|my|"
    r"you|we|he|she|they|when|what|how|where|who|why|can|could|is|are|do|does|have|bye|good ?bye|say|tell|please)\b)",
    re.I,
)
_LEAD = (
    r"(?:(?:no|nope|nah|ok|okay|o k|well|right|alright|all right|so|yes|yeah|yep|great|good|perfect|lovely|fine|"
    r"brilliant|super|wonderful|excellent|grand|thanks|thank you|cheers|and|oh|ah|but|then|now|anyway|um+|uh+|i think|"
    r"i guess|i suppose|i believe|i'd say|i mean|fair enough|that's (?:fine|good|great|lovely)|you know what|whatever|"
    r"sir|dear|love|mate|really|honestly) )*"
)
_TAIL = (
    r"(?: (?:then|for (?:now|today|me|us|the moment)|today|tonight|now|thanks|thank you|so much|very much|a lot|"
    r"a million|cheers|ta|love|dear|sir|madam|ma'am|mate|bye|bye bye|good ?bye|really|from (?:me|us|my (?:side|end))|"
    r"on my (?:side|end)|here|i think|i guess|i suppose|anyway|folks|honestly|at all))*"
)
#: Says that this was all, and nothing else.
_ALL = re.compile(
    rf"^{_LEAD}(?:(?:that|this)(?:'s| is| was| will be|'ll be|'d be| would be) "
    r"(?:(?:about|pretty much|really|just|probably) )*(?:all|it|everything|me|us|done|that|the lot|my lot|enough|"
    r"plenty|"
    r"(?:all|everything|what|it) (?:that |what )?i (?:needed|wanted|need|want|was after|called (?:for|about)|came for|"
    r"(?:needed|wanted|need|want) to (?:know|ask|hear))|me (?:done|sorted|finished|set|happy|off|away)|"
    r"(?:all|it|everything) (?:done|sorted))|"
    r"(?:there'?s |there is )?(?:nothing|no|not|none) (?:else|more|further)(?: (?:questions?|needed))?|nothing|"
    r"(?:(?:i'?m|i am|we'?re|we are|all) )(?:(?:all|just|quite) )*(?:done|set|good|fine|finished|sorted|grand|happy)|"
    r"i (?:don'?t|do not) need anything(?: else| more| further)?|"
    r"(?:(?:i|we)(?:'ve| have|'d)? )?(?:got to|gotta|have to|need to|must|better|should) "
    r"(?:run|dash|fly|go|be off|be going|get going|get on|hang up)|"
    r"(?:i'?m|i am|we'?re|we are) done (?:talking|with (?:this|you|it|all))\b.*|"
    r"(?:i|we)(?:'ve| have)?(?: got)? (?:all|everything|what) (?:that )?i (?:need|needed|wanted|want)|"
    rf"that (?:answers|covers|does|takes care of) (?:it|everything|my questions?|that|all)){_TAIL}$"
)
_NOTHING = re.compile(rf"^{_LEAD}nothing{_TAIL}$")
#: Parts with somebody by a word that is as often mere thanks.
_PARTS = re.compile(
    rf"^{_LEAD}(?:cheers|ta|many thanks|(?:thanks?|thank you)(?: \w+)* for (?:your|all(?: of)? your) "
    rf"(?:help|time|patience|trouble|kindness|efforts?)){_TAIL}$"
)
#: Thanks, whatever for.
_THANKS = re.compile(
    r"^(?:(?:and|so|but|well|oh|ok|okay|no|really|again|just|yes|many) )*"
    r"(?:thanks?|thank you|cheers|god bless|bless you|(?:i |we )?(?:really |do |much )*appreciate|"
    r"(?:i|we) (?:just )?(?:want|wanted|would like|'d like) to (?:thank|say (?:thanks|thank you)))\b"
)
#: Sends greetings, or wishes well.
_GREETS = re.compile(
    r"^(?:(?:and|so|please|do) )*(?:(?:say (?:hello|hi|thanks|thank you)|give my (?:regards|best|love)|my regards|"
    r"(?:tell|thank) (?:the|your|him|her|them)\b.* (?:hello|hi|thanks|thank you))\b|(?:i|we) wish you\b|"
    r"(?:(?:my|best|kind|many) )*(?:greetings|regards|wishes|hello|love) to\b|"
    r"(?:(?:i|we) )?hop(?:e|ing)\b|(?:have|enjoy) (?:a|the|your)\b|let'?s hope\b|fingers crossed)"
)
#: Says that more is to come, or takes the leave back.
_GOES_ON = re.compile(
    r"\b(?:unless|except|one (?:more|other|last) (?:thing|question)|another (?:thing|question)|something else|"
    r"also|actually|forgot|before (?:i|you|we) (?:go|hang|finish|end))\b|"
    r"^(?:(?:oh|no|but|ah|just) )*(?:(?:wait|hold on|hang on)\b(?! (?:for|until|till))|"
    r"(?:(?:one|a|just a) )?(?:sec|second|moment|minute)\b)|"
    r"\b(?:asks?|asking|wonders?|wants? to know|would like to know) (?:you )?(?:if|whether|when|what|where|how|why|"
    r"who)\b|"
    r"\bdidn'?t (?:quite )?(?:catch|understand)\b|^(?:well )?only the\b|"
    r"^(?:oh )?but\b(?! (?:no|thanks?|thank you|bye|never ?mind|ok|okay|anyway)\b)|^(?:and )?next\b"
)
#: What is said to be all has no verb of its own ("that's it, the red one"), or is said to be it once more.
_NAMES_IT = re.compile(
    r"^(?:(?:that|this|it|which|there)(?:'s| is| was| one)\b|(?:the|an?|my|your|number|exactly|precisely|correct|\d+)\b"
    r"(?!.*(?:'s|'re|'m)\b)(?!.*\b(?:is|are|was|were|has|have|had|will|can|says?|keeps?|wants?|needs?|\w+ing)\b))"
)
#: A greeting by its words, and a farewell at the end.
_LAST = re.compile(rf"^{_LEAD}(?:a )?(?:very )?good (?:day|night|evening|afternoon|morning)(?: to you)?{_TAIL}$")
#: Bids us do something: "oh and tell me your hours".
_BIDS = re.compile(
    r"^(?:(?:and|so|oh|then|just|please|maybe|now|do|ok|okay) )*"
    r"(?:(?:tell(?! you what)|give|send|show|get|call|ring|phone|book|cancel|move|check|fix|read|explain|connect|"
    r"transfer|repeat|remind|open|refund|write)\b|(?:make|take|put|let) (?:it|that|the|them|me|my|her|his)\b)"
)
#: Wants nothing, in the words of a wish: "I'd rather not talk about it".
_WANTS_NOT = re.compile(r"\b(?:rather|prefer) not\b|\b(?:don'?t|do not|won'?t|wouldn'?t) (?:\w+ )?(?:want|need|like)\b")
#: What was wanted, and may be over; and errands, which are nobody's but the caller's.
_OVER = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:wanted|needed|"
    r"need to (?:get (?:off|back|home|going|on)|go|run|catch|leave|be (?:at|in|off)|feed|collect|pick up|work|sleep))\b"
)
#: Exclaims, and asks nothing: "what a day".
_EXCLAIMS = re.compile(r"^(?:(?:oh|well|and) )*(?:what an?|how (?:nice|kind|lovely|sweet|good|silly|annoying))\b")
_SORRY = re.compile(r"^(?:oh |i'?m )*(?:so |very )?sorry[.,!;:]?$", re.I)
#: So many words beside a farewell in one piece are of something else ("take care of the refund").
_ROOM = 3


@dataclass(frozen=True, slots=True)
class LeaveTaken:
    """A turn that takes leave: what is asked or wanted beside it, and what else is told."""

    wanted: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def read_leave(text: str) -> LeaveTaken | None:
    """Return what stands beside the words that take leave; None if none do.

    >>> read_leave("No, that's it. Thanks for being patient with a worried dad")
    LeaveTaken(wanted=(), told=())
    >>> read_leave("That was all. Oh, and when are you open?").wanted, read_leave("That's all wrong")
    (('Oh, and when are you open?',), None)
    """
    pieces = [one for one in _PIECE_END.split(text.strip()) if plain_words(one)]
    leaves = [place for place, one in enumerate(pieces) if _takes_leave(one)]
    last = [plain_words(" ".join(pieces[-many:])) for many in (1, 2) if len(pieces) > many]  # "good day to you, sir"
    if any(_LAST.search(one) for one in last) or (last and _PARTS.search(last[0])):
        leaves.append(len(pieces) - 1)
    if len(pieces) - 1 in leaves and _NOTHING.search(plain_words(pieces[-1])):
        return None  # alone, it answers what was asked
    if not leaves or any(_names_what_is_all(pieces, place) for place in leaves):
        return None
    said = _sentences(pieces, leaves)
    wanted = tuple(one for one in said if is_asked(one))
    return LeaveTaken(wanted, tuple(one for one in said if one not in wanted and _tells(one)))


def only_leaves(text: str) -> bool:
    """Tell whether nothing is said but a goodbye, with thanks or a "never mind" beside it.

    >>> only_leaves("Sorry, never mind, bye"), only_leaves("Good day to you"), only_leaves("I'm fine. My line isn't")
    (True, False, False)
    """
    pieces = [one for one in _PIECE_END.split(text.strip()) if plain_words(one)]
    leaves = [one for one in pieces if _takes_leave(one)]
    others = [one for one in pieces if one not in leaves and not _is_courtesy(one) and not _SORRY.search(one)]
    return bool(leaves) and all(read_acts(one).acts & {Act.CANCEL, Act.NO, Act.THANKS} for one in others)


def thanks_and_tells(text: str) -> bool:
    """Tell whether words thank, and say what the caller will do then: nobody has to do anything about that.

    >>> thanks_and_tells("Thanks, I'll tell my wife about the outage"), thanks_and_tells("Thanks. I need a visit")
    (True, False)
    """
    said = _sentences([one for one in _PIECE_END.split(text.strip()) if plain_words(one)], [])
    thanked = [one for one in said if _THANKS.search(plain_words(one)) and not is_asked(one)]
    others = [one for one in said if one not in thanked]
    return bool(thanked) and all(only_tells(plain_words(one)) and not is_asked(one) for one in others)


def is_asked(text: str) -> bool:
    """Tell whether words ask or want something, or say that more is to come."""
    plain = plain_words(text)
    if _GREETS.search(plain) or _THANKS.search(plain):
        is_more = _GOES_ON.search(plain) is not None or text.rstrip().endswith("?")
        after = _THANKS.sub("", plain)
        return is_more or (after != plain and begins_as_question(after))  # "thanks what rooms are free"
    if _EXCLAIMS.search(plain):
        return False
    if reads_as_question(text) or indirect_question(text):
        return True
    if _GOES_ON.search(plain) or _BIDS.search(plain):
        return True
    # "I only wanted to hear a friendly voice" is over; if it was a wish, it is clear by what it is about.
    return puts_a_wish(_OVER.sub(" ", plain)) and not (only_tells(plain) or _WANTS_NOT.search(plain))


def _sentences(pieces: list[str], leaves: list[int]) -> list[str]:
    """Return the pieces that take no leave, those of one sentence joined again; thanks end where they end."""
    found: list[str] = []
    is_open = False
    for place, piece in enumerate(pieces):
        if place in leaves:
            is_open = False
            continue
        if is_open and not _is_courtesy(found[-1]) and not _is_courtesy(piece):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
        is_open = not piece.rstrip().endswith((".", "!", "?", ";"))
    return found


def _tells(text: str) -> bool:
    """Tell whether a sentence says anything that may matter: no thanks, no refusal and no single word."""
    is_refusal = _WANTS_NOT.search(plain_words(text)) is not None
    return not (is_refusal or _is_courtesy(text)) and len(without_fillers(text).split()) > 1


def _takes_leave(piece: str) -> bool:
    """Tell whether a piece takes leave and does nothing else."""
    plain = plain_words(piece)
    if reads_as_question(piece):
        return False
    if _ALL.search(plain):
        return True
    if Act.GOODBYE not in read_acts(piece).acts or _GOES_ON.search(plain):
        return False
    return not read_acts(piece).wish or len(without_fillers(read_acts(piece).wish).split()) <= _ROOM


def _names_what_is_all(pieces: list[str], place: int) -> bool:
    """Tell whether "that's it" is only said of what comes next in the same sentence ("that's it, the red one")."""
    is_last = place + 1 >= len(pieces) or pieces[place].rstrip().endswith((".", "!", ";"))
    return (
        not is_last
        and _ALL.search(plain_words(pieces[place])) is not None
        and bool(_NAMES_IT.search(plain_words(pieces[place + 1])))
    )


def _is_courtesy(text: str) -> bool:
    plain = plain_words(text)
    return bool(_THANKS.search(plain) or _GREETS.search(plain)) or not without_fillers(plain).strip("' ")
