"""What a caller answers to a yes-or-no question. A false yes is the worst fault there is, so the doubt goes to UNCLEAR.

A yes is believed only if every word of the turn is one that agrees, or may stand beside a yes. So what the tables don't
know ("yes but how much is it", "sure if it's free", a hedge, a day nobody has spoken of) is never taken for consent.
"""

from __future__ import annotations

import re
from functools import partial

from callcenter.domain.dialog_act import Consent
from callcenter.domain.language import LANGUAGES, base_language
from callcenter.spoken.act.beside_yes import (
    after_verdict,
    apart_from_yes,
    asks_or_wants,
    insisted,
    is_begun,
    said_outright,
    split_at_yes,
    takes_back,
    takes_nothing_back,
)
from callcenter.spoken.act.consent_words import ConsentWords, consent_words
from callcenter.spoken.act.refusal import beside_no, puts_away, refused
from callcenter.spoken.essentials import as_proposed, names_other, without_asides, without_told_hours
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.words import clauses_of, plain_words

#: Wants nothing besides, and answers something else than what was proposed: "yes. No, that's all, thanks".
_NO_MORE = re.compile(
    r"(?<=[.!,;] )(?:and )?no,? (?:nothing (?:else|more|further)|that'?s (?:all|it|everything))[.! ]*"
    r"(?:,? ?thank(?:s| you)[.! ]*)?$",
    re.I,
)
#: What a no may begin with that is then told.
_HELD_AT_NO = re.compile(r"^(?:no|nope|oh)[\s,.!]+(?:wait|hang on|hold on)[\s,.!]+(?=\w+\W+\w)", re.I)
#: A no that what is wanted instead comes after.
_LEADING_NO = re.compile(r"^(?:(?:no|nope|nah|oh|actually|well|sorry) )+")
#: The text of a message, read back.
_READ_BACK = re.compile(r"It says: \".*\"", re.S)
#: Says that something isn't right, and doesn't turn it down.
_WRONG = re.compile(
    r"\b(?:not|n't|isn't|wasn't) (?:quite |exactly |all )?(?:right|correct|what i (?:said|meant))\b|\bwrong\b"
)
#: Agrees, or only shows that somebody listens.
_LISTENING = re.compile(
    r"(?:(?:oh|ah|um+|uh+|well|so|then|now|and|thanks|thank you|dear|ok|okay|o k|k|kay|alright|all right|right|cool|"
    r"good|m+ ?h+m+|uh huh|h+m+|exactly|correct|course|please) ?)*"
)
#: Stands for an idiom of agreement that was taken out of the words.
_AGREED = "="
#: What a proposal to move something moves it from: a yes to that is none to where it is moved.
_MOVED_FROM = re.compile(r"(?<=\bmove )([^.?!\"]*?)\bfrom\b[^.?!\"]*?(?=\bto\b)", re.I)
#: Proposes to change what stands, which is left as it is by who finds that fine.
_CHANGES = re.compile(r"\b(?:move|cancel|change|reschedule)\b")
_AS_IT_IS = re.compile(
    r"\b(?:as|where|like|how|the way) (?:it|that|they|things) (?:already )?(?:is|are|was|were|stands?|stood)\b"
)
_STANDS_FINE = re.compile(
    r"\b(?:the|my|our) (?:(?!new\b)\w+ )?(?:appointment|visit|booking)(?: i have)?(?:'s| is| was) "
    r"(?:(?:just|quite|still|perfectly|all) )*(?:fine|good|okay|ok|great|perfect|right|alright)\b"
)
#: A yes that nothing of what stands can be meant by.
_PLAIN_YES = re.compile(r"\b(?:yes|yeah|yep|yup|sure|go ahead|do it|do that|please do|not|can'?t|won'?t|no longer)\b")
#: Gives in before a yes: "it's fine, whatever, yes". After one it may as well doubt it.
_RESIGNED = re.compile(r"\bwhatever[,.]?\s+(?=(?:yes|yeah|yep|do it|go ahead)\b[ .!,a-z]{0,20}$)", re.I)
#: Letters of a word that are enough to find it in the sentence agreed to ("cancel", "cancelled").
_STEM_LETTERS = 5
#: A turn with a negation and no yes refuses if it is so short; a longer one may be about anything.
_SHORT_WORDS = 7


