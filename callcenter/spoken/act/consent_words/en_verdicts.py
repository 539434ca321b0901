"""What English callers say of a text that was read out to them: how it reads, and that it's all there.

"It's a bit garbled at the end", "reads a bit daft": that is of the words and of nobody's matter. It changes nothing in
them and turns nothing down. Whether it is a yes, other words say.
"""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words

_LEAD = re.compile(
    r"^(?:(?:no+|nope|nah|yes|yeah|yep|yup|and|but|so|oh+|ah|ooh|well|ok|okay|right|um+|uh+|hm+|ha|haha|wow|gosh|goodness(?: me)?|"
    r"good grief|heavens|blimey|dear(?: me)?|sorry|look|listen|hey|just|then|though|lovely|great|good|perfect|brilliant|wonderful|"
    r"excellent|fine|honestly|mind you|i mean|admittedly|granted|still|actually|i (?:think|guess|suppose|know|must say|admit|"
    r"have to say)|to be honest|that) )+"
)
_THE = r"(?:the|your|my) (?:whole )?"
_PART = (
    r"(?:message|note|ticket|text|wording|words?|phrasing|sentences?|spelling|grammar|punctuation|language|english|"
    r"ending|end|beginning|start|middle|(?:last|first|second|middle) (?:bit|part|word|sentence|line|half)|gist|rest|lot|"
    r"whole thing|whole lot)"
)
_TEXT = rf"(?:that|this|{_THE}{_PART}(?: (?:of (?:it|that)|there|at the end|in (?:it|there)))?|(?:all|some|most|half) of (?:it|that))"
_IT = rf"(?:it|that|this|they|those|{_THE}{_PART}(?: (?:of (?:it|that)|there|at the end|in (?:it|there)))?|(?:all|some|most|half) of (?:it|that))"
_CAME = r"(?: came out| comes out| comes across| came across| reads?| turned out)"
_IS = rf"(?:'s|'re| is| are| was| were|'ll be| will be| sounds?| looks?| seems?| feels?|{_CAME})"
_HOW = r"(?:all|a|an|a bit|a little|a tad|a touch|bit|little|just|quite|rather|pretty|very|really|so|kind of|sort of|kinda|somewhat|slightly|awfully|terribly|perfectly|exactly|mostly|almost|nearly|about|more or less|certainly|much|far|even|now|of|such|still|actually|definitely|probably|basically|maybe)"
#: Says how words are, and hardly how a thing is.
_OF_WORDS = (
    r"(?:garbled|daft|long|long winded|longwinded|longish|clunky|short|wordy|formal|informal|stiff|silly|stupid|clumsy|blunt|harsh|rude|muddled|jumbled|"
    r"scrambled|clear|clearer|unclear|polite|nice|nicer|perfect|fine|good|great|lovely|ok|okay|all right|alright|better|best|"
    r"spot on|right|correct|accurate|exact|precise|close enough|near enough|good enough|enough|complete|dramatic|pretty|"
    r"poetic|repetitive|awkward|brilliant|beautiful|excellent|wonderful|hilarious|embarrassing|robotic|bossy|woolly|vague|"
    r"babyish|old fashioned|posh|professional|sloppy)"
)
#: Says how a thing may be as well: "it's broken" is told, "it came out a bit broken" isn't.
_OF_ANYTHING = (
    rf"(?:{_OF_WORDS}|odd|strange|weird|funny|rough|messy|mixed up|confus(?:ing|ed)|close|bad|terrible|awful|rubbish|"
    r"ridiculous|angry|cross|grumpy|choppy|broken|shaky|untidy|official|important|serious)"
)
_NOUN = (
    r"(?:mouthful|ramble|essay|novel|poem|masterpiece|jumble|muddle|bit of a mess|tongue twister|word salad|shakespeare|poetry|oxford english|"
    r"hodgepodge|gem|dog'?s dinner|dog'?s breakfast|work of art|hotchpotch|ramble|waffle|gibberish|nonsense|garble|"
    r"good summary|nice summary|fair summary|summary|gist(?: of it)?|story of my life|way to put it|lot of words|bit much|spit and image)"
)
_TAIL = (
    r"(?:(?: (?:at|near|towards?|in|by) (?:the|its) (?:very )?(?:end|beginning|start|middle)| in (?:places|parts|there)| there| here|"
    r" now| though| too| really| actually| to me| like that| that way| the way you (?:read|put|say|said) (?:it|that)| when you (?:say|read|put) it(?: out loud| like that)?|"
    r" as (?:it is|i said(?: it)?)| isn'?t it| aren'?t i| don'?t i| doesn'?t it| wasn'?t it| is it| i (?:suppose|guess|think|bet|reckon|know|hope)| to be honest| if i'?m honest| for me| with me| by me| anyway| after all| my (?:dear|love)| (?:dear|love|mate)))*$"
)
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_IT}{_IS}(?: {_HOW})* (?:{_OF_WORDS}|{_NOUN})(?: (?:and|or)?(?: {_HOW})* ?(?:{_OF_WORDS}|{_NOUN}))?{_TAIL}",
        rf"^(?:{_TEXT}{_IS}|it{_CAME})(?: {_HOW})* {_OF_ANYTHING}(?: (?:and|or)(?: {_HOW})* {_OF_ANYTHING})?{_TAIL}",
        rf"^{_IT}{_IS}(?: {_HOW})* not(?: {_HOW})* (?:{_NOUN}|perfect|pretty|great|ideal|elegant|the best|brilliant|beautiful){_TAIL}",
        rf"^(?:reads?|sounds?|looks?|seems?|comes across|came out|comes out)(?: {_HOW})*(?: (?:{_OF_ANYTHING}|{_NOUN}))+{_TAIL}",
        rf"^(?:{_HOW} )*(?:{_OF_WORDS}|{_NOUN}){_TAIL}",
        r"^(?:it|that|this|that one)(?: really| just)?(?: sounds?|'s| is| looks?)(?: exactly| just)? like (?:me|us)(?: talking| speaking| all over)?$",
        r"^(?:it|that|this)(?: sounds?| reads?| looks?)(?: a bit| just| exactly)? like (?:a|an|my|something) (?:\w+ )?(?:robot|lawyer|letter|telegram|poem|child|kid|toddler|schoolboy|old (?:man|woman|lady)|mother|mum|mom|grandmother|gran)(?: wrote it| talking)?$",
        r"^(?:it|that|this|everything|all of it)(?:'s| is)(?: all| already| pretty much| more or less)* (?:in )?(?:there|in there|in it|said|covered|down)(?: (?:now|though|already))*$",
        r"^(?:it|that|this) (?:says|covers|gets|got) (?:it(?: all)?|everything|all of it|the (?:lot|gist|point)|what (?:it|i) (?:needs?|wants?|has|have|need) to(?: say)?|what i (?:want(?:ed)?|meant|said))(?: across)?$",
        r"^you(?:'ve| have)?(?: really| even| actually)? (?:got|get|caught|heard|remembered|have|put|wrote|took|noted|read)(?: down)? (?:it all|all of it|all of that|everything|every (?:single )?word|(?:it|that) word for word|the (?:gist|lot|whole lot)|all that|it (?:down )?(?:nicely|well|right|perfectly|beautifully))(?: (?:i said|down|back|in|right))*$",
        r"^you (?:make|made|have|had) (?:it|me|that) (?:sound|look)(?: \w+){1,4}$",
        r"^(?:that'?s |it'?s )?(?:word for word|every (?:single )?word(?: of it)?|to the letter|verbatim|my (?:very |exact )?words)(?: exactly)?$",
        r"^(?:i |you )?couldn'?t have (?:put|said|worded) it (?:any )?better(?: myself)?$",
        r"^(?:(?:that'?s|it'?s|this is) )?not (?:quite |exactly |really )?(?:how|the way|what) i(?:'d| would|'d've)? (?:have )?(?:put|said|worded|phrased|wrote|written|say|put it|said it)(?: (?:it|that))?$",
        r"^i(?:'d| would)(?:'ve| have)? (?:have )?(?:put|said|worded|phrased) (?:it|that) (?:differently|better|another way|otherwise|nicer|shorter)(?: (?:myself|but))*$",
        r"^i(?: do| always| really| just| did| know i| know i do)* (?:talk(?:ed)? (?:too much|a lot|nonsense|rubbish|funny)|ramble(?:d)?(?: on)?(?: a bit)?|go on(?: and on)?(?: a bit)?|went on(?: a bit)?|waffled?(?: on)?(?: a bit)?|babbled?|mumbled?|repeat myself|sound(?:ed)?(?: \w+){1,4}|don'?t (?:speak|talk) (?:\w+ ){0,3}(?:english|well))(?: (?:don'?t i|sorry|you know|love|dear|there))*$",
        r"^(?:my|the) (?:grammar|spelling|wording|english|accent)(?:'s| is| was)(?: \w+){1,3}$",
        r"^(?:it|that|this)(?:'s|'ll| is| will)? (?:does|do|serves?|works?|doing) (?:the (?:job|trick)|its (?:job|purpose)|me|for me|nicely|fine)$",
        r"^even (?:the|my|that) .{1,40}$",
    )
)


def is_verdict(said: str) -> bool:
    """Tell whether all of a clause is about a text that was read out.

    >>> is_verdict("it's a bit garbled at the end"), is_verdict("it's a bit slow in the evening")
    (True, False)
    >>> is_verdict("Reads a bit daft"), is_verdict("the gate is open")
    (True, False)
    """
    plain = plain_words(said)
    bare = _LEAD.sub("", f"{plain} ").strip()
    return bool(bare) and any(form.search(one) is not None for form in _FORMS for one in (plain, bare))
