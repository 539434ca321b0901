"""What English callers go on to in the same breath as a yes: another matter, which leaves the yes as it is."""

from __future__ import annotations

import re

from callcenter.spoken.act.consent_words import any_of

#: What somebody is to be told or to do, in another matter than the one agreed to.
TO_BE_DONE = re.compile(
    r"^(?:(?:oh|and|also|plus|then|so|please|by the way|besides|yes|yeah|can you|could you|would you) )*(?:"
    r"(?:tell|let|ask|remind|inform|warn) (?:them|him|her|(?:the|your|that) \w+|somebody|someone)\b|"
    r"(?:write|note|put|jot)(?: it)? down\b|(?:write|note) that\b|make a note\b|(?:have|get) (?:them|him|her|(?:the|your) \w+|somebody|someone) (?:to )?(?:call|ring|phone|knock|text)\b|"
    r"(?:(?:the|your) (?:technician|engineer|man|guy|driver)|he|somebody|someone|one of (?:you|them)) (?:he |they )?(?:needs?|should|must|has to|have to|ought to|can|calls|rings)\b|"
    r"(?:the|your) (?:technician|engineer|man|guy|driver|colleagues?)$)"
)
#: Orders what was proposed, beside a yes in so many words: "put that in", "note it down".
ORDERS = re.compile(
    r"^(?:just |please |you can )*(?:put|write|note|get|log|file|make) (?:it|that|this)(?: in| down| through| done| happen)?(?: please)?$"
)
#: Puts off, narrows, changes or turns down what was agreed to, or asks what that may depend on.
TOUCHES = any_of(
    r"whole|full|all of|everything|rest|more|less|but|except|only|instead|rather|unless|until|till|wait|hold|hang|before (?:you|i|we|that|it|doing)|make|chang\w+|change|"
    r"move|switch|swap|earlier|later|sooner|different|other day|another (?:day|time|one)|both|either|half|twice|double|"
    r"free|costs?|prices?|charg\w+|charge|fees?|pay(?:ing|s)?|cheap\w*|cash|cards?|banks?|che(?:ck|que)s?|whether|maybe|"
    r"perhaps|suppose|guess|actually|(?:cancel|stop|forget|drop|scrap|undo|skip|leave) (?:it|that|this|everything|them|all)"
)
#: Names no value: a code or a number said in digits, a length of time, somebody of ours.
NO_VALUES = any_of(
    r"(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|star|hash|\d+) ?){3,}",
    r"(?:half an|an|a quarter of an) hour(?: (?:before|ahead|earlier))?|(?:ten|fifteen|twenty|thirty|\d+) minutes?(?: (?:before|ahead))?",
    r"(?:knock|ring|call|phone|buzz)(?:s)?(?: (?:me|us|the (?:bell|door|buzzer)))* (?:once|twice|three times)",
    r"one of (?:you|them|your \w+)|(?:one|another) (?:more )?(?:thing|question)",
)
#: Says who isn't meant, after who is: "one of you calls me, not her".
NOT_THEM = re.compile(r"^(?:and )?not (?:her|him|them|me|us|my \w+)$")
#: Leaves what was proposed to somebody else, doubts it, puts it off, or only tells that the caller is there.
AGAINST = any_of(
    r"too|as well|first|yet|really|h+m+|oh my|decid\w+|agree\w*|ask my|call (?:you )?back|ring (?:you )?back|think|thought|i see|"
    r"i hear|(?:i'?m|we'?re|i'?ll be|we'?ll be) (?:here|away|out|at|in hospital)|hello|listening|a lot|already|gone|pigs fly|nobody'?s?|no one'?s?|lose|sue|problem|trouble|funny|"
    r"understand|heard (?:it|that)|you said|other (?:option|one)|works? again|is working|i(?:'m| am) asking|(?:is|was) (?:it|that) so|when is (?:it|that)|my (?:\w+'s )?account"
)
#: How a question begins that may be of what was proposed: "would that work?", "could you do it?"
OF_IT = re.compile(
    r"^(?:(?:and|so|but|oh|well|yes|yeah) )*(?:would|could|can|will|does|is|are|was|should|do|did)(?:n't)? (?:that|it|this|you|i|we|he|they)\b"
)
#: Changes, puts off or gives up what was agreed to, in so many words.
UNDOES = any_of(
    r"instead|rather|unless|except|as long as|only if|make (?:it|that)|change (?:it|that|my mind)|another (?:day|time|one)|"
    r"(?:other|different) (?:day|time|date)|not (?:yet|now|today)|(?<!the )first|ask my|(?<!n't )(?<!not )agrees?|permission|decid\w+|"
    r"(?:forget|drop|scrap|undo|skip|leave) (?:it|that|this)|(?<!you )(?:do not|don'?t|not) (?:want|need|do|go ahead|bother(?! (?:writing|texting|mailing|e-?mailing)\b))(?: (?:it|that|this|to))?|(?:do not|don'?t) like|"
    r"(?:no|never) (?:way|thanks|thank you)|not sure|changed my mind|(?:is|are|be) better|prefer",
    r"(?<=^)(?:\S+ ){0,3}(?:earlier|later|sooner|until|till)",  # in few words: "a bit later"
    r"(?<=^)(?:(?:oh|well|wait|but) )*(?:no|nope|nah)(?! (?:problem|worries|idea))",
)