def consent_in_any_language(text: str) -> Consent:
    """Return the answer in the first language in which the words are one: to callers who don't speak ours."""
    answers = (consent(text, language=language) for language in LANGUAGES)
    return next((answer for answer in answers if answer is not Consent.UNCLEAR), Consent.UNCLEAR)


def consent(text: str, *, language: str = "en", proposal: str = "") -> Consent:
    """Return what a turn answers to a yes-or-no question.

    Args:
        text: The caller's turn.
        language: Of the call.
        proposal: The sentence that was asked, if it is known: words of it may be said again beside a yes ("yes, the
            Friday"), and a yes to something else ("yes, book it" to "shall I cancel?") is none. English only.

    >>> [consent(said).value for said in ("no problem, go ahead", "yes, actually no", "sure, wait", "yes if it's free")]
    ['yes', 'no', 'hold', 'unclear']
    """
    words = consent_words(language)
    text = _NO_MORE.sub("", without_told_hours(text, proposal)).strip() or text
    text = after_verdict(text, is_yes=_is_bare_yes) if _READ_BACK.search(proposal) else text
    proposal = without_asides(proposal) if base_language(language) == "en" else ""
    is_other, text = names_other(text, proposal), as_proposed(_RESIGNED.sub("", text), proposal)
    if (stands := _left_as_it_stands(text, proposal)) is not None:
        return stands
    if (aim := _aim(proposal)) != proposal:
        # "Keep the Tuesday" turns it down, and "Tuesday is fine" is no yes to another day.
        is_no = _answer(text, words, proposal) is Consent.NO
        return Consent.NO if is_no else consent(text, language=language, proposal=aim)
    answer = _answer(text, words, proposal)
    if is_other:
        return Consent.UNCLEAR if answer is Consent.YES else answer
    if answer is Consent.YES:
        return answer
    if _yes_and_more(text, words, proposal)[0] or _insisted(text, words, proposal)[0]:
        return Consent.YES
    last = clauses_of(text.rstrip(" .!,"))[-1]
    is_over = answer is Consent.HOLD and words.yes.search(plain_words(last)) is not None
    if is_over and _answer(last, words, proposal) is Consent.YES:
        return (
            Consent.UNCLEAR
        )  # "let me think. Yes, do it", "hang on. Okay, go ahead": who is back may only be listening
    return answer


def is_outright(text: str, *, language: str = "en") -> bool:
    """Tell whether a yes has a word in it that says nothing else: "okay" may as well answer anything.

    >>> is_outright("yes, do it"), is_outright("alright")
    (True, False)
    """
    return consent_words(language).yes.search(plain_words(text)) is not None


def is_said_outright(text: str, *, language: str = "en", proposal: str) -> bool:
    """Tell whether a sentence of a turn is a yes, with no word against it in the others; English only.

    >>> is_said_outright("Yes, do that. My coffee's getting cold.", proposal="I'll book it. Shall I do that?")
    True
    """
    words = consent_words(language)
    if words is not consent_words("en"):
        return False
    proposal = without_asides(proposal)
    return said_outright(text, words, proposal=_aim(proposal), agrees=partial(_agrees_outright, proposal))


