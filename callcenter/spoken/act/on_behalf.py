"""Who calls, in English: a daughter for her mother, a carer, who translates; or somebody who is no customer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcenter.spoken.words import plain_words

_KIN = (
    r"(?:(?:step|grand|god)?-? ?(?:mother|father|mom|mum|dad|son|daughter|child|parents?|ma|pa)|mommy|daddy|gran|"
    r"granny|grandma|"
    r"grandpa|nan|nana|wife|husband|spouse|partner|fiancee?|girlfriend|boyfriend|brother|sister|sibling|aunt|auntie|"
    r"uncle|"
    r"niece|nephew|cousin|(?:mother|father|sister|brother|son|daughter)[- ]in[- ]law|in-?laws|folks|ex(?: ?-?(?:wife|"
    r"husband))?|"
    r"friend|mate|neighbou?rs?|room ?mate|flat ?mate|house ?mate|tenants?|lodger|landlord|landlady|boss|employer|"
    r"client|patient|"
    r"colleague|customer|relative)"
)
_ROLE = (
    rf"(?:{_KIN}|care ?(?:r|giver|taker|worker)|nurse|(?:personal )?assistant|secretary|social worker|accountant|"
    rf"book ?keeper|"
    r"lawyer|solicitor|attorney|guardian|interpreter|translator|home help|aide|executor|representative|"
    r"property manager|"
    r"house ?keeper|nanny)"
)
_SOMEBODY = (
    rf"(?:(?:my|our|the|a|an|one of my|his|her|their|this|that) (?:[a-z]+ ){{0,3}}?{_KIN}|(?:mr|mrs|ms|miss|dr|"
    rf"doctor) [a-z]+|"
    r"(?:him|her|them)(?! (?:to|number|account))|(?:somebody|someone) else|(?:the|an?|my|this|that) (?:old |elderly )?"
    r"(?:lady|gentleman|woman|man|couple)(?: (?:next door|upstairs|downstairs|i look after|who))?)"
)
_FOR_OTHER = re.compile(
    r"\b(?:i'?m|i am|we'?re|this is me|just|only|i) ?(?:calling|ringing|phoning|asking|call|ring|speaking|acting|"
    r"translating|"
    rf"interpreting|enquiring|inquiring|here) (?:in |up |just )?(?:for|on behalf of|in the name of|"
    rf"instead of) {_SOMEBODY}|"
    rf"^(?:\w+ ){{0,3}}(?:calling|ringing|phoning|translating|interpreting) (?:for|on behalf of) {_SOMEBODY}|"
    rf"\bon (?:behalf of {_SOMEBODY}|(?:his|her|their|my (?:\w+ )?{_KIN}'?s) behalf)|"
    rf"\b(?:i'?m|i am|this is) (?:(?:mr|mrs|ms) )?(?:[a-z]+ )?[a-z]{{3,}}'s (?:\w+ )?{_ROLE}\b|"
    rf"\b(?:i'?m|i am|this is) (?:just |only |actually )?(?:his|her|their|mr \w+'?s|mrs \w+'?s|ms \w+'?s|"
    rf"the customer'?s) "
    rf"(?:\w+ )?{_ROLE}\b|"
    r"\b(?:i'?m|i am) (?:just |only |actually )?(?:the|an?|his|her) (?:\w+ )?"
    r"(?:landlord|landlady|care ?(?:r|giver|taker|worker)|(?:personal )?assistant|"
    r"secretary|social worker|interpreter|translator|guardian|executor|property manager|neighbou?r)\b|"
    rf"\b(?:it'?s|it is|that'?s|the (?:account|contract|line|bill|internet) is|account'?s) (?:in )?(?:not (?:my|mine|"
    rf"in my)\b(?! "
    rf"(?:fault|day|problem|idea))|(?:actually )?(?:(?:my|our|his|her) )?(?:\w+ )?{_KIN}'?s?'? "
    rf"(?:account|internet|contract|line|"
    rf"bill|name|"
    r"house|connection|wi ?fi|modem)\b)|"
    rf"\bit'?s (?:my|our) (?:\w+ )?{_KIN}'s$|\b(?:i'?m|i am) not (?:the|your) (?:customer|account holder|"
    rf"owner)(?! yet)|"
    rf"\b(?:my|our|the) (?:\w+ )?{_KIN} (?:has |had |'s )?(?:just )?(?:asked|wants|wanted|told|got|begged) me to "
    r"(?:call|ring|phone|ask|find out|sort)|"
    rf"\b(?:my|our|the) (?:\w+ )?{_KIN} (?:can'?t|cannot|doesn'?t|is too \w+ to|isn'?t able to|won'?t) (?:really |"
    rf"even )?(?:speak|hear|talk|"
    r"phone|use the phone|come to the phone|call|do this)\b"
)
#: "I'm ringing for Fay Holm": a name has capitals, and isn't ours.
_BY_NAME = re.compile(
    r"\b(?:[Cc]all|[Rr]ing|[Pp]hon|[Aa]sk|[Tt]ranslat)ing (?:in )?(?:for|on behalf of) (?!Fern|Fiber|Internet|Wi|I\b|"
    r"\w+day\b)[A-Z][a-z]+"
)
#: Said of somebody in a message: "tell him I'm the neighbor with the dog".
_TOLD = re.compile(r"\b(?:tell|let|inform) (?:him|her|them|the|your)\b")
#: The caller's own account, or their own household's, whoever's name stands on it.
_OWN = re.compile(r"\b(?:we share|joint account|our (?:own )?account|my own account)\b")


def calls_for_other(text: str) -> bool:
    """Tell whether the caller says that they call for somebody else.

    >>> calls_for_other("I'm calling for my mother"), calls_for_other("I'm calling for a technician")
    (True, False)
    """
    plain = plain_words(text)
    is_told = _FOR_OTHER.search(plain) is not None or _BY_NAME.search(text) is not None
    return is_told and not (_OWN.search(plain) or _TOLD.search(plain))


_THEY = r"(?:she|he|they)"
#: What is said of somebody else, as they would say it of themselves.
_THEIRS = (
    (re.compile(rf"\b{_THEY}(?:'d| would) like\b", re.I), "I'd like"),
    (re.compile(rf"\b{_THEY}(?:'s| is| are|'re)\b", re.I), "I'm"),
    (re.compile(rf"\b{_THEY} has\b", re.I), "I have"),
    (re.compile(rf"\b{_THEY} does(?=n't| not)", re.I), "I do"),
    (re.compile(rf"\b{_THEY} (want|owe|need|pay|get|wonder|ask|think|live|use|say)s\b", re.I), r"I \1"),
    (re.compile(rf"\b{_THEY}\b", re.I), "I"),
    (re.compile(r"\b(?:his|her|their)(?= \w)", re.I), "my"),
    (re.compile(r"\b(?:him|her|them)\b", re.I), "me"),
)
_ITS_KIN = re.compile(rf"\b(?:my|our) (?:\w+ )?{_KIN}'s\b", re.I)


def in_their_place(text: str) -> str:
    """Return a text said for somebody else as they would say it: what they want is no other than anybody's.

    >>> in_their_place("she wants to know what she owes"), in_their_place("her internet doesn't work")
    ('I want to know what I owe', "my internet doesn't work")
    """
    text = _ITS_KIN.sub("my", text)
    for theirs, own in _THEIRS:
        text = theirs.sub(own, text)
    return text


#: Asks whether somebody else than the customer may do or hear what is wanted.
_FOR_THEM = re.compile(
    rf"\b(?:being|as) (?:his|her|their) {_ROLE}\b|\bwe(?:'re| are) married\b|"
    r"\b(?:i'?m|i am) not (?:him|her|them|the (?:account holder|holder|owner|customer|one (?:on|in) the contract))\b|"
    r"\b(?:i|we|else|person|somebody|someone|anybody|to) (?:do|change|move|cancel|sort|manage|arrange|handle|deal|"
    rf"act|decide)(?: [\w']+){{0,4}} for (?:him|her|them|(?:my|our) {_KIN})\b|"
    rf"\b(?:must|has to|have to|need|needs) (?:it )?(?:to )?be (?:him|her|them|me|(?:my|our|the) (?:{_KIN}|holder|"
    r"account holder|owner))\b|"
    rf"\b(?:{_KIN}|he|she) or (?:me|i|myself)\b|\b(?:be|am i) the (?:account ?)?holder\b|"
    r"\b(?:another person|somebody else|someone else|anybody|anyone) (?:can|may|could|allowed|be allowed)\b|"
    r"\b(?:can|may|could) (?:another person|somebody else|someone else)\b|"
    r"\b(?:is|isn'?t|not) in my name\b"
)
_WHETHER = re.compile(
    r"\b(?:can|may|could|must|do|should|am|are) (?:i|we|it|somebody|someone|anybody|anyone|another|one)\b|"
    r"\b(?:is|would|isn't) (?:it|that|there) (?:be )?(?:okay|ok|fine|possible|all right|allowed|a problem)\b|"
    r"\b(?:does|do|would|will) (?:it|that) matter\b|\bwho (?:must|has|can|may|needs)\b|"
    r"\b(?:if|whether|that) (?:i'm|i am|we're|another|somebody|someone|anybody|anyone)\b"
)


def asks_for_whom(text: str) -> bool:
    """Tell whether a question is whether somebody else may do it for the customer.

    >>> asks_for_whom("am I allowed to change it, being his wife?"), asks_for_whom("can you call me back?")
    (True, False)
    """
    plain = plain_words(text)
    return _FOR_THEM.search(plain) is not None and _WHETHER.search(plain) is not None


#: Speaks of somebody else's place: "my mother, is she off too?"
_OTHERS_PLACE = re.compile(
    rf"\b(?:my|our|the|a) (?:\w+ )?{_KIN}(?:'s)?\b|\b(?:is|are|does|has|was) (?:she|he|they)\b|"
    r"\b(?:her|his|their|that|the other) (?:\w+ )?(?:zip|place|area|house|flat|apartment|address|line|internet|town|"
    r"neighbou?rhood)\b|\b(?:over|down|up) there\b"
)


def speaks_of_other(text: str) -> bool:
    """Tell whether a text speaks of somebody else's place.

    >>> speaks_of_other("And my mother, is she off too?"), speaks_of_other("Is there an outage at 60614?")
    (True, False)
    """
    return _OTHERS_PLACE.search(plain_words(text)) is not None


_YET = r"(?:(?:yet|even|currently|actually|really|presently|exactly|quite) )*"
_NO_CUSTOMER = re.compile(
    rf"\b(?:not|isn't|aren't|never (?:been|was|were)) {_YET}(?:an? |your |one of your )(?:\w+ )?customers?\b|"
    rf"\bno customers?(?: of yours)?\b|\b(?:not|aren't|never been) {_YET}customers?\b|"
    rf"\b(?:not|isn't|aren't|never been) {_YET}with (?:you|fernhill)"
    r"(?: (?:yet|people|guys|folks|lot|at the moment|as yet))\b|"
    r"\b(?:account|customer|ask\w*|join\w*)\b.* not with you$|\baccount\b.* not with you\b|"
    r"\b(?:don't|do not|haven't|have not|haven't got|never had|never have) "
    r"(?:have |got |had )?(?:an?|any|one single) account\b(?! (?:number|details|here|with me|in front))|"
    r"\b(?:i|we|i'?ve|we'?ve)(?: have| got| had)* no account\b(?! number)|\bwithout an account\b|"
    r"\bthere(?:'s| is) no account\b(?! number)|\bwants? to (?:join|switch to|order from|sign up with) you\b|"
    r"\b(?:potential|possible|future|prospective|would-?be) (?:new )?customers?\b|"
    r"\b(?:i'?d|we'?d|would|i) be (?:a )?new customers?\b|\bi'?m a new customer\b|"
    r"\b(?:become|becoming) (?:an? |your |one of your )?(?:new )?customers?\b|"
    r"\b(?:thinking|think) (?:of|about) (?:joining|signing up|(?:switching|changing|coming|going|moving) "
    r"(?:over |across )?to (?:you|fernhill)|(?:switching|changing) (?:our |my |the )?"
    r"(?:internet )?(?:providers?|compan\w+))\b|"
    r"\b(?:looking|want\w*|plan\w*|like|hoping|going) (?:(?:at|into|to|on) )+(?:join\w*|switch\w*|chang\w+) (?:over )?"
    r"(?:to (?:you|fernhill)|(?:our |my )?(?:internet )?(?:compan\w+|providers?))\b|"
    r"\b(?:if|when|before|once) (?:i|we) (?:join(?:ed)?(?! the)|sign(?:ed)? up|come over|came over|"
    r"(?:order|switch)(?:ed)? (?:to|from|with) you)\b|"
    r"\bsign(?:ed|ing)? up with you\b|\bhaven't (?:got|ordered|signed up for) (?:anything|it)(?: with you)? yet\b"
)
#: Has one all the same.
_HAS_ACCOUNT = re.compile(
    r"\b(?:my|our|the) account (?:number )?(?:is|it'?s)\b|\baccount number'?s \d|\bi do have an account\b"
)


def has_no_account(texts: Sequence[str]) -> bool:
    """Tell whether somebody has said, and not taken back, that they are no customer.

    >>> has_no_account(["I'm not a customer of yours yet"]), has_no_account(["I haven't got the account number"])
    (True, False)
    """
    said = [plain_words(text) for text in texts]
    first = next((place for place, one in enumerate(said) if _NO_CUSTOMER.search(one)), None)
    return first is not None and not any(_HAS_ACCOUNT.search(one) for one in said[first + 1 :])
