"""Spanish answers to a yes-or-no question. Without accents, as plain words are."""

from __future__ import annotations

from callcenter.spoken.act.consent_words import ConsentWords, any_of

_FINE = r"(?:bien|perfecto|vale|estupendo|genial)"
_GO = r"(?:adelante|hagalo|hazlo|proceda|siga adelante|dele|dale|hagan?lo)"

WORDS = ConsentWords(
    agreeing=any_of(
        rf"(?:no )+(?:esta|me parece|eso esta) {_FINE} (?:si )?{_GO}",
        rf"(?:no )+{_GO}",
        r"(?:sin|no hay|ningun|no tengo) (?:ningun )?(?:problemas?|inconvenientes?)",
        r"(?:si |claro |y )?(?:por que|porque|como) no",
        r"no me (?:importa|molesta)",
        r"no tengo (?:ninguna )?(?:objecion|objeciones)",
        r"sin (?:duda|dudas|falta)|no (?:hay|cabe) duda",
        r"no veo por que no",
        r"si (?:es tan amable|me hace el favor|puede ser|fuera tan amable|no le importa|no es molestia)",
        r"como (?:usted )?(?:quiera|guste) si",
    ),
    refusing=any_of(
        r"(?<! o )no(?! (?:se|lo se|entiendo|estoy segur[oa]|le entiendo|te entiendo|oigo|lo entiendo|he entendido)\b)",
        r"nunca|jamas|negativo|para nada|de ninguna manera|de ningun modo|en absoluto|tampoco|ni (?:hablar|loco|loca|de"
        r" broma|pensarlo)|que va|nada de eso",
        r"olvidelo|olvidalo|dejelo|dejalo|dejemoslo|mejor no|cancelelo no|prefiero que no|cambie de (?:idea|opinion)|"
        r"he cambiado de (?:idea|opinion)|basta|pare|alto|mal|incorrecto|equivocado|falso",
        r"(?:mas tarde|otro dia|en otro momento|otra vez sera)",
    ),
    yes_after=any_of("si", "claro que si"),
    holding=any_of(
        r"espere|espera|esperese|esperate|un (?:momento|momentito|segundo|minuto|minutito|segundito|rato)|"
        r"aguarde|aguarda|dejeme (?:pensar|ver|mirar|consultar)\w*|deja que|deme (?:un|tiempo)|dame un|"
        r"tengo que (?:pensar|ver|mirar|consultar)\w*|todavia no|aun no|me lo pienso|lo pienso|voy a (?:ver|mirar|pensar)\w*|"
        r"no tan (?:rapido|deprisa)|ahora no"
    ),
    doubting=any_of(
        r"(?:no|ni) (?:lo |le |te |la |me )?(?:se|entiendo|entendi|he entendido|oigo|escucho|recuerdo|estoy segur[oa]|"
        r"idea|tengo (?:ni )?idea)"
    ),
    negating=any_of("no", "ni", "nunca", "jamas", "nada", "nadie", "ningun", "ninguna", "tampoco", "sin"),
    asking=any_of(
        r"(?:que|cual|cuales|cuando|cuanto|cuanta|cuantos|donde|quien|como|por que|puedo|podria yo|hay|tiene|cuesta|"
        r"sera|seria posible)"
    ),
    yes=any_of(
        r"(?:claro|por supuesto|desde luego) que si|que si|si si|si|sip|claro|por supuesto|desde luego|efectivamente|"
        r"exacto|exactamente|asi es|eso es|afirmativo|de acuerdo|conforme|acepto|confirmo|confirmado|"
        r"(?:eso )?me parece (?:muy )?(?:bien|perfecto|estupendo|genial)|(?:eso )?(?:esta|estaria|seria) "
        r"(?:bien|perfecto|estupendo|genial|muy bien)|me viene (?:muy )?bien|estoy de acuerdo|lo quiero|quiero eso|"
        r"adelante|hagalo|hazlo|haganlo|proceda|reservelo|reserve|mandelo|envielo|como no|con mucho gusto|encantad[oa]|"
        r"ciertamente|totalmente|cierto|correcto|es correcto|seguro que si|segur[oa]|estoy segur[oa]"
    ),
    weak_yes=any_of("vale", "ok", "okay", "okey", "bien", "muy bien", "bueno", "perfecto", "genial", "estupendo", "dale",
                    "por favor", "venga", "excelente", "buenisimo", "orale", "sale"),
    beside_weak=frozenset("eh em este pues ah oh gracias muchas por favor senor senora senorita vale entonces".split()),
    trailing=frozenset("y pero o porque si con el la un una mi de que aunque salvo excepto".split()) - {"si"},
    naming=any_of(r"(?:a |en |al )?(?:este|el) mismo número|(?:a |en )?este número|(?:al |el )?número desde (?:el|donde) (?:que )?llamo"),
    beside=frozenset(
        "eh em este pues ah oh gracias muchas por favor senor senora senorita entonces la el lo le me mi a eso esa ese "
        "esto esta este asi ya ahora hombre mujer usted yo muy amable se puede hacerlo quiero quisiera gustaria de "
        "acuerdo muchisimas mismo todo".split()
    ),
    restating=frozenset(
        "cancele cancelar cancelela cancelelo reserve reservar envie enviar mande mandar pague pagar cambie cambiar "
        "abra abrir haga hacer cita visita reserva tecnico pago reembolso ticket mensaje".split()
    ),
    ordering=frozenset(
        "cancele cancelar cancelela cancelelo reserve reservar envie enviar mande mandar pague pagar cambie cambiar "
        "abra abrir".split()
    ),
    undoing=any_of(r"^(?:por favor )?(?:cancele|cancela|cancelelo|cancelela|cancelar)(?: (?:eso|todo|la cita))?(?: por favor)?$"),
    joining=any_of(r"y (?:tambien|ademas|otra cosa)|ademas"),
    elsewhere=any_of(r"^(?:cuanto (?:debo|le debo)|(?:cual|cuanto|cuando)(?: es| vence| llega)? (?:mi|mis)|tengo otra pregunta$)"),
    conditional=any_of(r"si|solo|pero|salvo|excepto|siempre que|antes|primero|en vez|lo|eso|esto|cambi\w+|mejor"),
    condition=any_of(r"solo si|pero si|siempre que|a menos que|con tal de que|mientras"),
    deeds=(frozenset({"cancele", "cancelar", "cancelelo", "cancelela"}), frozenset({"reserve", "reservar"}), frozenset({"cambie", "cambiar"}), frozenset({"pague", "pagar"})),
)  # fmt: skip
