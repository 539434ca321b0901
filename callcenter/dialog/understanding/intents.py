"""What a caller wants of an agent: a text classifier trained at start from the agents' examples.

Word, character and concept features with a linear classifier. It answers with probabilities, so that the engine can
ask instead of guessing; `callcenter bench talk` measures what it gets right.

scikit-learn takes two seconds to import, so it is imported where it trains: in a thread, while other models load. Who
reads what was trained doesn't need it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcenter.dialog.script import AgentScript
from callcenter.dialog.understanding.classifier import Classifier
from callcenter.dialog.understanding.concepts import normalise
from callcenter.dialog.understanding.everyday import everyday_examples
from callcenter.dialog.understanding.features import Features
from callcenter.dialog.understanding.mapped_pickle import read_mapped, write_mapped
from callcenter.dialog.understanding.replies import ReplyModel, trained_replies

#: Class of what calls for nothing the agent has.
NONE = "none"
#: The tool that answers questions about the business; its classes have the answer's name after a colon.
LOOK_UP = "look_up_answer"
#: Probability at which the engine acts at once, and the lead the likeliest intent then needs over the next.
#: Chosen by cross-validation over the examples.
ACT = 0.58
LEAD = 0.15
#: Probability that makes something worth naming in a clarifying question, and how many things one can name.
WORTH_NAMING = 0.12
NAMED_AT_MOST = 3
#: How many times likelier than nothing the one likely thing must be, to be done without a question.
LIKELIER_THAN_NOTHING = 2.0
#: Share of the weight of what isn't meant that goes to nothing.
TO_NOTHING = 0.1
#: Probability of what an example says in just these words: examples are what callers said.
KNOWN = 0.9
#: Probability at which a question is answered that may be about something else.
ANSWERED_AT = 0.5
#: Probability at which nobody is asked whether that was their question.
SURELY_ANSWERED = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing the caller may want: the name of a tool (handoffs are tools), or `NONE`."""

    label: str
    probability: float


class Action(StrEnum):
    """What to do about a caller's words."""

    ACT = "act"
    CLARIFY = "clarify"
    NOT_UNDERSTOOD = "not-understood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to do, and about which intents (one to act on, up to three to name)."""

    action: Action
    labels: tuple[str, ...] = ()


def decide(ranked: Sequence[Intent]) -> Choice:
    """Act if one intent is likely and well ahead, ask if some are worth naming, else say so."""
    if not ranked:
        return Choice(action=Action.NOT_UNDERSTOOD)
    best = ranked[0]
    second = ranked[1].probability if len(ranked) > 1 else 0.0
    if best.probability >= ACT and best.probability - second >= LEAD:
        if best.label == NONE:
            return Choice(action=Action.NOT_UNDERSTOOD)
        return Choice(action=Action.ACT, labels=(best.label,))
    likely = [one.label for one in ranked if one.label != NONE and one.probability >= WORTH_NAMING]
    is_faint = len(likely) == 1 and best.label == NONE
    if not likely or is_faint or (best.label == NONE and best.probability >= ACT):
        return Choice(action=Action.NOT_UNDERSTOOD)
    return Choice(action=Action.CLARIFY, labels=tuple(likely[:NAMED_AT_MOST]))


def nearly_nothing(ranked: Sequence[Intent], label: str) -> bool:
    """Tell whether words are nearly as likely to call for nothing as for the one thing that seems likely."""
    found = {one.label: one.probability for one in ranked}
    return found.get(label, 0.0) < LIKELIER_THAN_NOTHING * found.get(NONE, 0.0)


def nearly_as_likely(ranked: Sequence[Intent]) -> set[str]:
    """Return the likeliest label and those it isn't well ahead of."""
    return {one.label for one in ranked if one.probability > ranked[0].probability - LEAD}


def is_likely_answer(ranked: Sequence[Intent], label: str) -> bool:
    """Tell whether an answer may be told without asking: that to another question would be taken for this one's."""
    found = {one.label: one.probability for one in ranked}
    return found.get(label, 0.0) >= ANSWERED_AT and not nearly_nothing(ranked, label)


