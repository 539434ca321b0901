"""English dialog acts, as people and recognisers put them."""

from __future__ import annotations

import re

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.act_words import ActWords, act
from callcenter.spoken.act.act_words.farewells import FAREWELLS, NO_FAREWELL
from callcenter.spoken.act.act_words.small_talk import TALKS
from callcenter.spoken.act.act_words.what_we_are import NOT_WHAT_WE_ARE, WHAT_WE_ARE

_ARTICLE = r"(?:a |an |the |your |some |one of your |any )?(?:real |live |actual |different |living |human |other )?"

#: Being against something, and this call's being recorded: together, in either order, they refuse it.
_AGAINST = (
    r"[a-z]+n'?t|not|no|no one|nobody'?s?|never|without|rather(?: that)?(?: you| it)?|object to|against|refuse|off|stop|forbid|uncomfortable|"
    r"keep (?:this|it|me|us|that)(?= off)"
)
_RECORDED = (
    r"(?:be|being|get|getting|been|is it|is this|it'?s|this is|to) (?:being )?(?:recorded|taped|on tape|record)|(?:record|tape|recording|taping) (?:me|us|this|it|that|"
    r"anything i|my (?:voice|words|call)|our|the (?:call|conversation))|(?:have|having) (?:this|me|it|that|us|my voice|the (?:call|conversation)) "
    r"(?:recorded|taped|on tape)|(?:the|this|that|your|any) (?:recording|recorder|taping|tape)(?! (?:says?|said|told|device|mentioned))|(?:on|off) tape"
)

