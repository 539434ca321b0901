"""English answers to a yes-or-no question, as people and recognisers put them."""

from __future__ import annotations

import re

from callcenter.spoken.act.consent_words import ConsentWords, any_of
from callcenter.spoken.act.consent_words.en_idle import IDLE, NEEDLESS

_YES = r"(?:yes|yeah|yep|yup|yea|yah|sure|of course|absolutely|definitely|ok|okay|o k|please)"
#: Whoever lives there, or may be in.
_SOMEBODY = (
    r"(?:(?:i|we|he|she|they|somebody|someone|everybody)|(?:and |the |my |our |his |her )+(?:\w+ )?"
    r"(?:husband|wife|partner|son|daughter|mother|mom|mum|father|dad|brother|sister|neighbou?r|kids|children|family|roommate|flatmate|"
    r"boyfriend|girlfriend|grandson|granddaughter|grandma|grandpa|friend|boss|tenant|landlord|caretaker|babysitter|carer|nurse))"
)
_FINE = r"(?:fine|ok|okay|o k|good|great|perfect|alright|all right|cool|lovely)"
_GO = (
    r"(?:go (?:right )?ahead|go for it|please do|do it|do that|do so|book it|you can|let'?s do (?:it|that)|"
    r"be my guest|carry on|sounds good|works for me|that works)"
)

