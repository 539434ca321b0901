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
#: May speak of what was proposed, leave it to somebody else, put it off, or only tell that the caller is there.
OF_IT = any_of(
    r"(?:it|that|this|these|those|he|him|they|them|there|then|so|such)(?:'\w+)?|too|also|as well|first|yet|really|h+m+|oh my|"
    r"decid\w+|agree\w*|ask my|call (?:you )?back|ring (?:you )?back|think|thought|i see|i hear|i'?m (?:here|away|out)|hello|listening|a lot"
)
