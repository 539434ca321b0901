"""What English callers say in a clause after a yes without taking anything back of it, whatever words it has."""

from __future__ import annotations

from callcenter.spoken.act.consent_words import any_of

IDLE = any_of(
    # Impatience, relief and what is over: nothing of the yes is taken back by it, whatever words it has.
    r"(?:(?:but|and|just|only|please) )*(?:hurry(?: up)?|be quick(?: about it)?|(?:but|quick) (?:quick(?:ly)?|please)|make it (?:quick|snappy)|don'?t (?:be (?:too )?long|take (?:all day|too long|forever)))(?: please)?",
    r"(?:i|we) (?:can'?t|cannot|couldn'?t) wait(?: (?:any longer|any more|much longer|for (?:it|that)))*|(?:i|we) (?:don'?t|do not|haven'?t) (?:have |got )*all day",
    r"(?:i|we)(?:'ve| have)? (?:(?:been|only|already) )*(?:waiting|waited|asking|trying)(?: (?:on|for) (?:it|this|that|you))?(?: for)? (?:so long|long enough|ages|an hour|forever|"
    r"(?:(?:two|three|four|five|six|several|a few|many) )?(?:hours|days|weeks|months))(?: now)?",
    r"(?:(?:even |al)?though )?(?:(?:i|we|it|this|that|you) should(?:n'?t| not| never) have (?:(?:had|needed) to (?:call|ask|phone|ring)(?: at all)?|happened(?: at all| in the first place)?|(?:ever )?happened)|"
    r"(?:it|this|that) never should have happened(?: in the first place)?)|(?:though )?(?:i'?m|i am) not (?:happy|pleased|glad|amused) (?:(?:that )?(?:it|this) (?:ever )?happened|about (?:what|how) (?:it )?happened)",
    r"(?:it|that|this)(?:'s| is| was|wasn'?t| isn'?t)(?: not)? (?:my|our) (?:fault|doing)(?: you know)?|(?:i'?m|i am) not (?:angry|mad|cross|upset|blaming)(?: (?:with|at))?(?: you)?(?: you know)?",
    r"(?:(?:oh|and) )*(?:good grief|good heavens|(?:my )?goodness(?: me)?|thank (?:god|goodness|heavens|the lord)|(?:it'?s )?about time(?: too| (?:somebody|someone|you|they) (?:did|does|do) something)?|(?:and )?high time|at (?:long )?last|not before time|"
    r"finally(?: (?:somebody|someone|one)(?: who)? (?:helps|listens|understands|does something))?|hallelujah|hooray|wow|phew|for (?:god|heaven|goodness|pete)'?s sake|"
    r"what a (?:relief|mess|day|week|palaver|saga|business|nightmare|good idea)|like i said|as i said|(?:well )?obviously|whatever(?= (?:just |please |yes )*(?:do it|go ahead)))",
    r"(?:they|you|he|she|somebody|someone) can (?:reach|call|ring|get|find|phone) me (?:(?:here|at home|any ?time|all day(?: long)?|during the day|whenever(?: (?:they|you|he|she) (?:like|want)s?)?|on this (?:number|phone)|at this number)(?: |$))+",
    r"(?:i|we) (?:(?:do|really) )*need (?:it|that|the money)(?: (?:badly|so much|very much|for (?:my |the )?(?:job|school|business|studies|kids|work)))?$",
    r"(?:(?:and|then|after that|afterwards|after this) )+(?:i|we)(?:'d| would)? (?:want|like|need|have) to (?:talk|speak) (?:to|with) (?:a|an|some|the|your) ?(?:real |actual |human )?(?:person|human(?: being)?|colleague|agent|manager|supervisor|body|one)",
    r"that'?s when (?:i|we) get paid|that'?s when (?:my|the|our) (?:pension|wages|salary|pay ?check|pay|money|benefits) (?:comes?|is due|arrives?|gets? in)(?: in)?|"
    r"(?:(?:i|we)(?:'ve| have)? )?(?:called|rang|asked|phoned|told you|written|been (?:ringing|calling|waiting|trying|on hold))(?: (?:for|about|on))?(?: (?:you|it|this|that))?(?: (?:(?:two|three|four|five|six|ten|a dozen|several|many|so many|a hundred) times|twice|all (?:day|week|month|year|morning)))(?: (?:about|for) (?:it|this|that))?",
    r"(?:a |one )?(?:hundred|thousand|million) times(?: yes)?|that'?s the least you can do|let'?s get (?:it|this) over with|(?:my|your) friend|(?:it|that|this)(?:'s| is| was) (?:such )?an? (?:big |great |huge )?(?:relief|help|weight off my mind)|"
    r"(?:please )?(?:tell|give) (?:them|him|her|everybody|your (?:boss|people|colleagues)) (?:my |our )?(?:thanks|thank you|regards|love)(?: from (?:me|us))?",
    # How often, and no amount.
    r"(?:(?:the )?(?:second|third|fourth|fifth|hundredth) time|(?:two|three|four) times)(?: (?:is |'s )?(?:lucky|(?:a|the) charm|now|already|round|"
    r"(?:that )?(?:i'?m|i am|i|we|i'?ve|i have)(?: had to)? (?:call|ring|phon|ask|say|told|explain|been)(?:ing|ed)?(?: (?:you|it|this|about|on|calling|ringing))*))+|"
    r"(?:twice|three times|once) (?:is|was) (?:a joke|enough|plenty|too (?:much|often))",
    r"all day(?: long)?|(?:you (?:see|know)|indeed|really|honestly)$|^(?:you (?:see|know)|exactly|precisely|absolutely|definitely|certainly)",
    r"(?:i|we|she|he|it|that)(?:'ve|'s| have| has)? (?:(?:been|had|going|gone|waiting|waited|on hold|like this|like that|without (?:it|that|internet|a line)|trying|at it|going on|out|off|this|for|since) )+"
    r"(?:(?:a|an|two|three|four|five|six|seven|eight|several|many|a few|so many) )?(?:hours?|days?|weeks?|months?|years?|ages|forever)(?: (?:now|already))*",
    r"(?:i'?m|i am|he'?s|she'?s|my \w+ is) (?:(?:over|nearly|almost|only) )?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:one|two|three|four|five|six|seven|eight|nine))?|\d\d)(?: years old)?|"
    r"(?:i'?m|i am|we'?re|we are) (?:a |an )?(?:old |poor |single )?(?:pensioners?|widow(?:er)?|students?|retired|disabled|(?:mother|mom|mum|dad|father|parents?)|man|woman|lady)|every (?:bit|little) helps",
    r"(?:i'?ve |we'?ve |i |we )?(?:had|have had) nothing but (?:trouble|problems|grief|bother)(?: with (?:it|this|that|you(?: people)?))?",
    r"(?:it|that|this)(?:'d| would|'ll| will) be (?:such )?an? (?:\w+ )?(?:relief|help|blessing|weight off my (?:mind|shoulders)|load off my mind)|(?:that'?s |you'?re )(?:kind|nice|sweet|good|lovely) of you",
    r"(?:my )?(?:dear |good |young |old )(?:man|lady|fellow|friend|boy|girl|woman|lad|lass|chap)|(?:exactly |just |precisely )*(?:like|as|the way) you (?:just )?(?:said|told me|described|suggested|explained)",
    r"(?:i|we)(?:'ve| have)?(?: got)? no (?:other )?choice(?: anyway| do i| have i)?|you (?:make|do)(?: (?:it|that))?(?: for me)?$|(?:is|it'?s) (?:good|okay|ok|fine)(?: for (?:me|us))?",
    r"(?:(?<=call )|(?<=ask )|(?<=ring )|(?<=phone ))(?:if|when|in case) (?:something|anything|there|it|something else)(?:'s| is| goes| should go| should be)? ?(?:a |any |goes )?(?:wrong|problems?|trouble|issues?)(?: again)?",
    r"i (?:don'?t|do not|can'?t|cannot) (?:understand|know|get|see|think|imagine|believe) (?:why|how|that) (?:it|this|that) (?:took|takes|could take) (?:so|that) (?:long|much)|how (?:(?:something like )?(?:this|that)|it) (?:could|can) (?:ever )?happen",
    r"i (?:can'?t|cannot|couldn'?t) (?:tell|thank|believe) (?:you )?(?:(?:how (?:happy|glad|grateful|relieved|much (?:that|this|it) (?:means|helps)) (?:i am|we are|to me|me)?)|enough|it)|you don'?t know (?:how much|what) (?:this|that|it) (?:helps|means)(?: to me)?",
    r"(?:i was )?(?:(?:beginning|starting) to|about to) (?:lose|give up)(?: (?:all|my))?(?: (?:hope|faith|patience))?|(?:i|we) (?:nearly|almost|had nearly|had almost) (?:gave|given) up(?: hope)?",
    r"(?:sorry )?(?:i|we) had you on (?:speaker|mute|hold)|what else|why would(?:n'?t)? (?:i|we|anybody|anyone)(?: (?:say no|not|not want (?:it|that)|want (?:it|that)))?|who wouldn'?t|what took you so long",
    r"that'?s (?:(?:exactly|just|all) )?(?:what|how|why) (?:i|we)(?:'ve| have|'m| am|'d| had)? (?:(?:been|was|only) )*(?:(?:asked|asking)(?: you)?(?= (?:for|all|from|the whole))|waiting|waited|hoping|hoped|called|calling)"
    r"(?: (?:for|about|you))*(?: (?:all along|all the time|from the (?:start|beginning)|the whole time))?",
    r"(?:i|we)(?:'ve| have)? (?:already )?told (?:the other|your other|your) (?:lady|man|guy|one|person|girl|fellow|young man|colleague|woman|people)(?: (?:the same|the same thing|so|that|already|before|twice))*",
    r"(?:that'?s|that'?ll be|that is) (?:all|everything)(?: (?:i|we) (?:need|needed|want|wanted|have|had))?(?: (?:for (?:now|today)|then))*|"
    r"(?:i'?m|we'?re|i am) in (?:a|a bit of a|a great|a terrible|some) (?:hurry|rush)|(?:i|we) (?:have to|gotta|must|need to) (?:go|run|dash|leave)(?: now| soon)?",
    r"i think (?:that'?s|it'?s|that is|that'?ll be|that would be) (?:fine|good|great|best|ok|okay|all right|alright|a good idea)|(?:you )?(?:make|do) it(?: for me)? please$|you (?:make|do) (?:it|that)(?: for me)?$",
    r"(?:(?:and|you) )*have an? (?:(?:very|really) )?(?:good|nice|lovely|great|pleasant|wonderful|blessed) (?:day|weekend|evening|night|one|week|afternoon|morning|time|rest of (?:the|your) (?:day|week|evening))(?: (?:too|now|then))*",
    # Who is asked the same again loses patience.
    r"(?:i'?ve |i |as i(?:'ve)? |like i )?(?:just |already )+(?:said|told you)(?: (?:so|that|it|yes|yeah|already|before))*|how (?:many (?:more )?times|often)(?: (?:do|must|have) i (?:have to )?(?:say|said|tell|told)(?: (?:it|yes|you))?)?|"
    r"(?:what time|what) is it (?:there|over there|where you are|now)|don'?t (?:you )?forget (?:the |my |your )?\w+|(?:well )?it can'?t hurt(?: can it)?|didn'?t i$|didn'?t i (?:just |already )?(?:say|tell you)(?: (?:so|yes|that))?|(?:like |as )?i said$|(?<=right )go$|it'?s been an? (?:(?:very|so|really|such a) )?(?:long|hard|bad|busy|rough|tiring) (?:day|week|month|year|night|time)|i'?ll put the kettle on(?: for (?:him|them|you))?|(?<=said )go$|that'?s what i(?:'ve| have)? (?:just |already )?said|(?<=yes )go$|(?<=yeah )go$|(?:good )?lord|jee+z(?: louise)?|gee+z|gosh|blimey|sheesh|(?:oh )?my (?:god|goodness|word)|(?:oh )?(?:jesus|christ)|what the(?: (?:hell|heck|devil|dickens))?$|come on(?: now)?|for crying out loud|(?:(?:a|one|just|only) )*(?:plain|clear|simple|single|big|loud|definite|firm)(?= yes\b)",
    r"(?:i|we) (?:don'?t|do not|haven'?t) (?:have|got) (?:a lot of|much|long|any|enough)(?: (?:time|battery|credit|signal|left|charge))+(?: left)?|(?:my |the )?name(?:'s| is) \w+(?: \w+)?",
)  # fmt: skip
#: Why something isn't needed any more, beside a yes to have it cancelled.
NEEDLESS = any_of(
    r"(?:it|he|that|the (?:visit|technician|appointment))(?:'s| is)?(?: not|n'?t)(?: really)? (?:needed|necessary)(?: any ?more| any longer| now)*",
    r"(?:i|we|she|he) (?:don'?t|do not|won'?t) need (?:it|him|that|them|one|anybody|anyone|somebody|a technician|the (?:visit|technician|appointment))(?: (?:any ?more|any longer|now|anyway|after all))*",
    r"(?:it|everything|the (?:internet|line|router|wi ?fi|connection))(?:'s| is| has been|'s been) (?:all )?(?:working|fixed|back|fine|up|sorted|running|okay|ok)(?: (?:again|now|up|and running|on))*|"
    r"(?:it|everything) works(?: (?:again|now|fine))*|(?:(?:i|we|he|she|they|my \w+|somebody)(?:'ve|'s| has| have)? )(?:already )?(?:fixed|sorted|repaired|solved) (?:it|that)(?: (?:myself|ourselves|himself|herself|already|now|out))*|"
    r"(?:i|we)(?:'m| am|'re| are)? (?:moved|moving)(?: (?:out|away))?"
)  # fmt: skip