def may_agree(text: str, *, language: str = "en", proposal: str, weakly: bool = False) -> bool:
    """Tell whether a turn holds a yes that stands or not by what else it says, which these rules can't read.

    English only. A yes is said outright, or (`weakly`) in any words but those that may only show that they listen.

    >>> proposal = "I'll book it for Friday. Shall I do that?"
    >>> may_agree("Yes. And what are your prices?", proposal=proposal)
    True
    >>> [may_agree(said, proposal=proposal) for said in ("Yes. Make it Monday.", "Yes, wait", "what are your prices?")]
    [False, False, False]
    >>> [may_agree(said, proposal=proposal, weakly=True) for said in ("Perfect. Who comes?", "Okay. Who comes?")]
    [True, False]
    """
    words = consent_words(language)
    if words is not consent_words("en") or consent(text, proposal=proposal) is not Consent.UNCLEAR:
        return False
    proposal = without_asides(proposal)
    agrees = partial(_agrees_in_words if weakly else _agrees_outright, proposal)
    return is_begun(text, words, proposal=_aim(proposal), agrees=agrees)


def said_apart(text: str, *, proposal: str) -> str:
    """Return the English sentences that stand beside one that is a yes, where `may_agree` holds.

    >>> said_apart("Yes please. And can I pay sixty on Friday?", proposal="I'll refund 10 dollars. Shall I do that?")
    'And can I pay sixty on Friday?'
    """
    proposal = without_asides(proposal)
    agrees = partial(_agrees_outright, proposal)
    return apart_from_yes(text, consent_words("en"), proposal=_aim(proposal), agrees=agrees)


def may_take_back(rest: str) -> bool:
    """Tell whether what is said apart from an English yes may take it back.

    >>> [may_take_back(said) for said in ("And the rest I can pay on Friday.", "Nobody's home then.", "Is it free?")]
    [False, True, True]
    """
    return takes_back(rest, consent_words("en"))


def _aim(proposal: str) -> str:
    """Return a proposal without what it moves something from: "the morning is fine", of the old time, is no yes."""
    return _MOVED_FROM.sub(r"\1", proposal)


def _left_as_it_stands(text: str, proposal: str) -> Consent | None:
    """Return what words say to a change that find fine what stands: no, or nothing clear; None to other words."""
    plain = plain_words(text)
    if not proposal or not _CHANGES.search(plain_words(_READ_BACK.sub(" ", proposal))):
        return None
    if _AS_IT_IS.search(plain) and "?" not in text:
        return Consent.UNCLEAR if _PLAIN_YES.search(plain) else Consent.NO
    return Consent.UNCLEAR if _STANDS_FINE.search(plain) else None


def _says_yes(proposal: str, said: str) -> bool:
    return consent(said, proposal=proposal) is Consent.YES


def _agrees_outright(proposal: str, said: str) -> bool:
    return _says_yes(proposal, said) and is_outright(said)


def _agrees_in_words(proposal: str, said: str) -> bool:
    return _says_yes(proposal, said) and _LISTENING.fullmatch(plain_words(said)) is None


def asked_beside(text: str, *, proposal: str = "") -> str:
    """Return what is asked or wanted beside a yes that stands; '' if nothing is, or the yes doesn't stand.

    >>> asked_beside("Yes. And who decides that?"), asked_beside("Yes. Is it free?")
    ('And who decides that?', '')
    >>> asked_beside("yep, that's fine, now the next thing")
    'now the next thing'
    """
    words, proposal = consent_words("en"), without_asides(proposal)
    said, more = _yes_and_more(text, words, proposal)
    return " ".join([one for one in more if asks_or_wants(one, words)] if said else _insisted(text, words, proposal)[1])


def negates(text: str) -> bool:
    """Tell whether English words deny anything."""
    return consent_words("en").negating.search(plain_words(text)) is not None


def said_beside_no(text: str, *, proposal: str = "") -> str:
    """Return what comes with an English no, '' if nothing does.

    >>> said_beside_no("No no, I don't want that. What was that address again?"), said_beside_no("no thanks, dear")
    ('What was that address again?', '')
    """
    return beside_no(text, consent_words("en"), plain_words(without_asides(proposal)))


