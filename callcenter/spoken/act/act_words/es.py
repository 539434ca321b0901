"""Spanish dialog acts. Without accents, as plain words are."""

from __future__ import annotations

import re

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.act_words import ActWords, act

WORDS = ActWords(
    acts={
        Act.NO_RECORDING: act(
            r"(?:no|sin|deje de|dejen de|pare de|no me|no quiero que me) (?:quiero que )?(?:me |se |la |lo )?(?:grabe[ns]?|grabar(?:me|la|lo)?|"
            r"graben|grabacion(?:es)?|ser grabad[oa])(?: (?:me|esto|la llamada|esta llamada))*|no quiero ser grabad[oa]|apague la grabacion|"
            r"borre la grabacion",
            room=8,
        ),
        Act.PERSON: act(
            r"(?:hablar|comunicar(?:me)?|pasar(?:me)?|paseme|pongame|comuniqueme|quiero|necesito|deme|transfierame)(?: (?:con|a))? (?:un |una |el |la "
            r"|alguna |algun )?(?:persona|humano|humana|operador|operadora|agente|representante|asesor|asesora|encargado|encargada|supervisor|"
            r"supervisora|alguien|ser humano)(?: (?:real|de verdad|por favor))*|persona (?:real|de verdad)|atencion al cliente|^(?:una )?(?:persona|"
            r"operador|operadora|agente|humano)(?: por favor)?$|no (?:quiero )?(?:hablar con )?(?:un |una )?(?:robot|maquina)",
            room=10,
        ),
        Act.WRONG_NUMBER: act(
            r"numero (?:equivocado|incorrecto)|me (?:equivoque|he equivocado) de numero|me equivoque al marcar|marque mal|he marcado mal", room=8
        ),
        Act.OTHER_LANGUAGE: act(
            r"(?:habla(?:n)?|hablas|hablar|en)(?: usted(?:es)?)? (?:ingles|frances|aleman|italiano|portugues|chino|ruso)|ingles por favor|"
            r"(?:do you )?speak english|in english|english please",
            room=6,
        ),
        Act.ABUSE: act(
            r"(?:idiota|imbecil|estupid[oa]|gilipollas|pendej[oa]|cabron|hij[oa] de puta|puta madre|mierda de|vete a la mierda|vayase a la mierda|"
            r"que te den|jodete|callate|callese la boca|te voy a matar)",
            room=20,
        ),
        Act.OBJECTION: act(
            r"eso no es (?:lo que (?:pregunte|pedi|dije|quiero)|justo|verdad|aceptable)|no (?:he |)(?:pedi|pedido|dije|dicho|acepte|aceptado) eso|es "
            r"(?:una verguenza|ridiculo|inaceptable|un robo|una broma|una estafa|increible)|no me (?:escucha|entiende|esta escuchando)|ya (?:se )?lo "
            r"(?:he dicho|dije)|estoy (?:harto|harta|enfadad[oa]|furios[oa]|enojad[oa])|(?:quiero )?(?:poner una (?:queja|reclamacion)|quejarme)|"
            r"por el amor de dios|no puede ser",
            room=15,
        ),
        Act.HOLD_ON: act(
            r"(?:espere|espera|esperese|aguarde|un (?:momento|momentito|segundo|minuto|minutito|segundito)|dejeme (?:ver|mirar|buscar)|deme un "
            r"(?:momento|segundo|minuto)|ahora (?:lo )?(?:busco|miro)|lo estoy buscando)(?: por favor)?.{0,30}$",
            room=5,
        ),
        Act.GOODBYE: act(
            r"adios|hasta (?:luego|pronto|manana|otra)|chao|nada mas(?: gracias)?$|eso es todo(?: gracias)?|que (?:tenga|pase) (?:un )?(?:buen|buena|"
            r"buenos|buenas) (?:dia|tarde|noche|dias|tardes|noches)|buenas noches|ya esta(?: todo)?(?: gracias)?$|tengo que (?:irme|colgar)",
            room=5,
        ),
        Act.CANCEL: act(r"^(?:no )*(?:olvidelo|olvidalo|dejelo|dejalo|da igual|no importa|mejor no)(?: gracias)?$", room=2),
        Act.REPEAT: act(
            r"(?:repita|repite|puede repetir|podria repetir|otra vez|de nuevo|como dice|como dijo|que (?:ha dicho|dijo|dice)|no (?:le |te |lo )?(?:he )?"
            r"(?:oi|oigo|oido|escucho|escuche|entendi bien)|perdon|mande|digamelo otra vez)(?: (?:por favor|eso|lo|el numero))*",
            room=4,
        ),
        Act.SLOWER: act(r"mas (?:despacio|lento|lentamente)|muy rapido|demasiado rapido", room=6),
        Act.EXPLAIN: act(
            r"(?:no (?:lo |le |te )?(?:entiendo|entendi|comprendo)|que (?:significa|quiere decir)(?: eso)?|a que se refiere|explique(?:me|melo)?|que es "
            r"(?:eso|un numero de cuenta))(?: (?:la pregunta|bien|eso))*",
            room=4,
        ),
        Act.MACHINE: act(r"(?:es|eres|estoy hablando con|hablo con) (?:usted )?(?:un |una )?(?:robot|maquina|persona(?: real)?|ordenador|computadora|grabacion)", room=5),
        Act.ABILITIES: act(r"(?:que|en que) (?:puede|puedes|me puede) (?:hacer|ayudar(?:me)?|ofrecer)|que opciones (?:hay|tengo)", room=4),
        Act.HEARD: act(r"(?:me (?:oye|escucha|oyes|escuchas)|hay alguien(?: ahi)?|sigue(?: usted)? ahi|^(?:hola )+hola$|esta ahi)", room=3),
        Act.UNKNOWN: act(
            r"no (?:lo |la )?(?:se|tengo|recuerdo|encuentro|sabria|acuerdo)(?: (?:a mano|ahora|aqui|cual|el numero|la factura))*$|ni idea|no me acuerdo|"
            r"lo he perdido|donde (?:lo )?(?:encuentro|esta)",
            room=6,
        ),
        Act.THANKS: act(r"^(?:si |no |vale |bien |perfecto )*(?:(?:muchas |mil )?gracias|se lo agradezco|muy amable)(?: (?:por .*|adios))?$", room=2),
        Act.GREETING: act(r"^(?:(?:hola|buenos|buenas|dias|tardes|noches|que tal) ?)+$", room=1),
        Act.BACK_CHANNEL: act(r"^(?:(?:mm+|aja|ya|vale|claro|entiendo|si|bien|ah|oh|de acuerdo|ok|okay|ya veo) ?){1,3}$", room=0),
        Act.ABOUT_THAT: act(
            r"^(?:y |pero |ah )*(?:por que(?: (?:eso|tanto|no))?|cuando(?: (?:es|sera|vence|seria)(?: eso)?)?|cuanto(?: (?:es|era|seria|cuesta)(?: eso)?)?|"
            r"a que hora(?: (?:es|sera))?|que dia(?: (?:es|era))?|que es eso)$",
            room=0,
        ),
    },
    another=re.compile(r"\b(?:(?:una|otra) (?:cosa|pregunta)(?: mas)?|algo mas quiero|tambien (?:quiero|necesito)|ademas|y (?:cuanto|cuando|que)|pero)\b"),
    fillers=re.compile(r"\b(?:eh+|em+|este|pues|bueno|ah|oh|hola|por favor|senor|senora|senorita|vale|mire|oiga|a ver)\b"),
    lead=re.compile(
        r"^(?:(?:no|si|vale|bien|bueno|gracias|muchas gracias|no gracias|perfecto|claro|pues|eh+|ah|y|pero|por favor|hola|espere|una cosa mas|otra cosa)\s+)+"
    ),
    joint=re.compile(r"(?:[,.;]\s*|\s)(?:y (?:tambien|ademas|luego|otra cosa)|ademas|tambien)\s+"),
)  # fmt: skip
