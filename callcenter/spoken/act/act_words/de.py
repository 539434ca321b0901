"""German dialog acts. Without umlauts, as plain words are."""

from __future__ import annotations

import re

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.act_words import ActWords, act

WORDS = ActWords(
    acts={
        Act.NO_RECORDING: act(
            r"(?:nicht|keine|kein|ohne|nie|stoppen sie|beenden sie|hoeren sie|loschen sie|schalten sie) (?:die |das |auf (?:mit der )?|mitschneiden|)?(?:aufgenommen|"
            r"aufnehmen|aufzeichnen|aufgezeichnet|mitgeschnitten|aufnahme|aufzeichnung|mitschnitt)(?: (?:werden|wird|bitte|ab|aus))*|(?:aufnahme|aufzeichnung|"
            r"mitschnitt) (?:stoppen|beenden|aus|ausschalten|abschalten|loschen)|nehmen sie (?:das |mich |das gesprach )?nicht auf|zeichnen sie (?:das |mich )?nicht auf",
            room=10,
        ),
        Act.PERSON: act(
            r"(?:sprechen|verbinden sie mich|reden|geben sie mir|ich will|ich mochte|ich brauche|durchstellen|stellen sie mich)(?: (?:mit|zu))? (?:mit )?(?:einem |einer |"
            r"einen |ein |dem |der |ihrem )?(?:echten |richtigen |anderen )?(?:menschen|mensch|person|mitarbeiter(?:in)?|kollegen|kollegin|berater(?:in)?|vorgesetzten|"
            r"chef|jemand(?:em|en)?)(?: (?:sprechen|reden|verbinden|durch|bitte))*|echten? menschen?|richtigen? menschen?|kundenservice|kundendienst mitarbeiter|^(?:ein(?:en)? )?(?:"
            r"mensch(?:en)?|mitarbeiter|person|operator)(?: bitte)?$|nicht mit (?:einem |einer )?(?:roboter|maschine|computer)",
            room=10,
        ),
        Act.WRONG_NUMBER: act(r"falsche nummer|verwahlt|falsch verbunden|nummer verwechselt", room=8,
                              but_not=r"ihnen die falsche nummer|falsche nummer (?:gesagt|gegeben|genannt)"),
        Act.OTHER_LANGUAGE: act(
            r"(?:sprechen sie|spricht jemand|auf|sprichst du) (?:englisch|spanisch|franzosisch|turkisch|russisch|polnisch|italienisch|arabisch)|englisch bitte|speak "
            r"english|in english|english please|(?:kein|nicht gut) deutsch",
            room=6,
        ),
        Act.ABUSE: act(
            r"(?:arschloch|idiot|trottel|depp|wichser|scheiss(?:e|verein|maschine|roboter)?|verpiss dich|leck mich|halt die (?:klappe|fresse)|halts maul|dumme "
            r"(?:kuh|maschine|sau)|drecks\w+|blode (?:kuh|maschine)|ich bring (?:dich|sie|euch) um|fick dich)",
            room=20,
        ),
        Act.OBJECTION: act(
            r"(?:das|es) ist (?:doch |ja |wirklich )?(?:nicht (?:das was|fair|richtig|mein problem|in ordnung)|eine frechheit|lacherlich|unverschamt(?:heit)?|ein witz|abzocke|"
            r"betrug|unglaublich|eine zumutung|unmoglich)|das (?:habe|hab) ich (?:nicht|nie) (?:gesagt|gefragt|gewollt|bestellt|zugestimmt)|dem habe ich nicht zugestimmt|sie "
            r"(?:horen|verstehen) (?:mir |mich )?(?:ja |gar |uberhaupt )*nicht(?: zu)?|(?:das )?(?:habe|hab) ich (?:doch )?schon gesagt|ich (?:bin|werde) (?:sauer|wutend|verargert|"
            r"stinksauer)|mir reicht(?:'?s| es)|ich habe genug|(?:mich )?beschweren|beschwerde|um himmels willen|das kann doch nicht wahr sein",
            room=15,
        ),
        Act.HOLD_ON: act(
            r"(?:warten sie|warte|moment(?: mal)?|augenblick|sekunde|(?:einen|ein) (?:moment|augenblick|sekundchen|momentchen)|eine (?:sekunde|minute)|bleiben sie dran|ich "
            r"(?:suche|schaue|hole|muss)(?: (?:mal|das|es|kurz|schnell|nach|gerade))*|lassen sie mich(?: (?:kurz|mal))* (?:schauen|suchen|nachsehen|uberlegen))(?: (?:bitte|mal|kurz))*"
            r".{0,30}$",
            room=5,
        ),
        Act.GOODBYE: act(
            r"auf wieder(?:horen|sehen|schauen)|tschuss|tschus|tschau|ciao|bis (?:bald|dann|spater)|das (?:war|ist|ware) (?:alles|es)(?: danke)?$|sonst nichts(?: danke)?$|nichts "
            r"(?:mehr|weiter)(?: danke)?$|schonen (?:tag|abend|feierabend)|gute nacht|ich muss (?:jetzt )?(?:los|auflegen)",
            room=5,
        ),
        Act.CANCEL: act(r"^(?:nein |ach )*(?:vergessen sie(?:'?s| es| das)?|vergiss es|lassen sie(?:'?s| es| das)?(?: sein)?|egal|schon gut|abbrechen|stopp?)(?: danke)?$", room=2),
        Act.REPEAT: act(
            r"(?:wiederholen(?: sie)?|noch ?mal|noch einmal|wie bitte|was haben sie gesagt|wie war das|(?:habe|hab) (?:sie |das |ich )*nicht (?:verstanden|gehort)|nicht "
            r"(?:verstanden|gehort)|was war das|sagen sie das noch ?(?:mal|einmal))(?: (?:bitte|das))*",
            room=4,
        ),
        Act.SLOWER: act(r"langsamer|zu schnell|nicht so schnell", room=6),
        Act.EXPLAIN: act(
            r"(?:(?:das )?verstehe ich nicht|ich verstehe (?:das|die frage|sie) nicht|was (?:heisst|bedeutet) das|was meinen sie(?: damit)?|erklaren sie|was ist (?:eine|das fur eine) "
            r"(?:kundennummer|kontonummer))(?: (?:das|bitte|mir))*",
            room=4,
        ),
        Act.MACHINE: act(r"(?:sind sie|bist du|ist das|spreche ich mit|rede ich mit) (?:ein |eine |einem |einer )?(?:roboter|maschine|computer|mensch(?:en)?|echt(?:er mensch)?|ki|bandansage)", room=5),
        Act.ABILITIES: act(r"was konnen sie (?:alles |fur mich )*(?:tun|machen|anbieten)?|wobei konnen sie(?: mir)? helfen|welche moglichkeiten", room=4),
        Act.HEARD: act(r"(?:horen sie mich|ist (?:da )?jemand (?:da|dran)|sind sie (?:noch )?(?:da|dran)|^(?:hallo ?){2,}$)", room=3),
        Act.UNKNOWN: act(
            r"(?:(?:das )?weiss ich (?:leider )?nicht|ich weiss (?:es |das )?(?:leider )?nicht|keine ahnung|(?:habe|hab) ich (?:gerade |leider )?nicht(?: (?:da|zur hand|hier|dabei))?|finde "
            r"(?:ich |es |sie )*nicht|vergessen|verloren|wo (?:finde|steht) (?:ich )?(?:die|das)?)(?: (?:nummer|rechnung))*$",
            room=6,
        ),
        Act.THANKS: act(r"^(?:ja |nein |gut |okay |super )*(?:(?:vielen |besten |herzlichen )?dank(?:e)?(?: (?:schon|sehr|fur .*|ihnen))?|sehr (?:nett|freundlich))$", room=2),
        Act.GREETING: act(r"^(?:(?:hallo|guten|tag|morgen|abend|gruss|gott|servus|moin|hi) ?)+$", room=1),
        Act.BACK_CHANNEL: act(r"^(?:(?:mm+|hm+|aha|ach so|ja|okay|ok|gut|verstehe|alles klar|genau|stimmt|ach|soso) ?){1,3}$", room=0),
        Act.ABOUT_THAT: act(
            r"^(?:und |aber |ach )*(?:warum(?: (?:das|denn|nicht))?|wieso(?: (?:das|denn))?|wann(?: (?:ist das|war das|genau|denn))?|wie viel(?: (?:ist das|war das|kostet das))?|bis wann|um wie viel "
            r"uhr|welcher tag(?: (?:ist|war) das)?|was ist das)$",
            room=0,
        ),
    },
    another=re.compile(r"\b(?:(?:noch|eine andere|noch eine) (?:was|etwas|frage|sache)|ich (?:habe|hatte|mochte|brauche) (?:auch |noch )|ausserdem|und (?:wann|wie|was)|aber)\b"),
    fillers=re.compile(r"\b(?:ah+|ahm+|hm+|also|ja also|naja|na|ach|oh|hallo|bitte|mal|eben|halt|guten tag|nun)\b"),
    lead=re.compile(
        r"^(?:(?:nein|ja|okay|ok|gut|danke|nein danke|vielen dank|super|prima|also|ahm+|ach|oh|und|aber|hallo|moment|noch etwas|noch eine frage|warten sie)\s+)+"
    ),
    joint=re.compile(r"(?:[,.;]\s*|\s)(?:und (?:ausserdem|auch|dann|noch)|ausserdem|zudem)\s+"),
)  # fmt: skip
