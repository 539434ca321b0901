"""What is said to callers word for word, by code and not by a model, in each language that agents speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcenter.dialog.script import Phrases
from callcenter.domain.language import base_language


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPhrases:
    """One language's phrases.

    `one_moment` is said, one after the other, while an answer takes long; `person` before a person is tried;
    `handoff` where an agent.yaml has no sentence of its own in the language.
    """

    one_moment: tuple[str, ...]
    still_there: str
    time_is_up: str
    person: str
    goodbye: str
    handoff: str


#: What English agents say unless their agent.yaml says otherwise.
_ENGLISH = Phrases()

PHRASES: Mapping[str, SpokenPhrases] = {
    "en": SpokenPhrases(
        one_moment=("One moment, please.", "I'm still here. Just a moment longer.", "Thank you for your patience."),
        still_there="Are you still there?",
        time_is_up="I'm sorry, we've reached the longest time a call may take. Goodbye.",
        person=_ENGLISH.person,
        goodbye=_ENGLISH.goodbye,
        handoff="I'll pass you to my colleague.",
    ),
    "es": SpokenPhrases(
        one_moment=("Un momento, por favor.", "Sigo aquí. Solo un momento más.", "Gracias por su paciencia."),
        still_there="¿Sigue usted ahí?",
        time_is_up="Lo siento, hemos llegado a la duración máxima de una llamada. Adiós.",
        person="Un momento, le comunico con una persona.",
        goodbye="Gracias por llamar. Adiós.",
        handoff="Le paso con mi colega.",
    ),
    "fr": SpokenPhrases(
        one_moment=("Un instant, s'il vous plaît.", "Je suis toujours là. Encore un instant.", "Merci de patienter."),
        still_there="Êtes-vous toujours là ?",
        time_is_up="Je suis désolé, nous avons atteint la durée maximale d'un appel. Au revoir.",
        person="Un instant, je vous passe quelqu'un.",
        goodbye="Merci de votre appel. Au revoir.",
        handoff="Je vous passe mon collègue.",
    ),
    "de": SpokenPhrases(
        one_moment=("Einen Moment, bitte.", "Ich bin noch da. Einen Moment noch.", "Danke für Ihre Geduld."),
        still_there="Sind Sie noch da?",
        time_is_up="Es tut mir leid, ein Anruf darf nicht länger dauern. Auf Wiederhören.",
        person="Einen Moment, ich verbinde Sie mit jemandem.",
        goodbye="Danke für Ihren Anruf. Auf Wiederhören.",
        handoff="Ich gebe Sie an eine Kollegin weiter.",
    ),
}


def phrases(language: str) -> SpokenPhrases:
    """Return a language's phrases; English where agents don't speak it."""
    return PHRASES.get(base_language(language), PHRASES["en"])
