"""English answers to a yes-or-no question, as people and recognisers put them."""

from __future__ import annotations

import re

from callcenter.spoken.act.consent_words import ConsentWords, any_of

_YES = r"(?:yes|yeah|yep|yup|yea|yah|sure|of course|absolutely|definitely|ok|okay|o k|please)"
_FINE = r"(?:fine|ok|okay|o k|good|great|perfect|alright|all right|cool|lovely)"
_GO = (
    r"(?:go (?:right )?ahead|go for it|please do|do it|do that|do so|book it|you can|let'?s do (?:it|that)|"
    r"be my guest|carry on|sounds good|works for me|that works)"
)

WORDS = ConsentWords(
    agreeing=any_of(
        rf"(?:no )+(?:that'?s|that is|it'?s|it is|this is|that would be|that'?ll be|that will be) {_FINE}"
        rf"(?: (?:with|by|for) me)?(?: then)?(?: thanks| thank you)? (?:so |just |and |please |yes |yeah )*{_GO}",
        rf"(?:no )+(?:please |just |you )*{_GO}",
        r"(?:i )?(?:have|got) no problems? with (?:it|that)|(?:i )?(?:don'?t|do not) have (?:a|any) problems? with (?:it|that)",
        r"no problems?(?: at all| whatsoever| for me)?",
        r"not a problem(?: at all)?",
        r"(?:no|not an) issues?(?: at all)?",
        r"no (?:trouble|bother)(?: at all)?",
        r"no worries(?: at all)?",
        r"(?:i have |i'?ve |i'?ve got |there'?s )?no objections?(?: at all| to that| to it| from me)?",
        r"(?:without|no) (?:a )?doubt(?: about (?:it|that))?",
        r"(?:sure |yeah |yes |ok |okay )?why not",
        r"(?:i )?(?:don'?t|do not|can'?t|cannot) see why not",
        r"(?:i )?(?:don'?t|do not|wouldn'?t|would not) mind(?: (?:at all|that|it|if (?:you|i) (?:do|did)))?",
        r"(?:i )?(?:couldn'?t|could not) agree more",
        r"(?:i )?(?:won'?t|wouldn'?t|can'?t|couldn'?t) say no(?: to that)?",
        r"(?:i )?(?:won'?t|wouldn'?t) object",
        r"(?:i'?m |i am )?not (?:opposed|against (?:it|that))(?: to (?:it|that))?",
        r"nothing against (?:it|that)",
        r"if you (?:would|could|can|wouldn'?t mind|don'?t mind|please)",
        r"if (?:that'?s|that is|it'?s) (?:ok|okay|all right|alright|fine|possible|no trouble|not too much trouble)"
        r"(?: (?:with|by|for) you)?",
        r"if (?:at all )?possible",
        rf"{_YES}(?: please)? (?:can|could|would|will) you(?: please)?"
        r"(?: (?:do|go ahead and do|go ahead with) (?:it|that|this)| go ahead)?(?: please)?$",
        # As people say it whose language needs no "that".
        rf"(?<=yes )is {_FINE}(?: (?:with|for) me)?$",
        r"that'?s (?:exactly )?(?:what|how) i(?:'d like| want(?:ed)?| would like)(?: it| to do)?",
        r"i thought you'?d never ask",
        r"you don'?t (?:have|need) to ask(?: me)?(?: twice)?",
        r"without (?:question|hesitation)",
        r"(?:it )?(?:can'?t|couldn'?t|wouldn'?t|won'?t) (?:hurt|do any harm)(?: i suppose)?|no harm in (?:it|that)",
        r"(?:i )?(?:don'?t|do not|can'?t) see (?:a|any) problems?(?: with (?:it|that))?|i'?ve nothing against (?:it|that)",
        r"(?:i'?ve |i have )?no choice(?: do i| have i)?",
        # A hedge alone is no yes; one that ends in a yes is.
        r"i (?:guess|suppose)(?: so)? (?:(?:um|uh|well|ok|okay|so) )*(?:yes|yeah)(?: please)?",
    ),
    refusing=any_of(
        r"(?<! or )no(?! (?:idea|clue|wait|hang on|hold on)\b)",
        r"(?:nope|nah|naw|nay|nuh uh|nu uh|uh uh|unh uh|huh uh|mm mm|nada|noo+|nopes|know thanks|know thank you)",
        r"negative|never|refuse|decline|disagree|incorrect|wrong|false",
        r"never ?mind|forget (?:it|that|about (?:it|that)|(?:about )?(?:the|this|my|your) [a-z]+)|(?:leave|skip|drop|scratch|stop|quit) (?:it|that|this|everything)"
        r"|stop|abort|(?<!can i )(?<!could i )(?<!do i )undo",
        r"leave it (?:be|alone|as it is|for now)|let'?s leave it|let it be",
        r"(?:i'?ve |i have |i )?changed my mind|change my mind|(?:having )?second thoughts",
        r"(?:i'?d |i would |i'?ll |)(?:much |really )?rather (?:not|you didn'?t|you don'?t|keep|leave|stay|have it stay)",
        r"prefer (?:not|you didn'?t|to (?:keep|leave|stay))",
        r"(?:absolutely|definitely|certainly|of course|surely|probably|obviously|guess|think|hope|hopefully|maybe|"
        r"better|perhaps|possibly|suppose|please|sure as hell|clearly|preferably|i'?m afraid|afraid) not",
        r"not (?:really|today|right now|now|at all|interested|that|this|happening|necessary|needed|a chance|in a million"
        r" years|for me|any ?more|any longer|ok|okay|o k|alright|all right|right|fine|good|correct|true|what|the|on|"
        r"me|ever|likely|going to|gonna|this time|quite|so fast|exactly|particularly|tonight|tomorrow|like this|"
        r"like that|doing|agreeing|having|for now|to|it|a good|keen|happy|comfortable|acceptable|worth)",
        r"(?:please |just )?(?:don'?t|do not|dont|didn'?t|did not)(?: you dare| ever| even)? (?:(?:do|book|cancel|want|"
        r"need|bother|think|agree|accept|consent|send|make|change|go|touch|proceed|call|move|pay|charge|take|"
        r"schedule|reschedule|record|like|put|give|add|open|close|start|transfer|continue|mess|approve|"
        r"authorize|authorise|confirm|wish|intend|ask|say|order|submit|issue|process|set|bill)\b)"
        r"(?: (?:it|that|this|anything|so|to|me|you|ahead))*",
        r"(?:please|no|just|i said|i) (?:don'?t|do not|dont)(?: please| thanks| thank you)?$",
        r"^(?:don'?t|do not|dont)(?: please| thanks| thank you)?$",
        r"let'?s not",
        r"(?:i )?(?:won'?t|will not|wouldn'?t|would not) (?:do|have|need|agree|accept|pay|take|want|like|work|be (?:needed|necessary))",
        r"keep (?:it|my|the|that|everything)|want to keep|it stays",
        r"(?:i'?m|we'?re|i am|we are)(?: all)? (?:good|fine|okay|ok|set|alright|all right)(?: thanks| thank you)?"
        r"(?: without(?: it| that)?| as (?:is|it is|i am)| for now)?$",
        r"(?:i'?ll|i will) pass|hard pass|pass on (?:it|that)",
        r"(?:maybe|perhaps|some|an) ?(?:later|other time|another time)|another time|some other time",
        r"over my dead body|in your dreams|when hell freezes over|like hell|hell with (?:it|that)|as if",
        r"can'?t (?:do|accept|agree|have|afford)|cannot (?:do|accept|agree|have|afford)",
        r"isn'?t (?:right|correct|what|good|ok|okay|fine|it|true|necessary|going to work)|"
        r"(?:doesn'?t|does not) (?:work|suit|sound (?:good|right))",
        r"too (?:expensive|late|early|much|soon|far)|hardly|unlikely|doubt it|out of the question",
    ),
    yes_after=any_of("yes", "yeah", "yep", "yup", "i mean yes", "no go ahead"),
    holding=any_of(
        r"(?<!long )(?<!the )(?<!\ba )wait(?! (?:for|until|till)\b)",
        r"hold (?:on|up|it|the line|please|your horses)|hang on|hang about",
        r"(?:one|just a|just one|a|half a|wait a|give me a|another|two|a few|a couple of) "
        r"(?:moments?|seconds?|secs?|minutes?|mins?|mo|ticks?)(?! (?:thing|question))",
        r"(?:one|just a|a|give me a) (?:more )?(?:moment|second|sec|minute|min)",
        r"bear with me|let me (?:just )?(?:think|check|see|look|ask|find|get|grab|consider|talk|speak|sleep|write|"
        r"finish|call|double check|make sure)",
        r"(?:i )?(?:need|have|want|got) (?:to |a (?:moment|minute|second) to |some time to )?(?:think|check|look|consider|discuss|sleep|"
        r"(?:ask|talk)(?! (?:you|if|whether|how|when|what|why|where|about (?!it\b|this\b|that\b))))",
        r"(?:i'?d|i would) (?:like|have|need|want) to (?:think|check|ask|look|talk|consider|discuss)",
        r"not (?:just |quite )?yet|not so fast|slow down|easy|whoa|woah|hmm let me|give me (?:some )?time|"
        r"(?:i'?m|still) (?:just )?(?:thinking|checking|looking)|thinking about it|before you (?:do|go)|first i|"
        r"(?:to )?think (?:about|it over)|sleep on it|in a (?:moment|minute|second|sec|bit)|(?:not|never|[a-z]+n'?t|still)\b.*\byet",
    ),
    doubting=any_of(
        r"(?:don'?t|do not|didn'?t|did not|dunno|couldn'?t|could not|can'?t|cannot|not|haven'?t|hadn'?t|no) ?"
        r"(?:really |quite |actually |even |fully |entirely |exactly |clearly |a |any |)?"
        r"(?:know|sure|understand|understood|hear|heard|catch|caught|get|got|remember|certain|follow|clear|tell|"
        r"decide|decided|care|idea|clue|recall|say|see|listening|positive|convinced|ready)",
        r"dunno|i mean|unsure|whatever|up to you",
    ),
    negating=any_of(
        r"no|not|nor|none|nothing|nobody|nowhere|neither|never|without|cannot|"
        r"[a-z]+n't|(?:dont|cant|wont|isnt|wasnt|doesnt|didnt|havent|hasnt|wouldnt|shouldnt|couldnt|aint)"
    ),
    asking=any_of(
        r"how|what|what'?s|when|where|which|who|who'?s|whose|whom|why",
        r"(?:is|was|are|were) (?:it|that|this|there|you|they|we)(?! (?:is|was|please)\b)|am i",
        r"(?:do|did|does|will|would|could|can|should|shall|must|may|have|has) (?:i|you|we|they|it|that|this|there)"
        r"(?! (?:do|can|would|will)\b)",
    ),
    yes=any_of(
        # What recognisers make of "yep, that's fine".
        r"^yet(?= (?:that'?s|it'?s|please|sure|ok|okay|do|go|thanks|thank you)\b)",
        r"(?:yes|yeah(?! right$)|yep|yup|yah|yea|ya|yas|yess+|yeh|yessir|aye)",
        r"(?:for |fo )?sure(?: thing)?|you bet|you betcha|you got it|totally|indeed|affirmative",
        r"absolutely|definitely|certainly|of course|by all means|positive|(?:a |one )?hundred percent|"
        r"100(?: percent)?|with pleasure|gladly|sounds like a plan|(?:good|great) idea",
        r"please do(?: (?:it|that|so))?|do please",
        r"(?:please )?(?:go (?:right )?(?:ahead|on then)|(?<=yes )go on|(?<=yeah )go on|go on with it|go for it|"
        r"go with (?:it|that)|proceed|make it so|do it|do that|"
        r"do so|do this|book it|send it|confirm(?:ed)?|confirm (?:it|that|this)|i confirm|"
        r"let'?s (?:do|go with|book|go for) (?:it|that|this)|let'?s go ahead|be my guest)",
        r"(?:that'?s|that is) (?:right|great|perfect|correct|the one|lovely|wonderful|excellent|"
        r"absolutely (?:fine|right|correct|perfect)|(?:totally |perfectly |completely )fine)(?: (?:with|by|for) me)?",
        r"(?:that|it|this)(?: would| will|'d|'ll) (?:be (?:right|correct|fine|good|great|perfect|lovely|ok|okay|"
        r"wonderful|nice|excellent|ideal|helpful|cool|amazing|awesome|brilliant|super|fantastic|very (?:nice|kind|"
        r"helpful)|so (?:nice|kind|helpful|great)|just fine|absolutely fine)|do(?: nicely)?)(?: (?:with|by|for) me)?",
        r"that(?:'ll| will)? works?(?: (?:for me|great|fine|perfectly|well))?|works? for me|(?:that |it )?sounds "
        r"(?:good|great|fine|right|perfect|lovely|wonderful|excellent|okay|ok)(?: to me)?|(?:that )?suits (?:me|us)(?: down to the ground| fine| well| grand| perfectly)?",
        r"go on(?= (?:yes|yeah|do it|please do)\b)|spot on|(?:like |as )?i(?:'ve| have)? (?:(?:already|just|did|do) )*(?:say|said) (?:a )?yes(?: (?:already|before|twice))*|"
        r"(?<=yes )i(?:'ve| have)? (?:(?:already|just) )*(?:said|told you)(?: (?:so|it|that|already|before|twice))*",
        r"i (?:agree|accept|consent|approve|authori[sz]e (?:it|that|this))(?: to (?:it|that|this))?|"
        r"i (?:want (?:it|that)|would (?:love|like) (?:it|that|to))$|i'?d (?:like|love|appreciate) (?:that|it|to)$|"
        r"agreed|accepted|approved|"
        r"(?:i do|i would|i will|it is|that is|it does|i am|they are)(?= please$| thanks$| thank you$|$)",
        r"(?:that'?s |it'?s |is )?(?:fine|ok|okay|all right|alright|good) (?:by|with|for) me|bang on|hell yes|too right|(?:get|go) on with it|"
        r"(?:i|we) can (?:live with|do) (?:it|that)|"
        r"that'?s (?:the ticket|acceptable|grand|agreed|just what i wanted|the plan)|fire away|(?:you )?(?:make|get) it done",
        r"(?:i'?m|i am) (?:(?:quite|very|absolutely|completely|pretty|really|totally|100 percent) )?"
        r"(?:sure|happy with (?:it|that)|(?:fine|ok|okay|good) with (?:it|that)|certain|up for it|positive)",
        r"you (?:may|can|have my (?:permission|consent|ok|okay|blessing))",
        r"that(?:'ll| will|'d| would)? (?:be grand|suits? (?:me|us)(?: fine| well)?)|(?:book|put) me (?:in|down)(?: for (?:it|that))?|(?:i'?ll|we'?ll|i will) take (?:it|that)(?: one)?|lock (?:it|that|me) in|let'?s (?:have|take) (?:that|it)(?: one)?|"
        r"let'?s (?:do|go with|book|go for) (?:that|this) one|(?:my )?(?:he|she|wife|husband|partner|mother|daughter|son) says (?:yes|(?:that|it)'?s (?:fine|ok|okay|good))(?: too)?",
    ),
    weak_yes=any_of(
        r"grand(?: so)?|smashing|great stuff|(?:nice|lovely|good) (?:job|one)|fair (?:enough|dos)|splendid|magic|all good|"
        r"might as well|may as well|sounds (?:about right|reasonable|sensible)|right you are|rightio|right oh|ten four",
        r"(?:right|straight) away|ok|okay|o k|okey dokey|okie dokie|k|kay|m ?kay|alright|all right|alrighty|righto|right|right you are|"
        r"very well|deal|cool|roger(?: that)?|shore|correct|exactly|precisely|course|naturally",
        r"perfect|fine|great|good|wonderful|lovely|excellent|brilliant|awesome|fantastic|super|splendid|fabulous|"
        r"amazing|terrific|very good|marvell?ous",
        r"please|pretty please|(?:that'?s|that is) (?:fine|good|true|cool|brilliant|awesome)(?: (?:with|by|for) me)?",
    ),
    beside_weak=frozenset(
        """
        um umm uh uhh er erm ah oh hm hmm m mm mhm mmhm mhmm hey thanks thank you thankyou ta cheers please peas plays pleas pls plz
        then very sir ma'am maam mam miss madam mate dear honey hon darling sweetie dude bro love man buddy bud just by me let's go it
        """.split()
    ),
    trailing=frozenset(
        "and so but or because cause if to well with the a an my i we actually like just for it's that's of do "
        "would i'd i'll i'm only although though except however in on at really truly honestly get".split()
    )
    - {"do", "just", "really", "truly", "honestly"},
    naming=any_of(
        r"(?:(?:that'?s|that is|you'?re|you are|it'?s) )?(?:very|so|really|awfully|most) (?:kind|nice|sweet|good|thoughtful|helpful)"
        r"(?: of you)?(?: dear| indeed)?|(?:that'?s|you'?re) an? (?:angel|dear|star|lifesaver|big help|great help|relief)|"
        r"(?:god )?bless you",
        # Kind words beside a yes, that take nothing back of it.
        r"(?:(?:and|but|oh) )*(?:(?:i'?m|we'?re|i am) )?(?:(?:so|very|really|terribly) )*sorry (?:again|(?:about|for|to) (?:that|this|it|all this|"
        r"(?:the|all the|any) (?:trouble|bother|mess|confusion|mix ?up|fuss|delay|wait|noise|inconvenience)|(?:be|have been) (?:a|such a) (?:pain|nuisance|bother)|"
        r"(?:bother|trouble|bothering|troubling|disturb) (?:you|him|them)))",
        r"(?:(?:and|but|just) )*when(?:ever)? (?:(?:he|she|they|you|it|somebody|someone)(?:'re|'s| is| are)? (?:able|ready|free|can|could|like|likes|want|wants|get (?:a|the) chance|"
        r"gets (?:a|the) chance|has time|have time|suits(?: you| him| them)?)|(?:it )?(?:suits|works)(?: best)?(?: (?:you|him|them))?)",
        r"(?:(?:and|there'?s|there is) )*(?:no (?:rush|hurry)(?: at all)?|all the best|much obliged|much appreciated|take your time)",
        r"(?:on |at |to |from )?(?:this|the same|my) (?:phone |cell |same )?(?:number|phone|line|cell)(?: here)?",
        r"(?:on |at |to )?the (?:one|number|phone) (?:that )?(?:i'?m|i am) (?:calling|phoning|ringing)(?: you)?(?: (?:from|on|with))?(?: now)?",
    ),
    beside=frozenset(
        """
        the a an it that it's that's this me us for to i we i'd i'll i'm you will be of do am so very much then now them
        those these there mhm mmhm mhmm thanks thank thankyou ta cheers please peas plays pleas pls plz just really um umm uh uhh er
        erm ah oh ooh hm hmm m mm well sir ma'am maam mam miss madam mate dear honey hon love darling sweetie sweetheart dude bro folks man buddy bud pal
        and like want would with my your one as soon possible quickly kindly truly actually honestly sorry quick
        ja oui ever appreciate finally already god lord goodness let's he she straight forward ask try note request ugh phew is works home
        """.split()
    ),
    restating=frozenset(
        """
        cancel book schedule send pay move reschedule change refund open report file arrange set make put reserve confirm
        transfer connect call restart reset test check run start extend postpone record submit apply order
        appointment visit booking technician ticket refund payment plan order message slot arrangement extension credit
        callback up through
        """.split()
    ),
    ordering=frozenset(
        """
        cancel book schedule send pay move reschedule change refund open report file arrange make reserve confirm
        transfer connect restart reset test check run start extend postpone record submit apply order
        """.split()
    ),
    undoing=any_of(
        r"^(?:please |just |oh |ok |okay |can you |could you )*cancel(?: (?:it|that|this|everything|the whole thing))?"
        r"(?: please| thanks| thank you| then| now)*$"
    ),
    leaving=re.compile(
        r"^(?P<yes>.*\b(?:yes|yeah|yep|yup)(?: please| do| do it| do that)*|(?:(?:oh|ah|ok|okay|well) )*(?:"
        r"(?:(?:that'?s|that is|that'?d be|that would be) (?:just |really |absolutely )?|(?:that )?sounds )"
        r"(?:great|lovely|perfect|fine|good|wonderful|brilliant|excellent|grand|fantastic|super)(?: (?:with|for|by) me)?|"
        r"(?:that )?works(?: for me)?|perfect|lovely|brilliant|wonderful|excellent|please do|go ahead|do it|go for it))"
        r"(?: (?:and|thanks|thank you|(?:so|very) much|cheers|ta|(?:good)?bye(?: bye)?|good bye|now|then|"
        r"that'?s (?:all|it|everything)|that'?ll be (?:all|it)|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend)|"
        r"take care|see you|(?:my )?dear|love|sweetheart))+$"
    ),
    joining=re.compile(
        any_of(
            r"and(?: then)?(?= tell me\b)|and (?:also|another thing|one more thing|then also|besides|while (?:you'?re|i'?m) at it)|also|plus|"
            r"(?:and |oh )*(?:by the way|while (?:i'?m here|i'?ve got you|i have you))|"
            r"(?:(?:and|oh) )*(?:and|oh)(?= (?:(?:when |what days )?are you open|what are your)\b)"
        ).pattern
        + r"|(?:(?<=\byes )|(?<=\byeah )|(?<=\byes please )|(?<=\bgo ahead ))(?:and )?(?=(?:when|how soon)\b)"
    ),
    elsewhere=any_of(
        r"^(?:(?:please|can you|could you|tell me|i(?:'d| would) like to know|i (?:want|need) to know|check) )*"
        r"(?:how much (?:do|did) i (?:still )?owe|(?:what|how much|when|where)(?:'s| is| are| was|s) my)",
        # Of the money alone, and in no more words: what else is asked may doubt what was proposed.
        r"^(?:when|how soon) (?:(?:do|will|would|can|should) (?:i|we) (?:get|see|have|receive|expect) (?:my|the) "
        r"(?:money|refund)(?: back)?|(?:does|will|would|comes?|arrives?|is) (?:my|the) (?:money|refund)"
        r"(?: back)?(?: (?:come|arrive|be there|get here|here|there|back|in))*)$",
        r"^(?:when |on what days )?(?:are you|is anybody|do you) (?:guys )?open\b.*|^what are your (?:opening )?hours\b.*",
        r"^(?:please )?tell me(?: (?:what|how|when|where|why|my)\b.*)?$",
        r"^(?:i (?:have|had)|i'?ve got|there'?s)? ?(?:another|one more|a second) (?:question|thing to ask)$",
        # Said of the yes itself, and of what comes after it.
        r"^i (?:did say|(?:did )?sa(?:y|id) (?:so|yes|that)|told you)(?: so| already)?$|^(?:i'?m )?(?:so )?sorry (?:about|for) that$",
        r"^(?:(?:and|so|ok|okay) )*(?:now|then|next) (?:the|my|about the|about my) (?:\w+ )?"
        r"(?:visit|appointment|bill|payment|internet|refund|ticket|technician)$",
    ),
    # What it costs, and which day it is, may be what the yes depends on.
    further=re.compile(
        r"^(?!.*\b(?:cost|charged?|fee|pay|free|much|price|but|instead|only|before|change|move|make|can|could|"
        r"\w+day|today|tomorrow|morning|afternoon|evening|week)\b)"
        r"(?:who (?:decides|comes|will|would|is coming|does|do i)|who'(?:ll|s coming)|how long|"
        r"where (?:do|does|will|should) (?:i|we|he|she|they)|"
        r"(?:when|how soon) (?:would|will|do|should|might) (?:(?:i|we) (?:see|get|hear|receive|find out)|"
        r"(?:somebody|someone|they|you) (?:call|ring|phone))|"
        r"how (?:will (?:i|we|he|she|they|you)|do (?:i|we) (?:hear|find out|get|see))|"
        r"what (?:happens (?:next|then|now)|(?:do|should|will) (?:i|we) (?:need|have|do))|"
        r"(?:do|does|will|should|must) (?:i|we|he|she|they|some(?:one|body)|any(?:one|body)) "
        r"(?:need|have|ring|call|phone|text|knock|be|get|hear))\b"
    ),
    # For after the yes: another matter by its name, or that there is one. What speaks of the thing agreed to, or of a day, a
    # time or a price, may be what the yes depends on.
    wishing=re.compile(
        r"^(?!.*\b(?:cost|charged?|fees?|pay|free|price|but|instead|only|before|until|change|move|make|if|unless|except|later|earlier|"
        r"sooner|it|that|this|him|he|she|they|them|there|half|not|no|\w+n't|\w+day|today|tomorrow|tonight|mornings?|afternoons?|evenings?|weeks?|"
        r"months?|dollars?|\d+)\b)"
        r"(?:(?:(?:and|oh|so|please|ok|okay|well) )*(?:(?:and|also|then|now|next|plus|oh|by the way) )+(?:(?:please|also|for|on to|to|what about|how about|about) )*"
        r"(?:(?:the|my|our|your) (?:\w+ )?(?:contract|bills?|invoices?|balance|internet|line|router|modem|wi ?fi|account|plan|outage|complaint|"
        r"address|payments?|refund|visit|appointment|technician|ticket|message|call ?back|phone|e ?mail|password|connection|speed)|"
        r"(?:(?:the|my|one|to the) )?(?:next|other|second|last|another) (?:thing|question|matter|point|problem|issue)(?: is)?(?: (?:about )?(?:my|the) \w+)?)$|"
        r"(?:(?:and|oh|so|please|also|then|now|next|but|well) )*(?:"
        r"(?:i|we)(?:'d| would)? (?:(?:also|just|then|still) )*(?:want|wanted|need|needed|like|have) to (?:ask|know|talk|speak|hear|find out|report|tell you)\b.*|"
        r"(?:(?:i|we) (?:also )?(?:have|had|got)|(?:i|we)'?ve(?: also)? got|there'?s)(?: still)? (?:another|one more|a second|an(?:other)?|a|some other) (?:\w+ )?"
        r"(?:question|thing|problem|issue|matter)s?\b.*|(?:my|our|the) (?:internet|wi ?fi|line|connection|router|modem) (?:is|keeps|has|was|went|goes)\b.*|(?:(?:can|could|would|will) you )?(?:also )?(?:please )?tell me (?:what|how|when|where|why|who|my|the)\b.*))"
    ),
    excepting=re.compile(
        r"\b(?:but|just|only) not (?:on |in |at |for |before |after |until )*(?:the |a |my )?(?:\w+day|weekends?|mornings?|"
        r"afternoons?|evenings?|nights?|today|tomorrow|early|late|lunch\w*|noon|(?:one|two|three|four|five|six|seven|"
        r"eight|nine|ten|eleven|twelve|\d+))\b"
    ),
    conditional=any_of(
        r"if|unless|only|but|except|instead|provided|as long as|before|first|it|that|this|one|make|change|move|rather"
    ),
    changing=any_of(
        r"but|only|except|instead|rather|unless|until|till|make|change|move|first|before|after|though|although|just|later|"
        r"earlier|sooner|maybe|perhaps|guess|suppose|think|or|wrong|mistake|actually|wish|hope|depends?|prefer|better|"
        r"another|other|different|else|cancel|stop|want(?:s|ed)?|need(?:s|ed)?|like|could|would|should|can|will you|tell|ask(?:s|ed|ing)?|"
        r"write|say|put|know|wonder(?:s|ing)?|price|costs?|charged?|fees?|free|how|if"
    ),
    valued=re.compile(
        r"\d.*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:to|week|holi)?days?|tomorrow|tonight|mornings?|afternoons?|"
        r"evenings?|noon|midday|lunch\w*|weeks?|weekends?|months?|years?|hours?|january|february|march|april|may|june|july|"
        r"august|september|october|november|december|dollars?|bucks|cents?|half|both|all|everything|none|"
        r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty\w*|(?:thir|four|fif|six|seven|eigh|nine)teen\w*|hundred|thousand|"
        r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|\w+th|next|last|this"
    ),
    conceding=re.compile(
        r"^(?:(?:well|oh|um|uh|hm+) )*(?:i'?d (?:have )?(?:rather|preferred?|liked?)|i (?:would(?: have)? (?:rather|preferred?|"
        r"liked?)|was hoping|hoped|wanted)|it'?s a (?:shame|pity|bit late|long (?:time|wait))|(?:that'?s|it'?s) not ideal)\b"
        r"(?P<before>.*) but (?P<yes>.*)$"
    ),
    wondering=re.compile(
        r"^(?:(?:and|but|so|ok|okay|oh|well|wait) )*(?:(?:do|does|will|would|did) (?:i|we|he|she|they|my \w+)\b|what if\b|"
        r"what happens\b|(?:how(?! about)|where|when|who|which|what)(?: [\w']+){2})|\bcan (?:he|she|they)\b\s*$|"
        r"\bif (?:you|they|it|he|she|the \w+) (?:say|says)\s*$|\b(?:suppose|if) (?:the|your|their) (?:answer|decision|reply)(?:'s| is| was)\s*$"
    ),
    condition=any_of(r"if|unless|as long as|so long as|provided(?: that)?|assuming|on condition"),
    other_words={"refund": any_of(
        r"(?:(?:i|we) (?:(?:do|really|just) )?(?:want|need)|(?:i|we) would like|(?:i'd|we'd) like|(?:i'll|i will|let me) have|"
        r"(?:give|pay)(?: me| us)?) (?:it|that|(?:my|the) money) back"
    )},
    deeds=(frozenset({"cancel"}), frozenset({"book", "schedule", "reserve"}), frozenset({"move", "reschedule", "change", "postpone"}), frozenset({"refund"}), frozenset({"pay"}), frozenset({"transfer"})),
)  # fmt: skip
