"""What was said to us, as it is told to a colleague, and what of it is to be told to one. English."""

from __future__ import annotations

import re

from callcenter.spoken.call_back import THEM, message_in, passes_on
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.dictation import led_in
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: What leads in what comes second.
_LEAD = re.compile(
    r"^(?:(?:and|also|oh|so|then|but|well|ok|okay|yes|yeah|now|just|please|by the way|while you'?re (?:there|at it|on "
    r"it))\b[\s,.!]*)+",
    re.I,
)
#: Orders something written.
_WRITES = re.compile(r"^(?:(?:can|could|would|will) you )?(?:please )?(?:write|note|put|mention|say|include|state)\b")
#: Bids us ask or remind somebody: the words as they are say what.
_BIDS = re.compile(
    rf"^(?:(?:can|could|would|will) you )?(?:please )?(?:(?:ask|remind|warn|advise) {THEM}|"
    r"leave (?:me )?(?:an? )?(?:message|note|card|voice ?mail) (?:on|at|with|in)\b|make a note (?:of|about|that))\b"
    r"(?!.* (?:call|ring|phone) (?:me|us)\b)"
)
#: Says what whoever comes or calls is to do, or not to do.
_THEY_ARE_TO = re.compile(
    r"^(?:he|she|they|(?:the|your) (?:technician|engineer|man|guy|fella|people|colleagues?|team)|"
    r"whoever (?:comes|calls)) "
    r"(?:must|mustn'?t|should|shouldn'?t|(?:has|have|needs?|ought|is|are) (?:not )?to|had better|better|(?:will|'?ll) "
    r"(?:need|have) to)\b"
)
#: A text of fewer words says nothing that somebody could read.
_LEAST_WORDS = 2
#: Has something done with what is agreed to, or with what is owed: "put it in", "write it off", "note that I'll pay".
_DEED = re.compile(
    r"^(?:(?:put|write|note|take|add|leave|say) (?:it|that|this|yes|no|so|one|them)(?: (?:in|off|down|on|up|again|"
    r"over|there|then|be|please|through|as it is))*$|write (?:it|that|this|them|\w+ \w+) off\b|"
    r"(?:note|write|put)(?: down)? that (?:i|we)(?:'ll| will| can| want to)? pay\b|"
    r"(?:put|pass) (?:me|us) (?:through|on|down)\b|say (?:it|that|this|the) .*\b(?:again|once more|slowly)\b)"
)
#: Cries out, and tells nothing.
_OUTCRY = re.compile(
    r"^(?:(?:oh|well|no|but|and|so|for)\b[\s,]*)*(?:come on|for (?:god|heaven|pity|goodness)'?s? sake|"
    r"good (?:god|lord|grief)|(?:my )?god|jesus(?: christ)?|christ|you'?(?:ve| have)? (?:got to be|'re) kidding|"
    r"are you kidding(?: me)?|seriously|unbelievable|ridiculous|"
    r"(?:this|that|it)(?:'s| is) (?:so )?(?:ridiculous|a joke|outrageous|unbelievable|a disgrace|a scandal)|"
    r"what a (?:joke|disgrace|mess))\b[\s,.!?–—-]*",
    re.I,
)
_EXCLAIMS = re.compile(r"\W*[\w']+(?: [\w']+){0,2}!+")
#: Asks us for something that a colleague is to do.
_REQUEST = re.compile(
    r"(?:and |so |then |but )?(?:can|could|can't|couldn't|would|will|won't) you (?:please |just |maybe )*", re.I
)
_TECH = (
    r"(?:(?:the|your|my|that|our) (?:technician|engineer|fitter|installer|repair ?man|man|guy|fella|fellow|bloke|"
    r"chap|lad|driver)|whoever comes|the (?:man|person|guy) (?:who|that)(?: is|'s)? com(?:es|ing))"
)
_VISIT = r"(?:(?:my|the|our|his|that|this)(?: technician'?s?)?|your technician'?s?) (?:visit|appointment|booking)"
_NAMED = re.compile(rf"\b(?:{_TECH}|technicians?|engineers?|fitters?|installers?|{_VISIT})\b")
_POLITE = re.compile(
    r"(?:(?:no|nope|yes|yeah|hi|hello|oh|ok|okay|well|and|but|so|can|could|would|will|you|we|i'd|i|please|just|maybe|"
    r"some(?:body|one)(?= (?:please )?(?:tell|let|ask|warn|inform|remind)\b)|also|then|to|need|"
    r"want|only|like|write|note|down|that|one more thing)\b[\s,.!]*)*",
    re.I,
)
#: Leads in what a technician is to be told; "him" may be anybody else, but where a visit is spoken of.
_TOLD_TO = re.compile(
    rf"(?:tell|let|ask|remind|inform|warn|make sure|so)(?: that)? (?:him|her|he|she|{_TECH})(?: knows?)?"
    r"(?: (?P<how>that|to|not to|about|of))?[\s,:–—-]+(?P<told>.+)",
    re.I,
)
_NOTED_FOR = re.compile(
    r"(?:(?:(?:put|add|make|leave|write|take|have|give)(?: down)? )?(?:only )?(?:an? |the |this )?"
    r"(?:quick |little |short )?(?:note|word|message|(?:one |another )?(?:more )?thing|something)|"
    r"(?:put|add|write|note|mention)(?: (?:it|this))?(?: down)?|(?:it |this )?(?:noted|written)(?: down)?) "
    rf"(?:for|to|on|with|in|onto) (?:him|her|{_TECH}|{_VISIT}|it(?=:))"
    r"(?: (?P<how>that|saying|to say|about))?[\s,.:–—-]+(?P<told>.+)",
    re.I,
)
_WANTED_OF = re.compile(rf"i(?:'d like| would like| want| need) (?:him|her|{_TECH}) (?P<how>to) (?P<told>.+)", re.I)
#: Orders noted what stands beside it: "so note it!", "for the technician.", "I mean for him, on his visit".
_ORDERS = re.compile(
    r"(?:(?:no|yes|yeah|so|then|and|but|well|okay|ok|oh|please|just|only|i|said|mean|meant|want|it|it'?s|that'?s|is|an?|"
    r"the|do|can|could|you|now) )*(?:(?:note|write|put)(?: (?:it|that|this))(?: down)?|(?:(?:message|note|word) )?"
    rf"for (?:him|{_TECH})|(?:change|correct|fix) (?:that|the|my|this) note)"
    rf"(?: (?:on|to|with) (?:{_VISIT}|it))?(?: (?:then|please|too|now))*"
)
#: What stands before a question whether he knows it, and says nothing of it: "the ringing thing, will he know that?".
_ONLY_NAMED = re.compile(r"(?:the|that|this|my)(?: (?!is\b|are\b|has\b|was\b)[\w-]+(?<!'s)){1,3}")
_NO_CALL = re.compile(r"(?:and |but )?(?:no|without(?: an?| the)?) (?:extra )?call ?-?backs?(?: please)?")
#: What is written down with us, and what speaks of somebody who comes.
_WRITTEN = re.compile(r"\b(?:call ?-?backs?|callbacks?|tickets?|messages?|notes?)\b")
_OF_VISIT = re.compile(
    r"\b(?:visits?|appointments?|bookings?|technicians?|engineers?|fitters?|installers?|men|man|guys?|fellow|fella|bloke|"
    r"he|him|them|com(?:e|es|ing)|send|sending|cancel it(?! the))\b"
)
#: Bids those who come do something at the door; of whoever is named "them", where a visit is spoken of.
_BIDS_THEM = re.compile(
    r"(?:tell|ask|remind) them (?P<how>to|not to) (?P<told>(?:(?:ring|call|phone)(?: (?:me|us))? (?:before|first|ahead|"
    r"when)|(?:ring|use) the|knock|park|mind|come (?:round|around|in|through|by|via))\b.*)",
    re.I,
)
#: Gives what opens a door: who comes needs it.
_CODE = re.compile(
    r"(?:(?:the|my|our) )?(?:gate|door|entry|entrance|building|lobby|garage|buzzer)(?:'s)? code(?:'s| is|:)? .+",
    re.I,
)
_DOES = (
    r"(?:ring|knock|call|phone|use|park|come (?:round|around|to|in|through|by|up|via)|go (?:to|round|in|through|up)|"
    r"enter|mind|watch|beware|bring|wear|know|be (?:careful|aware|told|warned|quiet|gentle)|text|buzz|press|wait|shout|"
    r"close|shut|keep|open|drive)"
)
#: Says what he is to do.
_HE_SHOULD = re.compile(
    rf"(?:he|she|{_TECH}) (?:should|shouldn'?t|must|mustn'?t|must not|has to|needs to|ought to|had better|'d better|"
    rf"is to|can|may|can'?t|will have to|will need to)(?: (?:please|just|always|not|better|also))* {_DOES}\b.*|"
    rf"(?:he|she)'ll (?:have|need) to {_DOES}\b.*|"
    r"(?:somebody|someone|they|one of you) (?:should|must|has to|have to|needs? to) (?:call|ring|phone)(?: me| us)? "
    r"(?:before|first|when|on the way|ahead)\b.*",
    re.I,
)
#: Wants something noted, and says nothing of what.
_BARE_NOTE = re.compile(
    rf"\b(?:(?:leave|give|put|write|have|pass|add|make|take) (?:down )?(?:(?:him|her|{_TECH}) )?(?:an?|the|some) "
    rf"(?:note|word|instructions?|directions?|info|information)(?: (?:for|to|on|with) (?:him|her|{_TECH}|{_VISIT}))?|"
    rf"(?:tell|let|give|pass on to) (?:him|{_TECH}) (?:know )?something(?: on)?|an? (?:note|word) for (?:him|{_TECH}))"
    r"(?: (?:please|too|as well|also|then|thanks|about something))*$"
)
_THAT = r"(?:that|it|this|(?:about|of) (?:that|it))"
#: Wants him to know what was said before it.
_TO_KNOW = re.compile(
    rf"[\s,;.–—-]*(?:and |so |but )*(?:(?:can|could|should|would|will) (?:he|{_TECH}) (?:please )?(?:know|be told|get|"
    rf"have|be warned|be aware)(?: {_THAT})?|(?:(?:can|could|would|will) you )?(?:please )?(?:tell|let) "
    rf"(?:him|{_TECH})(?: know)?(?: {_THAT})?|(?:he|{_TECH}) (?:should|must|needs to|ought to) know {_THAT})[\s.?!]*$",
    re.I,
)
_IS_KNOWN = re.compile(
    rf"[\s,;.–—-]*(?:and |so |but )*(?:does|do|will|would|can|has) (?:he|they|{_TECH}) (?:know|have|got|get|see|hear)"
    rf"(?: (?:about|of))? {_THAT}(?: too| already| then)?[\s?]*$",
    re.I,
)
#: A time for which he is wanted is no word for him.
_COMES_THEN = re.compile(
    r"^(?:(?:please|to|should|must|he|she|not) )*(?:come|arrive|be here|visit|turn up)\b.*\b(?:(?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day|today|tomorrow|morning|afternoon|evening|earlier|later|sooner|instead|another|o'?clock|"
    r"noon|week)\b|^(?:come|hurry)(?: up)?$"
)
#: Has a visit called off or changed, whoever is to be told of it: "tell him he needn't bother".
_CALLS_OFF = re.compile(
    r"\b(?:(?:needn'?t|need not|no need|no need to|(?:doesn'?t|don'?t|does not|do not) (?:need|have) to|shouldn'?t|"
    r"not to|not|never|don'?t|can'?t|mustn'?t)(?: (?:for him to|to|even))*"
    r" (?:bother|come|coming|visit|turn up|show up|drive out)\b(?! (?:in|to the|round|around|through|up|by)\b)|"
    r"(?:not|no longer)(?: be)? (?:needed|necessary|coming)|(?:don'?t|no longer) (?:need|want) (?:him|one|it|them|"
    r"anyone|anybody|you|the (?:visit|appointment|technician))|cancel\w*|reschedul\w*|postpon\w*|"
    r"(?:works?|working|fixed|back)(?: \w+)? (?:again|now|already)|(?:it'?s|all|is|we'?re)(?: all)? (?:sorted|good)|"
    r"(?:want|need|like|have|got) to (?:move|change)|stay (?:at )?home|later|earlier|another (?:day|time)|instead|"
    r"never ?mind|(?:forget|leave) it$|thanks?$|thank you$)\b"
)
#: Where a clause of his begins.
_BEGUN = re.compile(r"(?:^|(?<=[,;:.]) |\s(?:and|but|so|then|also|oh|plus)\s+)", re.I)