def refuses_in_words(text: str, *, proposal: str = "") -> bool:
    """Tell whether an English no says that it wants nothing of what was proposed, and corrects nothing of it.

    >>> refuses_in_words("no, bin it. When do you open?"), refuses_in_words("no, he's on the second floor")
    (True, False)
    """
    # "No, I said my dog never bites": of the text, and no refusal.
    proposal = _READ_BACK.sub(" ", without_asides(proposal))
    is_no = consent(text, proposal=proposal) is Consent.NO and _WRONG.search(plain_words(text)) is None
    return is_no and puts_away(text, consent_words("en"), plain_words(proposal))


def _yes_and_more(text: str, words: ConsentWords, proposal: str) -> tuple[str, list[str]]:
    """Return a yes, and the clauses that come with it and take nothing back of it; nothing if one does."""
    return split_at_yes(
        text,
        words,
        is_yes=partial(_is_yes, words, proposal),
        is_harmless=lambda clause: _is_harmless(clause, words, proposal),
    )


def _is_bare_yes(said: str) -> bool:
    return consent(said) is Consent.YES


def _is_yes(words: ConsentWords, proposal: str, said: str) -> bool:
    """Tell whether all words of a text agree, or may stand beside a yes."""
    return _answer(said, words, proposal) is Consent.YES


def _is_harmless(clause: str, words: ConsentWords, proposal: str) -> bool:
    """Tell whether a clause after a yes leaves it as it is."""
    if "?" not in clause and _is_yes(words, proposal, clause):
        return True  # "yes, for heaven's sake, yes"
    proposed = plain_words(proposal)
    is_other = bool(proposed) and _names_another_deed(plain_words(clause).split(), words, proposed)
    return takes_nothing_back(clause, words, proposed=proposed, is_other_deed=is_other)


def _insisted(text: str, words: ConsentWords, proposal: str) -> tuple[bool, list[str]]:
    """Return whether a yes stands by its clauses, and those of another matter that it leads on to; English only."""
    if words is not consent_words("en"):
        return False, []
    return insisted(
        text,
        words,
        proposal=proposal,
        is_yes=partial(_is_yes, words, proposal),
        is_harmless=lambda clause: _is_harmless(clause, words, proposal),
    )


def _answer(text: str, words: ConsentWords, proposal: str) -> Consent:
    """Return the answer of a turn of which every word is to agree, or may stand beside a yes."""
    plain = _with_deed_named(plain_words(text), words)
    if "?" not in text:
        plain = _yes_alone(plain, words)
    proposed = plain_words(proposal)
    if words.undoing.search(plain) and not _is_in(plain.split(), words.ordering, proposed):
        return Consent.NO if proposed else Consent.UNCLEAR
    rest = words.naming.sub(" ", words.agreeing.sub(f" {_AGREED} ", plain))
    if words.refusing.search(rest):
        return _refused(text, rest, words, proposed)
    held = words.holding.search(rest)
    if held is not None and words.wondering.search(rest[: held.start()]) is None:
        after = _HELD_AT_NO.sub("", text)
        # "No wait, I can't": what comes after it turns it down.
        is_no = after != text and _answer(after, words, proposal) is Consent.NO
        return Consent.NO if is_no else Consent.HOLD
    strong, weak = words.yes.sub(f" {_AGREED} ", rest), words.weak_yes.search(rest) is not None
    agrees = _AGREED in strong
    if words.negating.search(rest) and _refused(text, rest, words, proposed) is Consent.NO:
        return Consent.NO  # "not a call, a visit! Can I book a technician or not?"
    if proposed and _names_another_deed(plain.split(), words, proposed):
        return Consent.UNCLEAR
    if words.negating.search(rest):
        return Consent.UNCLEAR
    if (text.rstrip().endswith("?") and rest.strip() != _AGREED) or words.asking.search(strong):
        return Consent.UNCLEAR
    left = [word for word in words.weak_yes.sub(" ", strong).split() if word != _AGREED]
    if plain.split()[-1:] and plain.split()[-1] in words.trailing and left[-1:] == plain.split()[-1:]:
        return Consent.UNCLEAR
    if agrees or (proposed and (weak or _is_in(left, words.ordering, proposed))):
        is_whole = all(word in words.beside or _may_stand(word, words, proposed) for word in left)
        return Consent.YES if is_whole else Consent.UNCLEAR
    return Consent.YES if weak and all(word in words.beside_weak for word in left) else Consent.UNCLEAR


