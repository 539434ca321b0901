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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.dialog.script import AgentScript
from callcenter.dialog.understanding.concepts import normalise
from callcenter.dialog.understanding.everyday import everyday_examples
from callcenter.dialog.understanding.features import Features, Row
from callcenter.dialog.understanding.mapped_pickle import read_mapped, write_mapped

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
#: Probability of what an example says in just these words: examples are what callers said.
KNOWN = 0.9
#: Probability at which a question is answered that may be about something else.
ANSWERED_AT = 0.4
#: Probability at which nobody is asked whether that was their question.
SURELY_ANSWERED = 0.75
#: Weight of naive Bayes beside the linear classifiers.
BAYES_SHARE = 0.3


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


def favour(ranked: Sequence[Intent], labels: Iterable[str], *, by: float) -> list[Intent]:
    """Return intents weighed anew, some of them times more likely than they were."""
    favoured = set(labels)
    return _made_whole([(one.label, one.probability * (by if one.label in favoured else 1.0)) for one in ranked])


def _made_whole(weighed: Sequence[tuple[str, float]]) -> list[Intent]:
    """Return labels with their weights as intents whose probabilities come to one, the likeliest first."""
    total = sum(probability for _, probability in weighed) or 1.0
    found = [Intent(label=label, probability=probability / total) for label, probability in weighed]
    return sorted(found, key=lambda one: one.probability, reverse=True)


class _Classifier:
    """Logistic regression for each intent, blended with naive Bayes, which knows rare words better.

    scikit-learn trains them; their numbers are applied here, since its own checks of one row take longer than the row.
    """

    def __init__(self, rows: Any, labels: Sequence[str]) -> None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.naive_bayes import MultinomialNB

        linear = OneVsRestClassifier(
            LogisticRegression(C=8.0, tol=0.05, solver="liblinear", class_weight="balanced")
        ).fit(rows, labels)
        bayes = MultinomialNB(alpha=0.1).fit(rows, labels)
        self.labels = [str(label) for label in linear.classes_]
        #: A row a feature, a column an intent; of two intents there is one estimator, of the second.
        self._weights = np.ascontiguousarray(np.vstack([one.coef_ for one in linear.estimators_]).T)
        self._offsets = np.concatenate([one.intercept_ for one in linear.estimators_])
        self._likelihoods = np.ascontiguousarray(bayes.feature_log_prob_.T)
        self._priors = bayes.class_log_prior_

    def probabilities(self, row: Row) -> NDArray[np.float64]:
        """Return the intents' probabilities, in the order of `labels`, for one text's features."""
        alone = 1 / (1 + np.exp(-(row.values @ self._weights[row.places] + self._offsets)))
        linear = np.array([1 - alone[0], alone[0]]) if len(self.labels) == 2 else alone
        bayes = row.values @ self._likelihoods[row.places] + self._priors
        bayes = np.exp(bayes - bayes.max())
        blended: NDArray[np.float64] = (1 - BAYES_SHARE) * linear / linear.sum() + BAYES_SHARE * bayes / bayes.sum()
        return blended


class IntentModel:
    """One agent's classifier. `rank` takes a few milliseconds and may be used by many calls at once."""

    def __init__(self, features: Features, rows: Any, examples: Mapping[str, str]) -> None:
        labels = list(examples.values())
        self._features = features
        self._known = _known_words(examples)
        self._labels = frozenset(labels)
        self._is_trained = len(self._labels) > 1
        if self._is_trained:
            self._classifier = _Classifier(rows, labels)

    def is_tool(self, label: str) -> bool:
        """Tell whether callers can ask for the tool in words."""
        return label in self._labels and label != NONE

    def rank(self, text: str) -> list[Intent]:
        """Return every intent with its probability, the likeliest first; NONE alone if the words tell nothing."""
        known = self._known.get(normalise(text), "")
        if not self._is_trained or not (known or self._features.tell_something(text)):
            return [Intent(label=NONE, probability=1.0)]
        probabilities = self._classifier.probabilities(self._features.of(text))
        ranked = [
            Intent(label=self._classifier.labels[index], probability=float(probabilities[index]))
            for index in np.argsort(probabilities)[::-1]
        ]
        return _raised(ranked, known)


class Intents:
    """All agents' classifiers, trained once a program (ten seconds of a processor) and shared by its calls."""

    def __init__(self, scripts: Mapping[str, AgentScript]) -> None:
        import sklearn.linear_model  # noqa: F401 - and SciPy with it, whose threads are to be kept to one, too

        _keep_to_one_thread()
        learned = {name: dict(training_examples(script, scripts)) for name, script in scripts.items()}
        texts = sorted({text for rows in learned.values() for text in rows})
        places = {text: place for place, text in enumerate(texts)}
        self.example_count = len(places)
        features = Features(texts)
        everything = features.take_rows()
        self._models = {
            name: IntentModel(features, everything[[places[text] for text in rows]], rows)
            for name, rows in learned.items()
        }

    def of(self, agent: str) -> IntentModel:
        """Return an agent's classifier."""
        return self._models[agent]

    def write(self, file: Path) -> None:
        """Write the trained classifiers for processes of this program to `read`; 50 MB."""
        write_mapped(self, file)

    @staticmethod
    def read(file: Path) -> Intents:
        """Return classifiers that this program wrote, with their numbers shared by all processes that read them."""
        _keep_to_one_thread()
        read: Intents = read_mapped(file)
        return read


def _known_words(examples: Mapping[str, str]) -> dict[str, str]:
    """Return what each example calls for, by its plain words; without those that call for two things."""
    known: dict[str, str] = {}
    for text, label in examples.items():
        plain = normalise(text)
        known[plain] = label if known.get(plain, label) == label else ""
    return known


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


def training_examples(script: AgentScript, scripts: Mapping[str, AgentScript]) -> Iterator[tuple[str, str]]:
    """Yield the texts and labels one agent's classifier learns from.

    What callers say for another agent's tools, or to any agent to be passed to that one, is an example of the handoff
    there; tools that several agents have (opening a ticket) tell nothing of where to go.
    """
    rows: dict[str, str] = {}
    counts = Counter(tool.name for one in scripts.values() for tool in one.tools)
    for one in scripts.values():
        rows.update(dict.fromkeys(one.none_examples, NONE))
    for text, label in everyday_examples():
        rows[text] = label
    for handoff in script.handoffs:
        target = scripts.get(handoff.agent)
        there = [tool for tool in target.tools if counts[tool.name] == 1] if target is not None else []
        for tool in there:
            rows.update(dict.fromkeys(tool.examples, handoff.tool))
        for one in scripts.values():
            for other in one.handoffs:
                if other.agent == handoff.agent:
                    rows.update(dict.fromkeys(other.examples, handoff.tool))
    for handoff in script.handoffs:
        rows.update(dict.fromkeys(handoff.examples, handoff.tool))
    for answer in script.answers:
        rows.update(dict.fromkeys(answer.examples, answer_label(answer.name)))
    for tool in script.tools:
        rows.update(dict.fromkeys(tool.examples, tool.name))
    yield from rows.items()


def answer_label(name: str) -> str:
    """Return the class of questions with this answer."""
    return f"{LOOK_UP}:{name}"
