"""The words and phrases by which `spoken.sentence` tells whether a sentence is over, by language, without accents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """One language's ends and beginnings, as regular expressions.

    `hanging` words, and `opening` phrases, are hardly ever the last of a sentence; but `soft` ones may end a question
    ("what is this charge for?"), and `pointing` ones a statement ("I'd like to cancel that"). `short` are whole answers
    of few words; `question` and `statement` are how a longer sentence begins.
    """

    hanging: str
    soft: str = r"(?!)"
    pointing: str = r"(?!)"
    opening: str
    short: str
    question: str
    statement: str


#: What a sentence may begin with before it begins.
JOINED = (
    r"(?:and|so|but|well|um|uh|oh|yes|yeah|no|okay|ok|hi|hello|hey|also|sorry|please|y|pero|hola|bueno|pues|et|mais|"
    r"bonjour|alors|und|aber|hallo|ja|nein|si|oui|non)"
)

GRAMMARS = {
    "en": Grammar(
        hanging=(
            r"and|and then|but|or|because|cause|so|if|while|until|unless|although|whether|than|that|which|who|"
            r"whose|why|how|what|when|where|to|of|for|with|without|on|in|at|by|from|about|into|between|during|"
            r"per|as|like|the|a|an|my|your|our|their|his|her|this|these|those|some|any|every|each|another|both|"
            r"is|are|was|were|be|been|am|isn't|aren't|wasn't|it's|i'm|we're|they're|you're|i've|we've|i'll|he's|"
            r"she's|there's|that's|what's|i'd|we'd|do|does|did|don't|doesn't|didn't|have|has|had|haven't|hasn't|"
            r"can|can't|could|couldn't|will|won't|would|wouldn't|should|shouldn't|may|might|must|i|we|they|he|"
            r"she|it keeps|um+|uh+|er+m?|hm+|well|also|just|really|very|maybe|probably|actually|basically|"
            r"kind of|sort of|plus|minus|dash|mister|doctor|it says|says"
        ),
        soft=(
            r"to|for|on|in|off|about|at|with|from|that|this|these|those|have|do|did|is|are|was|can|will|would|"
            r"why|when|where|how"
        ),
        pointing=r"(?<!is )(?<!was )(?<!me )(?<!said )(?<!think )(?<!know )(?<!sure )(?<!says )that|this|these|those",
        opening=(
            r"is it possible( to)?|because (the|my) \w+|(can|could|would) you( please)?( tell me| help me|"
            r" help me with| check| let me know| explain| give me| send me| change| cancel| do me a favor)?|"
            r"i was wondering|i('m| am) calling( you)?( about| because| to| for| regarding)?|i (want|need|"
            r"would like|'d like|like|wish|tried|wanted|was trying|have|am trying)( you)?( to)?( know| ask| say|"
            r" pay| make| get| change| talk| speak| book| see| find out| check| tell you)?|i'd like( to)?( know|"
            r" ask| pay| make| get| change| talk| speak| book| see| find out| check)?|the (thing|problem|issue|"
            r"reason|question) is|what (happened|i mean|i want|i need)( is| was)?|let me( just)?( see| think|"
            r" check| look| find it| get it)?|hold on|hang on|(just )?(one|a) (moment|second|sec|"
            r"minute)( please)?|do you( know| have)?|is there|are there|how (much|many|long|often|do i|can i|"
            r"about)|i (think|guess|believe|mean|know|see|said|got|received|noticed|paid for)|my (account|phone|"
            r"zip|order|customer|reference)( number| code)?( is)?|it says|you (said|told me)|(last|next) (week|"
            r"month|year) i|the (one|last|first|other)|every time( i| it)?|ever since|as soon as|(hi|hello|"
            r"hey)( there)?|yes (and|but)|no (and|but)|ok(ay)? (and|but|so)"
        ),
        short=(
            r"(yes|yeah|yep|yup|no|nope|nah|sure|correct|right|exactly|okay|ok|of course|absolutely|definitely|"
            r"certainly|please)( (please|thanks|thank you|it is|that's (right|correct|fine|it|all)|i (do|am|can|"
            r"will|would|did|have)|i'm sure|i don't|i didn't|not really|go ahead|do (that|it)|sir|ma'am|"
            r"it's fine|sounds good))*|(yes |no )?(thanks|thank you)( so much| very much| a lot)?( that's (all|"
            r"it|everything))?( (good)?bye)?|(no )?(that's|that is|that will be|that'll be) (all|it|everything|"
            r"fine|right|correct|great|perfect|wrong|not right)( (for (now|today)|thanks|thank you|"
            r"(good)?bye))*|(good)?bye( bye)?|have a (good|nice) (day|one|evening)|go ahead|please do|"
            r"never ?mind|i don't (know|have (it|one|that))|(an? |the )?(person|human|agent|operator|"
            r"representative|billing|support|technical support|appointments)( please)?|(can you |could you |"
            r"please )?(repeat|say) (that|it)( again)?( please)?|what was that|pardon( me)?|sorry what|"
            r"nothing else|not (now|today|really|yet)|(i'm|we're) (good|done|fine|all set)|"
            r"either( one)?( is fine)?|the (first|second|third|last|other|morning|afternoon|evening|earlier|"
            r"later) (one|works|please|is (fine|good|better))+"
        ),
        question=(
            r"(how|what|what's|when|when's|where|where's|why|who|who's|which|can|could|do|does|did|is|are|was|"
            r"were|will|would|may|should|have|has|am|isn't|aren't|don't|doesn't|didn't|can't|won't)\b"
        ),
        statement=(
            r"(it|this|that|everything|nothing|something|somebody|someone|nobody|my|our|the|your|there|i|we|"
            r"they|you|he|she|just|it's|that's|i'm|i've|i'd|i'll|we're|we've|we'd|he's|she's|they're|there's|"
            r"cancel|book|change|move|send|connect|put|transfer|reschedule|check|tell|give|explain|call|help|"
            r"get|let|make|repeat|stop|take)\b"
        ),
    ),
    "es": Grammar(
        hanging=(
            r"y|e|o|u|pero|porque|que|si|cuando|mientras|como|donde|de|del|a|al|en|con|sin|por|para|sobre|entre|"
            r"hasta|desde|el|la|los|las|un|una|unos|unas|mi|mis|su|sus|tu|este|esta|ese|esa|es|son|era|esta|"
            r"estan|soy|estoy|he|ha|han|hay|muy|mas|no se|me|te|se|lo|le|quiero|quisiera|necesito|puedo|puede|"
            r"tengo|eh+|em+|pues|bueno|entonces|tambien|numero|enero|febrero|marzo|abril|mayo|junio|julio|"
            r"agosto|septiembre|octubre|noviembre|diciembre"
        ),
        opening=(
            r"(me )?(puede|podria)( decirme| decir| ayudarme| ayudar| explicarme)?|llamo( para| por| porque)?|(quiero|"
            r"quisiera|necesito|me gustaria)( saber| hablar| pagar| cambiar| hacer| cancelar| preguntar)?|"
            r"lo que pasa es( que)?|el problema es( que)?|un (momento|segundo)( por favor)?|espere|dejeme( ver|"
            r" mirar)?|mi numero( de \w+)?( es)?|(hola|buenos dias|buenas tardes)|cuanto|cuando|creo|pienso"
        ),
        short=(
            r"(si|no|claro|vale|correcto|exacto|bueno|de acuerdo|por supuesto)( (por favor|gracias|claro|"
            r"esta bien|eso es( todo)?|nada mas|lo es))*|(muchas )?gracias( adios)?|(no )?(eso es|"
            r"es) todo( gracias)?|adios|hasta luego|nada mas|(una )?persona( por favor)?|"
            r"(puede )?repetir(lo)?( por favor)?|no (lo )?se|no lo tengo"
        ),
        question=(
            r"(cuanto|cuantos|cuanta|que|cuando|donde|por que|quien|cual|como|puedo|puede|podria|tengo|tiene|"
            r"hay|es|esta|estan)\b"
        ),
        statement=r"(mi|el|la|no|me|se|quiero|quisiera|necesito|tengo|hay|es|esta|yo|les|han|he|ya|hace)\b",
    ),
    "fr": Grammar(
        hanging=(
            r"et|ou|mais|parce que|parce qu'|car|que|qu'|si|quand|lorsque|comme|ou|de|du|des|d'|a|au|aux|en|"
            r"avec|sans|pour|sur|dans|par|entre|depuis|jusqu'a|le|la|les|l'|un|une|mon|ma|mes|votre|vos|son|sa|"
            r"ses|ce|cette|ces|est|sont|etait|suis|ai|a ete|c'est|j'ai|je|j'|vous|il|elle|on|ne|n'|me|m'|se|"
            r"tres|euh+|hum+|ben|alors|donc|aussi|je voudrais|je veux|numero|janvier|fevrier|mars|avril|"
            r"mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
        ),
        opening=(
            r"(est-ce que |est ce que )?(vous pouvez|pouvez[- ]vous|pourriez[- ]vous)( me dire| m'aider|"
            r" m'expliquer)?|j'appelle( pour| parce que)?|(je voudrais|je veux|j'aimerais|il me faut)( savoir|"
            r" parler| payer| changer| annuler)?|le probleme( c'est| est)?( que)?|"
            r"ce qui se passe( c'est)?( que)?|(un instant|une (minute|seconde)|attendez)( s'il vous plait)?|"
            r"mon numero( de \w+)?( est| c'est)?|(bonjour|bonsoir|allo)|combien|quand|je (crois|pense)"
        ),
        short=(
            r"(oui|non|d'accord|bien sur|exactement|parfait|correct|ok)( (merci|s'il vous plait|c'est (tout|bon|"
            r"ca|exact)|tout a fait|rien d'autre))*|merci( beaucoup)?( au revoir)?|c'est (tout|bon|ca|"
            r"exact)( merci)?|au revoir|rien d'autre|(une )?personne( s'il vous plait)?|"
            r"(pouvez[- ]vous )?repeter( s'il vous plait)?|je ne sais pas"
        ),
        question=(
            r"(combien|que|qu'est[- ]ce|quand|ou|pourquoi|qui|quel|quelle|comment|est[- ]ce|puis[- ]je|pouvez|"
            r"pourriez|avez|y a)\b"
        ),
        statement=r"(mon|ma|mes|le|la|les|je|j'ai|j'aimerais|c'est|il|on|nous|vous|ca|y a|il y a)\b",
    ),
    "de": Grammar(
        hanging=(
            r"und|oder|aber|weil|denn|dass|ob|wenn|als|wahrend|wie|wo|der|die|das|den|dem|des|ein|eine|einen|"
            r"einem|einer|mein|meine|meinen|meiner|meinem|ihr|ihre|ihren|sein|seine|von|vom|zu|zum|zur|mit|ohne|"
            r"fur|auf|an|am|in|im|bei|beim|uber|aus|nach|seit|bis|um|durch|gegen|ist|sind|war|bin|habe|hat|"
            r"hatte|haben|wird|werden|ich|sie|er|es|wir|sehr|auch|dann|also|ahm*|aehm*|hm+|na|"
            r"ja und|nein aber|ich mochte|ich will|kann|konnen|konnten|nummer|januar|februar|marz|april|mai|"
            r"juni|juli|august|september|oktober|november|dezember"
        ),
        opening=(
            r"(konnen|konnten) sie( mir)?( bitte)?( sagen| helfen| erklaren)?|ich rufe an( weil| wegen)?|"
            r"ich (mochte|will|wollte|brauche|hatte gern)( gern| gerne)?( wissen)?|das problem ist|"
            r"(einen )?(moment|augenblick)( bitte)?|warten sie( mal)?|meine? (\w*nummer|kundennummer|"
            r"kontonummer)( ist| lautet)?|(hallo|guten (tag|morgen|abend))|wie ?viel|wann|ich (glaube|denke)"
        ),
        short=(
            r"(ja|nein|doch|genau|richtig|stimmt|okay|ok|gut|klar|naturlich|gerne)( (bitte|danke|gerne|genau|"
            r"das (ist alles|war's|stimmt|passt)|sonst nichts))*|(vielen )?dank(e)?( schon|"
            r" sehr)?( auf wiederhoren| tschuss)?|das (ist|war) alles( danke)?|(auf wiederhoren|tschuss)|"
            r"sonst nichts|(einen )?menschen( bitte)?|(wiederholen|noch ?mal)( bitte)?|(das )?wei(ss) ich nicht"
        ),
        question=(
            r"(wie|wieviel|was|wann|wo|warum|wieso|wer|welche|welcher|welches|kann|konnen|konnten|haben|habe|"
            r"ist|sind|gibt|muss)\b"
        ),
        statement=r"(mein|meine|das|der|die|ich|es|wir|man|bei|seit|bitte|hier)\b",
    ),
}
