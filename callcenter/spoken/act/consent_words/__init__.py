"""What callers say to a yes-or-no question, one table a language. Read by `spoken.act.consent` only."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from callcenter.domain.language import LANGUAGES, base_language


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWords:
    """One language's words, as patterns over plain words.

    Args:
        agreeing: Idioms that agree although a no, an if or a question is in them ("no problem", "why not").
        refusing: What refuses, whatever else is said.
        yes_after: A yes that, after a refusal, makes the turn contradict itself.
        holding: "Not now": wait, let me think.
        doubting: Words that make a negation say nothing about the question ("I don't know").
        negating: Any negation.
        asking: A question back, which no yes may hold.
        yes: What agrees.
        weak_yes: What agrees if hardly anything else is said: "okay", but not "okay, my number is…".
        naming: What names the telephone the caller speaks on, beside a yes ("yes, this number").
        beside: Words that may stand beside a yes without taking anything back.
        beside_weak: Words that may stand beside a weak yes.
        trailing: Words that no finished yes ends with ("yes but").
        restating: Words that name what is being agreed to. They must stand in the sentence agreed to, if it is known.
        ordering: Words that order the thing proposed ("cancel it"): a yes if that very thing was proposed.
        deeds: Verbs of one deed each, in groups of those that mean the same.
        joining: What leads in what comes with a yes ("and also").
        beginning: Other words at which what comes with a yes may begin ("yes my husband will be in").
        elsewhere: What asks after something else, and so takes nothing back of the yes before it ("how much do I owe").
        further: How a question begins that asks more of what was agreed to, and takes nothing back ("who decides that").
        wishing: What comes with a yes for after it, and changes nothing of what was agreed to ("and the next thing").
        wondering: What of a question stands before its one refusing word, which refuses nothing then ("do I keep my plan").
        conditional: What makes a yes depend on something, or speaks of the thing agreed to ("make it Monday").
        conceding: A preference, and after it what is taken all the same, named `yes` ("I'd rather have cash, but go on").
        condition: What makes a yes depend on what follows ("only if").
        other_words: What is said of a deed beside a yes, in place of its name, by that name ("give it back": refund).
        leaving: A yes, named `yes` with all before it, and then nothing but thanks and a goodbye.
        idle: What is said in a clause after a yes without taking anything back, whatever words it has ("I can't wait").
        needless: Why something isn't needed any more: it takes nothing back of a yes to have it cancelled.
        telling: How a statement begins that may stand beside a yes ("my husband will be in"). By default none is believed.
        changing: Words of a statement after a yes that may change what was agreed to.
        valued: Words that name a day, a time or an amount.
        undoing: A whole turn that stops what was proposed, unless stopping is what was proposed ("cancel that").
    """

    agreeing: re.Pattern[str]
    refusing: re.Pattern[str]
    yes_after: re.Pattern[str]
    holding: re.Pattern[str]
    doubting: re.Pattern[str]
    negating: re.Pattern[str]
    asking: re.Pattern[str]
    yes: re.Pattern[str]
    weak_yes: re.Pattern[str]
    beside_weak: frozenset[str]
    trailing: frozenset[str]
    naming: re.Pattern[str]
    beside: frozenset[str]
    restating: frozenset[str]
    ordering: frozenset[str]
    undoing: re.Pattern[str]
    deeds: tuple[frozenset[str], ...]
    joining: re.Pattern[str]
    elsewhere: re.Pattern[str]
    conditional: re.Pattern[str]
    condition: re.Pattern[str]
    other_words: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    leaving: re.Pattern[str] = re.compile(r"(?!)")
    conceding: re.Pattern[str] = re.compile(r"(?!)")
    further: re.Pattern[str] = re.compile(r"(?!)")
    wishing: re.Pattern[str] = re.compile(r"(?!)")
    wondering: re.Pattern[str] = re.compile(r"(?!)")
    beginning: re.Pattern[str] = re.compile(r"(?!)")
    idle: re.Pattern[str] = re.compile(r"(?!)")
    needless: re.Pattern[str] = re.compile(r"(?!)")
    telling: re.Pattern[str] = re.compile(r"(?!)")
    changing: re.Pattern[str] = re.compile(r"")
    valued: re.Pattern[str] = re.compile(r"")


def any_of(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives that begin and end with whole words, the longest of each start first by their order."""
    return re.compile(r"(?<![a-z0-9'])(?:" + "|".join(patterns) + r")(?![a-z0-9'])")


@cache
def consent_words(language: str) -> ConsentWords:
    """Return the table of a language; English for one that no agent speaks."""
    base = base_language(language)
    name = base if base in LANGUAGES else "en"
    table: ConsentWords = importlib.import_module(f"{__name__}.{name}").WORDS
    return table
