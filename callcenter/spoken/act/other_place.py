"""Wanting some other place: asking for it, wanting what it does, or having dialled wrong. English.

Who asks "is this the swimming pool?", or whether their car is ready, has the wrong number.
"""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words, sentences

#: Places that people ring, and the words by which they call them.
_KINDS = (
    r"(?:swimming )?pool|library|(?:town|city) hall|museum|cinema|movie theat(?:er|re)|theat(?:er|re)|zoo|post office|"
    r"police(?: station)?|fire (?:station|department)|court(?:house)?|tax office|garden cent(?:er|re)|supermarket|"
    r"grocery(?: store)?|bakery|butcher'?s?|florist'?s?|flower shop|pizzeria|pizza(?: [a-z]+)?|diner|cafe|coffee shop|"
    r"bar|pub|taxis?|cabs?|(?:taxi|cab|water|gas|power|electric|electricity|insurance) company|train station|"
    r"bus station|airport|airline|dentist'?s?|dental|doctor'?s?|surgery|clinic|hospital|restaurant|pharmacy|"
    r"drug ?store|bank|school|kindergarten|nursery|university|college|hotel|salon|hairdresser'?s?|barber'?s?|garage|"
    r"car (?:dealer|wash|rental)|vet'?s?|gym|church|mom|mum|dad|grandma|grandpa|plumber'?s?|electrician'?s?|laundry|"
    r"(?:dry )?cleaner'?s?|council|embassy|(?:ticket|box) office|animal shelter"
)
#: Words that end like somebody's name, and are none.
_NO_NAMES = (
    r"it's|that's|what's|there's|here's|he's|she's|who's|where's|let's|today's|tomorrow's|yesterday's|"
    r"everybody's|everyone's|somebody's|someone's|nobody's|month's|week's|year's|(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day's|"
    r"(?:janu|febru)ary's|march's|april's|may's|june's|july's|august's|(?:septem|octo|novem|decem)ber's"
)
_LEAD = (
    r"^(?:(?:hello|hi|hey|oh|sorry|excuse me|um+|uh+|er+|well|wait|so|and|but|good (?:morning|afternoon|evening)|"
    r"morning|yes|no|ok|okay|please) )*"
)
_AM_I_THERE = (
    r"(?:(?:is|isn'?t) (?:this|that|it)(?: not)?|(?:are|aren'?t) you(?: not)?|(?:am i|aren'?t i|i'?m not|am i not) "
    r"(?:speaking|talking|through)(?: to| with)?|(?:have|haven'?t) i (?:reached|got|called|dialled|dialed|rung)|"
    r"do i have|did i (?:reach|call|dial|get|ring)|i thought (?:this|that|you) (?:was|were))"
)
_PLACE = (
    rf"(?:(?:(?:the|a|an|my|our) )*(?:[a-z]+ ){{0,2}}?(?:{_KINDS})(?:'s)?|"
    rf"(?:(?!(?:the|a|an|my|your|our|his|her|their|last|next|this|that)\b)[a-z]+ )?(?!(?:{_NO_NAMES})\b)[a-z]{{3,}}'s)"
    r"(?: (?:office|place|shop|house|desk|line|number|hotline|cent(?:er|re)|practice|diner|bar|garage|salon|kitchen))*"
    r"(?: (?:please|here|then|in [a-z]+|(?:on|at) [a-z]+(?: street)?))*$"
)
_ASKS = re.compile(rf"{_LEAD}{_AM_I_THERE} {_PLACE}")
_CLAUSES = re.compile(r"[.,;:!?]+(?:\s+|$)|\s+(?:because|since|i (?:want|need|would|just))\b")


def asks_for_other_place(text: str) -> str:
    """Return the clause of a text that asks whether this is some other place; '' if none does.

    >>> asks_for_other_place("I just want a pizza. Is this not Luigi's?")
    "is this not luigi's"
    """
    clauses = (plain_words(clause) for clause in _CLAUSES.split(text) if clause)
    return next((clause for clause in clauses if _ASKS.search(clause)), "")


