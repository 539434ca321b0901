"""What is true of the deeds that a caller asks about, and how it is said: from what the call knows, never made up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from callcenter.dialog.deeds.finding import (
    TAKEN_DOWN,
    deeds_asked_for,
    in_hand,
    is_of,
    standing_of,
    values_in,
    values_of,
)
from callcenter.dialog.turn import Awaiting, CallerTurn
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.deed import Deed
from callcenter.spoken.deeds.asked_done import AskedDone, asked_done
from callcenter.spoken.deeds.asked_forms import Asks
from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_of_tool, kind_of_tool, not_done
from callcenter.spoken.words import plain_words, sentences

#: So many deeds are told whole; of more only what was done.
_TOLD_WHOLE = 2
#: Leads in what is told when it is done, and says nothing that is asked.
_DONE = re.compile(r"^Done\.\s+")
#: What nothing of is done here by itself: of these, all that was done is told.
_OF_ACCOUNT = frozenset("bill bills account card money cent anything contract bank alone".split())
#: Asks whether nothing is left to be done.
_SETTLED = re.compile(
    r"\b(?:sorted|settled|finished|completed?|through|sent|passed on|being (?:looked|checked|reviewed|processed))\b"
)
_EVERYTHING = re.compile(r"\b(?:everything|all|things|account(?:'s)?)\b")
_WE = re.compile(r"\b(?:you|we)\b")
_WRITING = re.compile(r"\b(?:writ(?:e|ten)|wrote|noted?|down)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to say.

    `wanted` is a deed that isn't done, and may be proposed anew. `looks_up` if what stands has to be looked up for it.
    """

    said: str = ""
    wanted: Deed | None = None
    looks_up: DeedKind | None = None


def tell(turn: CallerTurn, asked: AskedDone) -> Told | None:
    """Return what is said to a question about what was done; None if it is of something that the call knows not."""
    now = in_hand(turn)
    pool = [one for one in turn.ledger if now is None or one.proposal != now.proposal or not one.proposal]
    pool = [*pool, now] if now is not None else pool
    if asked.asks is Asks.ALL:
        return _all(turn, asked)
    if asked.asks is Asks.ANYTHING:
        return _anything(turn, asked)
    chosen = deeds_asked_for(turn, asked, pool, now)
    if chosen is None:
        return _stands(turn, asked) if asked.asks is Asks.STANDS else _nothing(asked, pool)
    if not chosen:
        return _unknown(asked) if asked.asks not in (Asks.SAID, Asks.OF_IT) else None
    if asked.asks is Asks.OF_IT and not _covers(asked, chosen):
        return None
    if asked.asks is Asks.SAID and not asked.kinds:
        return None
    if asked.asks is Asks.SAID:
        done = [one for one in chosen if one.is_done]
        return Told(said=join(phrasing.AS_I_SAID, *map(_as_told, done))) if done else None
    written = [one for one in chosen if one.text]
    if asked.asks is Asks.HOLDS and len(chosen) > 1 and written:
        return Told(said=join(*(_says(turn, one.text) for one in written)))
    if len(chosen) > 1:
        return Told(said=_each(chosen, now))
    return _one(turn, asked, chosen[0], now)


def told_of_deeds(turn: CallerTurn, question: str) -> str:
    """Return what is said to a question that was kept until something was done; '' if it is of none of the deeds."""
    asked = asked_done(question) if turn.script.language == "en" else None
    told = tell(turn, asked) if asked is not None else None
    return told.said if told is not None and told.looks_up is None else ""


def _all(turn: CallerTurn, asked: AskedDone) -> Told:
    """Tell all that was done; of what was written down its words too, to who asks what that is."""
    done = standing_of(turn.ledger)
    text = done[-1].text if done and _WRITING.search(plain_words(asked.words)) else ""
    if text and len(done) == 1:
        return Told(said=_says(turn, text))
    said = join(_listed(done), _says(turn, text)) if done else phrasing.NOTHING_DONE
    return Told(said=said)


def _says(turn: CallerTurn, text: str) -> str:
    return turn.render('It says: "{{ text }}".', {"text": text}) if text else ""