WORDS = ActWords(
    acts={
        Act.NO_RECORDING: act(
            r"(?:don'?t|do not|didn'?t|did not|not|never|won'?t|refuse to) (?:want|consent|agree|like|wish|allow|permit|authori[sz]e|okay|accept|"
            r"give (?:you )?(?:my )?(?:consent|permission))(?: (?:to|for|any|the|this|that|a|my|our|being|be|being|call|conversation|voice|to be|"
            r"getting|you|it))* record(?:ing|ed|ings)?(?: (?:of|this|me|my|the|call|conversation|voice|it|any))*",
            r"(?:don'?t|do not|stop|quit|no|without|not|never|please don'?t) (?:want (?:you )?to |want to be |want (?:this|the|my|our) (?:call|conversation) (?:to be )?|wish to be |"
            r"like to be |like being |be |being |wanna be |have me |agree to (?:be |being )?|consent to (?:be |being |this )?|"
            r"you dare )?(?:tape|taping|record(?:ed|ing)?|taped|recordings)(?: (?:me|this|that|the call|this call|my voice|it|us|our "
            r"(?:call|conversation)))*",
            r"(?:turn|switch|shut) (?:off (?:the|that|this|your) (?:recording|recorder|tape)|(?:the|that|this|your) (?:recording|"
            r"recorder|tape) off)",
            r"(?:stop|end|pause|cut|quit) (?:the|this|that|your) (?:recording|taping|tape)|(?:delete|erase) (?:the|this|that|my) (?:recording|tape)|not (?:ok|okay|comfortable|happy|fine) with (?:the|being|"
            r"this|you|a) (?:you )?record(?:ing|ed)?|refuse (?:to be |being )record(?:ed|ing)?|no recording|off the record|"
            r"not be recorded|withdraw my consent",
            rf"(?:{_AGAINST})(?: [a-z']+){{0,6}}? (?:{_RECORDED})",
            rf"(?:{_RECORDED})(?: [a-z']+){{0,5}}? (?:{_AGAINST})",
            r"^(?:i )?(?:do not|don'?t) consent(?: to (?:it|that|this))?$",
            room=12,
            but_not=r"broken|television|tv|dvr|my record|records|recorded message|recording device of|payment|(?:don'?t|do not|not) (?:mind|object|care)|"
            r"(?:no|any) (?:problem|objections?|issue)s?|why (?:not|aren'?t|don'?t)",
        ),
        Act.PERSON: act(
            r"(?:some(?:one|body)|any(?:one|body)) (?:real|human)|(?:speak|talk) (?:to|with) (?:some|any)(?:one|body) who works (?:there|here)",
            r"(?:real|actual|live|human|living) (?:person|human|agent|being|operator|representative|voice|one|somebody|someone)",
            rf"^(?:(?:no|ok|okay|yes|yeah|fine|just|alright|well|then) )*{_ARTICLE}(?:human|person|operator|representative|agent|rep|supervisor|"
            r"manager|receptionist)(?: (?:please|then|fine|ok|okay|now|alright|whatever|thanks))*$",
            rf"(?:speak|talk|get|put me|connect me|transfer me|pass me|switch me|give me|patch me|hand me|want|need|have|like|find|"
            rf"call)(?: (?:through|over|on|straight|right))?(?: (?:to|with))?(?: speak| talk)?(?: (?:to|with))? {_ARTICLE}"
            r"(?:(?:human|human being|person|operator|representative|rep|supervisor|manager|boss|employee|receptionist|advis[eo]r|"
            r"customer service|customer care)\b(?! (?:out|over|to (?:come|fix|look|visit|check)|who can come|here|number|name))|"
            r"(?:agent)(?! (?:out|over|to (?:come|fix)))\b)",
            r"(?:speak|talk)(?:ing)? (?:to|with) (?:some(?:body|one)|any(?:body|one)|people|a colleague|staff|your staff|one of your "
            r"people)(?: (?:please|there|else|now|today|real|human|in charge|who (?:can|knows) .*))*$",
            r"(?:put me|connect me|transfer me|pass me|patch me|switch me(?= (?:through|over) to)) (?:through|over)"
            r"(?: to (?:some(?:body|one)|any(?:body|one)|the office))?"
            r"(?: please| else| now)*$",
            r"(?:isn'?t|is) there (?:any(?:body|one)|some(?:body|one)|a (?:real )?(?:person|human))(?: (?:real|human|there|i can (?:talk|"
            r"speak) to))+",
            r"(?:a|some) (?:real )?(?:person|human|colleague) (?:could|can|would|might|may|will) (?:tell|help|answer|explain|know)|"
            r"who (?:can|could|would|will)(?: then)? (?:tell me|help me|answer|explain)(?: (?:that|this|it|about (?:that|it)|with (?:that|this|it)))?"
            r"(?: then)?$|(?:^|then )who (?:can|could)(?: then)?$|(?:is|isn'?t) there (?:nobody|no one)(?: at all| there| free| i can (?:talk|speak) to)*$",
            r"(?:get|give|find|fetch|pass) me some(?:body|one)(?: (?:please|now|else|there|then|right now|who (?:knows|understands|"
            r"speaks|can (?:help|tell|explain|answer)).*))*$",
            r"customer (?:service|care) (?:rep|representative|agent|person)|human being|flesh and blood|your (?:supervisor|manager|boss)",
            r"(?:not|don'?t|won'?t|hate|tired of|sick of|done|refuse) (?:want(?:ing)? (?:to )?|gonna |going to |like )?(?:to )?(?:be )?(?:a |"
            r"talk(?:ing)? (?:to|with) |deal(?:ing)? with |speak(?:ing)? (?:to|with) )+(?:a |this |these |that |some |stupid |damn )*"
            r"(?:robots?|machines?|computers?|bots?|recordings?|ai)",
            room=16,
            but_not=r"(?:are|aren't|is|isn't) (?:you|this|it|that) (?:really |actually |just )*(?:a |an )?(?:real|live|actual|human|robot|"
            r"machine|computer|bot)|am i (?:talking|speaking) (?:to|with)|(?:don'?t|do not|no need|needn'?t|not|never) (?:want|need|like|have|transfer|connect|put|get|to)? ?(?:to )?"
            r"(?:get|have|talk|speak|be|me)? ?(?:to|with|through)? ?(?:a |another |any )?(?:real |live )?(?:person|human|operator|"
            r"representative|agent|manager)|in person|technician|real (?:looking|reading|checking|deciding)|"
            r"(?:person|human|somebody|someone|manager|supervisor|colleague|representative|agent) (?:to )?(?:please )?(?:call|ring|phone|contact)"
            r"|(?:somebody|someone|person) (?:to )?get back to|(?:tell|inform|warn|remind|let) (?:the|your|my) (?:manager|supervisor|boss)",
        ),
        Act.WRONG_NUMBER: act(
            r"(?:must have|might have|may have|i'?ve|i have|i think i|seem to have|i) (?:dialed|dialled|called|rung|rang|typed|got) (?:it )?wrong$",
            r"(?:is|isn'?t) (?:this|that) (?:the |a |dr |doctor |my )?(?:[a-z]+ ){0,2}?(?:pizza(?: [a-z]+)?|dentist|dental|doctor'?s?|clinic|"
            r"hospital|restaurant|pharmacy|bank|school|hotel|salon|barber|garage|vet|airline|taxi|gym|library|church|mom|dad|grandma)"
            r"(?:'?s)?(?: office| place| shop| house| desk)?$",
            r"(?:sorry |oh |oops )*(?:i (?:think |guess |believe |must )*(?:have |i'?ve |i )?(?:have |got |called |dialed |dialled |rang "
            r")*(?:the )?)?wrong number|(?:mis ?dial(?:l?ed)?|pocket ?dial(?:l?ed)?|butt ?dial(?:l?ed)?|dial(?:l?ed) (?:this )?by "
            r"(?:mistake|accident))",
            r"(?:called|dialed|dialled|calling) (?:you )?by (?:mistake|accident)|didn'?t mean to (?:call|dial|ring)|(?:was|am) "
            r"(?:trying|meaning|looking) to (?:reach|call|dial) (?!(?:you|somebody|someone|a|the right|customer|billing|support|"
            r"your)\b)",
            room=10,
            but_not=r"(?:give|gave|told|said|wrote|entered|typed|put) (?:you |me |them )?(?:the |a |my )?wrong number|you(?:'ve| have| got)+ (?:the |a |my )?wrong number"
            r"|wrong number on|account|called back",
        ),
        Act.OTHER_LANGUAGE: act(
            r"(?:do|does|can|could|will) (?:you|anybody|anyone|somebody|someone)(?: there)? (?:speak|talk|understand) "
            r"(?!english|to|with|up|me|what|that|it|how|why|if|when|where|slow|a|about|any|my|the|of)[a-z]+",
            r"(?:speak|talk|continue|say (?:it|that)|go on|do this|have this|prefer|is there|like|in) (?:in |it in |to me in |this in )?"
            r"(?:spanish|french|german|chinese|mandarin|cantonese|russian|polish|italian|portuguese|arabic|hindi|korean|japanese|"
            r"vietnamese|tagalog|turkish|dutch|ukrainian|creole|espanol|francais|deutsch)",
            r"^(?:spanish|french|german|chinese|mandarin|russian|polish|italian|portuguese|arabic|hindi|korean|japanese|vietnamese)"
            r"(?: please)?$",
            r"(?:no|not|don'?t|do not) (?:speak|understand|know|talk)? ?(?:good |much |so good |well |any )?english(?: (?:well|good|so well))?",
            r"(?:any|some)(?:one|body)(?: there)? (?:who|that) (?:can )?speaks? (?!english|to|with|up)[a-z]+|hablas?|habla usted|espanol|en espanol|no hablo|por favor en|parlez|parle|francais|en francais|sprechen|deutsch|auf deutsch|"
            r"po polsku|parla|italiano|portugues|no (?:entiendo|comprendo)|(?:nicht|kein(?:en)?|pas) (?:englisch|verstehe|anglais)|verstehe nicht|"
            r"comprends pas|ne (?:parle|comprends)|(?:necesito|quiero|tengo|quisiera|ayuda con|por favor|buenos dias|buenas tardes) [a-z]+|"
            r"(?:ich (?:brauche|mochte|habe|will|kann|bin)|guten (?:tag|morgen|abend)|meine? rechnung|mein internet) ?[a-z]*|"
            r"(?:je (?:voudrais|veux|suis|n'?ai|ne)|j'?ai besoin|bonjour|s'?il vous plait|ma facture)(?: [a-z]+)?",
            room=9,
            but_not=r"keyboard|channel|channels|subtitles|teacher|class|homework|restaurant|movie",
        ),
        Act.ABUSE: act(
            r"(?:fuck|screw|damn|curse|to hell with) (?:you|off|yourself)|fuck(?:ing)? (?:off|idiots?|morons?|machine|robot|bot|"
            r"useless)|(?:you|you'?re|you are|youre)(?: (?:a|an|all|such|such a|such an|so|just|just a|people|guys|really|"
            r"complete|total|absolute|bunch of|a bunch of))* (?:fucking |bloody |damn |goddamn |complete |total |absolute |worthless "
            r"|stupid )*(?:idiots?|morons?|imbeciles?|assholes?|bastards?|bitch(?:es)?|jerks?|dumb|stupid|scum|pigs?|piece of (?:shit|"
            r"crap|junk|garbage)|crooks|thieves|dickheads?|retard(?:ed|s)?|cunts?|morons|worthless)",
            r"shut (?:the (?:hell|fuck) )?up|(?:asshole|dickhead|motherfucker|son of a bitch|cunt)|go (?:to hell|kill yourself|die)|"
            r"(?:i'?ll|i will|i'?m going to|gonna) (?:kill|hurt|find|beat|shoot|strangle) (?:you|somebody there|all of you)|"
            r"kiss my ass|(?:stupid|dumb|damn|bloody|goddamn|useless) (?:piece of (?:shit|crap|junk|garbage)|idiots?|bitch)|"
            r"drop dead|eat shit",
            room=25,
        ),
        Act.OBJECTION: act(
            r"(?:i'?m|i am|we'?re|we are|i'?ve) (?:so |just |about |completely |really )*(?:done|finished|through|fed up|sick|sick and tired|"
            r"tired|had enough) (?:with|of) (?:you|this|your|these|being|talking|waiting|it)(?: .*)?",
            r"(?:that'?s|that is|this is|this isn'?t|that isn'?t|it'?s|it is)(?: just| so| really| simply| absolutely| completely| "
            r"totally| all| such)* (?:not (?:what (?:i|we)|fair|acceptable|good enough|my (?:problem|fault|question))|ridiculous|"
            r"unacceptable|outrageous|nonsense|absurd|unbelievable|a joke|a scam|a rip ?off|a disgrace|a lie|insane|crazy|stupid|"
            r"robbery|theft|bullshit|crap|an outrage|unfair|pathetic|terrible service|a waste of (?:my )?time|infuriating|useless)",
            r"(?:i|we) (?:did not|didn'?t|never|haven'?t|have not) (?:even )?(?:ask(?:ed)?|agree(?:d)?|say|said|want(?:ed)?|order(?:ed)?|"
            r"request(?:ed)?|approve(?:d)?|authorize(?:d)?|consent(?:ed)?|confirm(?:ed)?)(?: (?:to|for|you to))? (?:that|this|it|any of|for|"
            r"yes|anything)|(?:i|we) (?:didn'?t|did not|never) (?:ask|agree|say|consent)(?: (?:you|to that|that|so|it))*$",
            r"(?:you'?re|you are|you'?ve|you have|you) (?:not|never|don'?t|didn'?t|aren'?t) (?:even )?(?:listen(?:ing|ed)?|understand(?:ing)?|"
            r"help(?:ing|ed|ful)?|hear(?:ing)?|answer(?:ing|ed)?|get(?:ting)?)(?: (?:to )?(?:me|it|my question|what i .*|at all))*",
            r"(?:(?:i|we) never said (?:that )?(?:i|we) (?:want|ask|agree|need|would)[a-z]*|you(?:'ve| have)? (?:just |already )?(?:asked|keep (?:asking|saying|repeating|telling)|said that)|stop (?:asking|saying|repeating)|"
            r"i(?:'?ve| have)? (?:just |already )+(?:told|said|gave|given|answered|explained)(?: (?:you|that|it|this|to you|them))*|"
            r"how (?:many|often) (?:more )?times|(?:for the|that'?s the) (?:second|third|fourth|fifth|hundredth|last|tenth) time)",
            r"(?:i'?m|i am|we'?re) (?:so |very |really |getting |extremely |not |quite |pretty |absolutely |just |sick and )*(?:angry|upset|"
            r"furious|unhappy|happy with|satisfied|annoyed|frustrated|mad|fed up|tired of this|disappointed|livid|pissed|losing "
            r"(?:my )?patience|outraged|sick of this)",
            r"(?:file|make|lodge|want to make|have) a (?:formal )?complaint|i want to complain|complain about|(?:worst|terrible|horrible|awful|"
            r"lousy|poor|bad|pathetic) (?:service|company|support|experience|customer)|how dare you|(?:had|have had) enough|"
            r"(?:get|talk to) my lawyer|i'?ll sue|take you to court|report you|no way i'?m|you (?:people|guys) (?:are|always|never|can'?t|"
            r"don'?t)|what (?:the hell|the heck|on earth|kind of)|are you (?:kidding|serious|joking|deaf|stupid|crazy)(?: me)?|"
            r"you can'?t be serious|come on man|for (?:god'?s|christ'?s|heaven'?s|crying out|pete'?s) sakes?|(?:i|we) (?:object|protest)",
            r"(?:that|this|it) (?:can'?t|cannot|couldn'?t) be(?: right| true| correct)?$|(?:no |wait )*(?:that'?s|that is|this is) (?:(?:not |so )what i (?:asked|said|meant|want(?:ed)?|called)|what i (?:asked(?: for)?|said|meant)$|wrong information)",
            room=25,
            but_not=r"not (?:angry|upset|mad) (?:at|with)|i'?m happy with",
        ),
        Act.HOLD_ON: act(
            r"(?:(?:one|just a|just one|a|wait a|hold on a|give me a|hang on a|half a|another|a couple of|two)(?: (?:moment|second|minute|"
            r"sec|seconds|minutes|mo|min|secs|mins))+(?: please)?(?! (?:thing|question|ago|later))|hold on|hold the line|hold it|"
            r"hang on|(?<!long )(?<!the )(?<!\ba )wait(?: up)?(?! (?:for (?:the|a|your|him|them|it|hours|days)|until|till|all|around|time|list|in))|"
            r"(?:now |hm+ )*where (?:(?:are|is|have) (?:my|the|those|that) (?:glasses|specs|letter|bill|papers?|pen|purse|bag|folder|"
            r"envelope|book)(?: (?:gone|got to|now))?|did i (?:put|leave) (?:it|that|them|the \w+|my \w+)|have i put (?:it|that|them|the \w+))"
            r"(?: (?:now|again|then))*$|it'?s (?:in )?here somewhere|i (?:know i )?(?:just )?had it (?:here|a (?:minute|moment|second) ago|just now)|"
            r"bear with me|(?:can|could|would|will) you (?:please )?(?:hold|wait|stay on(?: the line)?)|don'?t hang up|stay on the line|"
            r"(?:let me|i(?:'?ll| will| can| have to| need to| gotta| must)(?: just)?) (?:just |quickly )*(?:go )?(?:ask|get|call|fetch|find) "
            r"(?:(?:my|the|a) )?(?:mom|mum|mother|dad|father|wife|husband|son|daughter|roommate|neighbou?r|him|her|them|it)"
            r"(?: (?:first|quickly|real quick|now))?(?: (?:please|don'?t hang up|wait|hold on|can you hold))*$|"
            r"give me (?:a (?:time|moment|second|minute|sec|min)|some time)|"
            r"(?:let me|i(?:'?ll| will| have to| need to| gotta| must)(?: just)?|need to|have to) (?:just |quickly )*(?:see|look|find|get|grab|check|think|fetch|go get|look "
            r"(?:it|that) up|put|turn|ask|write (?:it|that|this) down|get (?:a pen|my glasses)|pull it up)(?: (?:it|that|my|the|for|a|up|bill|"
            r"papers?|card|number|account|glasses|pen|this|something|somewhere|in|here|on|phone|wife|husband|son|daughter|down|off|radio|tv|"
            r"kettle|and|door))*|i(?:'?m| am) (?:just |still )?(?:looking|searching|getting it|finding it|checking|opening|scrolling)"
            r"(?: (?:for|at|it|the|my|bill|paper|number|app))*)"
            r"(?: (?:while|and|so|because|i) .*| (?:please|let me .*|i(?:'?ll| need| have).*|ok|okay|sorry|there|dear|honey|sir|ma'?am))*$",
            room=4,
        ),
        Act.GOODBYE: act(
            r"that(?:'s| is| was) (?:(?:all|everything) i (?:need|want)|(?:all|everything|what) i (?:needed|wanted|called for|had|came for))(?: to (?:know|ask|hear))?(?: (?:bye|good ?bye|thanks|thank you|then|really|today))*$|"
            r"i(?:'ve)? got (?:what|everything|all) i (?:needed|wanted|came for)|that(?:'ll| will|'d| would) (?:do|be (?:all|it|everything))(?: (?:me|thanks|thank you|bye|then|for (?:now|today)))*$|"
            r"(?:i'?m|we'?re) off(?: (?:now|then))?$|that'?s me (?:done|sorted|all set)|(?:no|nah|nope) that'?s me$|ta ?ra|cheers bye|"
            r"sorry (?:to have (?:bother|troubl|disturb)ed|for (?:bother|troubl|disturb)ing)(?: you)?(?: then)?$|sorry for the (?:trouble|bother)(?: then)?$|"
            r"(?:i'?ll|i will) leave you to it|(?:you'?re|you are|i'?m|i am) grand(?: (?:thanks|so|then|bye))*$|"
            r"(?:and )?(?:you too|same to you|you as well|likewise)(?: (?:bye|good ?bye))*$|good ?bye|bye(?: bye)*|(?:that('?s| is| was|'?ll be| will be)|this is) (?:all|it|everything)(?: (?:bye|good ?bye|"
            # As recognisers hear "goodbye" on a poor line.
            r"(?:good|could|to|do|the) (?:buy|by)|dubai|i (?:need(?:ed)?|want(?:ed)?|have)|"
            r"for (?:today|now|me)|then|thanks|thank you|(?:i )?(?:really )?appreciate (?:it|that|you|your help)|(?:much )?appreciated|"
            r"(?:ever |very )?(?:so )?much|(?:my )?dear|love|cheers|ta|perfect|great|really))*$|nothing (?:else|more|further)(?: (?:thanks|thank you|for now|today|at all|"
            r"really|then|from me|bye))*$|"
            r"(?<!do you )(?<!did you )have a (?:nice|good|great|lovely|wonderful|blessed) (?:day|one|evening|weekend|night|afternoon|morning|rest|thanksgiving|christmas|holiday)|happy (?:thanksgiving|holidays|new year|easter|halloween|hanukkah|fourth)|merry christmas|(?:enjoy|have) (?:your|the|a good) (?:weekend|day|evening|holidays?)|"
            r"i'?m (?:all )?(?:done|good|set|fine)(?: (?:thanks|thank you|for now|now|then|here))*$|no(?:thing)? more questions|"
            r"(?:you can )?hang(?:ing)? up(?: now)?|end (?:the|this) call|(?:talk|speak) to you (?:later|soon)|see (?:you|ya)|take care|"
            r"we'?re (?:all )?(?:done|good|set)|(?:i )?(?:gotta|have to|got to|need to|must) go(?: now)?|(?<!ing )(?<!e )so long(?! as\b| ago\b)|cheerio|ciao|"
            r"that (?:takes care of|covers|does|answers) (?:it|everything|that|my question)|i(?:'?ll| will) let you go|good ?night|"
            r"(?:maybe )?i(?:'?ll| will)(?: just)? (?:call|ring|phone|try)(?: (?:you|it|them|him))?(?: (?:back|again))?"
            r"(?: (?:later(?: on)?|an ?other (?:time|day)|some other time|tomorrow|tonight|next week|in the morning|(?:on )?\w+day|then))+$|"
            r"(?:maybe )?i(?:'?ll| will)(?: just)? (?:call|ring|phone|try)(?: (?:you|it|them|him))? (?:back|again)$",
            *FAREWELLS,
            room=6,
            but_not=rf"hang up on me|hung up|keeps? (?:hanging|saying)|good night'?s|{NO_FAREWELL}",
        ),
        Act.CANCEL: act(
            r"^(?:no |oh |ah |well |so |then |but |and |you know what |actually |just |please |i'?d rather |i'?d sooner |let'?s (?:just )?|"
            r"we'?ll |i'?ll |i think |better |not today )*(?:never ?mind(?: (?:it|that|about (?:it|that)))?|forget (?:it|that|about (?:it|that))|"
            r"stop(?: (?:it|that))?|leave (?:it|that|things)(?: (?:be|alone|as (?:it|they) (?:is|are)))?|don'?t (?:bother|worry)(?: about (?:it|that))?|"
            r"not bother(?: with (?:it|that))?|cancel(?: (?:that|it|this))?|(?:scratch|scrap) that|skip (?:it|that)|drop (?:it|that)|let'?s not|not|"
            r"i(?:'?ve)? changed my mind|it doesn'?t matter(?: any ?more)?|no need(?: (?:for|to do) that)?|start over|go back|"
            r"i (?:don'?t|do not) want (?:to (?:do (?:it|this|that)|go on|bother)|(?:it|this|that))(?: (?:any ?more|any longer|after all|then|now))+|"
            r"(?:it'?s|that'?s) not worth (?:it|the (?:trouble|bother))|do (?:it|that) (?:some|an) ?other (?:time|day))"
            r"(?: (?:thanks|thank you|then|please|now|anyway|for (?:now|today)|after all|today))*$",
            room=2,
            but_not=r"no not|^(?:oh |well |i think |better |please |no )*not$",
        ),
        Act.REPEAT: act(
            r"where were we|what were you saying|what did you (?:want to know|ask(?: me)?)|repeat(?: (?:that|it|yourself|the (?:question|number|last (?:part|bit))))?|(?:say|tell me|run|read|give me|go over) (?:that|it|this|"
            r"them|the (?:number|question|date|address|amount|last part))(?: (?:one|by me|to me|back))? (?:again|once more|one more time)|come "
            r"again|pardon(?: me)?|what was that(?! (?!again|one|please|dear|love|sorry|you|last|number|day|date|time|amount|bit|part|then|now|for|i\b)[a-z])|what did you (?:just )?say|did you (?:just )?say$|what were (?:those|they|the times)|what(?:'s| is) (?:the|that|my) (?:[a-z]+ )?(?:number|date|day|time|amount|address|name) again|say (?:that )?again|one more time|"
            r"again please|^again$|once more|(?:didn'?t|did not|couldn'?t|could not|can'?t|cannot|don'?t) (?:quite |really )?(?:catch|hear|get) "
            r"(?:that|it|you|what you said|the question|all of that|a word|the (?:last|first|number|name|end).*)|i missed (?:that|it|the .*)|you "
            r"(?:broke|cut|re breaking|are breaking) (?:up|out)|breaking up|hard to hear(?: you)?|(?:bad|poor|terrible) (?:line|connection)|"
            r"(?:you(?:'?ll| will)? (?:have to|need to|must|gotta) )?speak up(?: (?:a bit|a little|please|dear))*|louder|(?:can'?t|cannot|don'?t) hear (?:so |too |very |that )?(?:good|well)|hard of hearing$|what was the (?:question|number|date|amount|address)(?: again)?|you said what|^(?:sorry )?what(?: sorry)?$|"
            r"^(?:huh|eh|sorry|what|pardon|excuse me)(?: (?:what|sorry|huh|pardon))*$",
            room=6,
            but_not=r"^uh huh|^mm hmm|call (?:me )?again|called again|down again|out again|same (?:thing|problem) again|internet|wifi|modem|connection drops",
        ),
        Act.SLOWER: act(
            r"slow(?:er| down|ly)(?: (?:please|down|a bit|for me))*|(?:too|so|very) (?:fast|quick(?:ly)?|rapid)|more slowly|(?:speak|talk|go) "
            r"(?:a (?:bit|little) )?slow(?:er|ly)?|(?:more|but|again|say (?:it|that)|"
            r"explain|please) slow(?: please)?$|^slow(?: it down)?(?: please)?$",
            room=9,
            but_not=r"internet|wifi|wi fi|connection|speed|download|upload|loading|netflix|line is|router|computer|site|pages?|fast enough|it'?s",
        ),
        Act.EXPLAIN: act(
            r"(?:and |but )?(?:why|what) (?:do|would|should|must|are|does) (?:you|i|we|that|it) (?:all |really |even |always )?"
            r"(?:need|want|ask(?:ing)?|have|require|give|tell|say|know|matter)(?: to (?:know|have|ask|tell|give))?"
            r"(?: (?:you|for|me|my|the|that|it|this|all|an?|your|is|account|customer|zip|post|postal|phone|callback|code|number|day|date|"
            r"amount|address))*(?: for)?$|what(?:'s| is) (?:that|it|this)(?: number| code)? (?:good |needed )?for$",
            r"what(?:'s| is) (?:the|this) (?:account|ticket|zip|postal|post|customer) ?(?:number|code)$",
            r"what (?:do )?you mean(?: (?:by|with) .*)?|what does (?:that|this|it) mean|what'?s (?:that|this) (?:mean|supposed to mean)|(?:don'?t|do not|"
            r"didn'?t|can'?t|cannot) (?:quite |really )?(?:understand|follow|get)(?: (?:that|it|you|the question|what you (?:mean|want|said)|what "
            r"that (?:is|means)|your question))?$|explain(?: (?:that|it|this|what you mean|to me|please))*$|what'?s an? (?:account|ticket|zip|postal|"
            r"post|reference|customer) ?(?:number|code)?|what is an? (?:account|ticket|zip|postal|post|reference|customer) ?(?:number|code)?|which "
            r"(?:number|code|one) (?:do you mean|is that|do you want|do you need)|what kind of number|what (?:exactly )?do you "
            r"(?:need|want)(?: (?:from me|to know))?(?: exactly)?$|(?:i'?m |i am )?(?:confused|lost)$|that makes no sense|what am i supposed to say|"
            r"what should i say|say that in (?:plain|simple) (?:english|words)",
            room=6,
        ),
        Act.MACHINE: act(*WHAT_WE_ARE, room=5, but_not=NOT_WHAT_WE_ARE),
        Act.ABILITIES: act(
            r"what (?:can|do) you (?:do|help|offer|handle)(?! with (?:my|our|his|her|their|the|that|this|it|all)\b)(?: (?:me )?(?:with|for me|here))?|what (?:are|were) (?:my|the) (?:options|choices)|how (?:can|"
            r"does|do) (?:you|this) (?:help|work)(?: me)?|(?:am i|have i|is this|are you)(?: (?:on|at|got|through to|calling|reached|come to))* "
            r"the right (?:line|number|place|department|people|office|one|company)|what (?:kind|sort) of (?:things|help|questions)|what can i (?:ask|say|do)(?: here)?(?! (?:in the|meanwhile|until|till|about|if|against|now|to|myself))|what exactly (?:can|do) (?:you|i) do|^help(?: "
            r"me)?$|what else can you do|what else can (?:i|we) do$|then what can (?:i|we) do$|what'?s possible(?: here)?|what (?:all )?do you know(?! (?:about|of) (?:me|us|my)\b)",
            room=5,
            but_not=r"\bif (?:i|we|he|she|they|it|the|my)\b",
        ),
        Act.HEARD: act(
            r"can you hear me(?: (?:now|ok|okay))?|(?:is )?(?:anybody|anyone|somebody|someone) (?:there(?! (?:on|at|over|in)\b)|home|on the line)|are you (?:still )?(?:there(?! (?:on|at|over|in)\b)|"
            r"with me|listening)|(?:^|\byou )still there|\byou there(?! (?:on|at|over|in)\b)|hear me|^(?:hello )+hello$|did (?:you|we|i) (?:lose|get cut off|hang up)(?: (?:me|you))?|testing",
            room=4,
        ),
        Act.UNKNOWN: act(
            r"(?:i )?(?:don'?t|do not|wouldn'?t|haven'?t|dunno|can'?t|cannot|couldn'?t|didn'?t|never) (?:actually |really |even |got |seem to |ever |"
            r"honestly )*(?:know|have|remember|recall|find|got|see|tell you|locate|read)(?: (?:it|that|one|my|the|any|an?|what|where|which|"
            r"account|number|zip|code|on me|with me|right now|here|anymore|by heart|off hand|offhand|"
            r"handy|sorry|bills?|letter|papers?|paperwork|info|details|her|his|their|in front of me|at hand|is|exactly|yet|off the top of my head))*$|"
            r"(?:(?:i )?(?:don'?t|do not|won'?t|will not|refuse to|(?:i'?m )?not (?:going to|gonna|comfortable|happy)|(?:i'?m|i am|we'?re) not(?= (?:giv|tell|shar|hand)ing)|(?:i'?d )?rather not|i never)|why (?:would|should) i) "
            r"(?:(?:want|like|wish|wanna|have) )?(?:to )?(?:give|tell|share|say|giving|telling|sharing|saying|hand out|handing out)(?: (?:you|that|it|this|them|"
            r"out|my|the|any|account|number|numbers|details?|zip|code|over the phone|to you|to a \w+|here|information|info|no way|ever|thanks))*$|"
            r"(?:i'?m|i am|we'?re|we are) (?:not|no) (?:even )?(?:an? |your )?(?:existing )?(?:customers?|clients?)"
            r"(?: (?:here|of yours|at all|or anything))*$|"
            r"no (?:idea|clue)|not sure|(?:i(?:'?ve)? )?(?:lost|forgot(?:ten)?|misplaced|threw (?:it|that) away)"
            r"(?: (?:it|that|my|the|bill|account|number|letter))*$|"
            r"not (?:with|on) me|isn'?t (?:with|on) me|not in front of me|i have none|where (?:do|can|would|will|does) (?:i|it|you) (?:find|see|say|get|look)"
            r"(?: (?:it|that|the|this|my|account|number))*$|who knows|beats me|dunno|idk|haven'?t (?:got )?(?:a |the )?(?:clue|faintest)|"
            r"i would(?:n'?t| not) know|it'?s my (?:husband|wife|son|daughter|mother|father|partner)'?s (?:account|name)?|"
            r"(?:couldn'?t|could not|can'?t|cannot) (?:tell you|say|read (?:it|that|a thing)(?: without my (?:glasses|specs))?)$|"
            r"(?:i |we )?(?:threw|thrown|put) (?:the |that |my )?(?:bills?|letters?|papers?|it) (?:away|out|in the (?:bin|trash))|"
            r"(?:(?:it'?s|that'?s) )?my (?:late )?(?:husband|wife|son|daughter|mother|father|mom|mum|dad|partner|brother|sister)(?: who| that)?(?: always| usually)? "
            r"(?:has|had|keeps|does|did|handles|handled|deals with|dealt with|looks after|looked after|sees to) (?:all )?(?:of )?"
            r"(?:it|that|them|those|this|the (?:bills?|paperwork|money|internet)|these things|everything)|(?:the |my )?(?:bill|letter|papers?|paperwork)(?: is|'?s|s are| are) (?:at home|in the (?:office|car)|upstairs|"
            r"not here|somewhere)|(?:it|that)(?:'?s| is) (?:not|at home)(?: here)?(?: with me)?$|(?:i )?(?:never|haven'?t|didn'?t) "
            r"(?:got|had|received|get|have) (?:one|any|a (?:bill|number|letter))(?: of (?:those|them))?|you(?:'?d| would|'?ll| will) have to tell me(?: that)?|"
            r"(?:i )?only (?:know|have|got|remember) (?:her|his|the|my|their) (?:zip|address|name|street|phone|post ?code)(?: code| number)?|"
            r"without my (?:glasses|specs)|(?:can'?t|cannot) (?:look(?: it up)?|check|get (?:at|to) it|reach it)(?: (?:now|right now|at the moment|here))*$|"
            r"(?:i|she|he|they|we)(?:'ve got|'s got| has| have| got) no (?:bills?|letter|papers?|(?:account )?number|paperwork)(?: (?:with|on|here|at|to) .*)?$",
            room=9,
            but_not=r"why|what'?s wrong|what to do|internet|wifi|signal|channel",
        ),
        Act.CORRECTION: act(
            r"(?:no |not |sorry |wait |oh )*(?:i (?:meant|mean(?! (?:yes|yeah|no)\b)|said)|make (?:that|it)|change (?:that|it) to|correction|"
            r"(?:it|that)(?:'?s| is| should be| was) (?:actually |really )?(?!(?:right|correct|fine|all|it|ok|okay|good|great|not|wrong|a|what|the|that)\b)\w+ not \w+|"
            r"(?:not|n'?t) [\w' ]{1,30} (?:but|it'?s|make|rather|i mean|i meant)|instead of|instead|rather (?:on|in|the|at|a|than|monday|tuesday|"
            r"wednesday|thursday|friday|saturday|sunday|\d)|anything but|(?:any|some|every)(?:thing| day| time|time) (?:but|except|other than)|except "
            r"|other than|(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|last|middle|end|beginning|final)(?: (?:one|two|three|four))? "
            r"?(?:digits?|numbers?|part|bit|half|letters?)? (?:is|are|was|were|should be|has to be)|(?:a|one|two|three|an|half an|few) (?:day|week|"
            r"month|hour)s? (?:later|earlier|before|after|sooner)|(?:the )?(?:day|week) (?:before|after)|(?:earlier|later|sooner) (?:than that|in the "
            r"(?:day|morning|afternoon|week)|please)?|the same day|(?:ten|twenty|five|a) (?:dollars?|bucks?) (?:less|more)|wrong (?:number|digit|day|"
            r"date|amount|account|zip|address|one|name)|not (?:on |in |the )*(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|"
            r"afternoon|evening|\d+|one|two|three|four|five|six|seven|eight|nine|zero|oh)\b|an? (?:different|earlier|later|other|sooner) (?:day|time|date|amount|number|one|week)|another "
            r"(?:day|time|date)|actually (?:no |on |in |the |it'?s |make )|with an? \w+ (?:at|not|in)|you (?:got|have|heard) (?:it|that|the .*|me) wrong)",
            room=14,
        ),
        Act.THANKS: act(
            r"^(?:(?:no |many |oh |ok |okay |great )*(?:thanks|thank you|ta|cheers)(?: (?:so|very) much| a lot| again)? ?){2,}$",
            r"^(?:(?:oh|well|ok|okay|no|aw|thanks|thank you) )*(?:(?:god|the lord|lord) )?bless (?:you|ya|your (?:heart|soul))(?: (?:all|both|too))?",
            r"^(?:no |yes |yeah |great |grand |brilliant |nice |nice one |perfect |lovely |awesome |wonderful |good |cool |oh |ok |okay |k |kay |alright |well |smashing |super |magic |mate |no (?:bother|worries) |that'?s (?:great|grand|good|all right|"
            r"perfect|fine|kind|very kind|helpful|lovely) )*(?:(?:many )?thank(?:s| you)(?: (?:so|very) much| a lot| a bunch| again| a million| kindly|"
            r" for (?:\w+ ?){1,3})?|cheers|ta|much (?:appreciated|obliged)|(?:i )?(?:really )?appreciate (?:it|that|you|your help)|you(?:'?ve been| are|'?re) (?:very |so |really |most )?(?:"
            r"helpful|great|kind|sweet|patient|lovely|wonderful|a star|a lifesaver))(?: (?:that'?s (?:very |so )?(?:kind|great|nice|good|lovely|helpful)|dear|love|sir|ma'?am|then|for that|anyway|bye|very much|a lot|honey|mate))*$",
            room=3,
        ),
        Act.GREETING: act(
            r"^(?:(?:hi|hello|hey|there|(?:a )?(?:very )?(?:good )?(?:morning|afternoon|evening|good day)(?: (?:to|you|all|both|everyone|everybody|sir|ma'?am|madam|miss|there|young (?:man|lady)))*|hiya|howdy|greetings|how are you(?: (?:doing|today))*|nice to meet you|"
            r"yo|what'?s up|i'?m back(?: now| again)?|here i am(?: again)?|back again|this is [a-z]+(?: speaking)?) ?)+$",
            room=2,
        ),
        Act.TALK: act(*TALKS.values(), room=3),
        Act.BACK_CHANNEL: act(
            r"^(?:(?:m+ ?h+m+|m+h?m+|u+h+ ?h+u+h+|uh huh|a+h+|o+h+|hm+|mm+|i see|okay|ok|right|alright|all right|sure|yeah|yep|yes|got it|gotcha|"
            r"understood|i understand|good|great|fine|really|wow|interesting|cool|nice|true|of course|exactly|sounds good|no way|oh no|oh dear|oh good|"
            r"oh okay|ah ok|aha|well|makes sense|fair enough|no kidding|you don'?t say|go on) ?){1,4}$",
            room=0,
        ),
        Act.ELSEWHERE: act(
            r"(?:pizza|burgers?|sushi|restaurant|table for (?:two|three|four|five|six|\d)|taxi|cab|flight|plane ticket|airline|hotel room|room for the "
            r"night|haircut|hairdresser|dentist|doctor'?s appointment|prescription|pharmacy|lottery|horoscope|weather (?:forecast|today|tomorrow|like)|"
            r"movie tickets?|train (?:ticket|to)|bus (?:ticket|schedule)|joke|sing|plumber|toilet|dishwasher|washing machine|insurance claim|mortgage|"
            r"(?:electric|gas|water|power|phone|mobile|cell ?phone) (?:company|bill|meter)|dog food|vet|flowers|parcel|amazon|passport|driver'?s "
            r"licen[sc]e)",
            room=12,
            but_not=r"internet|wifi|wi fi|modem|router|my bill|technician|invoice|streaming|watch",
        ),
        Act.ABOUT_THAT: act(
            r"^(?:and |but |so |ok |okay |oh |um |sorry |wait |yes |yeah |no |i (?:just |only )?(?:want|wanted|need|would like) to know |i'?d (?:just )?like to know |"
            r"(?:can you |could you |just )?tell me |(?:do|would) you know |any idea )*(?:why(?: (?:is that|not|so|that|is it|was that|though|so (?:much|long|late|"
            r"high|expensive)))?|"
            r"when (?:do |will |are |would |can |d'?you )?(?:you|they|he|she|somebody|someone)(?: guys)?(?: gonna| going to)? (?:call|ring|phone|come)(?:ing)?"
            r"(?: me)?(?: back)?(?: then| though?)?|how long(?:'s| is| will| does| would)? (?:that|it|this)(?: gonna| gonnae| going to)? (?:take|be)(?: then| though?)?|"
            r"how come|what for|since when|(?:until|by|for|from) when|when (?:is|was|will|would|were) (?:that|it|this|he|she|they|somebody|someone|those)"
            r"(?: (?:be|come|call|ring|phone|arrive|start|coming|calling|due|exactly|again|then))*|when(?: exactly| again| then)?|how (?:much|long|many|often|late|soon)(?: (?:is|was|would|"
            r"will|does|did|are|do) (?:that|it|this|he|those|they)(?: (?:be|take|cost|in (?:all|total)|last|again|exactly))*| exactly| again| in (?:all|total))?|"
            r"what (?:time|day|date|amount)(?: (?:is|was|would|will) (?:that|it|this)(?: (?:be|again))?| exactly| again)?|which (?:day|one|invoice|bill|"
            r"month|charge)(?: (?:is|was) (?:that|it))?|what (?:is|was|'?s) (?:that|it|this)(?: (?:for|about|charge|fee|amount))*|what'?s (?:that|it|this)(?: "
            r"(?:for|about|charge|fee|amount))*|who (?:is|was|says) (?:that|it|so)|where (?:is|was|does) (?:that|it)(?: (?:from|come from))?|is that "
            r"(?:normal|much|a lot|final|certain|for sure|with tax|including tax|everything)|are you sure(?: (?:about (?:that|it)))?|how do you know(?: that)?|"
            r"says who|what does (?:that|it) (?:cost|include|cover)|what(?:'s| is) the (?:cause|reason)(?: (?:for|of) (?:that|it))?|(?:what (?:was|is|about)|and) the (?:one|ones) before (?:that|those|it)|"
            r"where(?: exactly)?|how then|how|what happened|(?:what'?s|why is (?:it|that|this)|why does (?:it|that|this)) "
            r"tak(?:e|ing) (?:so|this|that) long|what caused (?:that|it|this)|what'?s causing (?:that|it|this)|how (?:do|would|can|could|should) i (?:do|get) (?:that|it|this)|"
            r"how does (?:that|it) work|what (?:day|date|time|amount) (?:was|is|did you say)(?: (?:it|that))?(?: (?:again|for))*)$",
            room=0,
        ),
    },
    another=re.compile(
        r"\b(?:(?:one|just one|another|a) (?:more|last|other|quick)? ?(?:thing|question|matter|issue|point)|something else|"
        r"anything else i|i (?:also|still) (?:have|need|want|wanted|would)|i'?d also|i have (?:another|a|one more|also|one)|also i|"
        r"while i'?m (?:at it|here|on)|before (?:you|i) (?:go|hang up)|(?:oh )?and (?:also )?(?:one|another|what about|how about|can you)|"
        r"but (?:can|could|what|how|when|why|i (?:need|want|have)|there'?s)|there'?s (?:one|another|something|also)|"
        r"what about|how about|(?:i'?m|i am|we'?re) not (?:done|finished)|that'?s not (?:all|everything)|actually (?:yes|can|could|i|there|one))\b"
    ),
    fillers=re.compile(
        r"\b(?:um+|uh+|er+m?|hm+|ah+|oh|well|so|like|you know|i mean|actually|basically|just|please|hi|hello|hey|okay|ok|right|"
        r"alright|all right|sorry|excuse me|then|now|there|though|sir|ma'?am|miss|mate|dear|love|hon|honey|"
        r"darling|sweetheart|sweetie|pal|buddy|man|anyway)\b"
    ),
    lead=re.compile(
        r"^(?:(?:no|nope|nah|yes|yeah|yep|yup|sure|ok|okay|right|alright|all right|great|perfect|fine|good|cool|thanks|thank you(?: (?:so|very) "
        r"much)?|thanks a lot|please|well|um+|uh+|er+|hm+|oh|ah|and|but|so|also|hi|hello|hey|no thanks|not really|that'?s (?:fine|right|good|great|"
        r"all|it|ok|okay)|go ahead|do (?:that|it)|please do|actually|then|now|listen|look|wait|hold on|one more thing|another thing|"
        r"one (?:more|last|other) question|"
        r"(?:(?:i have|i'?ve got|there are|it'?s|just) )?(?:two|a couple of|three|a few) (?:things|questions|matters)|"
        r"(?:number one|one|first(?:ly)?(?: of all)?|(?:the )?first (?:one|thing)(?: is)?)(?= (?:what|how|when|why|i|can|could|my|is|do|does|please)\b)|"
        r"i have (?:another|one more|a) question|there'?s (?:one more|another) thing|by the way|while i'?m at it|"
        r"bye|goodbye)\s+)+"
    ),
    joint=re.compile(
        r"(?:[,.;]\s*|\s)(?:and (?:before (?:that|i go)|(?:the )?(?:other|second) (?:one|thing)(?: is)?|also|then (?:i|also|can|could|please)|another thing(?: is)?|one more thing|while (?:you'?re|i'?m) at it|"
        r"on top of that|besides|additionally|secondly|second)[:,]?|(?<!\byou )(?<!\bi )(?<!\bwe )(?:oh |and )?also|plus|as well as|besides that|another thing is|"
        r"the other thing is|(?:and )?(?:number two|two|(?:the )?second (?:one|thing)(?: is)?)(?=[,:]?\s+(?:what|how|when|why|i|can|could|my|is|do|does|please)\b)"
        r"[,:]?|and(?=\s+(?:can|could|would|will|do|does|i'?d|i need|i want|i also|please)\b)|"
        # But "and when is it due" is of the same thing.
        r"and(?=\s+(?:what|when|where|how much)(?:'?s|\s+(?:is|are|do|does|did|will|can))\b(?!\s+(?:it|that|this|they|those|he|she)\b)|"
        r"\s+how\s+(?:do|can|could|would|should)\s+(?:i|we)\b(?!\s+(?:\w+\s+)?(?:it|that|this|them|those|there)\b)))\s+"
    ),
)  # fmt: skip