#: Words of ours: who speaks of them, whatever else they name, may well have meant us.
_OURS = re.compile(
    r"\b(?:internet|wi ?fi|modem|router|fib(?:er|re)|broadband|bills?|invoices?|account|outage|connection|lines?|"
    r"technicians?|"
    r"plans?|signal|refund|payments?|paid|pay|charged?|ticket number|speed|slow|online|password|appointments?|visits?|"
    r"engineer|"
    r"cables?|sockets?|call(?:ed)? (?:me )?back|message|upgrade|package|router|box|boxes|booster|install\w*|hook ?up|"
    r"service|landline|phone line|connect\w*)\b"
)
#: Lines and desks of other places.
_LINES = (
    r"(?:refill|pharmacy|prescription|rx|reservations?|booking|taxi|cab|pizza|nurse|nursing|parking|lottery|weather|"
    r"bus|"
    r"train|flight|crisis|tip|election|tax|ticket|delivery|appointment booking) (?:lines?|desk|hotline|number|"
    r"department)"
)
_OF_LINES = re.compile(rf"\b{_LINES}\b")
#: Things that other trades have to do with.
_THINGS = (
    rf"(?:{_LINES}|refills?|roses?|tomato\w*(?: plants)?|seedlings?|compost|mulch|fertili[sz]er|glasses|contact lenses|"
    r"hearing aids?|(?:a )?perm|lawn|gutters?|reservations?|locksmith|keys|alterations|tailor|clothes|storage unit|"
    r"rental|catering|tow(?:ing)?(?: truck)?|flat tire|rabbit|bird|vet|optician|pharmacist|chemist|groceries|coffee|"
    r"sandwich\w*|salad|ice cream|donuts?|bakery|wedding|prom dress|tuxedo|bike|bicycle|scooter|motor ?cycle|boat|"
    r"garage door|paint|lumber|timber|bricks|cement|tiles|carpet|blinds|pool cleaning|"
    r"dental|dentist'?s?|teeth|tooth|filling|braces|check ?ups?|blood (?:test|work)|x ?rays?|test results|"
    r"prescriptions?|pills|"
    r"medication|medicine|flu shot|vaccin\w+|nurse|doctor'?s?|physio\w*|eye test|haircuts?|hair|nails|manicure|"
    r"massage|facial|"
    r"cleaning|carpets?|cars?|truck|van|ford|toyota|honda|bmw|vehicle|tyres?|tires?|oil change|brakes|windscreen|"
    r"windshield|"
    r"dogs?|cats?|puppy|kitten|horse|pizzas?|burgers?|sushi|takeaway|take ?out|curry|birthday cake|wedding cake|"
    r"flowers|bouquet|"
    r"tables?(?= for \w+| tonight| tomorrow)|flights?|hotel|rooms?(?= for (?:two|one|the night|tonight))|taxi|cab|"
    r"(?:plane|train|concert|movie|theat(?:er|re)|bus) tickets?|parcels?|shoes|dress|suit|sofa|couch|mattress|fridge|"
    r"washing machine|washer|dryer|dishwasher|oven|lawn ?mower|curtains|boiler|heating|plumber|toilet|roof|drains?|"
    r"taps?|sink|"
    r"passport|mortgage|loan|driver'?s licen[sc]e|tax return|library books?|parking (?:ticket|fine)|lottery ticket|"
    r"insurance claim|wheelchair (?:van|taxi)|yoga|(?:piano|swimming|driving|dance) lessons?|gym membership|eggs|"
    r"bread|meat|plants|(?:christmas |fir )?trees?|wardrobe|parrot|hamsters?|"
    r"piano|guitar|toys?|jewell?ery)s?"
)
#: What a caller looks for at home, with the call in their other hand.
_AT_HAND = r"(?:my|our) (?:\w+ )?(?:glasses|keys|pills|medicine|medication|hearing aids?|contact lenses|clothes)\b"
_ITS = r"(?:(?:my|the|our|your|his|her|an?|some|two|three|one|another|that|those|new|any) )*(?:\w+ )??"
_ANOTHER = r"(?:(?:an?|some|two|three|one|another|new|any) )+(?:\w+ )??"
_TRADES = re.compile(
    r"\b(?:(?:this is|it'?s|that'?s|i'?m (?:calling|ringing|phoning)|calling|ringing|question) (?:about|for|regarding|"
    r"concerning|to ask about) "
    rf"{_ITS}{_THINGS}|"
    r"(?:book|order|reorder|buy|reserve|make|schedule|rent|hire|donate|refill|renew|sell|pick up|collect|drop off|"
    r"bring in) "
    rf"{_ITS}{_THINGS}|"
    rf"(?:get|have|need|want|like|looking for|make) {_ANOTHER}{_THINGS}|"
    rf"(?:is|are|isn'?t|aren'?t) (?:my|the|our) (?:\w+ )?{_THINGS} (?:ready|done|fixed|repaired|finished|back|booked)|"
    rf"if (?:my|the|our) (?:\w+ )?{_THINGS} (?:is|are) (?:ready|done|fixed|repaired|finished|back|booked)|"
    rf"(?:can|could|may) (?:i|we) (?:bring|drop off|pick up|collect) (?:my|our|the) (?:\w+ )?{_THINGS}|"
    rf"have you (?:got )?(?:any|an?|some) (?:\w+ )?{_THINGS}|"
    rf"(?:i|we)(?:'?ve| have)? (?:ordered|bought|reserved) {_ITS}{_THINGS}|"
    rf"(?:my|the|our) (?:\w+ )?{_THINGS} (?:was|were|is|are|should|would|has|have|hasn'?t|haven'?t) (?:\w+ ){{0,4}}"
    r"(?:deliver\w*|arriv\w*|come|shipped)|"
    rf"(?:what time|when|until when|till when) (?:does|do|is|are|will|did) (?:the|your) (?:\w+ )?(?:{_KINDS})\b|"
    rf"where(?:'?s| is| are) (?!{_AT_HAND})(?:my|our) (?:\w+ )?{_THINGS}|"
    rf"when (?:can|will|is|are|do) (?:i (?:pick up|get|collect|have) )?(?:my|our) (?:\w+ )?{_THINGS}\b|"
    rf"(?:looking for|(?:trying|wanted|meant|hoping) to (?:reach|get|call|ring)|i (?:want|wanted|need|"
    rf"was after)) (?:the|my) (?:\w+ )?(?:{_KINDS})"
    r"(?: (?:office|shop|desk|line|hotline|practice|garage|salon))*(?= |$)|"
    r"(?:speak|talk) (?:to|with) (?:the|my|a|dr|doctor) (?:nurse|dentist|vet|pharmacist|mechanic|teacher|principal|"
    r"doctor|hairdresser|chef)|"
    rf"(?:(?:get|reach|use|work) (?:the|your)|the|your|my) {_LINES}\b|"
    rf"(?:i'?m|i am|we'?re) (?:looking for(?! {_AT_HAND})|after|calling (?:about|for)|ringing about) "
    r"(?:\w+ ){0,2}?"
    rf"{_THINGS}\b(?! (?:service|internet))|"
    rf"(?:i'?ve|i have|we'?ve|i) (?:got )?(?:a |an )?(?:\w+ )?(?:flat (?:tire|tyre)|tooth ?ache|leaking (?:tap|sink|"
    rf"roof))\b|"
    rf"(?:need|want|get|have) (?:my|our|a|the) (?:\w+ )?{_THINGS} (?:towed|fixed|cut|cleaned|repaired|serviced|checked|"
    r"washed|mowed|painted)|"
    rf"how much (?:is|are|does|do|for) (?:a |an |the |some |your )?(?:\w+ )?{_THINGS}(?: cost)?$|"
    r"(?:apartment|house|flat|room|car) (?:for rent|for sale|in the (?:ad|paper|window))|"
    r"(?:the|that|your) job (?:still )?(?:open|available|ad|going|vacancy|opening)|is the (?:job|position|"
    r"vacancy) still|"
    rf"do you (?:guys |people |folks |also )?(?:have|sell|do|fix|repair|take|offer|deliver|make|rent|clean|stock|"
    rf"treat) (?:\w+ ){{0,2}}?{_THINGS}|"
    r"my (?:\w+ )?(?:dog|cat|puppy|kitten|tooth|teeth|horse) (?:is |are |'?s )?(?:\w+ )?(?:sick|ill|hurts?|hurting|"
    r"aching|aches|"
    r"killing me|limping|vomiting|throwing up|bleeding))\b"
)
#: "An appointment for a haircut": the one word of ours is none here.
_APPOINTMENT = re.compile(
    rf"\b(?:appointment|visit|consultation|slot|session) (?:for|with|to see|about) {_ITS}(?:{_THINGS}|dr|doctor)\b"
)
#: "I think I have dialled the wrong number", and not "you have the wrong number", which is said of a value.
_MISDIALLED = re.compile(
    r"\b(?:i|we)(?:'?ve|'?m| have| must| may| might| think| guess| believe| probably| just| afraid| seem to|"
    r" obviously| clearly|"
    r" am| i| we| got| did)* (?:mis ?dial\w*|(?:pocket|butt) ?dial\w*|(?:dial\w*|called|rung|rang|phoned|reached|got|"
    r"come) "
    r"(?:(?:through|on|on to|hold of|to) )*(?:the |a )?wrong (?:place|company|people|office|house|person|business|"
    r"shop)|"
    r"(?:dial\w*|called|call|rung|rang|phoned|typed|reached|pressed) (?:in )?(?:the |a )?wrong (?:number|one|line)|"
    r"(?:dial\w*|called|rung|rang|phoned) (?:it |you |this )?(?:wrong|by (?:mistake|accident)))\b|"
    r"^(?:(?:oh|oops|sorry|ah) )*(?:mis ?dialed|mis ?dialled|my mistake wrong number)\b"
)
_EARLIER = re.compile(r"\b(?:yesterday|before|earlier|last (?:time|week)|the other day|account|zip)\b")
#: Says just that, of the call or of a number that was read back.
_WRONG_NUMBER = re.compile(
    r"^(?:(?:oh|ah|oops|whoops|woops|no|so|ok|okay|then|well|sorry|i'?m sorry|apologies|my mistake|i|i'?ve|i'?ll|"
    r"think|guess|"
    r"believe|it'?s|it|this|is|"
    r"must|be|have|has|got|a|the|just|actually|seems|looks like) )*wrong number"
    r"(?: (?:sorry|then|i think|i guess|thanks|my mistake|bye|for me|i'?m sorry|about that))*$"
)
#: Asks for somebody by name ("is Maria there?"): a name has a capital, and isn't what we sell.
_NAMED = re.compile(
    r"\b[Ii]s (?!Fern|Fib|Inter|Wi|Any|Some|This|That|There|It)(?P<who>[A-Z][a-z]{2,}) (?:there|in|home|around|"
    r"at home)(?: please)?\s*[?.]?\s*$"
)


