"""What is said to callers word for word, by code and not by a model, in each language that agents speak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcenter.dialog.script import Phrases
from callcenter.domain.language import base_language


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPhrases:
    """One language's phrases.

    `one_moment` is said, one after the other, while an answer takes long; `person` before a person is tried;
    `handoff` if an agent.yaml has no sentence of its own in the language; `still_there` to a silent caller, and then
    `can_say` with things they may say in place of {examples}, or `say_anything` if there are none in the language.
    """

    one_moment: tuple[str, ...]
    still_there: str
    can_say: str
    say_anything: str
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
        can_say="I can't hear you. You can say, for example, {examples}, or press zero for a person.",
        say_anything="I can't hear you. Just tell me what this is about, or press zero for a person.",
        time_is_up="I'm sorry, we've reached the longest time a call may take. Goodbye.",
        person=_ENGLISH.person,
        goodbye=_ENGLISH.goodbye,
        handoff="I'll pass you to my colleague.",
    ),
    "es": SpokenPhrases(
        one_moment=("Un momento, por favor.", "Sigo aquí. Solo un momento más.", "Gracias por su paciencia."),
        still_there="¿Sigue usted ahí?",
        can_say="No le oigo. Puede decir, por ejemplo, {examples}, o pulsar el cero para una persona.",
        say_anything="No le oigo. Dígame de qué se trata, o pulse el cero para hablar con una persona.",
        time_is_up="Lo siento, hemos llegado a la duración máxima de una llamada. Adiós.",
        person="Un momento, le comunico con una persona.",
        goodbye="Gracias por llamar. Adiós.",
        handoff="Le paso con mi colega.",
    ),
    "fr": SpokenPhrases(
        one_moment=("Un instant, s'il vous plaît.", "Je suis toujours là. Encore un instant.", "Merci de patienter."),
        still_there="Êtes-vous toujours là ?",
        can_say="Je ne vous entends pas. Vous pouvez dire, par exemple, {examples}, ou taper zéro.",
        say_anything="Je ne vous entends pas. Dites-moi de quoi il s'agit, ou tapez zéro pour parler à quelqu'un.",
        time_is_up="Je suis désolé, nous avons atteint la durée maximale d'un appel. Au revoir.",
        person="Un instant, je vous passe quelqu'un.",
        goodbye="Merci de votre appel. Au revoir.",
        handoff="Je vous passe mon collègue.",
    ),
    "de": SpokenPhrases(
        one_moment=("Einen Moment, bitte.", "Ich bin noch da. Einen Moment noch.", "Danke für Ihre Geduld."),
        still_there="Sind Sie noch da?",
        can_say="Ich höre Sie nicht. Sie können zum Beispiel sagen: {examples}. Oder drücken Sie die Null.",
        say_anything="Ich höre Sie nicht. Sagen Sie mir, worum es geht, oder drücken Sie die Null für einen Menschen.",
        time_is_up="Es tut mir leid, ein Anruf darf nicht länger dauern. Auf Wiederhören.",
        person="Einen Moment, ich verbinde Sie mit jemandem.",
        goodbye="Danke für Ihren Anruf. Auf Wiederhören.",
        handoff="Ich gebe Sie an eine Kollegin weiter.",
    ),
}


def phrases(language: str) -> SpokenPhrases:
    """Return a language's phrases; English if agents don't speak it."""
    return PHRASES.get(base_language(language), PHRASES["en"])


def for_example(language: str, examples: Sequence[str]) -> str:
    """Return what a caller who says nothing is told they can say; `examples` are in the language, two are enough."""
    said = phrases(language)
    if not examples:
        return said.say_anything
    return said.can_say.format(examples=", ".join(examples[:2]))
