"""What is said in an emergency, about recording and about card numbers: word for word, by code, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcenter.domain.language import base_language


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPhrases:
    """One language's phrases. `{number}` in `emergency` is the number to dial.

    `sorry` to `nobody_free` are for a caller who may harm themselves; `{number}` in `crisis_line` is its number.
    `is_recorded` and `not_recorded` answer whether the
    call is recorded now. `recording_question` may be asked once more as
    `recording_again`; `no_card` follows a card number.
    """

    emergency: str
    connecting: str
    sorry: str
    still_here: str
    crisis_line: str
    shall_connect: str
    connecting_person: str
    nobody_free: str
    going_on: str
    help: str
    recorded: str
    is_recorded: str
    recording_question: str
    recording_again: str
    recording_yes: str
    recording_no: str
    recording_stopped: str
    not_recorded: str
    no_card: str


DUTY_PHRASES: Mapping[str, DutyPhrases] = {
    "en": DutyPhrases(
        emergency="If anybody is in danger, please hang up and dial {number} now.",
        connecting="I'm connecting you to emergency help now. Please stay on the line.",
        sorry="I'm sorry that it is this hard.",
        still_here="I'm still here.",
        crisis_line="Please call {number}: somebody there listens at any hour.",
        shall_connect="Shall I connect you with a person here?",
        connecting_person="I'm connecting you with a person now. Please stay on the line.",
        nobody_free="I can't reach anybody here right now.",
        going_on="All right.",
        help="How can I help you?",
        recorded="This call is recorded.",
        is_recorded="Yes, this call is being recorded. If you'd rather not, just say so.",
        recording_question="Before we begin: may we record this call?",
        recording_again="I didn't catch that. Is it all right if this call is recorded? Yes or no?",
        recording_yes="Thank you.",
        recording_no="All right, this call isn't recorded.",
        recording_stopped="All right, I've stopped the recording.",
        not_recorded="This call isn't being recorded.",
        no_card="Please don't say or key in card numbers here. I haven't kept it.",
    ),
    "es": DutyPhrases(
        emergency="Si alguien está en peligro, cuelgue y marque el {number} ahora mismo.",
        connecting="Le comunico ahora mismo con emergencias. No cuelgue, por favor.",
        sorry="Siento mucho que lo esté pasando tan mal.",
        still_here="Sigo aquí.",
        crisis_line="Llame al {number}: allí le escuchan a cualquier hora.",
        shall_connect="¿Le comunico con una persona de aquí?",
        connecting_person="Le comunico ahora con una persona. No cuelgue, por favor.",
        nobody_free="Ahora mismo no puedo localizar a nadie aquí.",
        going_on="De acuerdo.",
        help="¿En qué puedo ayudarle?",
        recorded="Esta llamada se graba.",
        is_recorded="Sí, esta llamada se está grabando. Si no lo desea, dígamelo.",
        recording_question="Antes de empezar: ¿podemos grabar esta llamada?",
        recording_again="No le he entendido. ¿Está bien si grabamos esta llamada? ¿Sí o no?",
        recording_yes="Gracias.",
        recording_no="De acuerdo, esta llamada no se graba.",
        recording_stopped="De acuerdo, he detenido la grabación.",
        not_recorded="Esta llamada no se está grabando.",
        no_card="Por favor, no diga ni marque aquí números de tarjeta. No lo he guardado.",
    ),
    "fr": DutyPhrases(
        emergency="Si quelqu'un est en danger, raccrochez et composez le {number} immédiatement.",
        connecting="Je vous mets en relation avec les secours. Restez en ligne, s'il vous plaît.",
        sorry="Je suis désolé que ce soit si dur.",
        still_here="Je suis toujours là.",
        crisis_line="Appelez le {number} : quelqu'un vous y écoute à toute heure.",
        shall_connect="Voulez-vous que je vous passe quelqu'un ici ?",
        connecting_person="Je vous passe quelqu'un maintenant. Restez en ligne, s'il vous plaît.",
        nobody_free="Je ne peux joindre personne ici pour le moment.",
        going_on="Très bien.",
        help="En quoi puis-je vous aider ?",
        recorded="Cet appel est enregistré.",
        is_recorded="Oui, cet appel est enregistré. Si vous ne le souhaitez pas, dites-le-moi.",
        recording_question="Avant de commencer : pouvons-nous enregistrer cet appel ?",
        recording_again="Je n'ai pas compris. Acceptez-vous que cet appel soit enregistré ? Oui ou non ?",
        recording_yes="Merci.",
        recording_no="Très bien, cet appel n'est pas enregistré.",
        recording_stopped="Très bien, j'ai arrêté l'enregistrement.",
        not_recorded="Cet appel n'est pas enregistré.",
        no_card="Ne donnez pas de numéro de carte ici, s'il vous plaît. Je ne l'ai pas gardé.",
    ),
    "de": DutyPhrases(
        emergency="Wenn jemand in Gefahr ist, legen Sie bitte auf und wählen Sie jetzt die {number}.",
        connecting="Ich verbinde Sie jetzt mit dem Notruf. Bitte bleiben Sie am Apparat.",
        sorry="Es tut mir leid, dass es so schwer ist.",
        still_here="Ich bin noch da.",
        crisis_line="Bitte rufen Sie die {number} an: Dort hört Ihnen jederzeit jemand zu.",
        shall_connect="Soll ich Sie hier mit einem Menschen verbinden?",
        connecting_person="Ich verbinde Sie jetzt mit einem Menschen. Bitte bleiben Sie am Apparat.",
        nobody_free="Ich erreiche hier gerade niemanden.",
        going_on="In Ordnung.",
        help="Wie kann ich Ihnen helfen?",
        recorded="Dieser Anruf wird aufgezeichnet.",
        is_recorded="Ja, dieser Anruf wird aufgezeichnet. Wenn Sie das nicht möchten, sagen Sie es einfach.",
        recording_question="Bevor wir anfangen: Dürfen wir diesen Anruf aufzeichnen?",
        recording_again="Das habe ich nicht verstanden. Dürfen wir diesen Anruf aufzeichnen? Ja oder nein?",
        recording_yes="Danke.",
        recording_no="In Ordnung, dieser Anruf wird nicht aufgezeichnet.",
        recording_stopped="In Ordnung, ich habe die Aufzeichnung beendet.",
        not_recorded="Dieser Anruf wird nicht aufgezeichnet.",
        no_card="Bitte nennen Sie hier keine Kartennummern. Ich habe sie nicht behalten.",
    ),
}


def duty_phrases(language: str) -> DutyPhrases:
    """Return a language's phrases; English if agents don't speak it."""
    return DUTY_PHRASES.get(base_language(language), DUTY_PHRASES["en"])