def _anything(turn: CallerTurn, asked: AskedDone) -> Told | None:
    """Tell whether anything was done, of who asks it of all, of a kind, or of a thing ("anything about my bill")."""
    standing = standing_of(turn.ledger)
    known = words_of(*(f"{one.asked} {one.told} {one.text}" for one in turn.ledger))
    others = [one for one in asked.rest if not own_words(one) <= known]
    values = values_in(turn, asked.words) - {turn.reader.today.isoformat()}  # "has anything changed today?"
    if not set(others) <= _OF_ACCOUNT or (values and not any(values <= values_of(one) for one in standing)):
        return None
    done = [] if set(others) - {"account", "alone"} else standing
    if asked.kinds or asked.doing in (Doing.CANCEL, Doing.MAKE):
        done = [one for one in done if is_of(one, asked.kinds) or (not asked.kinds and _doing_agrees(asked, one))]
        done = [one for one in done if asked.doing is not Doing.CANCEL or _doing_agrees(asked, one)]
    if done and "else" not in plain_words(asked.words).split():
        lead = phrasing.I_HAVE if asked.is_denied else phrasing.YES
        return Told(said=join(lead, _listed(done)))
    if standing:
        return Told(said=join(phrasing.NOTHING_OF_THAT, _listed(standing)))
    lead = phrasing.THATS_RIGHT if asked.is_denied else phrasing.NO
    return Told(said=join(lead, phrasing.NOTHING_DONE))


def _nothing(asked: AskedDone, pool: Sequence[Deed]) -> Told | None:
    """Say that nothing was done, of who asks whether "it" was, and names nothing of before the call."""
    is_of_it = asked.asks is Asks.DONE and not (asked.rest or asked.kinds or asked.is_weak)
    is_ours = not pool and (is_of_it or asked.asks is Asks.HOLDS)
    if not is_ours or _WE.search(plain_words(asked.words)) is None:
        return None
    return Told(said=join(phrasing.THATS_RIGHT if asked.is_denied else phrasing.NO, phrasing.NOTHING_DONE))


def _stands(turn: CallerTurn, asked: AskedDone) -> Told | None:
    """Have looked up what stands from before the call, of who asks whether it does; of all of it say what was done."""
    if asked.rest or not asked.kinds <= {DeedKind.VISIT}:
        return None
    if not asked.kinds and _EVERYTHING.search(plain_words(asked.words)):
        return _anything(turn, replace(asked, is_denied=True))
    return Told(looks_up=DeedKind.VISIT)


def _unknown(asked: AskedDone) -> Told | None:
    """Return what is said of a kind of deed of which the call knows none: it may be from before it."""
    kind = next(iter(sorted(asked.kinds)), None)
    if kind is None or asked.rest:
        return None
    return Told(looks_up=kind)


