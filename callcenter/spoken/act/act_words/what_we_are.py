"""Asking in English whether one speaks to a machine or to a person."""

from __future__ import annotations

_MACHINE = (
    r"robots?|robotic|(?:answering )?machines?|computers?|(?:chat ?)?bots?|a ?i|artificial(?: intelligence)?|recordings?|"
    r"automated|tape|software|programs?|siri|alexa"
)
_PERSON = r"real|human(?: being)?|person|people|alive|living|somebody|someone|man|woman|lady|girl|guy|boy|gentleman"
_LEAST = r"(?: [a-z']+){0,4}?"
_ARE_YOU = (
    r"(?:are you|am i|i'm(?= (?:talking|speaking|chatting))|are we|is this|is that|is it|was that|you'?re|you are|so this is|sounds like|do i have|have i got|"
    r"did i get|aren'?t you|isn'?t (?:this|that|it)|you not)"
)
#: The ways in which it is asked, each with so little beside it that nothing else is meant.
WHAT_WE_ARE = (
    # "A machine, or a real person?"
    rf"(?:{_ARE_YOU}|you){_LEAST} (?:{_MACHINE}|things?)(?: things?)? or (?:an? |like an? )?"
    rf"(?:real |actual |live |human |proper )*(?:{_PERSON}|being|one)$",
    rf"{_ARE_YOU}{_LEAST} (?:{_PERSON}) or (?:an? |just an? |one of (?:those|these|them) )?(?:\w+ )?(?:{_MACHINE}|not|things?|what)",
    rf"(?:or|and) (?:are you|is (?:this|that|it)) (?:just )?(?:an? |one of (?:those|these|them) )?(?:{_MACHINE})",
    rf"(?:{_MACHINE}) or (?:an? )?(?:real )?(?:{_PERSON})$|(?:{_PERSON}) or (?:an? )?(?:{_MACHINE})$",
    rf"(?:one of (?:those|these|them)|those|these) (?:{_MACHINE})(?: [a-z]+)?(?: things?)?",
    # "Am I being answered by one of those machines", "are you a live operator", "you're not a person, are you".
    r"(?:are you|am i|is this|is that|is it|do i have|you'?re|you are|you aren'?t|aren'?t you|this is|have i got)"
    r"(?: (?!my|our|your|his|her|their|want|need)[a-z']+){0,8} (?:(?:robots?|machines?|(?:chat ?)?bots?|a ?i|artificial)\b|"
    r"computer (?:i|that i|on the|talking|voice)|(?:live|real) (?:operator|agent|representative|one))(?: things?)?(?: .{0,40}$)?",
    r"(?:nobody|no one|no person|nothing) (?:there|here)?,? ?(?:but|only|just) an? (?:machine|robot|computer|bot|recording)",
    rf"(?:you'?re|you are|this is|it'?s|that'?s) (?:not|no|never|n'?t) (?:an? |really |even |actually |a real )*(?:{_PERSON}|real person) "
    r"(?:are|is|am) (?:you|it|this|i|that)",
    rf"(?:do i have|have i got|is it|is that) (?:an? )?(?:real |live )?(?:{_PERSON})(?: \w+){{0,5}} or (?:an? |just an? )?(?:{_MACHINE})",
    rf"{_ARE_YOU}(?: (?:speaking|talking|chatting|really|just|some|actually))*(?: (?:to|with))? ?(?:a |an |really |just |some |actual |live |"
    rf"genuine |kind of |one of those |only |the (?=robot|machine|bot|a ?i\b))*(?:{_MACHINE})(?: (?:voice|system|or .*|thing|answering machine|assistant|agent|"
    r"program|something|here|what|again|speaking|talking|person))*",
    rf"(?:are you|am i(?: speaking| talking)?(?: to| with)?|is this|is that|was that|aren'?t you|do i have)(?: (?:a|an|really|even|"
    rf"actually|your|any))*(?: (?:real|live|actual|living|human|genuine|proper))+(?: (?:{_PERSON}|voice|one|being))*"
    r"(?: (?:there|here|then|talking|speaking|or what|or not|on the line))*$",
    r"(?:are you|am i (?:speaking|talking) (?:to|with)|is this|is that|was that) (?:a |an |any )?(?:person|human|alive)"
    r"(?: (?:there|here|then|talking|speaking|or what|or not|or .*))*$",
    # Somebody behind the voice.
    rf"(?:is|isn'?t) there (?:a |an |any |even a |really a |actually a )?(?:real |actual |live |human )*(?:{_PERSON})(?: being)? "
    r"(?:in there|behind (?:this|that|it|the \w+)|in the machine|at the other end|on the other end|inside)",
    rf"(?:don'?t|do not|didn'?t) sound like (?:an? )?(?:{_MACHINE})\b(?=.* (?:are|aren'?t|is|isn'?t) (?:you|it))",
    rf"(?:you )?sound(?:s|ing)? (?:just |a bit |so |very )?(?:like )?(?:an? )?(?:{_MACHINE}|{_PERSON})(?: \w+)? (?:are|aren'?t|is|isn'?t) (?:you|it|this)"
    r"(?: one| real)?$",
    rf"do i (?:speak|talk) (?:to|with) (?:an? |the )?(?:real |live |actual )?(?:{_PERSON}|{_MACHINE})(?: here| there| now| or .*)*$",
    rf"(?:you'?re|you are) (?:not|no|never) (?:an? )?(?:real |actual |live |proper )?(?:{_PERSON})(?: then| right| huh| at all| dear| love)*$",
    r"(?:is (?:this|that|it) )?you,? (?:alexa|siri)$",
    r"which are you (?:an? )?\w+ or (?:an? )?\w+",
    r"who (?:am i (?:talking|speaking) (?:to|with)|is this|are you)|what('?s| is) your name|who('?s| is) (?:this|there|speaking)|"
    r"what are you(?: (?:exactly|anyway|then))?$",
)
#: Takes it back: a wish for a person, or a question about what is recorded.
NOT_WHAT_WE_ARE = (
    r"who is this bill|you're a lifesaver|speaking to a real person please|want|need|"
    r"(?:recording|taping) (?:this|me|us|it|the|my|our|that|what|everything)|(?:get|give|put|pass|let|transfer|connect) (?:me|us)|"
    r"(?:i|who) can|(?:that|which|who) (?:runs?|works?|i|we)|(?:on|in) my|with my"
)