def retold(said: str) -> str:
    """Return what was said to us without its outcries, and what was asked of us asked of who reads it.

    >>> retold("That's tomorrow! Oh come on, it's my busiest day. Can you text me when it's back?")
    "It's my busiest day. Please text me when it's back."
    """
    told = [without for one in sentences(said) if (without := _OUTCRY.sub("", one)) and not _EXCLAIMS.fullmatch(one)]
    asked = [_REQUEST.sub("Please ", one, count=1).rstrip("?") + "." if _REQUEST.match(one) else one for one in told]
    return " ".join(one[:1].upper() + one[1:] for one in asked) if asked and asked != [said] else said


def to_be_told(text: str) -> str:
    """Return what a text wants written down or told to whoever reads it, as it was said; '' if it wants nothing of it.

    >>> to_be_told("And write the dog, please: big dog, he must ring first.")
    'the dog, please: big dog, he must ring first'
    >>> to_be_told("Oh, and ask him to bring a ladder"), to_be_told("he mustn't park on the lawn")
    ('ask him to bring a ladder', "he mustn't park on the lawn")
    >>> to_be_told("put it in, then"), to_be_told("is he to bring a ladder?"), to_be_told("I'm glad")
    ('', '', '')
    """
    said = _LEAD.sub("", text.replace("’", "'")).strip()
    plain = plain_words(said)
    if not plain or _DEED.search(plain) or (begins_as_question(said) and not (_BIDS.search(plain) or passes_on(said))):
        return ""
    told = _led_in(said) if _WRITES.search(plain) else message_in(said) if passes_on(said) else ""
    is_bidding = _BIDS.search(plain) is not None or _THEY_ARE_TO.search(plain) is not None
    if (not told and is_bidding) or told.startswith(("to ", "of ", "about ")):
        told = said  # "tell them to bring a longer cable"
    told = told.strip(" .!,")
    return told if len(without_fillers(told).split()) >= _LEAST_WORDS else ""


