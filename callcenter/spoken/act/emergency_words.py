"""What callers in danger say, and what sounds like it: one table a language, as patterns over plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.domain.language import base_language


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyWords:
    """One language's words.

    Args:
        harmless: What sounds like danger and is none; taken out first.
        danger: Danger, unless it is denied, supposed or past.
        danger_for_sure: Danger, whatever is around it (a negation may be part of it: "he's not breathing").
        to_self: What of danger is somebody's to themselves.
        denied_before: What before it denies it.
        supposed_before: What before it makes it a supposition.
        past: What anywhere makes it past.
    """

    harmless: re.Pattern[str]
    danger: re.Pattern[str]
    danger_for_sure: re.Pattern[str]
    to_self: re.Pattern[str]
    denied_before: re.Pattern[str]
    supposed_before: re.Pattern[str]
    past: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<![a-z0-9'])(?:" + "|".join(patterns) + r")(?![a-z0-9'])")


#: Everybody but things: who may collapse, bleed or choke.
_EN_WHO = (
    r"(?:he|she|they|i|we|somebody|someone|everybody|nobody|mom|mum|mama|mommy|mummy|dad|daddy|papa|grandma|grandpa|"
    r"granny|nana|(?:my|the|our|a|his|her|this|that|some|old|little) "
    r"(?:\w+ )?(?:husband|wife|mother|mom|mum|mama|father|dad|papa|son|daughter|kid|child|children|baby|boy|girl|"
    r"brother|sister|partner|boyfriend|girlfriend|friend|neighbou?r|grandma|grandpa|grandmother|grandfather|granny|"
    r"grandson|granddaughter|roommate|flatmate|colleague|coworker|technician|guy|man|woman|lady|person|infant|toddler|"
    r"aunt|uncle|cousin|nan|nana|patient|old man|old lady)(?:'s)?)"
)
_EN_THINGS = r"(?:modem|router|box|phone|line|internet|wifi|wi fi|connection|tv|battery|computer|laptop|signal|screen)"
_EN_IS = (
    r"(?:'(?:s|m|re|ve))?(?: (?:is|are|has|have|was|just|has just|have just|is now|am|suddenly|has been|think|has suddenly|"
    r"got))*"
)

_EN = EmergencyWords(
    harmless=_any(
        r"dead or (?:what|something|alive)",
        # Ends a contract, and no life: said right after what is to be ended.
        r"(?:(?:i'?m|i am|we'?re|we are) moving(?: (?:out|away|house|home|abroad|states?))?|"
        r"(?:the|my|our|this) (?:whole )?(?:contract|account|subscription))(?: (?:so|and|please|just|then))* end it all",
        r"how (?:long|many hours|much time) (?:\w+ ){0,4}in (?:the|my|our) (?:house|home|apartment|flat)",
        r"emergency (?:hotline|phone|desk|team|credit|loan|number|numbers|contacts?|call outs?|callouts?|fund|funds|plan|fee|fees|top up|data|"
        r"services? (?:fee|charge|number)|appointment|slot|technician|visit|repair|maintenance|line|extension|mode|power|"
        r"lights?|battery|kit|exit|alerts?|broadcast|calls? (?:only|work|function|feature)|button|payment|cover|balance)|"
        r"emergency (?:call|alarm) (?:system|device|pendant)",
        r"(?:not|isn'?t|wasn'?t|hardly|no) (?:really |exactly |even )?(?:an? |any |such an |life or death )?"
        r"(?:emergency|emergencies|urgent emergency)",
        r"fire ?(?:sticks?|tv|wall|walls|fox|tablet|sale|cube|works|place|pit|fighter|fighters'?|away)|amazon fire|fire "
        r"(?:me|him|her|them|you|it|up|off|away|an? (?:email|message|text)|over)|(?:fire|fired|firing) (?:up|off)|"
        r"(?:smoke|fire|gas|carbon monoxide) (?:detectors?|alarms?|sensors?|extinguishers?)(?! (?:is|are|'?s|keeps?|has|have|"
        r"just|went|goes)\b)(?: (?:and|or|needs?|use|uses|connect|connects|work|works)\b)?|"
        r"(?:deals?|offers?|prices?|sales?|speeds?|you|you'?re|we'?re) (?:is |are |guys )*on fire",
        r"gas (?:bill|bills|company|station|meter|supplier|account|provider|prices?|tank|money|payment)|gas and electric\w*",
        r"heart ?(?:rate|beat|monitor|of (?:the|my|it))|(?:nearly|almost|practically|about) (?:had|have|got|gave me|died of"
        r"|died from)? ?(?:a )?(?:heart attack|stroke|seizure|coronary)|(?:gave|give|gives|giving|given) me (?:a|an) "
        r"(?:heart attack|stroke|seizure|coronary|aneurysm)|(?:have|had|having) a (?:heart attack|stroke|seizure|coronary) "
        r"(?:when|if|over|about|seeing|looking|every time)|stroke of (?:luck|genius|midnight|bad luck)",
        r"(?:is|are|was|'s|you'?re|it'?s|that'?s|been) killing (?:me|us)|kill(?:ed|ing|s)? (?:my|the|our|your) "
        + _EN_THINGS,
        rf"{_EN_THINGS}(?:'s| is| has| just| was| keeps| are)* (?:dying|died|dead|bleeding|collapsed|unresponsive|choking|"
        rf"not (?:responding|breathing)|passed out|on its last legs|shot)|dying (?:to|for (?:a|some)|of (?:boredom|curiosity)|battery)|"
        r"dying (?:signal|connection|line|phone)|nearly died|died (?:on me|laughing|of (?:shame|boredom))",
        r"(?:bleeding|haemorrhaging|hemorrhaging) (?:money|cash|edge|me dry|customers|us)|bleed me dry|"
        r"(?:drowning|drown) in(?! (?:the|a|our) (?:pool|lake|river|bath|bathtub|water))|(?:choking|choked|chokes) (?:on (?:(?:the|these|those|your|my|all) )*"
        r"(?:data|traffic|fees?|bills?|prices?|costs?|charges)|up)|trapped (?:in|by|into|with) (?:a|an|this|my|your|the) (?:\w+ )?"
        r"(?:contract|plan|deal|loop|menu|system|package|agreement)|"
        r"(?:blue|green|black) screen of death|"
        r"(?:exploded|exploding|explosion) (?:in|of) (?:my |the )?(?:bills?|price|prices|costs?|data)|(?:bills?|prices?|inbox|"
        r"costs?|usage)(?: has| just)* exploded",
        r"(?:give|gave|take|took|have|worth) (?:it |that |this |you )?a shot|screen ?shots?|snap ?shots?|long shot|"
        r"big shot|parting shot|flu shot|one shot|shot in the dark",
        r"hit (?:me|us|him|her|them) (?:with|up|for)",
        r"burn(?:ed|t|ing|s)? (?:through|up|out|down)? ?(?:my |the |all |our )?(?:data|cd|dvd|cds|money|allowance|gigs|"
        r"minutes|a hole|bridges)|burn(?:ed|t|ing)? out|burning question|burner phone|heart ?burn|burned by",
        r"(?:i )?(?:feel|felt|been|being|getting|got|you'?re|you are|you|was|have|me|us)(?: \w+)? (?:robbing|robbed)"
        r"(?: (?:by|me|us|blind) ?(?:your (?:company|prices)|you|blind)?)?|(?:daylight|highway) robbery|robbing me|robbed me",
        r"break ?in (?:the )?(?:service|line|cable|connection|contract|signal)|breaking (?:up|in and out)|broke(?:n)? into "
        r"(?:payments|instal?lments|two|three|parts)",
        r"(?:flooded|flooding|flood) (?:with|of|by|my (?:inbox|mailbox|phone|email))|smoke and mirrors|smoke break|"
        r"smoking (?:deal|hot|gun|area|room|section)|i (?:quit|stopped|don'?t) smok(?:e|ing)|no smoking|non smoking|"
        r"help me with|call an ambulance chaser|ambulance chasers?|(?:cyber|ddos|hacker|phishing) attacks?|photo ?bomb|"
        r"bath ?bomb|shock(?:ed)? (?:by|at|to see|when|about)|electric (?:bill|company)|sticker shock|bill shock|"
        r"collapsed (?:the )?(?:menu|window|list|section)|(?:menu|window|price|prices|market|connection|speed|network|"
        r"signal|service|deal|shelf|tent|page)(?: has| just| is)* (?:collapsed|collapsing)|emergency room bill|"
        r"police (?:report|station|officer|man|department) (?:is|was|number|said|told|discount)|i(?:'m| am) a (?:police|fire)"
        r"\w*|(?:work|works|working) (?:for|at|in) (?:the )?(?:police|fire|ambulance|er|emergency)",
    ),
    danger=_any(
        r"(?:trying|tried) to (?:get|break|come) in(?:to)? (?:my|our|the|her|his) (?:house|home|apartment|flat|room|door|place)|"
        r"(?:fell|fallen|fall) (?:down|over|off|from)(?: \w+){0,6} (?:isn'?t|not|won'?t|can'?t) (?:moving|move|get up|getting up|responding|"
        r"respond|wake up|waking up|talking|breathing)|"
        r"(?:i think|looks like|might be|maybe|oh (?:my )?god|help) (?:he|she|they)(?:'s| is|'re| are| might be) dead|"
        r"(?:looks|found (?:him|her|them)) dead|(?:going to|gonna|wants to|trying to) hurt (?:me|us|him|her)|"
        r"(?:took|taken|swallowed) (?:a bunch of|a lot of|lots of|a load of|a handful of|some) (?:\w+ )?(?:pills|tablets|meds|"
        r"medication|medicine)|(?:feel like|think(?:ing)? (?:about|of)) (?:killing|hurting|hanging|harming) myself|"
        r"gas(?:'s| is)(?: \w+)? (?:leaking|escaping|coming out)|"
        r"(?:think|believe|guess|sure|afraid) (?:that )?it(?:'?s| is|'?s the| is the) gas$|"
        r"(?:live|electric|power) (?:wire|cable|line)s?(?: has| have| just)* (?:fell|fallen|came down|come down|snapped)|"
        r"i'?m dying|(?:been|got|getting) (?:shot|stabbed|electrocuted|run over)|(?:people|somebody|someone|he|she|they|kids?) "
        r"(?:is |are |got |has been |have been |'s )*(?:badly |seriously )?(?:hurt|injured)|there'?s been an? (?:bad |terrible |"
        r"horrible |car |serious )?(?:accident|crash)",
        r"(?:an?|real|medical|family|life threatening|genuine|true|this|is|it'?s|have|got) (?:\w+ )?emergency|"
        r"medical emergency|^emergency$|^(?:help )*(?:it'?s |this is )?(?:an )?emergency",
        r"heart attacks?|cardiac arrest|having (?:a|an) (?:\w+ )?(?:stroke|seizure|seizures|fit|asthma attack|allergic "
        r"reaction|aneurysm|miscarriage)|(?:had|got|has|has had|just had) an? (?:\w+ )?(?:stroke|seizure|heart attack|fit)|"
        r"anaphyla\w+|overdosed?|overdosing|(?:took|taken|swallowed) (?:too many|all (?:his|her|my|the)|a whole bottle of|"
        r"a bottle of|lots of|bleach|poison) ?(?:pills|tablets|sleeping pills|meds|medication|medicine)?|poisoned|"
        r"chest pains?|pains? in (?:my|his|her) chest|(?:my|his|her) chest (?:hurts|is tight)|"
        r"turning blue|gone blue|going blue|lips are blue|going into labou?r|in labou?r|"
        r"(?:my |her )?waters? (?:just )?broke|(?:baby(?:'s| is) coming|(?:having|giving birth to) (?:the|a|my|her) baby "
        r"(?:right )?now)",
        rf"{_EN_WHO}{_EN_IS} (?:just |suddenly )?(?:collaps(?:ed|ing)|unconscious|passed out|fainted|blacked out|keeled over|"
        r"unresponsive|choking|drowning|drowned|dying|bleeding|been (?:shot|stabbed|electrocuted|attacked|hit by a "
        r"(?:car|bus|truck|train))|shot|stabbed|electrocuted|having (?:a )?(?:trouble|difficulty|problems) breathing|"
        r"convulsing|seizing|hurt (?:really |very )?bad(?:ly)?|(?:really |very |badly |seriously )(?:badly )?(?:hurt|"
        r"injured|burned|burnt)|trapped|on fire|hanging from|going to jump|gonna jump|about to jump)",
        r"(?:struggling|fighting|gasping) (?:to breathe|for (?:air|breath))|trouble breathing|difficulty breathing|"
        r"(?:short|shortness) of breath",
        r"(?:there'?s|there is|so much|lots of|a lot of|covered in|losing) (?:\w+ )?(?:blood)|blood (?:is )?everywhere|"
        r"bleeding (?:badly|a lot|heavily|out|everywhere|to death|from|like crazy|and|really)|^(?:\w+ ){0,2}bleeding$|"
        r"(?:fell|fallen) (?:down|off|from) (?:the |a )?(?:stairs|ladder|roof|steps|balcony|staircase|window)|"
        r"(?:slipped|fell|fallen)(?: \w+){0,3} and (?:can'?t|cannot|won'?t|hit (?:his|her|my) head)|broken (?:his|her|my) "
        r"(?:neck|back|hip|leg)|hit (?:his|her|my) head",
        r"(?:on|caught|catching|set) fire|fire (?:in|at|on|next|started|is|broke|brigade|engine|truck)|house fire|"
        r"kitchen fire|electrical fire|(?:there'?s|there is|is) a (?:\w+ )?fire|call the fire (?:department|brigade|service)|"
        r"^(?:\w+ )?fire(?: fire)*$|fire fire|"
        r"in flames|flames (?:coming|are|everywhere|out|in)|(?:house|apartment|flat|kitchen|building|room|garage|"
        r"attic|car|curtains?|wall|roof|socket|outlet|plug|router|modem|box|cable|cables|wires?|charger|battery)"
        r"(?:'s| is| are)? (?:burning|smoking|sparking|melting|on fire|burning down|catching fire|in flames)|"
        r"(?:something|everything)(?:'s| is)(?: \w+)? (?:burning|on fire|melting|sparking)|"
        r"(?:burning|burnt|burned|scorched) (?:smell|odou?r|plastic|rubber|wires?|cables?|stench)|"
        r"(?:smell|stink|reek)(?:s|ing|ed)?(?: \w+){1,8} like (?:\w+ )?(?:burning|burnt|burned|scorched|smoke|melting)\b|"
        r"(?:smell|stink|reek|pong)(?:s|ing|ed)?(?: (?:like|of|a|an|the|some|something|really|kind of|sort of|it|strong|strongly|so|bad|badly|"
        r"a bit|a little|slightly))* "
        r"(?:burning|"
        r"burnt|burned|smoke|smoky|gas|fire|scorched|melting|rotten eggs?|bad eggs?|sul(?:ph|f)ur)|burn(?:ing|t) smell|(?:rotten|bad) eggs? smell|gas smell|smoke smell|"
        r"smoke (?:coming|pouring|is|everywhere|in|out|from|and|all|billowing|filling|rising)|full of smoke|filled with smoke|"
        r"(?:there'?s|there is|see|seeing|lots of|so much|black|thick|some|a bit of|a little|a little bit of) (?:\w+ )?smoke|(?:smoke|fire|carbon monoxide|co|gas) "
        r"(?:detector|alarm)s?(?:'s| is| are| just| has| keeps| went| won'?t)* (?:going off|went off|gone off|gone "
        r"off|beeping like crazy|ringing|screaming|stop)|smoke alarm",
        r"gas (?:leak|leaking|escape|explosion)|leaking gas|leak of gas|carbon monoxide|"
        r"explosion|exploded|(?:there'?s|found|have|is) a bomb|"
        r"(?:sparks|sparking)(?: \w+){0,3}(?: (?:out|from|coming|flying|socket|outlet|wall|wires?|cable|box|pole))|"
        r"(?:power|live|electric|electrical) (?:line|lines|cable|cables|wire|wires)(?:'s| is| are| has| fell| came)* ?(?:down|"
        r"fallen|on the (?:ground|road|street|car|roof)|hanging|exposed|across)|downed (?:power )?lines?|electric shock|"
        r"electrocut\w+",
        r"break ?in(?:'s| is)? (?:in progress|happening|right now|at|going on)|(?:someone|somebody|they|he|man|burglars?|"
        r"a guy|(?<!of )people|intruders?|(?<!like )(?<!want )(?<!hate )(?<!having )(?<!let )(?<!letting )strangers?)(?:'s|'re| is| are| has| have|s| just| trying to| tried to| "
        r"keeps)* (?:breaking (?:in|into)|break in(?:to)?|broken in(?:to)?|broke in(?:to)?|climbing (?:in|through)|in my "
        r"(?:house|home|apartment|flat)|in the house|at my door with|forcing|smashing|kicking (?:in|down)|pointing a|"
        r"holding a (?:gun|knife)|attacking|following me|beating|hitting|threatening|stabbing|strangling|with a (?:gun|knife))|"
        r"burglars?|intruder|burglary|being (?:attacked|robbed|mugged|burgled|held|beaten|followed|raped)|"
        r"held at (?:gun|knife) ?point|has a (?:gun|knife)|got a (?:gun|knife)|(?:a|with a) (?:gun|knife) (?:to|at|on) |"
        r"robbing (?:the|my)|armed (?:robbery|man)|shooting (?:at|outside|in)|shots fired|gun ?shots?|going to kill (?:me|him|"
        r"her|us|himself|herself|themselves|myself)|gonna kill (?:me|him|her|us|himself|herself|myself)|"
        r"trying to kill|hit(?:ting)? me|beating me|"
        r"kidnapped|missing child|(?:child|kid|son|daughter|baby) is (?:missing|gone)|"
        r"locked in(?: the)? (?:car|a hot car)|stuck in (?:the |an )?(?:elevator|lift)",
        r"(?:call|send|get|need|want|phone|dial|ring|calling|sending|getting|fetch)(?: (?:me|us|for|him|her|a|an|the|out|right "
        r"now|please|somebody|someone|to|up))* (?:ambulances?|paramedics?|police|cops|911|nine one one|999|nine nine "
        r"nine|112|one one two|fire (?:department|brigade|service|engine|truck|fighters)|firefighters|emergency services|"
        r"first aid)|^(?:\w+ ){0,2}ambulance(?: please| now| quick(?:ly)?)*$|^(?:\w+ ){0,2}police(?: please| now| quick)*$|"
        r"^(?:\w+ ){0,1}(?:nine one one|911)$",
        r"(?:kill|hurt|hang|harm|shoot|cut|end) (?:myself|himself|herself|themselves|it all)|end(?:ing)? (?:my|his|her) "
        r"(?:own )?life|suicid\w+|take (?:my|his|her) own life|took (?:his|her) own life|(?:want|wanna|going|gonna|ready|"
        r"plan|rather) (?:to )?(?:die|be dead)$|(?:want|wanna) (?:to )?die|better off dead|no reason to live|"
        r"nothing to live for|tired of (?:living|life)|jump(?:ing)? off (?:a|the) (?:bridge|roof|building|balcony)|"
        r"slit(?:ting)? (?:my|his|her) wrists",
        r"(?:water|it)(?:'s| is)? (?:pouring|gushing|flooding|coming) (?:in|through|out|down|into|from)(?: \w+){0,3} (?:ceiling|"
        r"house|apartment|flat|kitchen|basement|socket|sockets|outlets?|electrics|wall|walls|living room)|(?:house|basement|"
        r"apartment|flat|kitchen|cellar|home|room)(?:'s| is)? (?:flooding|flooded|under water)|burst pipe|pipe(?:'s| has)? burst|"
        r"(?:roof|ceiling|wall|building|house|balcony|floor)(?:'s| is| has| just)* (?:collapsing|collapsed|caved in|coming down|"
        r"falling (?:down|in))|we'?re (?:all )?going to die|life or death|life and death|"
        r"(?:please |somebody |someone )help (?:me |him |her |us )?(?:he|she|they|i)(?:'s|'m| is| am| are) ",
    ),
    danger_for_sure=_any(
        rf"{_EN_WHO}(?:'s|'m| is| are| has| am| was| stopped| just)*(?: (?:not|isn'?t|ain'?t|aren'?t|stopped|no longer|barely|"
        r"hardly|doesn'?t|don'?t|won'?t|can'?t|cannot|can barely|can hardly|not really))+ (?:breath(?:e|ing)|wake up|"
        r"waking up|moving (?:at all|any ?more)|conscious|responding(?: to (?:me|anything|us))?|respond(?: to me)?)",
        # As recognisers hear "breathing" on a poor line.
        rf"{_EN_WHO}(?:'s| is| are) not (?:breeding|breading|briefing|breathin)|"
        r"(?:he|she|somebody|someone|(?:my|the|our) (?:\w+ )?(?:husband|wife|mother|mom|mum|father|dad|son|daughter|child|baby|brother|sister|partner|"
        r"neighbou?r|grandma|grandpa|grandmother|grandfather|friend))(?:'s| is) (?:lying |laying |just lying |down |collapsed )*on the (?:kitchen |bathroom )?"
        r"(?:floor|ground)(?! (?:floor|above|below|playing|with|upstairs|downstairs|looking|fixing|working|under|behind|trying))",
        r"(?:can'?t|cannot|can barely|can hardly|couldn'?t|could not) (?:breathe|feel (?:my|his|her) (?:left |right )?(?:arm|legs?|face))|"
        r"not breathing|isn'?t breathing|stopped breathing|stop breathing|no pulse|without a pulse|(?:can'?t|cannot|don'?t) (?:find|feel) (?:a|"
        r"his|her|any) pulse|won'?t (?:wake(?: up)?|stop bleeding)|(?:a man|somebody|someone|he|she|they)(?:'s| is|'re| are)? (?:trying to get in(?!to))"
        r"|came down on (?:him|her|us|me|somebody|my (?:husband|wife|son|daughter|mother|father))|(?:bleeding|blood) (?:won'?t|doesn'?t|does not|will not) stop|"
        r"(?:can'?t|cannot) stop the (?:bleeding|blood)|don'?t know if (?:he|she|they)(?:'s| is|'re| are) (?:alive|breathing|dead)|"
        r"(?:don'?t|do not|didn'?t) want to (?:live|be alive|be here)(?: any ?more| any longer)|"
        r"don'?t want to live|can'?t go on (?:living|like this)|can'?t (?:wake|get) (?:him|her|them) up|"
        r"fallen and (?:can'?t|cannot|couldn'?t) get up|fell and (?:can'?t|cannot) (?:get up|move)|can'?t get out"
        r"(?: of)?(?: the)? (?:burning|fire|house|car|elevator|lift)",
    ),
    to_self=_any(
        r"(?:kill|killing|hurt|hurting|hang|hanging|harm|harming|shoot|cut|cutting) (?:myself|himself|herself|themselves)|"
        r"end(?:ing)? (?:it all|(?:my|his|her) (?:own )?life)|suicid\w+|(?:take|took) (?:my|his|her) own life|"
        r"(?:want|wanna|going|gonna|ready|plan|rather) (?:to )?(?:die|be dead)$|(?:want|wanna) (?:to )?die|better off dead|no reason to live|"
        r"nothing to live for|tired of (?:living|life)|jump(?:ing)? off (?:a|the) (?:bridge|roof|building|balcony)|slit(?:ting)? (?:my|his|her) wrists|"
        r"(?:don'?t|do not|didn'?t) want to (?:live|be alive|be here)|can'?t go on (?:living|like this)"
    ),
    denied_before=re.compile(
        r"(?:\b(?:no|not|isn't|isnt|wasn't|aren't|never|nobody(?:'s| is)?|no one(?:'s| is)?|without|neither|nor|hardly|"
        r"don't (?:have|need|want|see|smell)|doesn't|didn't|hasn't|haven't|there's no|there is no|not like|don't (?:call|send))"
        r"(?: (?:a|an|any|the|really|even|actually|like|in|having|is|was|been|there's|there|such|to|call|me|us|need|my|"
        r"of|sign of|real|medical|or))* )$"
    ),
    supposed_before=re.compile(
        r"\b(?:if|in case|what if|whether|in the event|imagine|suppose|would|whenever|like when|as if|as though|in an|"
        r"during an?|for an|about an|for the|to the|from the|about the|movie|film|show|channel|game|series|news)"
        r"(?: [a-z']+){0,4} $"
    ),
    past=_any(
        r"(?:last|past) (?:week|month|year|summer|winter|spring|fall|autumn|christmas|monday|tuesday|wednesday|thursday|"
        r"friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december)|"
        r"(?:years?|months?|weeks?|days|decades?) ago|yesterday|(?:after|since|because of|due to|following|from) (?:the|a|my|"
        r"his|her|our) (?:\w+ )?(?:fire|accident|stroke|heart attack|break ?in|burglary|flood|explosion|death|surgery|funeral|gas leak)|"
        r"(?:recovering|recovered) from|back in (?:\d+|the|january|june|march|april|may|july)|used to (?:have|get)|"
        r"(?:in|for|at) (?:a |the )?(?:hospital|rehab) (?:since|for|because|after|now)|when i was|passed away|in 20\d\d|history of",
    ),
)

_ES = EmergencyWords(
    harmless=_any(
        r"(?:credito|numero|contacto|saldo|servicio|cita|tecnico|fondo|modo|llamadas?|prestamo|recarga) de emergencias?|"
        r"no es (?:una |ninguna )?(?:emergencia|urgencia)|ninguna emergencia|"
        r"(?:recibo|factura|compania|empresa|contador|pago) (?:de|del) gas|factura de(?:l)? gas|fire (?:stick|tv)|"
        r"(?:modem|router|telefono|movil|internet|linea|bateria|television|tele|ordenador|wifi|conexion)(?: se)?(?: me)?(?: esta| "
        r"ha| se)* (?:muriendo|muerto|muerta|murio|ahogando|caido|colgado)|(?:casi|por poco)(?: \w+){0,3} (?:infarto|"
        r"ataque)|me (?:dio|da|va a dar|dara)(?: casi)? un (?:infarto|ataque)|(?:esto|es|precios?) (?:me )?(?:esta |estan )?"
        r"(?:matando|mata)|es un robo|robo a mano armada|me (?:estan|han) robado(?: con la factura| dinero)?|ritmo cardiaco|cortafuegos|"
        r"detector de humo(?! (?:esta|suena|no para))|me muero (?:de|por)"
    ),
    danger=_any(
        r"emergencia|ambulancia|bomberos|(?:llam\w+|manden?|envien?|necesito|traigan?|avis\w+)(?: \w+){0,3} (?:policia|ambulancia|medico|"
        r"bomberos|112|911|uno uno dos)|infarto|ataque (?:al|de) (?:corazon|asma|epileptico)|derrame cerebral|ictus|convulsion\w*|convulsionando|"
        r"(?:se ha|se|esta|ha|se me ha) (?:desmayado|desmayo|desplomado|desplomo|desvanecido|inconsciente|atragantado|atragantando|"
        r"ahogando|desangrando|sangrando|muriendo|electrocutado|quemado|colapsado|colapso)|sangrando (?:mucho|bastante)|mucha sangre|inconsciente|"
        r"sobredosis|(?:dolor|dolores|duele)(?: \w+){0,3} pecho|incendio|fuego|se (?:esta )?(?:quema|quemando|incendia)(?: \w+){0,3}|ardiendo|en llamas|"
        r"llamas|humo|(?:huele|olor|oliendo)(?: \w+){0,2} (?:a|de) (?:gas|quemado|humo|chamuscado)|fuga de gas|escape de gas|explosion|chispas|"
        r"(?:han entrado|estan entrando|alguien (?:esta )?entrando|entro alguien|hay (?:un )?(?:ladron|ladrones|alguien|intruso))(?: \w+){0,4}|ladrones|intruso|"
        r"me (?:estan|esta|van a) (?:atacando|pegando|atracando|robando|amenazando|matar)|tiene (?:un|una) (?:arma|pistola|cuchillo)|"
        r"suicid\w+|(?:me quiero|quiero|voy a) (?:matarme|morir|morirme|suicidarme|quitarme la vida|matar)|matarme|quitarme la vida|"
        r"se (?:ha )?(?:caido|cayo) (?:por|de) (?:las|la|el|una)(?: \w+)? ?(?:escaleras?|escalera|techo|balcon)?|esta de parto|rompi\w* aguas|accidente|"
        r"monoxido|se ha tomado (?:muchas|todas las) pastillas"
    ),
    danger_for_sure=_any(
        r"no (?:puede|puedo|esta|le veo|consigue|puedo casi) (?:respirar|respirando)|no respira|deja de respirar|dejo de respirar|"
        r"no (?:tiene|le encuentro|encuentro) (?:el )?pulso|sin pulso|no (?:se despierta|despierta|reacciona|responde a nada)|no quiero (?:seguir )?vivir|"
        r"no (?:se )?(?:puede|puedo) mover(?:se)? (?:las piernas|el brazo)"
    ),
    to_self=_any(
        r"suicid\w+|(?:me quiero|quiero|voy a) (?:matarme|morir|morirme|suicidarme)|matarme|quitarme la vida|no quiero (?:seguir )?vivir"
    ),
    denied_before=re.compile(
        r"\b(?:no|sin|ningun|ninguna|nunca|tampoco|ni)(?: (?:hay|es|una|un|ningun|ninguna|necesito|de|el|la|llame|a|se|ha|tengo))* $"
    ),
    supposed_before=re.compile(r"\b(?:si|en caso de|por si|cuando hay|y si|como si)(?: \w+){0,3} $"),
    past=_any(
        r"(?:el|la) (?:semana|mes|ano|verano|invierno) pasad[oa]|hace (?:\w+ )?(?:anos?|meses|semanas|dias|mes|semana)|ayer|"
        r"(?:despues|desde|por culpa|a causa) de(?:l)? (?:\w+ )?(?:incendio|accidente|infarto|robo|explosion)"
    ),
)

_FR = EmergencyWords(
    harmless=_any(
        r"(?:credit|numero|contact|numeros|rendez vous|depannage|technicien|forfait|mode|appels?|pret|recharge|fonds|avance) d'urgence|"
        r"(?:ce n'est pas|c'est pas|pas) (?:une |d' ?|urgent )?urgence|aucune urgence|facture (?:de|du) gaz|compteur (?:de|a) gaz|compagnie de gaz|"
        r"fire (?:stick|tv)|pare feu|(?:modem|box|routeur|telephone|portable|ligne|internet|batterie|tele|connexion|wifi|ordinateur)"
        r"(?: est| a| ne| s'est)* (?:mort|morte|mourir|en train de mourir|effondre|effondree|plante)|failli (?:faire|avoir|mourir)(?: \w+){0,3}|"
        r"(?:presque|a deux doigts de)(?: \w+){0,3} crise cardiaque|c'est du vol|vol a main armee|rythme cardiaque|detecteur de fumee(?! (?:sonne|hurle|s'est))|"
        r"meurs (?:de|d')|tout feu tout flamme|feu vert|feu rouge|mis (?:le )?feu aux poudres"
    ),
    danger=_any(
        r"urgence (?:medicale|vitale)|c'est une urgence|une urgence|ambulance|pompiers|samu|(?:appel\w+|envoy\w+|besoin de|besoin d'une|il faut)(?: \w+){0,3} "
        r"(?:la police|police|secours|medecin|samu|pompiers|112|le 15|le 18|le 17)|au secours|a l'aide|crise cardiaque|infarctus|arret cardiaque|avc|"
        r"(?:fait|a fait|faire) (?:une|un) (?:crise|malaise|overdose|avc|infarctus|attaque)|convulsions?|convulse|(?:est|a|s'est|vient de s'|est en train de s'|s') ?"
        r"(?:effondre|effondree|effondrer|evanoui|evanouie|ecroule|ecroulee|inconscient|inconsciente|etouffer|etouffe|electrocute|electrocutee|mourant|"
        r"mourante|perdu connaissance|tombe (?:dans|de|du)|tombee (?:dans|de|du))|inconscient|inconsciente|(?:est en train de|va) (?:mourir|s'etouffer|se noyer)|"
        r"etouffe|s'etouffe|saigne|saigne beaucoup|beaucoup de sang|plein de sang|overdose|surdose|douleurs? (?:a|dans) la poitrine|mal a la poitrine|"
        r"incendie|au feu|le feu|en feu|(?:y a|il y a) (?:le |du )?feu|brule|flammes|fumee|(?:sent|odeur)(?: \w+){0,2} (?:le gaz|de gaz|le brule|de brule|la fumee|brule|"
        r"gaz|le cramé|le crame|de fumee)|fuite de gaz|explosion|explose|etincelles|monoxyde|cambrioleurs?|cambriolage|intrus|"
        r"(?:quelqu'un|un homme|des gens|on|ils)(?: \w+){0,4} (?:entre|entrer|entrent|force|forcer) (?:chez|dans|la porte)|on m'(?:attaque|agresse)|(?:il|elle|on) me (?:frappe|menace|"
        r"bat)|agresse|a (?:un couteau|une arme|un pistolet|un fusil)|suicid\w*|me (?:tuer|suicider|pendre)|mettre fin a mes jours|envie de mourir|veux mourir|"
        r"en finir avec la vie|accouche|perdu les eaux|avale (?:des|trop de|tous les) (?:cachets|medicaments|comprimes)|ascenseur bloque|bloque dans l'ascenseur"
    ),
    danger_for_sure=_any(
        r"(?:ne |n'arrive |arrive |peux |peut |n'arrive plus |)?(?:ne )?respire (?:plus|pas)|(?:n'arrive|arrive|peux|peut) (?:plus|pas) (?:a )?respirer|"
        r"arrete de respirer|(?:pas|plus) de pouls|ne (?:se reveille|reagit|bouge) (?:plus|pas)|(?:se reveille|reagit) (?:plus|pas)|veux plus vivre|plus envie de vivre|"
        r"ne s'arrete pas de saigner"
    ),
    to_self=_any(
        r"suicid\w*|me (?:tuer|suicider|pendre)|mettre fin a mes jours|envie de mourir|veux mourir|en finir avec la vie|veux plus vivre|"
        r"plus envie de vivre"
    ),
    denied_before=re.compile(
        r"\b(?:pas|aucun|aucune|sans|ni|jamais|personne|plus)(?: (?:de|d'|une|un|le|la|besoin|d'une|est|a|en|dans|du|n'est|ne|n'a))* $"
    ),
    supposed_before=re.compile(r"\b(?:si|en cas|en cas d'|au cas ou|et si|comme si|quand il y a)(?: [a-z']+){0,3} $"),
    past=_any(
        r"(?:la semaine|le mois|l'annee|l'ete|l'hiver) (?:derniere?|passee?)|(?:il y a|ca fait) (?:\w+ )?(?:\w+ )?(?:ans?|mois|semaines?|jours)|hier|"
        r"(?:depuis|apres|suite a|a cause de) (?:l'|le |la |mon |son |un |une )?(?:incendie|accident|avc|infarctus|cambriolage|explosion)"
    ),
)

_DE = EmergencyWords(
    harmless=_any(
        r"notfall(?:kredit|nummer|nummern|kontakt|kontakte|plan|techniker|termin|modus|guthaben|gebuhr|einsatz|darlehen)|(?:kein|keinen|nicht) (?:ein |einen |echter |richtiger )?notfall|"
        r"gas(?:rechnung|zahler|anbieter|versorger|werke?)|fire (?:stick|tv)|firewall|(?:modem|router|telefon|handy|leitung|internet|akku|fernseher|verbindung|wlan|batterie|rechner|computer|box)"
        r"(?: ist| hat| war| schon| wieder| einfach| gerade| total)* (?:tot|gestorben|abgestorben|zusammengebrochen|abgesturzt)|(?:netz|verbindung|leitung|internet|preise)(?: ist| sind)* "
        r"zusammengebrochen|(?:fast|beinahe)(?: \w+){0,3} (?:herzinfarkt|herzschlag|gestorben)|(?:kriege|bekomme|kriegte|bekam)(?: \w+){0,2} (?:gleich |fast )?(?:einen|nen|n) (?:herzinfarkt|herzschlag|anfall)"
        r"(?: wenn| bei| wegen)|(?:das ist|reiner) (?:raub|wucher)|herzfrequenz|rauchmelder(?! (?:piept|geht|schlagt|heult|hort))|feuer und flamme|feuerwerk|brennend(?:e)? (?:frage|interesse)|"
        r"sterbe vor|daten verbrannt|geld verbrannt|uberflutet mit"
    ),
    danger=_any(
        r"notfall|krankenwagen|rettungswagen|rettungsdienst|notarzt|feuerwehr|(?:ruf\w*|schick\w*|hol\w*|brauche?n?|senden)(?: \w+){0,4} (?:polizei|hilfe|arzt|112|110|sanitater)|"
        r"(?:zu )?hilfe hilfe|^hilfe$|herzinfarkt|herzstillstand|herzanfall|schlaganfall|krampfanfall|epileptischen anfall|krampft|"
        r"(?:ist|bin|sind|wurde|liegt|wird)(?: \w+){0,4} (?:zusammengebrochen|umgekippt|umgefallen|ohnmachtig|bewusstlos|erstickt|am ersticken|am sterben|am verbluten|eingeklemmt|"
        r"niedergestochen|angeschossen|verletzt|gesturzt)|zusammengebrochen|bewusstlos|ohnmachtig|erstickt|blutet|blute|verblutet|viel blut|uberall blut|uberdosis|brustschmerzen|schmerzen in der brust|"
        r"stromschlag|brennt(?: es)?|es brennt|brand|feuer|flammen|rauch|qualm|qualmt|raucht|schmort|(?:riecht|stinkt|geruch)(?: \w+){0,3} (?:gas|verbrannt|verschmort|rauch|verbranntem|qualm|angebrannt)|"
        r"gasgeruch|brandgeruch|gasleck|gas (?:tritt|stromt) aus|explosion|explodiert|funken|kohlenmonoxid|einbrecher|einbruch|eingebrochen|bricht(?: \w+){0,3} ein|brechen(?: \w+){0,3} ein|"
        r"(?:jemand|fremder|mann|er|sie)(?: \w+){0,3} (?:in der wohnung|im haus|in meinem haus|in meiner wohnung|mit einem messer|mit einer pistole|ins haus)|uberfallen|uberfall|angegriffen|"
        r"(?:schlagt|bedroht|verfolgt|wurgt) mich|hat (?:ein messer|eine pistole|eine waffe)|suizid\w*|selbstmord|(?:mich|sich) (?:umbringen|umzubringen|erhangen|toten|zu toten|was an\w*)|umbringen|das leben nehmen|"
        r"(?:will|mochte) sterben|wehen|fruchtblase|(?:baby|kind) kommt|tabletten (?:geschluckt|genommen)|(?:treppe|leiter|dach)(?: \w+){0,2} (?:gefallen|gesturzt|runtergefallen)|(?:im|in dem) (?:aufzug|fahrstuhl) (?:fest|stecken|eingesperrt)\w*|"
        r"lebensgefahr"
    ),
    danger_for_sure=_any(
        r"(?:atmet|atme|atmen) (?:nicht|kaum|nicht mehr)(?: mehr)?|(?:bekomm\w*|krieg\w*) (?:keine|kaum|keine richtige) luft|kann (?:nicht|kaum|nicht mehr) (?:mehr )?atmen|kein puls|keinen puls|"
        r"(?:wacht|reagiert|ruhrt sich) (?:nicht|nicht mehr)(?: mehr)?(?: auf)?(?: auf mich)?|will nicht mehr leben|(?:nicht mehr|nicht langer) leben|hort nicht auf zu bluten"
    ),
    to_self=_any(
        r"suizid\w*|selbstmord|(?:mich|sich) (?:umbringen|umzubringen|erhangen|toten|zu toten|was an\w*)|das leben nehmen|(?:will|mochte) sterben|"
        r"will nicht mehr leben|(?:nicht mehr|nicht langer) leben"
    ),
    denied_before=re.compile(r"\b(?:kein|keine|keinen|keiner|nicht|ohne|niemand|nie)(?: (?:ein|eine|einen|der|die|das|ist|hat|im|in|nach|es|mehr))* $"),
    supposed_before=re.compile(r"\b(?:wenn|falls|im falle|im|bei einem|als ob|fur den)(?: \w+){0,3} $"),
    past=_any(
        r"(?:letzte[nsr]?|vorige[nsr]?|vergangene[nsr]?) (?:woche|monat|jahr|sommer|winter|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|"
        r"vor (?:\w+ )?(?:jahren|monaten|wochen|tagen|einem jahr|einer woche|einem monat)|gestern|(?:nach|seit|wegen) (?:dem|der|meinem|meiner|einem|des) "
        r"(?:\w+ )?(?:brand|brandes|unfall|herzinfarkt|schlaganfall|einbruch|explosion|feuer)"
    ),
)  # fmt: skip

_WORDS = {"en": _EN, "es": _ES, "fr": _FR, "de": _DE}


def emergency_words(language: str) -> EmergencyWords:
    """Return a language's table; English for one that no agent speaks."""
    return _WORDS.get(base_language(language), _EN)