def is_sure_answer(ranked: Sequence[Intent], label: str) -> bool:
    """Tell whether an answer is surely the one to what was asked."""
    return any(one.label == label and one.probability >= SURELY_ANSWERED for one in ranked)


def without(ranked: Sequence[Intent], labels: Iterable[str]) -> list[Intent]:
    """Return intents weighed anew without some of them."""
    unwanted = set(labels)
    return _made_whole([(one.label, one.probability) for one in ranked if one.label not in unwanted])


def not_meant(ranked: Sequence[Intent], labels: Iterable[str]) -> list[Intent]:
    """Return intents weighed anew without some that the caller doesn't mean.

    A little of their weight goes to nothing: what is hardly likely isn't meant for want of anything else.
    """
    unmeant = set(labels)
    left = {one.label: one.probability for one in ranked if one.label not in unmeant}
    taken = sum(one.probability for one in ranked if one.label in unmeant)
    left[NONE] = left.get(NONE, 0.0) + TO_NOTHING * taken
    return _made_whole(list(left.items()))


def favour(ranked: Sequence[Intent], labels: Iterable[str], *, by: float) -> list[Intent]:
    """Return intents weighed anew, some of them times more likely than they were."""
    favoured = set(labels)
    return _made_whole([(one.label, one.probability * (by if one.label in favoured else 1.0)) for one in ranked])


def _made_whole(weighed: Sequence[tuple[str, float]]) -> list[Intent]:
    """Return labels with their weights as intents whose probabilities come to one, the likeliest first."""
    total = sum(probability for _, probability in weighed) or 1.0
    found = [Intent(label=label, probability=probability / total) for label, probability in weighed]
    return sorted(found, key=lambda one: one.probability, reverse=True)


class IntentModel:
    """One agent's view of the classifier. `rank` takes a few milliseconds and may be used by many calls at once."""

    def __init__(self, learned: _Learned, script: AgentScript, replies: ReplyModel) -> None:
        self._learned = learned
        #: What an answer to a yes-or-no question does, whoever asked it.
        self.replies = replies
        self._wanted = dict(zip(learned.meanings, _labels_of(script, learned.meanings), strict=True))
        # What it can do nothing about calls for nothing it has.
        wanted = [self._wanted[meaning] or NONE for meaning in learned.meanings]
        self._found = sorted(set(wanted))
        self._places = [self._found.index(label) for label in wanted]

    def is_tool(self, label: str) -> bool:
        """Tell whether callers can ask for the tool in words."""
        return label in self._found and label != NONE

    def rank(self, text: str) -> list[Intent]:
        """Return every intent with its probability, the likeliest first; NONE alone if the words tell nothing."""
        known = {self._wanted[meaning] for meaning in self._learned.known.get(normalise(text), ())} - {""}
        if not (known or self._learned.features.tell_something(text)):
            return [Intent(label=NONE, probability=1.0)]
        together = np.bincount(self._places, weights=self._learned.probabilities(text))
        ranked = _made_whole(list(zip(self._found, together.tolist(), strict=True)))
        return _raised(ranked, *known) if len(known) == 1 else ranked


def _labels_of(script: AgentScript, meanings: Iterable[str]) -> Iterator[str]:
    """Yield what an agent does about words of each meaning: its own, or a handoff; '' if it can't do anything."""
    own = {NONE, *(label for _, label in everyday_examples()), *(label for label, _ in _examples_of(script))}
    handoffs = {handoff.agent: handoff.tool for handoff in script.handoffs}
    for meaning in meanings:
        owner, _, tool = meaning.partition(".")
        if owner == script.name:
            yield tool
        elif owner:
            yield handoffs.get(owner, "")
        else:
            yield tool if tool in own else ""


