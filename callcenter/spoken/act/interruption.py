"""Words said while the agent speaks: do they want the word, or do they only show that somebody listens?

Pure text, by language. Loudness and length, which tell a cough from a word, are the caller's side of it
(`calls.beside.barge_in`).
"""

from __future__ import annotations

import re
from enum import StrEnum

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.words import plain_words


class Interruption(StrEnum):
    """What a sound of the caller over the agent's speech is."""

    #: They want the word: the agent stops.
    REAL = "real"
    #: "mm hmm": the agent goes on.
    BACK_CHANNEL = "back-channel"
    #: Speech to somebody else in the room.
    ASIDE = "aside"
    #: A cough, a door, a dog, the television.
    NOISE = "noise"


_LISTENING: dict[str, re.Pattern[str]] = {
    language: re.compile(rf"(?:(?:{words})\b ?)+")
    for language, words in {
        "en": r"m+h*m+|m+ ?h+m+|m+|m ?h+(?: h)*|mhm|hmm*|h+m+|uh ?hu+h|uh ?huh|uh|um|ah+a*|aha|oh|ooh|wow|okay|"
        r"ok|o k|kay|alright|"
        r"all right|right|yeah|yea|yep|yup|yes|sure|i see|i understand|i hear you|gotcha|got it|got you|good|great|"
        r"perfect|fine|cool|nice|of course|exactly|true|makes sense|that makes sense|fair enough|no problem|"
        r"interesting|really|go on|for sure|sounds good|sounds great|uh oh|thanks|thank you",
        "es": r"m+h*m+|aja|ah|eh|oh|si|vale|bien|claro|claro que si|ya|ya veo|entiendo|entendido|de acuerdo|exacto|"
        r"perfecto|muy bien|bueno|okay|ok|por supuesto|correcto|gracias|ah si|que bien|eso es|mm",
        "fr": r"m+h*m+|hum+|ah|oh|euh|oui|ouais|d'accord|ok|okay|bien|tres bien|bon|je vois|je comprends|compris|"
        r"entendu|exactement|parfait|bien sur|tout a fait|voila|merci|c'est ca|ah oui|ah bon|mm",
        "de": r"m+h*m+|hm+|aha|ah|ach|ach so|oh|ja|jo|jaja|okay|ok|gut|alles klar|genau|stimmt|richtig|verstehe|"
        r"ich verstehe|verstanden|klar|sehr gut|super|prima|schon|in ordnung|natuerlich|naturlich|danke|na gut|mm",
    }.items()
}
#: What answers a yes-or-no question; once the question is heard, it is no mere sign of listening.
_ANSWER = re.compile(
    r"\b(yes|yeah|yep|yup|yea|sure|right|okay|ok|alright|all right|of course|exactly|go on|"
    r"sounds good|no|nope|nah|fine|"
    r"perfect|great|good|correct|si|claro|vale|bien|exacto|correcto|de acuerdo|por supuesto|oui|"
    r"ouais|d'accord|tout a fait|"
    r"bien sur|ja|jo|genau|stimmt|richtig|klar|in ordnung|gut|gerne|naturlich|mhm|mm ?hmm|uh ?huh)\b"
)
#: One or two of these want the word, however short. Everything else that is as short is what the recogniser on the
#: device makes of a hum, a cough or a laugh ("I remember", "and me", "I hope").
_SHORT_WISH = re.compile(
    r"\b(no|nope|don't|stop|wait|hold|hang|sorry|excuse|pardon|hello|hey|hi|what|why|when|where|who|how|which|"
    r"repeat|again|slower|slow|louder|help|cancel|person|agent|operator|human|somebody|someone|"
    r"representative|billing|"
    r"support|technician|appointment|refund|money|account|number|wrong|actually|but|question|listen|enough|quiet|"
    r"nine ?one ?one|fire|bye|goodbye|that's (?:all|it)|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"tomorrow|today|morning|"
    r"afternoon|evening|please|speak|talk|internet|router|bill|pay|paid|english|spanish|never mind|nevermind|correct|"
    r"zero|one|two|three|four|five|six|seven|eight|nine|\d+)\b"
)
_ASIDE: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(turn (that|it|the \w+) (down|off)|(i'?m|we'?re) (on|still on) the phone|be quiet|keep it down|"
        r"(shut|close|get) the door|come here|sit down|(down|good|bad) (boy|girl)|sh+h+|"
        r"(it'?s|they'?re|that'?s) (just )?(the|my) (bank|phone company|internet company|internet people)|"
        r"what do you want for (dinner|lunch)|dinner'?s ready|[pb]ut that(?:'s)? (down|away|back)|leave (it|him|"
        r"her|that) alone|"
        r"where are my (keys|glasses)|go (ask|tell|see) (your|mom|dad)|don't touch that|who'?s at the door)\b|"
        r"^(hey |no |not now )?(honey|sweetie|sweetheart|darling|babe|mom|mommy|mum|dad|daddy|kids|guys|buddy)\b|"
        r"\b(honey|sweetie|sweetheart|darling|babe|kids|guys|mom|dad)$"
    ),
    "es": re.compile(
        r"\b(baja (eso|la tele|el volumen|la musica)|apaga (eso|la tele)|estoy (al|en el) telefono|callate|silencio|"
        r"ven aqui|cierra la puerta|ahora no,? (carino|mi amor|hijo|hija)|un momento,? (carino|mi amor|hijo|hija)|"
        r"deja (eso|a tu hermano|a tu hermana)|no toques eso|sientate|pregunta a tu (madre|padre))\b"
    ),
    "fr": re.compile(
        r"\b(baisse (ca|la tele|le son|la musique)|eteins (ca|la tele)|je suis au telephone|tais[- ]toi|silence|chut|"
        r"viens ici|ferme la porte|pas maintenant,? (cheri|cherie|mon coeur|maman|papa)|"
        r"une minute,? (cheri|cherie|mon coeur)|laisse (ca|ton frere|ta soeur)|touche pas|assieds[- ]toi)\b"
    ),
    "de": re.compile(
        r"\b(mach (das|den fernseher|die musik|es) (leiser|aus)|ich (bin am telefon|telefoniere)|"
        r"sei (still|leise|ruhig)|"
        r"komm her|mach die tur zu|jetzt nicht,? (schatz|liebling|mama|papa)|(moment|gleich),? (schatz|"
        r"liebling|kinder)|"
        r"lass das|fass das nicht an|setz dich|psst|frag (mama|papa|deine mutter|deinen vater))\b"
    ),
}


def judge_interruption(
    text: str, *, language: str = "en", is_asked: bool = False, is_hum: bool = False
) -> Interruption:
    """Judge what the caller said over the agent's speech.

    Args:
        text: The recogniser's words.
        language: The call's (ISO 639-1).
        is_asked: The agent has put a question that the caller has heard: a yes answers it.
        is_hum: So short a sound that the recogniser's words for it mean little unless they are well-known ones.
    """
    plain = plain_words(text)
    if not plain:
        return Interruption.NOISE
    act = read_acts(text, language=language).act
    if act is Act.EMERGENCY:
        return Interruption.REAL
    listening, aside = _LISTENING.get(language, _LISTENING["en"]), _ASIDE.get(language, _ASIDE["en"])
    if act is Act.BACK_CHANNEL or listening.fullmatch(plain):
        return Interruption.REAL if is_asked and _ANSWER.search(plain) else Interruption.BACK_CHANNEL
    if aside.search(plain):
        return Interruption.ASIDE
    if is_hum and not _SHORT_WISH.search(plain):
        return Interruption.BACK_CHANNEL
    return Interruption.REAL