def _led_in(said: str) -> str:
    """Return what comes after an order to write, and the sentences after it."""
    first, *rest = sentences(said)
    told = led_in(first)
    return " ".join([told.strip(), *rest]) if told is not None else ""


def note_for_visit(said: str, *, is_of_visit: bool = False) -> str:
    """Return what the technician of a visit should know, as he would read it; '' if nothing is said for him.

    `is_of_visit` if a visit is being spoken of: "him" is the technician then.

    >>> note_for_visit("No, leave it. But could you tell him to come round to the side door?", is_of_visit=True)
    'Please come round to the side door'
    >>> note_for_visit("There's a dog, he jumps up, could the engineer know that?")
    "There's a dog, he jumps up"
    >>> note_for_visit("Tell the technician to come on Friday instead"), note_for_visit("tell him the bell is broken")
    ('', '')
    """
    text = said.replace("’", "'").strip()
    if not (is_of_visit or _NAMED.search(plain_words(text))):
        return ""
    notes: list[str] = []
    told = sentences(text)
    if ordered := _ordered(told):
        return ordered
    for place, one in enumerate(told):
        if _CALLS_OFF.search(plain_words(one)) is not None:
            continue
        if (asked := _TO_KNOW.search(one)) is not None:
            before = one[: asked.start()] or (told[place - 1] if place else "")
            named = _LEAD.sub("", before.strip()).strip(" ,.;!")
            notes.append("" if _ONLY_NAMED.fullmatch(named) else named)
        elif note := _noted_in(one):
            notes.append(note)
    kept = [one[:1].upper() + one[1:] for one in notes if len(one.split()) >= _LEAST_WORDS]
    return ". ".join(dict.fromkeys(kept))