def _refused(text: str, rest: str, words: ConsentWords, proposed: str) -> Consent:
    """Return no for words with a negation in them that clearly refuse, and UNCLEAR for others."""
    if words is consent_words("en"):
        return refused(text, words, proposed, is_yes=partial(_is_yes, words, proposed))
    refusals = list(words.refusing.finditer(rest))
    if not refusals:
        is_short = len(rest.split()) <= _SHORT_WORDS and not reads_as_question(text)
        agrees = words.yes.search(rest) or words.weak_yes.search(rest) or words.doubting.search(rest)
        return Consent.NO if is_short and not agrees else Consent.UNCLEAR
    before, after = rest[: refusals[0].start()], rest[refusals[-1].end() :]
    is_open = words.condition.search(before) or _AGREED in after or words.yes_after.search(after)
    return Consent.UNCLEAR if is_open else Consent.NO


def _yes_alone(plain: str, words: ConsentWords) -> str:
    """Return a yes without the preference that it gives up, and without the leave taken after it."""
    conceded, doubts = words.conceding.search(plain), (words.negating, words.holding, words.condition)
    if conceded is not None and not any(one.search(conceded["before"]) for one in doubts):
        plain = conceded["yes"]  # "I'd rather have it in the bank, but go on then, yes"
    leave = words.leaving.search(plain)
    return plain if leave is None else leave["yes"]  # "yes please, thanks, bye": who leaves with a yes wants it done


def _with_deed_named(plain: str, words: ConsentWords) -> str:
    """Return a yes with a deed's name in place of other words for it ("yes, give it back"): so it answers that only."""
    for deed, other_words in words.other_words.items():
        found = other_words.search(plain)
        if found is None or words.negating.search(plain):
            continue
        before = plain[: found.start()]
        if words.yes.search(before) or words.weak_yes.search(before):
            plain = f"{before}{deed}{plain[found.end() :]}"
    return plain


def _may_stand(word: str, words: ConsentWords, proposed: str) -> bool:
    """Tell whether a word beside a yes says nothing but what was proposed."""
    if not proposed:
        return word in words.restating
    return _is_said(word.removesuffix("'s"), proposed, is_form_of=word in words.restating)


def orders_otherwise(text: str, proposal: str) -> bool:
    """Tell whether English words name another deed than the one proposed, and don't forbid it.

    >>> orders_otherwise("no, just move it", "I'll cancel your visit. Shall I do that?")
    True
    """
    words, said = consent_words("en"), _LEADING_NO.sub("", plain_words(text))
    proposed = plain_words(without_asides(proposal))
    return words.negating.search(said) is None and _names_another_deed(said.split(), words, proposed)


def _names_another_deed(said: list[str], words: ConsentWords, proposed: str) -> bool:
    """Tell whether a turn orders something that wasn't proposed ("yes, book it" to "shall I cancel?")."""
    for group in words.deeds:
        if group & set(said) and not any(_is_said(verb, proposed, is_form_of=True) for verb in group):
            return True
    return False


def _is_in(said: list[str], verbs: frozenset[str], proposed: str) -> bool:
    return any(word in verbs and _is_said(word, proposed, is_form_of=True) for word in said)


def _is_said(word: str, proposed: str, *, is_form_of: bool) -> bool:
    """Tell whether a word, or (a verb) another form of it, stands in the sentence that was asked."""
    end = "" if is_form_of else r"\b"
    stem = word[:_STEM_LETTERS] if is_form_of else word
    return re.search(rf"\b{re.escape(stem)}{end}", proposed) is not None
