"""German answers to a yes-or-no question. Umlauts without dots, as plain words are."""

from __future__ import annotations

from callcenter.spoken.act.consent_words import ConsentWords, any_of

_GO = r"(?:machen sie(?: das| es| ruhig| mal)*|mach(?: das| es| mal| ruhig)*|gerne|nur zu|los|ja)"

WORDS = ConsentWords(
    agreeing=any_of(
        rf"(?:nein |ne )+(?:das ist|das|ist) (?:schon )?(?:gut|okay|ok|in ordnung|recht|passt) (?:so )?{_GO}",
        r"(?:nein |ne )+(?:machen sie(?: das)? ruhig|nur zu)",
        r"(?:gar )?kein(?:e|en)? (?:problem|probleme|thema|ding|einwand|einwande|frage|zweifel)",
        r"(?:ja |na )?(?:warum|wieso) (?:denn )?nicht",
        r"(?:ich hab(?:e)? )?nichts dagegen(?: einzuwenden)?|spricht nichts dagegen|(?:das )?macht (?:mir )?nichts|"
        r"(?:das )?stort mich nicht|da sag(?:e)? ich nicht nein|ohne (?:zweifel|frage)",
        r"wenn (?:sie (?:so nett|so freundlich) (?:waren|sind)|sie mochten|es (?:geht|keine umstande macht|"
        r"ihnen nichts ausmacht|moglich ist))",
    ),
    refusing=any_of(
        r"(?<! oder )nein|nee+|nein+|noe|niemals|nie|auf keinen fall|keinesfalls|auf gar keinen fall|keineswegs|"
        r"nicht (?:wirklich|heute|jetzt|notig|so|das|mehr|doch|einverstanden|richtig|gut|in ordnung|okay|ok|noetig|"
        r"unbedingt|machen|tun|mit mir|interessiert|notwendig|dafur|diesmal)|(?:lieber|bitte|besser|eher|"
        r"sicher|bestimmt|natuerlich|naturlich|absolut|ganz sicher|glaube|hoffentlich|vielleicht|wahrscheinlich|"
        r"uberhaupt|gar|eigentlich) nicht",
        r"(?:das )?(?:will|mochte|moechte|brauche|wollte|machen|mache) (?:ich |sie )?(?:das |es |ihn |sie )?"
        r"(?:nicht|keinen|keine|kein)|kein (?:bedarf|interesse)|keine lust",
        r"vergessen sie(?: es| das)?|vergiss (?:es|das)|lassen sie(?! mich)(?: es| das)?|lass (?:es|das|mal)|abbrechen|stop|"
        r"stopp|halt stopp|anders uberlegt|falsch|stimmt nicht|verkehrt|spater|ein andermal|ein anderes mal|"
        r"ich lehne ab|abgelehnt|verzichte",
    ),
    yes_after=any_of("ja", "jawohl", "doch"),
    holding=any_of(
        r"warten sie(?: mal| bitte)*|warte(?: mal| bitte)*|moment(?: mal| bitte)*|einen (?:moment|augenblick)|"
        r"(?:eine )?sekunde|(?:eine )?minute|augenblick|sekundchen|momentchen|lassen sie mich|lass mich|"
        r"ich (?:muss|will|mochte) (?:erst |noch |mal |das |kurz |nur )*(?:uberlegen|nachdenken|nachsehen|nachschauen|fragen|schauen|"
        r"prufen|gucken)|noch nicht|nicht so schnell|halt|bleiben sie dran|muss (?:ich )?(?:erst|noch|kurz) .{0,20}"
    ),
    doubting=any_of(
        r"(?:weiss|verstehe|verstanden|hore|gehort|sicher|kenne|erinnere|mitbekommen) (?:ich |sie |das |mich |es |mir )*nicht|"
        r"nicht (?:ganz |genau |so |mehr )?(?:sicher|verstanden|gehort|mitbekommen|verstehen)|keine ahnung|weiss nicht"
    ),
    negating=any_of(r"nein|nicht|nichts|nie|niemals|kein|keine|keinen|keiner|niemand|ohne|weder|noch nicht|nee|ne"),
    asking=any_of(
        r"wie|was|wann|wo|wer|welche|welcher|welches|warum|wieso|weshalb|wozu|wieviel|kostet|ist das|kann ich|"
        r"konnen sie mir|darf ich|muss ich|gibt es|haben sie"
    ),
    yes=any_of(
        r"ja ja|ja|jap|jep|jo|joa|jawohl|jawoll|doch|natuerlich|naturlich|selbstverstandlich|klar|na klar|aber sicher|"
        r"ja sicher|gewiss|auf jeden fall|unbedingt|absolut|genau|richtig|stimmt|das stimmt|korrekt|exakt|gerne|gern|"
        r"sehr gerne|sehr gern|mit vergnugen|einverstanden|abgemacht|ich (?:bin (?:einverstanden|sicher|dafur|mir sicher)|"
        r"stimme zu|bestatige|akzeptiere|willige ein|bitte darum)|machen sie (?:das|es|das bitte|das mal|das ruhig|bitte)|"
        r"machen wir(?: so| das)?|mach das|mach es|tun sie das|nur zu|buchen sie(?: das| es| ihn)?|"
        r"(?:das |es )?(?:passt|passt mir|passt gut|ist gut|ist in ordnung|ist richtig|ist okay|ist ok|ware gut|ware "
        r"schon|ware super|ware toll|ware prima|ware nett|klingt gut|geht klar|geht in ordnung)|in ordnung|bestatigt|"
        r"freilich|bin (?:mir )?sicher|hundertprozentig|so machen wir(?: das| es)?"
    ),
    weak_yes=any_of("ok", "okay", "okey", "gut", "sehr gut", "alles klar", "prima", "super", "toll", "schon", "perfekt", "bitte",
                    "na gut", "also gut", "bestens", "wunderbar", "fein", "ausgezeichnet", "passt schon"),
    beside_weak=frozenset("ah eh ahm ehm hm oh ach danke dank vielen schon bitte herr frau dann na also".split()),
    trailing=frozenset("und aber oder weil wenn mit der die das ein eine mein doch nur ausser sondern obwohl".split())
    - {"doch", "das"},
    naming=any_of(r"(?:unter |auf |an )?(?:diese[rn]?|der gleichen|derselben) nummer|(?:unter )?der nummer,? von der ich anrufe"),
    beside=frozenset(
        "ah eh ahm ehm hm oh ach danke dank vielen schon bitte herr frau dann na also das es ihn sie die der den mir "
        "mich ich so mal ruhig doch wir uns machen jetzt gleich sehr nett lieb sofort mein meinen meine einen ein "
        "eine mochte will hatte tun konnen konnten".split()
    ),
    restating=frozenset(
        "stornieren storniere absagen sagen ab buchen buche schicken senden zahlen bezahlen verschieben andern offnen "
        "termin besuch techniker zahlung erstattung ticket nachricht buchung".split()
    ),
    ordering=frozenset(
        "stornieren storniere absagen buchen buche schicken senden zahlen bezahlen verschieben andern offnen".split()
    ),
    undoing=any_of(r"^(?:bitte )?(?:stornieren|absagen|abbrechen)(?: sie)?(?: das| es| alles)?(?: bitte)?$"),
    joining=any_of(r"und (?:ausserdem|auch|noch (?:etwas|was|eine frage))|ausserdem"),
    elsewhere=any_of(r"^(?:(?:wie viel|wieviel|was) schulde ich|(?:wie hoch|wie|was|wann) ist (?:mein|meine)|(?:ich habe )?(?:noch )?eine(?: andere)? frage$)"),
    conditional=any_of(r"wenn|falls|nur|aber|ausser|sondern|bevor|erst|vorher|es|das|ihn|lieber"),
    condition=any_of(r"wenn|falls|sofern|solange|es sei denn|vorausgesetzt"),
    deeds=(frozenset({"stornieren", "absagen"}), frozenset({"buchen"}), frozenset({"verschieben", "verlegen"}), frozenset({"bezahlen"})),
)  # fmt: skip