def wants_note(said: str, *, is_of_visit: bool = False) -> bool:
    """Tell whether something is to be noted for the technician, and isn't said yet: "can I leave him a note?".

    >>> wants_note("I'd like to leave a note for the technician"), wants_note("can I leave him a note?")
    (True, False)
    """
    told = [one for one in sentences(said.replace("’", "'")) if not _NO_CALL.fullmatch(plain_words(one))]
    plain = plain_words(" ".join(told))
    found = _BARE_NOTE.search(plain) or _ORDERS.fullmatch(plain)
    return found is not None and (is_of_visit or _NAMED.search(found[0]) is not None)


def _ordered(told: list[str]) -> str:
    """Return what is said beside an order to note it ("so note it! The code is 4119"), '' if nothing is."""
    place = next((at for at, one in enumerate(told) if _ORDERS.fullmatch(plain_words(one))), None)
    if place is None:
        return ""
    rest = [one for one in told[place + 1 :] if not _NO_CALL.fullmatch(plain_words(one))]
    if (
        not rest
        or begins_as_question(rest[0])
        or says_only_when(" ".join(rest))
        or _CALLS_OFF.search(plain_words(" ".join(rest))) is not None
    ):
        return ""
    note = " ".join([led_in(rest[0]) or rest[0], *rest[1:]]).strip(" ,.:;!")
    return note[:1].upper() + note[1:] if len(note.split()) >= _LEAST_WORDS else ""