class _Learned:
    """What the agents' examples taught: one classifier of everything that callers can mean."""

    def __init__(self, examples: Sequence[tuple[str, str]]) -> None:
        texts = sorted({text for text, _ in examples})
        places = {text: place for place, text in enumerate(texts)}
        self.count = len(texts)
        self.features = Features(texts)
        rows = self.features.take_rows()
        #: What each example calls for, by its plain words.
        self.known: dict[str, set[str]] = {}
        for text, meaning in examples:
            self.known.setdefault(normalise(text), set()).add(meaning)
        self.meanings = sorted({meaning for _, meaning in examples})
        self._classifier: Classifier | None = None
        if len(self.meanings) > 1:
            self._classifier = Classifier(rows[[places[text] for text, _ in examples]], [one for _, one in examples])

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """Return the meanings' probabilities, in their order."""
        if self._classifier is None:
            return np.ones(len(self.meanings))
        return self._classifier.probabilities(self.features.of(text))


class Intents:
    """The classifier of what callers want, trained once a program (seconds of a processor) and shared by its calls.

    It learns everybody's examples once. What each agent makes of a meaning is its own: a tool of another agent is a
    handoff to that one, or nothing where there is none.
    """

    def __init__(self, scripts: Mapping[str, AgentScript]) -> None:
        import sklearn.linear_model  # noqa: F401 - and SciPy with it, whose threads are to be kept to one, too

        _keep_to_one_thread()
        learned = _Learned(list(dict.fromkeys(training_examples(scripts))))
        self.example_count = learned.count
        replies = trained_replies()
        self._models = {name: IntentModel(learned, script, replies) for name, script in scripts.items()}

    def of(self, agent: str) -> IntentModel:
        """Return an agent's classifier."""
        return self._models[agent]

    def write(self, file: Path) -> None:
        """Write the trained classifier for processes of this program to `read`; 31 MB."""
        write_mapped(self, file)

    @staticmethod
    def read(file: Path) -> Intents:
        """Return the classifier that this program wrote, with its numbers shared by all processes that read it."""
        _keep_to_one_thread()
        read: Intents = read_mapped(file)
        return read


def _raised(ranked: Sequence[Intent], label: str) -> list[Intent]:
    """Return intents with one made as likely as words that are known call for."""
    was = next((one.probability for one in ranked if one.label == label), 1.0)
    if was >= KNOWN:
        return list(ranked)
    left = (1 - KNOWN) / (1 - was)
    raised = [replace(one, probability=KNOWN if one.label == label else one.probability * left) for one in ranked]
    return sorted(raised, key=lambda one: one.probability, reverse=True)


def _keep_to_one_thread() -> None:
    """Let linear algebra use one thread, for as long as the process lives.

    On matrices this small its threads cost many times what they save, and on a busy machine training takes minutes
    instead of a second: each of a million tiny products waits for a thread that has no processor. The limit holds only
    for libraries that are loaded.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(1)


def training_examples(scripts: Mapping[str, AgentScript]) -> Iterator[tuple[str, str]]:
    """Yield all agents' example texts with what they mean: an agent's name, a dot and the name of its tool.

    Nothing stands before the dot of what several agents have and of what calls for nothing, and nothing behind it of
    words that are an agent's business and tell no more.
    """
    for text, label in everyday_examples():
        yield text, f".{label}"
    said = {name: [*_examples_of(script)] for name, script in scripts.items()}
    counts = Counter(label for found in said.values() for label, _ in found)
    for name, script in scripts.items():
        for label, texts in said[name]:
            yield from ((text, f"{name if counts[label] == 1 else ''}.{label}") for text in texts)
        for handoff in script.handoffs:
            yield from ((text, f"{handoff.agent}.") for text in handoff.examples)
        yield from ((text, f".{NONE}") for text in script.none_examples)


def _examples_of(script: AgentScript) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the labels of what an agent does itself, tools and answers, with what callers say for each."""
    for tool in script.tools:
        yield tool.name, tool.examples
    for answer in script.answers:
        yield answer_label(answer.name), answer.examples


def answer_label(name: str) -> str:
    """Return the class of questions with this answer."""
    return f"{LOOK_UP}:{name}"
