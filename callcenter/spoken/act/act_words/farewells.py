"""Goodbyes of ordinary people in English, in the manners that they have: a list, since there is no rule to them."""

from __future__ import annotations

_AFTER = (
    r"(?: (?:then|now|thanks|thank you|ta|cheers|love|dear|mate|sir|ma'?am|madam|sweetheart|honey|pal|bye|bye bye|"
    r"good ?bye|so much|"
    r"very much|a lot|a million|again|really|i think|for (?:now|today|me)|from me|today|anyway|everybody|all|to you|"
    r"too|as well|and))*$"
)
_DAY = r"(?:day|one|evening|weekend|night|afternoon|morning|rest|time|thanksgiving|christmas|holiday|holidays|easter|week|sunday)"
_GOOD = r"(?:nice|good|great|lovely|wonderful|blessed|pleasant|fantastic|super|fine|beautiful|safe|merry|happy)"

#: Alternatives of whole words; each is the whole of what is said, or its end.
FAREWELLS = (
    rf"(?<!do you )(?<!did you )have (?:(?:a|an|yourself a|yourselves a) )?(?:(?:very|really) )?{_GOOD} (?:(?:rest of (?:the|"
    rf"your)) )?{_DAY}(?: (?:of it|ahead))?{_AFTER}",
    rf"(?:a )?(?:very )?good (?:day|evening|night)(?: to you)?(?: (?:sir|ma'?am|madam|miss)){_AFTER}|"
    rf"good day(?: to you)?{_AFTER}|"
    rf"{_GOOD} {_DAY} to (?:you|both)(?: too| as well| both| all)*{_AFTER}",
    rf"^(?:(?:ok|okay|right|well|alright|all right|so|and|oh|yes|no|nope|thanks|thank you|cheers|great|good|lovely|"
    rf"fine|perfect|then) )*"
    rf"(?:peace(?: out)?|toodle ?(?:oo|pip|s)?|toodles|laters?|later gator|catch (?:you|ya)(?: later)?|adios|"
    rf"hasta (?:la vista|luego)|"
    rf"au revoir|auf wiederse(?:hen|hn)|arrivederci|sayonara|ciao ciao|tata|ta ta|tara|ta ra|ta ta for now|ttfn|"
    rf"tatty ?bye|"
    rf"bye ?bye|buh bye|byee+|farewell|god ?speed|over and out|all the best|best wishes|look after yourself|"
    rf"mind (?:yourself|how you go)|"
    rf"god bless(?: you)?|(?:the end|finished here)|(?:all |that'?s )(?:sorted|settled)|"
    rf"(?:that'?s|that is|that was|that'?ll be) (?:the|my) lot|that'?s (?:about |pretty much )?(?:it|all|"
    rf"everything)(?: sorted| done)?|"
    rf"that'?s (?:all )?she wrote|that'?s me(?: (?:then|finished|happy|away|off))?|that (?:should|would|will|ought to|"
    rf"might|does) (?:do|be)? ?(?:it|me|all)|"
    rf"(?:we'?re|we are|i'?m|i am|i think we'?re|i think i'?m) (?:all )?(?:finished|through|sorted|settled|square|"
    rf"done(?: (?:here|talking))?|happy now|all set|away)|"
    rf"all (?:good|set|clear|fine|well)(?: here| now| on my (?:side|end))?|"
    rf"(?:nothing|no|not) (?:more|else|further)(?: (?:needed|required|questions?))?(?: (?:from|on|at) my (?:side|end|"
    rf"part))?|"
    rf"(?:i )?(?:don'?t|do not) need (?:any ?thing|nothing|any ?more)(?: (?:else|more|further|from you|help))*|"
    rf"i have (?:all|everything)(?: what| that)? i (?:need|needed|want|wanted)|"
    rf"(?:(?:you can|let'?s|we can|i(?:'ll| will)|i am going to|i'?m going to|please|time to) )*(?:end|close|finish|"
    rf"stop|hang up|leave) "
    rf"(?:(?:the|this) (?:call|conversation|line)(?: now| here| there)?|(?:it|things) (?:there|here|at that)|"
    rf"you (?:to it|now|be))|"
    rf"i(?:'ll| will| shall) (?:(?:love you and leave you)|(?:be (?:off|on my way|going|away))|(?:leave it (?:at that|"
    rf"there))|"
    rf"(?:let you (?:go|get on|be))|(?:get (?:off|going))|(?:say good ?(?:bye|night))|not keep you(?: any longer)?|"
    rf"hang up)|i won'?t keep you(?: any longer)?|"
    rf"i(?:'d| had)? (?:better|best|should|must|ought to) (?:be )?(?:go|going|dash|run|off|get (?:going|on|off)|"
    rf"get back to (?:it|work|\w+))|"
    rf"i (?:go|am going|hang up|leave|close) now|i'?m (?:going|leaving|hanging up|off)(?: now)?|"
    rf"(?:i )?(?:gotta|got to|have to|need to|must) (?:run|dash|fly|be off|be going|hang up|go(?: to (?:work|bed|"
    rf"the (?:shop|doctor|school|store)|church|lunch))?(?: now)?)(?: my \w+ is (?:here|coming))?|"
    rf"(?:i'?ll )?(?:talk|speak|see|catch)(?: to)? (?:you|ya)? ?(?:later|soon|around)|"
    rf"(?:you'?ve|you have) (?:been|helped)(?: \w+)? (?:a (?:great |big |real )?(?:help|star|gem|darling|angel|"
    rf"lifesaver)|(?:very |so |really |most )*(?:helpful|kind|great|lovely|patient|sweet))(?: (?:thanks|thank you).*)?"
    rf"){_AFTER}",
    r"^(?:ok |okay |right |alright |grand |smashing |lovely |great |brilliant |super |perfect |no bother |no problem |"
    r"fine )*"
    r"(?:right you are|righto|righty ?ho|okey ?dokey)(?: (?:bye|then|cheers|thanks))+$",
)
#: Words that take a goodbye back: it is asked, told of, or of something else.
NO_FAREWELL = (
    r"(?:don'?t|do not|did(?:n'?t)?|please don'?t|you) hang up|said (?:good ?)?bye|say (?:good ?)?bye to (?:your|the|"
    r"my|you (?:as|people|all|lot))|"
    r"(?:good ?)?bye(?: bye)? (?:to|for) (?:my|the|your|our)|good night (?:is|was)|(?:have to|need to|must|"
    r"got to) go (?!(?:now|to (?:work|bed|the|church|lunch)|then|thanks|bye)\b)\w+|"
    r"(?:first|before (?:that|i go|you go|we finish))|not (?:all|done|finished|it|everything|off|going)|no good|"
    r"nothing (?:works?|more \w+ than)|"
    r"see you (?:on|at|then on) .*(?:nine|ten|eleven|noon|\d)"
)