WORDS = ConsentWords(
    agreeing=any_of(
        rf"(?:no )+(?:that'?s|that is|it'?s|it is|this is|that would be|that'?ll be|that will be) {_FINE}"
        rf"(?: (?:with|by|for) me)?(?: then)?(?: thanks| thank you)? (?:so |just |and |please |yes |yeah )*{_GO}",
        # Not "no, you can": that is what is left of "no, you can't".
        rf"(?:no )+(?!(?:please |just )*you can\b)(?:please |just |you )*{_GO}",
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
        r"i (?:guess|suppose)(?: so)? (?:(?:um|uh|well|ok|okay|so|please|just) )*(?:(?:yes|yeah)(?: please)?|go (?:right )?ahead|do (?:it|that)|please do(?: (?:it|that))?)",
    ),
    refusing=any_of(
        r"(?<! or )no(?! (?:idea|clue|wait|hang on|hold on)\b)",
        r"(?:nope|nah|naw|nay|nuh uh|nu uh|uh uh|unh uh|huh uh|mm mm|nada|noo+|nopes|know thanks|know thank you)",
        r"negative|never|refuse|decline|disagree|incorrect|wrong|false",
        r"(?:(?:i|we) )?(?:don'?t|do not) (?:want|need) (?:an?y? |the )?(?:other|another|different|new) (?:day|time|date|one|visit|appointment)|"
        r"(?:there'?s |there is |i see |i see |see )?no (?:need|point|sense|use|call|chance|fear|way|sirree)(?: (?:for|of|in) (?:it|that|this|them))?|"
        r"(?:you |they |he |she |we )?needn'?t(?: bother)?|under no circumstances|not (?:on your life|required|worth (?:it|the \w+)|paying|this time|in my house)|"
        r"(?:we |i )?(?:have |'ve |i'?ve |we'?ve )?decided (?:against (?:it|that)|not to)|(?:we'?ll |i'?ll |let'?s )?give (?:it|that) a miss|count me out|"
        r"(?:best|better) (?:not|leave (?:it|that|things))|do nothing|can'?t be bothered|hands off|let'?s forget (?:it|the whole thing)|"
        r"leave (?:it|things|everything|that)(?: how| as| the way| where| like)?(?: (?:it|that|they|things) (?:is|are|was|were))|"
        r"never ?mind|(?<!don't )(?<!not )forget (?:it|that|about (?:it|that)|(?:about )?(?:the|this|my|your) [a-z]+)|(?:leave|skip|drop|scratch|scrap|bin|ditch|chuck|stop|quit) (?:it|that|this|everything)|(?:i )?give up"
        r"|stop|abort|(?<!can i )(?<!could i )(?<!do i )undo",
        r"leave it (?:be|alone|as it is|for now)|let'?s leave it|let it be",
        r"(?:i'?ve |i have |i |we'?ve |we have |we )?changed? (?:my|our) minds?|(?:having )?second thoughts",
        r"(?:i'?d |i would |i'?ll |)(?:much |really )?rather (?:not|you didn'?t|you don'?t|keep|leave|stay|have it stay)",
        r"prefer (?:not|you didn'?t|to (?:keep|leave|stay))",
        r"(?:absolutely|definitely|certainly|of course|surely|probably|obviously|guess|think|hope|hopefully|maybe|"
        r"better|perhaps|possibly|suppose|please|sure as hell|clearly|preferably|i'?m afraid|afraid) not",
        r"not (?:really|today|right now|now|at all|interested|that|this|happening|necessary|needed|a chance|in a million"
        r" years|for me|any ?more|any longer|ok|okay|o k|alright|all right|right|fine|good|correct|true|what|the|on|"
        r"me|ever|likely|going to|gonna|this time|quite|exactly|particularly|tonight|tomorrow|like this|"
        r"like that|doing|agreeing|having|for now|to|it|a good|keen|happy|comfortable|acceptable|worth)",
        r"(?:please |just )?(?:don'?t|do not|dont|didn'?t|did not)(?: you dare| ever| even)? (?:(?:do|book|cancel|want|"
        r"need|bother|think|agree|accept|consent|send|make|change|go|touch|proceed|call|move|pay|charge|take|"
        r"schedule|reschedule|record|like|put|give|add|open|close|start|transfer|continue|mess|approve|"
        r"authorize|authorise|confirm|wish|intend|ask|say|order|submit|issue|process|set|bill)\b)"
        r"(?: (?:it|that|this|anything|so|to|me|you|ahead))*",
        r"(?:please|no|just|i said|i) (?:don'?t|do not|dont)(?: please| thanks| thank you)?$",
        r"^(?:don'?t|do not|dont)(?: please| thanks| thank you)?$",
        r"let'?s not",
        r"(?:i )?(?:won'?t|will not|wouldn'?t|would not) (?:do|have|need|agree|accept|pay|take|want|like|work|bother|require|be (?:needed|necessary|needing|required|wanting|paying))",
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
        r"(?:i'?d|i would) (?:like|have|need|want) to (?:think|check|look|consider|discuss|(?:ask|talk)(?! (?:you|if|whether|how|when|what|why|where|about (?!it\b|this\b|that\b))))",
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
        r"(?:(?<=well )|(?<=so )|(?<=yes )|(?<=yeah )|(?<=but )|^)about (?:that|it|this)$|(?:that|it)'?s my (?:phone )?(?:number|name|address)|well (?:h+m+|u+h*m+|u+h+|e+r+m*)$",
        r"(?:do|did|does|will|would|could|can|should|shall|must|may|have|has) (?:i|you|we|they|it|that|this|there)"
        r"(?! (?:do|can|would|will)\b)",
    ),
    yes=any_of(
        # What recognisers make of "yep, that's fine".
        r"^correct$|(?:put|send) (?:it|that) (?:through|off)|^yet(?= (?:that'?s|it'?s|please|sure|ok|okay|do|go|thanks|thank you)\b)",
        r"(?:(?<=yes )|(?<=yes please )|(?<=yeah )|(?<=sure ))(?:put|write|note|get|log|file) (?:it|that|this)(?: in| down| through)?",
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
        r"go on(?= (?:yes|yeah|do it|please do)\b)|spot on|(?:like |as )?i(?:'ve| have)? (?:(?:already|just|did|do) )*(?:say|said) (?:a )?(?:yes|yeah|yep)(?: (?:already|before|twice))*|"
        r"(?<=yes )i(?:'ve| have)? (?:(?:already|just) )*(?:said|told you)(?: (?:so|it|that|already|before|twice))*",
        r"i (?:agree|accept|consent|approve|authori[sz]e (?:it|that|this))(?: to (?:it|that|this))?|"
        r"i (?:want (?:it|that)|would (?:love|like) (?:it|that|to))$|i'?d (?:like|love|appreciate) (?:that|it|to)$|"
        r"agreed|accepted|approved|"
        r"(?:i do|i would|i will|(?<!as )(?<!how )(?<!way )it is|that is|it does|i am|they are)(?= please$| thanks$| thank you$|$)",
        r"(?:that'?s |it'?s |is )?(?:fine|ok|okay|all right|alright|good) (?:by|with|for) me|bang on|hell yes|too right|(?:get|go) on with it|"
        r"(?:i|we) can (?:live with|do) (?:it|that)|"
        r"that'?s (?:the ticket|acceptable|grand|agreed|just what i wanted|the plan)|fire away|(?:you )?(?:make|get) it done",
        r"(?:i'?m|i am) (?:(?:quite|very|absolutely|completely|pretty|really|totally|100 percent) )?"
        r"(?:sure|happy with (?:it|that)|(?:fine|ok|okay|good) with (?:it|that)|certain|up for it|positive)",
        r"you (?:may|can|have my (?:permission|consent|ok|okay|blessing))",
        r"that(?:'ll| will|'d| would)? (?:be grand|suits? (?:me|us)(?: fine| well)?)|(?:book|put) me (?:in|down)(?: for (?:it|that))?|(?:i'?ll|we'?ll|i will) take (?:it|that)(?: one)?|lock (?:it|that|me) in|let'?s (?:have|take) (?:that|it)(?: one)?|"
        r"let'?s (?:do|go with|book|go for) (?:that|this) one|(?:my )?(?:he|she|they|wife|husband|partner|mother|daughter|son) (?:says?|said|told me)(?: to say)? (?:yes|(?:to )?do it|(?:to )?go ahead|(?:(?:that|it)'?s )?(?:fine|ok|okay|all right|good))(?: too)?",
    ),
    weak_yes=any_of(
        r"^(?:it )?is (?:good|fine|okay|ok|right|correct)$|grand(?: so)?|smashing|great stuff|(?:nice|lovely|good) (?:job|one)|fair (?:enough|dos)|splendid|magic|all good|"
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
        then very sir ma'am maam mam miss madam mate dear honey hon darling sweetie dude bro love man buddy bud just by me let's go it kindly
        """.split()
    ),
    trailing=frozenset(
        "and so but or because cause if to well with the a an my i we actually like just for it's that's of do "
        "would i'd i'll i'm only although though except however in on at really truly honestly get about from into until till than your our his her their".split()
    )
    - {"do", "just", "really", "truly", "honestly"},
    naming=any_of(
        r"(?<!not )(?<!n't )(?<!isnt )good enough",
        r"(?:(?:that'?s|that is|you'?re|you are|it'?s) )?(?:very|so|really|awfully|most) (?:kind|nice|sweet|good|thoughtful|helpful)"
        r"(?: of you)?(?: dear| indeed)?|(?:that'?s|you'?re) an? (?:angel|dear|star|lifesaver|big help|great help|relief)|"
        r"(?:god )?bless you",
        r"sorry (?:for|about) (?:the |my |all the )?(?:shouting|swearing|yelling|screaming|being (?:so )?(?:rude|loud|short)|(?:what i said))(?: (?:at you|earlier|before|just now))*",
        # Kind words beside a yes, that take nothing back of it.
        r"(?:(?:and|but|oh) )*(?:(?:i'?m|we'?re|i am) )?(?:(?:so|very|really|terribly) )*sorry (?:again|(?:about|for|to) (?:that|this|it|all this|"
        r"(?:the|all the|any) (?:trouble|bother|mess|confusion|mix ?up|fuss|delay|wait|noise|inconvenience)|(?:be|have been) (?:a|such a) (?:pain|nuisance|bother)|"
        r"(?:bother|trouble|bothering|troubling|disturb) (?:you|him|them)))",
        r"(?:(?:and|but|just) )*when(?:ever)? (?:(?:he|she|they|you|it|somebody|someone)(?:'re|'s| is| are)? (?:able|ready|free|can|could|like|likes|want|wants|get (?:a|the) chance|"
        r"gets (?:a|the) chance|has time|have time|suits(?: you| him| them)?)|(?:it )?(?:suits|works)(?: best)?(?: (?:you|him|them))?)",
        r"(?:(?:and|there'?s|there is) )*(?:no (?:rush|hurry)(?: at all)?|all the best|much obliged|much appreciated|take your time)",
        r"(?<!that's )(?<!it's )(?:on |at |to |from )?(?:this|the same|my) (?:phone |cell |same )?(?:number|phone|line|cell)(?: here)?",
        r"(?:on |at |to )?the (?:one|number|phone) (?:that )?(?:i'?m|i am) (?:calling|phoning|ringing)(?: you)?(?: (?:from|on|with))?(?: now)?",
    ),
    idle=IDLE,
    needless=NEEDLESS,
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
        callback up through message
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
        r"that'?s (?:all|it|everything)|that'?ll be (?:all|it)|i(?:(?:'ve| have)? got to| gotta) (?:run|go|dash|rush)|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend)|"
        r"take care|see you|(?:my )?dear|love|sweetheart))+$"
    ),
    joining=any_of(
        r"and(?: then| also)?|also|plus|oh|so|then|now|because|cause|since|well|you know|i mean|by the way|another thing|one more thing|besides|while (?:you'?re|i'?m) at it|"
        r"while (?:i'?m here|i'?ve got you|i have you)|after(?:wards| that)|(?:as|because|since)(?= (?:i|we|he|she|they|my|our|the|it)\b)"
    ),
    beginning=any_of(
        r"(?:i|we|he|she|they|you|it|that|this|there|who|how|when|what|where)(?:'(?:m|s|re|ve|ll|d))?|my|our|the|do|does|will|should|until|till|are you|is there|thanks|thank you|sorry|what'?s"
    ),
    elsewhere=any_of(
        r"^(?:(?:please|can you|could you|tell me|i(?:'d| would) like to know|i (?:want|need) to know|check) )*"
        r"(?:(?:(?:can|could|will|would) you (?:also |please )*)?(?:check|look up|tell me|say) my (?:balance|bill|invoices?|plan|account)(?: too| as well)*$|(?:how much|what) (?:do|did|would|will|'d) i (?:still |then )*owe(?: (?:you|then|now|afterwards))*|(?:what|how much|when|where)(?:'s| is| are| was|s) my)",
        # Of the money alone, and in no more words: what else is asked may doubt what was proposed.
        r"^(?:when|how soon) (?:(?:do|will|would|can|should) (?:i|we) (?:get|see|have|receive|expect) (?:my|the) "
        r"(?:money|refund)(?: back)?|(?:does|will|would|comes?|arrives?|is) (?:my|the) (?:money|refund)"
        r"(?: back)?(?: (?:come|arrive|be there|get here|here|there|back|in))*)$",
        r"^(?:when |on what days )?(?:are you|is anybody|do you) (?:guys )?open\b.*|^what are your (?:opening )?hours\b.*",
        r"^(?:please )?tell me(?: (?:what (?:i|my|the)|how (?:much|long|i)|when|where|my)\b.*)?$",
        r"^(?:i (?:have|had)|i'?ve got|there'?s)? ?(?:another|one more|a second) (?:question|thing to ask)$",
        # Said of the yes itself, and of what comes after it.
        r"^i (?:did say|(?:did )?sa(?:y|id) (?:so|yes|that)|told you)(?: so| already)?$|^(?:i'?m )?(?:so )?sorry (?:about|for) that$",
        r"^(?:(?:and|so|ok|okay) )*(?:now|then|next) (?:the|my|about the|about my) (?:\w+ )?"
        r"(?:visit|appointment|bill|payment|internet|refund|ticket|technician)$",
    ),
    # What it costs, and which day it is, may be what the yes depends on.
    further=re.compile(
        r"^how (?:do|can|should|will) (?:i|we) (?:pay|pay (?:it|that|you))$|^(?!.*\b(?:cost|charged?|fee|pay|free|much|price|but|instead|only|before(?! (?:he|she|they|some(?:body|one)) comes?\b)|change|move|make|(?<!who )(?<!number i )(?<!somebody i )can|could|later|earlier|sooner|if it|if that|or|more|less|cheaper|all of|both|extra|discount|decide|cut|other|first|half|sign|cash|cards?|bank|che(?:ck|que)|"
        r"\w+day|today|tomorrow|morning|afternoon|evening|week)\b)(?:(?:please|tell me|do you know) )*"
        r"(?:who (?:decides|comes|will|would|is coming|does|do i|(?:do|can|should) (?:i|we))|who'(?:ll|s (?:coming|going to|gonna|doing|handling|dealing))|how long|(?:until|till|by) when (?:is|are|will|does|do|would)|what(?:'s| is) next|what now|"
        r"is (?:it|that|he) the same (?:technician|man|guy|one|person|fell(?:a|ow)|woman)(?: (?:as|like)\b.*)?$|(?:will|would|does|do) (?:he|she|they|some(?:body|one)) (?:call|ring|phone|text|knock)(?: (?:me|us))?(?: (?:first|ahead|before (?:he|she|they) comes?|when (?:he|she|they) comes?))*$|"
        r"(?:is there|do you have) (?:a|any|another) (?:number|reference|ticket number|somebody)|(?:is there )?anything(?: else)? (?:i|we) (?:need|have|should)|do you need anything(?: else)?(?: from me)?|"
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
        r"(?:(?:i|we) (?:also )?(?:have|had|got)|(?:i|we)'?ve(?: also)? got|there'?s)(?: still)? (?:another|one more|a second|some other|a different) (?:\w+ )?"
        r"(?:question|thing|problem|issue|matter)s?\b.*|(?:my|our|the) (?:internet|wi ?fi|line|connection|router|modem) (?!(?:is|has|was) (?:\w+ )?(?:back|fine|working|fixed|up|okay|ok|good)\b)(?:is|keeps|has|was|went|goes)\b.*|(?:(?:can|could|would|will) you )?(?:also )?(?:please )?tell me (?:what (?:i|my|the)|how|when|where|who|my|the)\b.*))|"
        # What is to be done besides, of another matter by its name.
        r"^(?!.*\b(?:cost|charged?|fees?|free|price|but|instead|only|before|until|if|unless|except|half|not|no|\w+n't|\w+day|today|tomorrow|tonight|mornings?|afternoons?|evenings?|weeks?|months?|dollars?|\d+)\b)"
        r"(?:(?:and|oh|so|please|also|then|now|next|well|after that|afterwards) )*(?:i|we)(?:'d| would| really)? (?:(?:also|just|then|still) )*(?:want|wanted|need|needed|like|have) to (?:also )?"
        r"(?:complain (?:about|that|of)\b.*|leave (?:you )?a message\b.*|(?:change|update|correct) (?:my|our) (?:address|name|e ?mail(?: address)?|password|wi ?fi\b.*|router)(?: (?:as well|too|also))*|"
        r"(?:(?:talk|speak) to|report|tell you about)\b(?!.*\b(?:about it|this|that)\b).*)|"
        r"^(?:and )?next(?: thing| question| point)?$|^(?:(?:and|oh|so|also|then|well|after that|afterwards) )*(?:(?:i|we) (?:also )?(?:have|had|got)|(?:i|we)'?ve(?: also)?(?: got)?|there'?s|just)? ?(?:another|one more|a second|(?<=also have )a|(?<=also got )a) (?:quick )?(?:question|thing|problem|matter)(?: (?:about|with) (?:my|our|the) \w+)?(?: (?:after that|afterwards|then|too|as well))*$"
    ),
    conditional=any_of(
        r"if|unless|only|but|except|instead|provided|as long as|before|first|it|that|this|one|make|change|move|rather"
    ),
    changing=any_of(
        r"but|only|except|instead|rather|unless|until|till|make|change|move|first|before|after|though|although|just|later|"
        r"earlier|sooner|maybe|perhaps|guess|suppose|think|thought|or|wrong|mistakes?|actually|wish|depends?|prefer|better|both|either|"
        r"another|other|different|else|cancel|stop|want(?:s|ed)?|need(?:s|ed)?|like|could|would|should|can|will you|tell|ask(?:s|ed|ing)?|"
        r"write|say|put|know|wonder(?:s|ing)?|price|costs?|charged?|fees?|free|how|if|must|has to|have to|had to|gotta|got to|supposed|expect\w*|mean(?:s|t)?|cho[ost]\w+|pick|take|taking|took|took it|"
        # Hears, and agrees to nothing; or tells what may make it needless, or whose it is.
        r"see|understand|understood|hear|heard|got (?:it|that|you)|remember|realis\w+|realiz\w+|follow|listening|already|"
        r"accounts?|cards?|banks?|cash|che(?:que|ck)s?|debit|credit|visa|paypal|mail|post|e ?mail|number|address|name|"
        r"all of|all three|them all|it all|everything|more|less|extra|twice|double|cheaper|bigger|smaller|faster|slower|own|discounts?|offers?"
    ),
    # Who will be in, how somebody feels, what was before the call, what is heard in the room. Anything else ("yes, I'm away",
    # "yes, that's a lot", "yes, dinner is ready") may doubt what was proposed, be no answer to it, or be said to somebody else.
    telling=re.compile(
        rf"^(?:{_SOMEBODY}(?:'ll| will|'s| is| are|'re|'m| am|'s going to| is going to|'re going to) (?:(?:always|usually|probably|definitely|certainly|also|all|both|then|be) )*(?:(?:in|up|about|around)(?= (?:all|on|that|the whole|then|and|anyway)\b|$)|home|at home|there|awake)\b"
        rf"|{_SOMEBODY}(?:'ll| will)(?: all)? (?:let (?:him|her|them|you|the \w+|somebody|someone) in|open the door|have (?:it|the money|everything)(?: ready)?)\b"
        rf"|{_SOMEBODY}(?:'ll be| will be|'s| is| are|'re|'m| am|'s been| has been|'ve been| have been| was| were) (?:(?:so|very|really|quite|just|only|a bit|getting|rather|all|most|that|terribly) )*"
        r"(?:tired|glad|relieved|pleased|delighted|thrilled|grateful|over the moon|old|elderly|retired|fed up|sick (?:and tired )?of (?:it|this)|exhausted|desperate|sorry|driving|freezing|going (?:mad|crazy)|losing (?:my|our) mind|"
        r"(?:patient|lucky|dying|at my wits end))\b"
        r"|you(?:'re|'ve been| are| have been| were| sound| people are| guys are| lot are) (?:(?:so|very|really|quite|just|a|an|most|much|all|such) )*"
        r"(?:kind|nice|helpful|patient|lovely|quick|fast|polite|sweet|brilliant|funny|wonderful|great|angel|star|lifesaver|saint|treasure|dear|help|gentleman|lady|darling|improvement)\b"
        r"|(?:i|we)(?:'ve| have)? (?:(?:been|just|even|also|really|only) )*(?:called|rang|phoned|struggled|sat|struggling|sitting|ringing|calling)\b"
        r"|(?:(?:the|my|our|his|her) )(?:dogs?|baby|kids?|children|tv|telly|radio|cat|kettle|doorbell|bell|traffic|wind|neighbours?|builders?|washing machine) (?:is|are|keeps?) (?:(?:so|very|just|always) )*(?:barking|crying|screaming|shouting|ringing|playing|boiling|whistling|howling|making|going off|going mad|loud|noisy|acting up|on)\b"
        r"|(?:i|we|let's)(?: do| really| just)? hope (?:so|(?:it|that|this|he|she|they) (?:works?|helps?|does|goes|fixes|finds?|sorts?|lasts?)\b)|(?:it|that|this)(?:'ll| will| would)? (?:helps?|be a (?:big |great |huge )?(?:help|relief))\b"
        r"|(?:it|that|this)(?:'s| has) been (?:an? (?:\w+ )?(?:nightmare|mess|pain|nuisance|saga|week|day|year|while)|ages|long enough|going on)\b|(?:it|that|this) took (?:you )?(?:long enough|ages|forever)\b"
        r"|(?:i|we)(?:'ll)? (?:get|am|are) paid\b|(?:i|we)(?:'ll| will)? have the money\b|(?:the|my|our|his|her) (?:pension|wages|salary|pay ?check|pay|money|benefits|bonus) (?:comes?|arrives?|is (?:due|in|there)|will be (?:in|there)|gets (?:in|here))\b"
        r"|(?:\w+day)(?:'s| is) (?:good|fine|great|perfect|best|ideal|grand|okay|ok|my day off)\b|(?:i|we) live (?:alone|on my own|by myself)\b"
        r"|(?:thanks|thank you)(?: (?:so|very) much| a lot)? for (?:your|all|the|being|helping|asking|listening|everything|sorting|looking|doing|taking)\b"
        r"|(?:i'?m |we'?re )?(?:so |very )?(?:sorry (?:for|about|to)|glad|relieved|grateful)\b)"
    ),
    valued=re.compile(
        r"\d.*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:to|week|holi)?days?|tomorrow|tonight|mornings?|afternoons?|"
        r"evenings?|noon|midday|lunch\w*|weeks?|weekends?|months?|years?|hours?|january|february|march|april|may|june|july|"
        r"august|september|october|november|december|dollars?|bucks|cents?|half|both|none|"
        r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty\w*|(?:thir|four|fif|six|seven|eigh|nine)teen\w*|hundred|thousand|"
        r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|(?!with|both)\w+th|next|last"
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