def is_of_no_visit(said: str) -> bool:
    """Tell whether words have no visit called off: of a note, a message or a call back, and no word of him not coming.

    >>> is_of_no_visit("Drop that call-back, the ticket. I don't need it"), is_of_no_visit("tell him the bell is dead")
    (True, True)
    >>> is_of_no_visit("cancel the visit"), is_of_no_visit("drop the ticket and the appointment")
    (False, False)
    >>> is_of_no_visit("Tell him I've a dog. No, cancel the man altogether")
    False
    """
    told = sentences(said.replace("’", "'").strip())
    aside = [one for one in told if _is_written(one)]
    return bool(aside) and not calls_off(" ".join(one for one in told if one not in aside))


def calls_off(said: str) -> bool:
    """Tell whether a sentence of a text has a visit called off, or changed.

    >>> calls_off("The man needn't come"), calls_off("will he want to come up? I can't do that ladder any more")
    (True, False)
    """
    told = map(plain_words, sentences(said))
    return any(_CALLS_OFF.search(one) and (_OF_VISIT.search(one) or "cancel" in one) for one in told)


def asks_if_known(said: str) -> bool:
    """Tell whether it is asked of something only named whether the technician knows it.

    >>> asks_if_known("And the gate code, does he have that?"), asks_if_known("The code is 4412, can he get that?")
    (True, False)
    """
    last = sentences(said)[-1:]
    found = _IS_KNOWN.search(last[0]) if last else None
    named = _LEAD.sub("", last[0][: found.start()].strip()).strip(" ,.;!") if found is not None and last else ""
    return found is not None and (not named or _ONLY_NAMED.fullmatch(named) is not None)


def _is_written(one: str) -> bool:
    plain = plain_words(one)
    is_of_text = _WRITTEN.search(plain) is not None and _OF_VISIT.search(plain) is None
    return is_of_text or _ORDERS.fullmatch(plain) is not None or note_for_visit(one, is_of_visit=True) != ""


def without_note(said: str) -> str:
    """Return the sentences of a text that say nothing for the technician."""
    told = sentences(said.replace("’", "'").strip())
    if _ordered(told):
        told = told[: next(at for at, one in enumerate(told) if _ORDERS.fullmatch(plain_words(one)))]
    return " ".join(one for one in told if not (_TO_KNOW.search(one) or _noted_in(one)))


def _noted_in(one: str) -> str:
    """Return what a sentence says for the technician, '' if nothing."""
    for begun in _BEGUN.finditer(one):
        whole = one[begun.end() :].strip(" ,.;!?")
        rest = whole[found.end() :] if (found := _POLITE.match(whole)) is not None else whole
        written = _LEAD.sub("", whole)  # "write on the visit that", whose first word may be one of courtesy
        for form in (_TOLD_TO, _NOTED_FOR, _BIDS_THEM):
            if (told := form.match(rest) or form.match(written)) is not None:
                return _as_note(told["how"] or "", told["told"])
        if _CODE.fullmatch(rest) is not None and not one.rstrip().endswith("?"):
            return rest
        if (wanted := _WANTED_OF.match(whole)) is not None:
            return _as_note("to", wanted["told"])
        if _HE_SHOULD.match(rest) is not None:
            before = _POLITE.sub("", one[: begun.start()].strip(" ,;"), count=1)
            is_of_it = before and not (begins_as_question(before) or says_only_when(before))
            note = f"{before}, {rest}" if is_of_it else rest
            return "" if _COMES_THEN.search(plain_words(rest)) else note
    return ""


def _as_note(how: str, told: str) -> str:
    """Return what follows the order to tell him as a sentence of its own."""
    told = re.sub(r"^(?:that|to say)\b[\s,:]*", "", told.strip(" ,:.;!?"), flags=re.I)
    told = re.sub(r",? (?:would|could|can|will) you(?: please)?$", "", told, flags=re.I)
    told = re.sub(r",? and that (?=\w+ \w)", ", and ", told)
    if _COMES_THEN.search(plain_words(told)) or begins_as_question(told):
        return ""
    lead = {"to": "Please ", "not to": "Please don't ", "about": "About ", "of": "About "}.get(how.lower(), "")
    return f"{lead}{told}"
