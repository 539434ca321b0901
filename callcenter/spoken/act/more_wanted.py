"""What an answer to "anything else?" means beside its acts, in English. Texts are plain (`plain_words`)."""

from __future__ import annotations

import re

from callcenter.spoken.sentence import begins_as_question, indirect_question
from callcenter.spoken.taken_back import only_speaks, puts_a_wish
from callcenter.spoken.words import clauses_of, plain_words, sentences

_STILL_WRONG = re.compile(r"\b(still|doesn'?t|isn'?t|wasn'?t|won'?t|can'?t)\b")
_NOTHING = re.compile(
    r"^(?:no )?(?:nothing|none|not)(?: (?:else|more|further|thanks|thank you|for now|at the moment|today|right now|"
    r"really|at all|that i (?:can think of|know of)))*$"
)
_GOES_ON = re.compile(r"\b(wait|hold on|hang on|actually|instead|rather|but)\b")
_COMPLAINT = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|never) (?:\w+ )?(?:happy|satisfied|good enough|acceptable|okay with|ok with)\b|"
    r"\b(?:unhappy|disappointed|complain|complaint)\b|\b(?:write|put|note|take) (?:\w+ )?down\b"
)
_CONTENT = re.compile(
    r"\b(?:i'?m|we'?re|i am|we are|all) (?:\w+ )?(?:happy|good|fine|set|okay|ok|great|done)"
    r"(?: (?:thanks|thank you|cheers|ta)\b.*)?$"
)
_BEGINS_WITH_NO = re.compile(
    r"(?:(?:oh|well|um|uh|cool|great|good|ok|okay|perfect|nice|lovely|fine|alright|all right|thanks|thank you) )*"
    r"(?:no|nope|nah)\b"
)
_KEPT = re.compile(r"\b(keep|leave|stays?|never ?mind|forget|not now|not yet)\b")
#: Has it stay as it is: "she says keep it", "leave it as it is then".
_STAYS = re.compile(
    r"\bkeep (?:it|that|this|everything|(?:the|my|our) (?:\w+ )?(?:appointment|visit|technician|day|booking))\b|"
    r"\bleave (?:it|that|everything|things)(?: \w+){0,2} (?:as|like|how|the way|where) (?:it|that|they|things|is)\b|"
    r"\b(?:fine|good|okay|ok|great|right|perfect|best|happy(?: with it)?) (?:as|where|like|how|the way) "
    r"(?:it|that|they|things) (?:is|are|was|were|stands?)\b|"
    r"\b(?:it|that|everything|(?:the|my|our) (?:\w+ )?(?:appointment|visit|booking|technician|day|one))"
    r"(?: (?:can|should|shall|will|may|must|just|all|then))* stays?\b|"
    r"\b(?:don'?t|do not)(?: (?:want|need|like)(?: (?:it|that|you|anything))?(?: to(?: be)?)?)? "
    r"(?:cancel(?:led)?|moved?|changed?|touch)(?: (?:it|that|anything|the (?:appointment|visit|day))\b|$| any ?more\b)"
)
#: And has something changed all the same: "keep it in the morning, but move it to Friday".
_NO_CHANGE = re.compile(r"\b(?:don'?t|do not) (?:(?:want|need|like) (?:it |that |you )?(?:to (?:be )?)?)?\w+")
_CHANGES = re.compile(r"\b(?:move|change|instead|but|rather|only|except|make)\b")
_NOTED = re.compile(
    r"^(?:(?:oh|ah|well|so|and|then|ok|okay|o k|alright|all right|right|fine|good|great|cool|perfect|lovely|nice|"
    r"got it|gotcha|"
    r"understood|i see|i understand|i understood|makes sense|fair enough|if you say so|wonderful|excellent|"
    r"super|that'?s (?:fine|ok|okay|good|great|all right)|"
    r"no (?:problem|bother|worries|harm)(?: (?:cheers|thanks|thank you|ta))?) ?)+$"
)
_INSISTS = re.compile(r"\bi (?:do|did) (?:want|need|mean)\b|\bi (?:meant|said|mean) yes\b|\bthat was a yes\b")
_DO_IT = re.compile(
    r"\b(do|book|take|send|open|move|cancel|refund|note|make|write|put|add) (it|that|so|this|one|them)\b|"
    r"\b(go ahead|after all|please do|changed my mind)\b"
)
_ELSE = re.compile(r"\b(question|else|another|things?|other|different|don'?t|not|no)\b")
_WORKS = re.compile(
    r"^(?:(?:ok|okay|oh|yes|yeah|no|wait|hold on|hang on|great|good|hey|hm+|um+|well|and|now|actually|"
    r"i think|never ?mind|you know what|guess what|sorry) )*"
    r"(?:it|that|everything|all|the (?:internet|wifi|light|modem|router|line))"
    r"(?:'s| is| has| seems| looks| looks like it'?s)?(?: all| now| just| been| to be)* "
    r"(?:works?|working|back(?: (?:on|up|online))?|"
    r"came back(?: (?:on|up))?|come back|fixed|running|"
    r"up and running|solved|sorted|online|green)"
    r"(?: (?:now|again|fine|perfectly|good|already|thanks|thank you|itself|by itself|at last|right now|"
    r"never ?mind|on|so))*$"
)