#: "This isn't MediRide?", "is this Joe's Garage": names have capitals; ours, days and the like are no other place.
_OTHER_NAME = re.compile(
    r"^(?:(?:[Oo]h|[Ss]orry|[Hh]ello|[Hh]i|[Ww]ait|[Ss]o)[,. ]+)*(?:[Ii]s (?:this|that)(?: not)?(?: the)?|"
    r"[Ii]sn't this(?: the)?|[Tt]his isn't|"
    r"[Tt]his is not) "
    r"(?!Fern|Fiber|Internet|Wi|English|Spanish|French|German|I\b|OK|The\b|A\b|My\b|Your\b|\w+day\b|January|February|"
    r"March|April|"
    r"May\b|June|July|August|September|October|November|December)(?:[A-Z][\w']{2,}(?: [A-Z]\w+)*)(?: (?:on|in|"
    r"at) [A-Z]\w+(?: \w+)?)?\s*\?\s*$"
)


def wants_other_trade(text: str) -> str:
    """Return a text that wants what some other trade does, or asks for somebody by name; '' if it doesn't.

    >>> bool(wants_other_trade("Is my car ready?")), bool(wants_other_trade("I'll take my car, so move my visit"))
    (True, False)
    """
    plain = plain_words(text)
    is_appointment = _APPOINTMENT.search(plain) is not None
    rest = _OF_LINES.sub(" ", _APPOINTMENT.sub(" ", plain))
    if (_NAMED.search(text) or any(map(_OTHER_NAME.search, sentences(text)))) and not _OURS.search(rest):
        return text
    return text if (is_appointment or _TRADES.search(plain)) and not _OURS.search(rest) else ""


def speaks_of_ours(text: str) -> bool:
    """Tell whether a text names anything that an internet provider has to do with.

    >>> speaks_of_ours("it was to come on Saturday"), speaks_of_ours("my bill is wrong")
    (False, True)
    """
    return _OURS.search(plain_words(text)) is not None


def misdialled(text: str) -> bool:
    """Tell whether the caller says that they have dialled wrong.

    >>> misdialled("I think I dialled the wrong number"), misdialled("you have the wrong number")
    (True, False)
    """
    plain = plain_words(text)
    return _MISDIALLED.search(plain) is not None and _EARLIER.search(plain) is None


def says_wrong_number(text: str) -> bool:
    """Tell whether a text says that the number is wrong, and nothing else: of this call, if none was read back."""
    return _WRONG_NUMBER.search(plain_words(text)) is not None