def _one(turn: CallerTurn, asked: AskedDone, deed: Deed, now: Deed | None) -> Told | None:
    is_of_words = asked.asks is Asks.HOLDS or (asked.kinds and not is_of(deed, asked.kinds))
    if is_of_words and deed.text and (deed.is_done or deed is now):
        return _held(turn, asked, deed)
    if asked.asks is Asks.HOLDS and kind_of_tool(deed.tool) in TAKEN_DOWN:
        return Told(said=_as_told(deed)) if deed.is_done else None  # of no words: neither a yes nor a no
    if asked.asks is Asks.OF_IT and deed.is_done and not values_in(turn, asked.words):
        return Told(said=join(phrasing.AS_I_SAID, _as_told(deed)))
    if deed.is_done:
        is_so = _values_agree(turn, asked, deed) and _doing_agrees(asked, deed)
        is_so = is_so or (asked.asks is Asks.STANDS and _values_agree(turn, asked, deed))
        if asked.is_denied:
            lead = phrasing.I_HAVE if is_so else phrasing.THATS_RIGHT
        else:
            lead = phrasing.YES if is_so else phrasing.NO
        if _SETTLED.search(plain_words(asked.words)) and kind_of_tool(deed.tool) in TAKEN_DOWN:
            return Told(said=join(_as_told(deed), phrasing.MESSAGE_UNSEEN))  # it is taken down; more isn't known
        return Told(said=join(lead, _as_told(deed)))
    if asked.asks in (Asks.VALUE, Asks.OF_IT):
        return None
    if asked.asks is Asks.STANDS:
        is_new = deed is now and doing_of_tool(deed.tool) is Doing.MAKE  # there may be one all the same
        return Told(said="" if is_new else phrasing.NOTHING_CHANGED, looks_up=DeedKind.VISIT)
    if deed is now:
        if asked.doing is Doing.CANCEL and doing_of_tool(deed.tool) is not Doing.CANCEL:
            return None
        is_proposed = turn.state.awaiting is Awaiting.CONSENT
        return Told(said=phrasing.NOT_YET if is_proposed else phrasing.NOT_DONE_YET)
    doing = doing_of_tool(deed.tool)
    is_of_it = asked.doing is doing or (asked.doing is None and not asked.kinds)
    if kind_of_tool(deed.tool) is DeedKind.VISIT and doing is not Doing.MAKE and not is_of_it:
        return Told(said=phrasing.NOTHING_CHANGED, looks_up=DeedKind.VISIT)  # "is it booked?", of one not cancelled
    said = _not_done(deed)
    if asked.is_denied:
        return Told(said=join(phrasing.THATS_RIGHT, said))
    return Told(said=join(phrasing.NO, said), wanted=None if deed.is_refused else deed)


def _covers(asked: AskedDone, deeds: Sequence[Deed]) -> bool:
    """Tell whether all kinds that a question names are among deeds that were done: "do I pay for the visit?" isn't."""
    is_covered = all(any(is_of(one, frozenset({kind})) for one in deeds) for kind in asked.kinds)
    return is_covered and all(one.is_done for one in deeds)


def _held(turn: CallerTurn, asked: AskedDone, deed: Deed) -> Told:
    """Say what was written down, and whether the words that are asked for are in it."""
    own = {one for word in asked.rest for one in own_words(word)}
    says = _says(turn, deed.text)
    is_in = own <= words_of(deed.text)
    lead = (phrasing.IN_IT if asked.is_denied else phrasing.YES) if is_in else phrasing.NOT_IN_IT
    return Told(said=join(lead if own else "", says))


def _doing_agrees(asked: AskedDone, deed: Deed) -> bool:
    """Tell whether what is asked to be done with a visit was done with it: a cancelled one isn't booked."""
    if kind_of_tool(deed.tool) is not DeedKind.VISIT or asked.doing is None:
        return kind_of_tool(deed.tool) is DeedKind.VISIT or asked.doing is not Doing.CANCEL
    done = doing_of_tool(deed.tool)
    return (
        done is asked.doing
        or (asked.doing is Doing.MAKE and done is Doing.MOVE)
        or (asked.doing is Doing.MOVE and asked.asks is Asks.ANYTHING)
    )


def _values_agree(turn: CallerTurn, asked: AskedDone, deed: Deed) -> bool:
    return values_in(turn, asked.words) <= values_of(deed)


def _each(deeds: Sequence[Deed], now: Deed | None) -> str:
    """Say of each of several deeds whether it is done."""
    done, undone = [one for one in deeds if one.is_done], [one for one in deeds if not one.is_done]
    lead = phrasing.YES if not undone else ""
    left = (_not_done(one, yet=one is now) for one in undone)
    return join(lead, _listed(done) if done else "", *(f"{one[:1].upper()}{one[1:]}" for one in left))


def _listed(deeds: Sequence[Deed]) -> str:
    told = map(_as_told, deeds)
    return " ".join(told if len(deeds) <= _TOLD_WHOLE else (sentences(one)[0] for one in told))


def _as_told(deed: Deed) -> str:
    return _DONE.sub("", deed.told)


def _not_done(deed: Deed, *, yet: bool = False) -> str:
    said = not_done(deed.tool)
    return f"{said}{' yet' if yet else ''}." if said else phrasing.NOT_DONE