_ANNOUNCES = re.compile(
    r"^(?:(?:and|then|so|ok|okay|well|maybe|uh|um|oh|no|never ?mind|forget it|all ?right|right|fine|grand|great|good|"
    r"lovely|perfect|brilliant|cool|thanks|thank you|cheers) )*(?:i|we)(?:'ll| will| am going to|'m going to) "
)
#: Says what a call is about, and wants nothing of it yet.
_MATTER = re.compile(
    r"^(?:(?:hi|hello|hey|yes|yeah|so|well|um+|uh+|ok|okay|and|but|also|oh|first) )*"
    r"(?:(?:it'?s|this is|that'?s|i'?m (?:calling|phoning|ringing)|i am calling|i called|i'?ve got|i have|i had)"
    r"(?: (?:a|one|another|some|this|just) (?:question|problem|thing|issue|matter)s?)?|"
    r"(?:i (?:want|wanted|need|needed)|i'?d like) to (?:ask|talk|speak)(?: (?:to )?(?:you|somebody|someone))?)"
    r" (?:about|regarding|because of|with) (?!(?:you|it|that|this|us|them)\b)"
)
#: Says over what we have said: "you said he comes on Friday".
_REPORTS = re.compile(r"^(?:(?:and|so|but|ok|okay|well|oh) )*you (?:said|told me|say|mean|meant)\b")
_DESCRIBED = re.compile(
    r"\b(?:it'?s|that'?s|this is|which is|that is) (?:my|his|her|the|our|a|an) (?:\w+ )?"
    r"(?:mobile|cell|phone|number|line|work|home|office)\b|"
    r"^(?:(?:and|it'?s|that'?s|is|that is|this is) )+(?:the|my|our|his|her) "
    r"(?:zip|post ?code|account|number)(?: code| number)?$"
)
#: Says yes to a person, if not gladly ("ok, get one", "I guess so"); to a deed that is no yes.
_TAKES_PERSON = re.compile(
    r"^(?:(?:ok|okay|yes|yeah|yep|sure|fine|then|please|well|just|oh|hm+|um+|uh+) )*"
    r"(?:(?:get|fetch|find) (?:me )?(?:one|him|her|them|somebody|someone)\b|"
    r"(?:i (?:guess|suppose)(?: so| that'?s (?:best|fine|ok|okay))?|(?:might|may) as well|why not|"
    r"if you (?:must|can|like|want))(?: then| please)*$)"
)
#: Wants no person, or not now. "I don't want a robot, I want a person" does.
_PERSON = r"(?:person|human(?: being)?|operator|representative|agent|manager|supervisor|colleague|somebody|someone)"
_NO_PERSON = re.compile(
    rf"\bno (?:wish|need|desire|call|use) (?:for|of|to (?:talk|speak) (?:to|with)) (?:\w+ ){{0,2}}{_PERSON}\b|"
    rf"\b{_PERSON}\b.* but not (?:(?:right|just) )?(?:now|yet|today)\b|"
    rf"(?:^|\b(?:but|and|please|just|thanks|you|no) )(?:no|not another) {_PERSON}"
    r"(?: (?:and|or|nor) no \w+)?(?: (?:please|thanks|thank you|now|yet|then))*$|"
    rf"\b(?:don'?t|do not|won'?t|can'?t) (?:(?:want|like|need) to (?:wait|hold|talk|speak)(?: for| to| with| on)* |"
    rf"need |want )(?:an?|any|your) {_PERSON}\b(?! (?:to|who|that)\b)|"
    rf"\b(?:rather|prefer|like|want) not (?:to )?(?:speak|talk|deal|wait|have|get|be)\b.*\b"
    rf"(?:{_PERSON}|any(?:body|one)|people)\b|"
    rf"(?<!can't )(?<!cannot )\b(?:do|done|sort|sorted|manage|managed|settle|handle|this|it|that)\b[\w ]*\bwithout "
    rf"(?:\w+ing (?:to |with |for )?)?(?:an? |any |your )?(?:{_PERSON}|any(?:body|one))\b|"
    rf"\b(?:prefer|rather(?: have)?) no {_PERSON}\b|"
    rf"\b(?:don'?t|do not|needn'?t) (?:(?:want|need|have|like|wish) to )?"
    r"(?:talk|speak) (?:to|with) (?:him|her|them|one)\b|"
    rf"\b(?:you keep|stop) (?:\w+ing )?(?:to )?(?:\w+ )?(?:me )?(?:an?|the|to an?) {_PERSON}\b"
)
#: Wants to talk to somebody of their own.
_OWN_PEOPLE = re.compile(
    r"\b(?:talk|speak|discuss|check|chat|ask|consult)\b(?: \w+){0,4} (?:my|our) (?:wife|husband|partner|"
    r"girlfriend|boyfriend|son|daughter|kids?|children|mother|mum|mom|father|dad|parents|brother|sister|family|boss|accountant|landlord|landlady|"
    r"flat ?mates?|room ?mates?|housemates?|neighbou?rs?|grandson|granddaughter|bank|lawyer|people|better half)\b"
)
#: Tells where somebody is, or what they have to do; and what makes a wish of it.
_OF_SELF = re.compile(
    r"^(?:(?:and|but|so|because|cause|since|as|well|you see|it'?s just|only) )*"
    r"(?:(?:i|we|he|she|my \w+)(?:'m|'re|'s|'ll be| am| are| is| will be)? "
    r"(?:(?:only|always|usually|just|really|also|never|not|already|still) )*"
    r"(?:at (?:the|my|a|work|school|home|church)|in (?:the )?(?:hospital|class|court|town|bed)|in a meeting|"
    r"out|away|off|on (?:holiday|vacation|nights|call|a course|(?:\w+ )?shifts?)|busy|work(?:ing)?|travell?ing|flying|"
    r"driving|home|asleep|sleeping)|(?:i|we)(?:'ve| have)(?: got)? (?:an?|my|the|to be (?:at|in)) (?:\w+ )?"
    r"(?:meeting|appointment|class|shift|exam|funeral|wedding|surgery|operation|doctor'?s?|dentist'?s?|flight|"
    r"interview|party|visitors?|call|lesson|course|work|school))\b"
)
_WANTED = re.compile(
    r"\b(?:can|could|wants?|needs?|please|move|change|cancel|book|would|should|instead|rather|works? again|it)\b"
)
#: Wants somebody at the door, and no call: "can't you send somebody tomorrow?"
_VISIT = re.compile(r"\b(?:send|come (?:out|over|round|by|here)|technician|engineer)\b")
#: Asks for one, in the form of a question.
_ASKS_FOR_ONE = re.compile(
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
_BIDS_FOR_ONE = re.compile(
    r"\b(?:get|give|put|pass|let|transfer|connect|fetch|find|hand|switch) (?:me|us)\b|\bplease\b"
)

_THANKS_FOR = re.compile(r"^(?:(?:and|so|but|well|no|ok|okay) )*(?:many )?(?:thanks?|thank you)(?: \w+){0,2} for\b")
#: Asks whether a person is needed at all, or whom one talks to.
_MUST_ONE = re.compile(
    r"^(?:(?:and|but|so|oh) )*(?:do|must|would|will) i (?:really |actually )?(?:(?:have|need) to|talk|speak)\b|"
    r"^(?:(?:and|but|so|oh|then) )*who (?:do|should|must) i (?:talk|speak|turn) to(?: about (?:it|that|this))?$"
)
#: Wants the person that was offered, or somebody real, in a clause of its own.
_ONE_AFTER_ALL = re.compile(
    r"^(?:please )?(?:(?:get|give|fetch|find) me |i (?:want|need) )?(?:one|(?:(?:an?|the) )?(?:(?:real|live|actual) )?"
    rf"{_PERSON})(?: (?:real|please|now|instead|quick(?:ly)?|then))*$"
)
#: Tells what one has done, or is.
_TELLS_OF_ONE = re.compile(
    r"^(?:(?:and|but|so|because|well|oh|yes|no) )*(?:an?|the|some|your|my|our|one of your|thanks?|thank you)\b.*"
    r"\b(?:told|said|says|was|were|is|are|came|called|promised|should|has|had|being|for)\b"
)

#: Says over as a question that a person is offered: "a person?", "a real person, at this hour?".
_ECHO = re.compile(
    r"^(?:(?:oh|um+|uh+|sorry|what|hm+|wait|so)[, ]+)*(?:you mean )?(?:(?:an?|the|some|with an?|to an?|get me an?) )?"
    r"(?:(?:real|live|actual|human) )?(?:person|human(?: being)?|colleague|somebody|someone|agent|operator)"
    r"(?: real| else)?(?:,? (?:at this (?:hour|time)|now|today|really|tonight|this late))?\s*\?+\s*",
    re.I,
)


def tells_of_self(plain: str) -> bool:
    """Tell whether it only tells where somebody is, or what they do then: "I'm at the doctor's Monday"."""
    return _OF_SELF.match(plain) is not None and _WANTED.search(plain) is None


def takes_a_person(plain: str) -> bool:
    """Tell whether the caller takes the person that was offered, if not gladly."""
    return _TAKES_PERSON.search(plain) is not None


def names_person(plain: str) -> bool:
    """Tell whether a person of ours is spoken of, whatever is said of them."""
    return re.search(rf"\b{_PERSON}\b", plain) is not None


def takes_one_after_all(text: str) -> bool:
    """Tell whether a clause after a no wants the person that was offered.

    >>> takes_one_after_all("Not you, a person!"), takes_one_after_all("No. Somebody can look at it tomorrow")
    (True, False)
    """
    first, *rest = [plain_words(one) for one in clauses_of(text)]
    return bool(first) and any(_ONE_AFTER_ALL.search(one) for one in rest)


def declines_person(plain: str) -> bool:
    """Tell whether the caller speaks of a person, and wants none, or none yet."""
    return _NO_PERSON.search(plain) is not None


def wants_none_of_ours(text: str) -> bool:
    """Tell whether a part of what is said wants no person of ours, or none yet.

    >>> wants_none_of_ours("No, no person now. Let me talk it over with my wife first."), wants_none_of_ours("a person")
    (True, False)
    """
    return any(declines_person(plain) or _OWN_PEOPLE.search(plain) for plain in map(plain_words, clauses_of(text)))


def wants_a_visit(plain: str) -> bool:
    """Tell whether the caller wants somebody to come."""
    return _VISIT.search(plain) is not None


def names_a_matter(plain: str) -> bool:
    """Tell whether it says what the call is about, and wants nothing of it yet: "it's about the letter you sent"."""
    return _MATTER.search(plain) is not None


def announces(plain: str) -> bool:
    """Tell whether it says what the caller is going to do: "I'll write you a letter"."""
    return _ANNOUNCES.search(plain) is not None


def only_tells(plain: str) -> bool:
    """Tell whether it only says what the caller will do, or what we have said: "you said he connects it"."""
    return announces(plain) or _REPORTS.search(plain) is not None


def describes_number(plain: str) -> bool:
    """Tell whether it says what kind of number was given: "it's my mobile"."""
    return _DESCRIBED.search(plain) is not None


def is_still_wrong(plain: str) -> bool:
    """Tell whether a no denies something, but not that anything else is wanted: "it still doesn't work"."""
    return _STILL_WRONG.search(plain) is not None


def begins_with_no(plain: str) -> bool:
    """Tell whether it begins with a no, whatever follows."""
    return _BEGINS_WITH_NO.match(plain) is not None


def is_a_complaint(plain: str) -> bool:
    """Tell whether a no is about how the caller was served, or wants it taken down: "write down that I'm not happy"."""
    return _COMPLAINT.search(plain) is not None


def is_content(plain: str) -> bool:
    """Tell whether a no says that all is well: "no, I'm happy"."""
    return _CONTENT.search(plain) is not None


def goes_on(plain: str) -> bool:
    """Tell whether a no, or a goodbye, has something coming after it: "no wait, morning"."""
    return _GOES_ON.search(plain) is not None


def keeps_it(plain: str) -> bool:
    """Tell whether it says "keep it", to "I won't do that", and takes no leave."""
    return _KEPT.search(plain) is not None


def has_it_stay(plain: str) -> bool:
    """Tell whether it says, to what would be changed, that it stays as it is, and nothing is wished any more."""
    return _STAYS.search(plain) is not None


def staying(plain: str) -> str:
    """Return the words from "keep it" or "it stays" on, '' if there are none."""
    found = _STAYS.search(plain)
    return plain[found.start() :] if found is not None else ""


def only_has_it_stay(plain: str) -> bool:
    """Tell whether it says that all stays as it is, with nothing to be changed ("Monday's fine, keep it as it is")."""
    return has_it_stay(plain) and _CHANGES.search(_NO_CHANGE.sub(" ", plain)) is None


def takes_note(plain: str) -> bool:
    """Tell whether it takes note of what was said, and wants nothing: "ok fine"."""
    return _NOTED.search(plain) is not None


def insists(plain: str) -> bool:
    """Tell whether it says that what was not done is wanted all the same: "no no, I do want the ticket"."""
    return _INSISTS.search(plain) is not None and "don't" not in plain


def wants_it_done(plain: str) -> bool:
    """Tell whether it wants done what was not done a moment ago."""
    return _DO_IT.search(plain) is not None


def deed_wanted(plain: str) -> str:
    """Return the verb of what it wants done ("open", of "fine open it"), '' if it names none."""
    found = _DO_IT.search(plain)
    return (found.group(1) or "") if found is not None else ""


def says_nothing_else(plain: str) -> bool:
    """Tell whether it says that nothing else is wanted, and no more: "nothing for now"."""
    return _NOTHING.search(plain) is not None


def names_something_else(plain: str) -> bool:
    """Tell whether it speaks of another thing, or denies one."""
    return _ELSE.search(plain) is not None


def says_it_works(plain: str) -> bool:
    """Tell whether it says that it works now, with nothing wanted."""
    return _WORKS.search(plain) is not None


def after_echo(text: str) -> str:
    """Return what comes after a person who was offered is said over as a question; the text itself if that isn't done.

    >>> after_echo("A person? No, it's late."), after_echo("A person?"), after_echo("A person, please")
    ("No, it's late.", '', 'A person, please')
    """
    found = _ECHO.match(text)
    return text[found.end() :].strip() if found is not None else text


def wants_person(text: str) -> bool:
    """Tell whether a text that speaks of a person may want one: whoever asks or tells of one doesn't.

    >>> wants_person("get me somebody real"), wants_person("is somebody real looking at my refund?")
    (True, False)
    >>> wants_person("I need a manager"), wants_person("My wife is a manager too, she says hello")
    (True, False)
    """
    said = sentences(text)
    if any(_MUST_ONE.search(plain_words(one)) for one in said):
        said = [one for one in said if names_person(plain_words(one))]  # "a bill. Money off. Who do I talk to?"
    return any(map(_wants_one, said))


def _wants_one(sentence: str) -> bool:
    plain = plain_words(sentence)
    if _THANKS_FOR.search(plain) or _MUST_ONE.search(plain):
        return False  # "thank you for not being a robot with me", "do I have to speak to one?"
    if _ASKS_FOR_ONE.search(plain) or _BIDS_FOR_ONE.search(plain) or puts_a_wish(sentence):
        return True
    if begins_as_question(sentence) and not indirect_question(sentence):
        return False
    return _NO_FURTHER.search(plain) is not None or not (only_speaks(sentence) or _TELLS_OF_ONE.search(plain))
