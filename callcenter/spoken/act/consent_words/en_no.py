"""What a clear no is made of in English, and what may stand beside it without being a wish or a remark."""

from __future__ import annotations

import re

from callcenter.spoken.words import ENDEARMENTS

#: What leads a clause in, and says neither yes nor no.
LEADING = re.compile(
    r"^(?:(?:oh|ooh|ah|aw|aww|well|um+|uh+|er+m?|h+m+|mm+|ok|okay|o k|okey|right|alright|all right|fine|thanks|thank you|ta|cheers|"
    r"look|listen|see|actually|honestly|really|you know what|you know|sorry|god|lord|goodness|gosh|jesus|christ|hell|bloody hell|"
    r"hey|then|so|and|or|but|just|please|because|since|yet|i think|i guess|i suppose|i'?d say|i say|i said|i'?m afraid|"
    r"to be honest|on second thoughts?|on reflection|in fact|come on|now|good|great|i mean|let me see|let me think|"
    r"(?:my|the|our) \w+ (?:says?|said|thinks?|reckons?)(?: to| that)?(?: we)?|(?:he|she|they) (?:says?|said|thinks?)(?: to| that)?(?: we)?|"
    r"that'?s (?:very |so |really )?(?:kind|nice|good|sweet)(?: of you)?|(?:very|so) kind(?: of you)?|maybe|perhaps|for (?:god'?s|heaven'?s|pity'?s) sake|"
    rf"{'|'.join(sorted(ENDEARMENTS))})(?: |$))+"
)
#: What answers no, where a clause begins with it, as often as it is said.
ANSWERING = re.compile(
    r"(?:(?:no+|nope|nopes|nah|naw|nay|nuh uh|nu uh|uh uh|unh uh|huh uh|nada|negative|know(?= thanks| thank you)) )+"
)
#: What may follow a no that answers; before any other word it may only deny that word ("no charge", "no one", "no rush").
AFTER_ANSWER = re.compile(
    r"(?:i|i'\w+|we|we'\w+|you|you'\w+|he|he'\w+|she|she'\w+|it|it'\w+|that|that'\w+|this|they|they'\w+|there|there'\w+|"
    r"the|a|an|my|our|your|his|her|their|these|those|what|what'\w+|when|when'\w+|where|where'\w+|who|who'\w+|why|how|which|"
    r"can|could|would|will|should|do|does|did|is|are|am|was|were|has|have|let|let's|if|as|at all|on|in|for|to|from|with|"
    r"and|but|or|because|cause|since|until|not|never|nothing|nobody|don'?t|do|dont|please|thanks|thank|thankyou|ta|cheers|"
    r"way|sir|sorry|actually|just|only|really|rather|better|leave|forget|tell|give|get|put|make|keep|move|book|call|ring|"
    r"cancel|send|stop|skip|drop|scrap|scratch|save|say|ask|check|look|listen|wait|hold|hang|chance|deal|dice|yes|yeah|"
    r"thursday|monday|tuesday|wednesday|friday|saturday|sunday|well|oh|um+|uh+|er+|ok|okay|right|honestly|absolutely|"
    r"definitely|again|thing|no+|nope|nah|i'?d|maybe|perhaps|all|everything|someone else|somebody else|another|"
    r"need(?=(?: (?:for|of) (?:it|that|him|her|them|one|this|any))?(?: (?:thanks|thank you|really|at all|now|any ?more))*$)|"
    rf"{'|'.join(sorted(ENDEARMENTS))})(?= |$)"
)
#: Things that are proposed or offered, those together that are one thing: who denies one of them turns it down.
SAME_THINGS = (
    frozenset("ticket tickets message messages callback callbacks call calls note".split()),
    frozenset("visit visits appointment appointments technician technicians engineer booking".split()),
    frozenset("person persons human colleague operator".split()),
    frozenset("refund refunds credit".split()),
    frozenset("test tests restart promise payment code".split()),
)
THINGS = (
    r"(?:persons?|people|humans?|(?:phone )?calls?|call ?backs?|texts?|letters?|e ?mails?|messages?|tickets?|visits?|technicians?|post|"
    r"paper|paperwork|ads?|adverts?|advertising|offers?)\b"
)
#: Wants none of a thing, and answers nothing: "no texts though", "and no person calling me".
NONE_OF_IT = re.compile(
    rf"(?:(?:but|and|oh|well|just|only|please) )*no {THINGS}(?: (?:and|or|nor) (?:no )?{THINGS}|"
    r" (?:though|please|thanks|ever|either|needed|necessary|at all|to me|for me|from you|calling(?: me| us)?|again|now|"
    r"(?:is|are|may|must|should|needs?)(?: to)? (?:call|phone|ring|write(?: to)?|text)(?: me| us)?))*$"
)
OFFERED = frozenset().union(*SAME_THINGS)
#: Words that may stand beside what refuses, and add nothing to it.
BESIDE = (
    frozenset(
        """
    i i'd i'll i'm i've we we'd we'll we're we've me us you he she him her they them it it's that that's this these those the a an any
    anything anyone anybody anymore someone somebody one at all now today really honestly think guess suppose believe answer is
    be being to of for with so just rather then there here please thanks thank thankyou ta cheers much very more better still either
    do does done want wanted need needed have having like would will wouldn't won't could should am are was your our my mine on in about
    ever after would'd that'd that'll it'd it'll alone moment yet as well absolutely definitely certainly probably quite
    though anyway ahead longer any more way thing can mind bother bothered bothering trouble troubling ok okay fine good alright house
    home place flat who'd nobody point sense why decided thanks' deal hassle effort life dare get come needs phone telephone necessary
    leave after all
    """.split()
    )
    | ENDEARMENTS
)
#: Says who or what isn't meant, beside what is.
NOT_THAT = re.compile(
    r"(?:and |but )?(?:not (?:me|her|him|them|us|my \w+)|never ?mind (?:about )?(?:the|my|your|that|this) (?P<what>(?!(?:now|then|please|one|dear|love|anyway|any)\b)\w+)|"
    r"no (?:call ?backs?|(?:phone )?calls?|need to (?:call|ring|phone)(?: me)?(?: back)?)(?: (?:needed|necessary|required|please|thanks|thank you|though|then))*)"
)
#: Takes back a yes that was said before it.
RETRACTING = re.compile(
    r"^(?:(?:no+|nope|nah)(?= |$)|never ?mind|forget (?:it|that)|(?:i'?ve |i have |i )?changed my mind|on second thoughts?|stop\b|"
    r"(?:please )?(?:don'?t|do not)(?: (?:do|bother|book|send|cancel|move|note|put|make|pay|open|change)(?: (?:it|that|this|so))?)?$|"
    r"(?:i'?d |i would )?rather not|better not|(?:i )?(?:don'?t|do not) want (?:it|that|this|to)$)"
)
#: Beside a no that stands, politeness; with a no right before it, and a yes before that, agreement: "yeah, no, that's fine".
FINE = re.compile(
    r"(?:(?:that|it)(?:'?s| is|'ll be)|i'?m) (?:all )?(?:fine|ok|okay|good|great|all right|alright|perfect)\b"
)
#: Says nothing but thanks.
POLITE = (
    frozenset(
        "oh ah well um uh hm thanks thank you ta cheers very much so please sorry ok okay and but then though".split()
    )
    | ENDEARMENTS
)
#: Asks at the end of a statement whether it isn't so, and refuses nothing: "I don't have to be there, do I".
TAG = re.compile(
    r"\b(?:do|does|did|is|are|am|was|were|can|could|will|would|should|have|has)(?:n'?t)? (?:i|you|he|she|it|we|they|there)$"
)
#: Says of what was proposed that it is too much of something, unless that is denied: "he shouldn't come too early".
TOO = re.compile(r"\btoo \w+\b")
#: Says neither of the two: "no, well, maybe".
WAVERING = re.compile(
    r"(?:maybe|perhaps|(?:i )?(?:don'?t|do not) know|(?:i'?m )?not (?:really )?sure|who knows|possibly|(?:maybe|perhaps) yes)"
)
#: Says of somebody, or of anything, that it isn't so: "I couldn't do Tuesday", "nobody's there in the morning".
DENYING = re.compile(
    r"^(?:(?:and|but|so|then|well|oh|because|cause|since|you see|no|sorry|the thing is) )*(?:(?:nobody|no one|none|not a soul|neither)\b|"
    r"(?:i|we|he|she|they|it|there|that|(?:my|the|our|his|her) \w+(?: \w+)?)(?:'\w+)? (?:\w+ ){0,3}?(?:not|never|no|\w+n't|cannot|cant|dont|wont|isnt|doesnt|didnt|couldnt)\b|"
    r"(?:i|we|he|she|they|it|there|that)(?:'\w+)? (?:not|never|no|\w+n't|cannot|cant|dont|wont|isnt|doesnt|didnt|couldnt)\b)"
)
#: And yet names what is wanted: "I don't get home before four", "I can't Friday, make it Monday".
WANTED_ALL_THE_SAME = re.compile(
    r"\b(?:until|till|til|unless|except|but|instead|rather|make it|i want|prefer|better|mind|object|"
    r"only|just|what about|how about|matter|care|problem|sure|all of it|all|half|the whole)\b"
)
#: Has something answered before the yes or no is said: "no. First tell me if it costs anything".
FIRST = re.compile(r"(?:(?:but|and|please|you) )*(?:(?:tell|answer) me )?(?:first\b|before (?:i|you|we)\b)")
#: Speaks of something else than what was asked for: "it won't change anything".
OF_ANOTHER = re.compile(r"(?:and |but |well |oh )*(?:it|that|this|they|he|she|nothing|nobody|no one)\b")
#: Says of nothing what it does or is, or of us what we don't do, and turns nothing down: "nothing will come of it".
TELLS_OF_NOTHING = re.compile(
    r"(?:(?:and|but|well|oh|so|there|there's|is) )*(?:nothing (?!doing|thanks|thank|please|else|now|at all|today|for me)\w|"
    r"you (?:(?:just|still|really) )*(?:didn'?t|did not|haven'?t|hadn'?t|never|aren'?t|weren'?t|can'?t|couldn'?t|won'?t)\b)"
)
