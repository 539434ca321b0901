"""What the engine does next: a small, predictable policy over what was heard, what is pending and what tools answer.

It never guesses: it acts where it is sure, asks one clarifying question where two or three things are likely, and
offers a person after failures in a row. One object lives for one answer; the state goes in and comes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from callcenter.dialog import phrasing
from callcenter.dialog.cues import Cue, cue_in, plain_words, without_fillers, yes_or_no
from callcenter.dialog.hearing import PATIENCE, PLACES, Hearing
from callcenter.dialog.intents import LOOK_UP, NONE, Action, Intent, decide, favour
from callcenter.dialog.phrasing import join
from callcenter.dialog.slot_filling import Filled, is_number
from callcenter.dialog.state import Awaiting, Frame, Reply, State
from callcenter.dialog.templates import join_list
from callcenter.dialog.tool_steps import END, PERSON


class Policy(Hearing):
    """One answer of one agent. `hear` answers the caller, `Answering.take_result` a tool."""

    def enter(self, texts: Sequence[str]) -> Reply:
        """Act on what the caller said to the agent before us; where it isn't clear, ask openly.

        `texts` is all the caller has said, the latest last. Nobody is handed on again without having spoken to us.
        """
        own = [name for name in self.shapes if self.intents.is_tool(name) and name not in self.handoffs]
        for text in dict.fromkeys([texts[-1], " ".join(texts[-2:]), " ".join(texts[-4:])]):
            ranked = [intent for intent in self.rank(text) if intent.label in (*own, NONE)]
            choice = decide(favour(ranked, own, by=1.5))
            if choice.action is Action.ACT:
                return self.act(choice.labels[0], texts)
            if choice.action is Action.CLARIFY and text == texts[-1] and len(plain_words(text).split()) > 4:
                return self._clarify(choice.labels, text)
        return self.ask_topic(phrasing.ENTRY, topics=())

    def hear(self, text: str, history: Sequence[str] = ()) -> Reply:
        """Answer what the caller has said; `history` is what they said before."""
        cue = cue_in(text)
        if cue is not None and (reply := self._hear_cue(cue, text)) is not None:
            return reply
        state = self.state
        match state.awaiting:
            case Awaiting.CONSENT | Awaiting.OFFER | Awaiting.PERSON:
                reply = self.hear_consent(text)
            case Awaiting.VALUE:
                reply = self.hear_value(text, cue)
            case Awaiting.PICK:
                reply = self.hear_pick(text)
            case Awaiting.MORE:
                reply = self.hear_more(text, cue)
            case Awaiting.TOPIC if not state.topics and yes_or_no(text) is False and self.is_only_consent(text):
                reply = self.end()
            case _:
                reply = None
        if reply is not None:
            return reply
        return self._understand(text, [*history, text])

    # -- what is said about the conversation itself ------------------------------------------------------------------

    def _hear_cue(self, cue: Cue, text: str) -> Reply | None:
        """Answer what concerns the conversation itself; None where the words are to be heard otherwise."""
        state, question = self.state, self.state.question
        consents = state.awaiting in (Awaiting.CONSENT, Awaiting.OFFER, Awaiting.PERSON)
        if consents and yes_or_no(text) is not None and cue in (Cue.GOODBYE, Cue.THANKS, Cue.WAIT, Cue.CANCEL):
            if cue is Cue.GOODBYE and yes_or_no(text) is False:
                return self.end()
            return None
        match cue:
            case Cue.REPEAT | Cue.SLOWER:
                again = state.said or self.script.phrases.nothing_to_repeat
                return Reply(text=join("Of course." if cue is Cue.SLOWER else "", again))
            case Cue.PERSON:
                return self.connect()
            case Cue.GOODBYE:
                return self.end()
            case Cue.WAIT:
                return Reply(text=phrasing.TAKE_YOUR_TIME)
            case Cue.WHO:
                return self.say_again(join(phrasing.AUTOMATED, question or phrasing.HOW_CAN_I_HELP))
            case Cue.HEARD:
                return self.say_again(join(phrasing.I_HEAR_YOU, question or phrasing.HOW_CAN_I_HELP))
            case Cue.ABILITIES:
                topics = self._topics(self._all_labels())
                able = phrasing.abilities(join_list(topics, "or")) if topics else ""
                return self.say_again(join(able, question or phrasing.HOW_CAN_I_HELP))
            case Cue.GREETING:
                return self.say_again(join("Hello.", question or phrasing.HOW_CAN_I_HELP))
            case Cue.THANKS if state.awaiting in (Awaiting.MORE, Awaiting.NOTHING, Awaiting.TOPIC):
                if state.is_thanked or yes_or_no(text) is False:
                    return self.end()
                self.state = replace(self.state, is_thanked=True)
                return self.ask_more(phrasing.WELCOME)
            case Cue.CANCEL if state.frames or state.awaiting not in (Awaiting.NOTHING, Awaiting.MORE):
                return self.cancel()
        return None

    # -- a new wish --------------------------------------------------------------------------------------------------

    def _understand(self, text: str, texts: Sequence[str]) -> Reply:
        """Find out what the caller wants and do it, or ask."""
        state = self.state
        if state.dropped is not None and (resumed := self._resumed(state.dropped, text)) is not None:
            return resumed
        if re.fullmatch(r"[\d\s.-]+", text.strip()):
            tool = self._taking_number(text)
            return self.act(tool, [text]) if tool is not None else self.missed(self.script.phrases.not_understood)
        ranked = self.rank(text)
        if state.topics:
            ranked = self._weigh_topics(ranked, text)
        choice = decide(ranked)
        if choice.action is Action.ACT:
            return self.act(choice.labels[0], [state.heard, text] if state.heard else [text])
        if state.frames and state.awaiting is Awaiting.NOTHING:
            return self.next_step()  # our tool call was lost when the caller spoke into it
        if choice.action is Action.CLARIFY:
            return self._clarify(choice.labels, join(state.heard, text))
        everything = self._all_labels()
        if state.misses + 1 >= PATIENCE:
            return self.offer_person(phrasing.OFFER_PERSON)
        if not everything:
            return self.missed(self.script.phrases.not_understood)
        return self._clarify(everything, "")

    def _taking_number(self, text: str) -> str | None:
        """Return the tool that takes the number the caller has given, where that is all they said (by keypad, say)."""
        for name, shape in self.shapes.items():
            if name in self.tools and not self.tools[name].confirm:
                for schema in shape.parameters.values():
                    if is_number(schema) and isinstance(self.reader.read(schema, text, is_answer=False), Filled):
                        return name
        return None

    def _weigh_topics(self, ranked: Sequence[Intent], text: str) -> list[Intent]:
        """Weigh the topics of our clarifying question more, and what was said before it."""
        topics, words = self.state.topics, without_fillers(text)
        if len(topics) == 1 and yes_or_no(text) is True and len(words.split()) <= 4:
            return [Intent(label=topics[0], probability=1.0)]
        if found := re.search(r"^(the )?(first|former|second|third|last|latter)( one| thing| option)?$", words):
            place = PLACES[found.group(2)]
            if -len(topics) <= place < len(topics):
                return [Intent(label=topics[place], probability=1.0)]
        if yes_or_no(text) is False and len(words.split()) <= 3:
            return [Intent(label=NONE, probability=1.0)]
        if self.state.heard:
            before = {one.label: one.probability for one in self.rank(f"{self.state.heard} {text}")}
            ranked = [
                Intent(label=one.label, probability=0.6 * one.probability + 0.4 * before.get(one.label, 0))
                for one in ranked
            ]
        named = [label for label in topics if self._names_topic(label, words)]
        return favour(favour(ranked, topics, by=2.5 if len(topics) > 1 else 1.5), named, by=4.0)

    def _names_topic(self, label: str, words: str) -> bool:
        wanted = {word for word in plain_words(self._topic(label)).split() if len(word) > 3}
        return bool(wanted & set(words.split())) and len(words.split()) <= 6

    def _resumed(self, dropped: Frame, text: str) -> Reply | None:
        """Go on with what the caller has just said no to, where they now say how they'd like it ("I meant Friday")."""
        changed = self.corrected(dropped, text) if dropped.tool in self.shapes else None
        if changed is None or self.is_other_wish(text, frames=(dropped,)):
            return None
        return self.start(replace(changed, agreed=""))

    def _clarify(self, labels: Sequence[str], heard: str) -> Reply:
        topics = self._topics(labels)
        if self.state.misses >= PATIENCE:
            return self.offer_person(phrasing.OFFER_PERSON)
        misses = self.state.misses + 1
        question = self.render(self.script.phrases.clarify, {"topics": join_list(topics, "or")})
        self.state = State(awaiting=Awaiting.TOPIC, topics=tuple(labels), heard=heard, misses=misses, question=question)
        return Reply(text=question)

    def act(self, label: str, texts: Sequence[str]) -> Reply:
        """Do what the caller wants: a tool, a handoff, a person, goodbye. `texts` fill the tool's parameters."""
        if label == PERSON:
            return self.connect()
        if label == END:
            return self.end()
        if label in self.handoffs:
            self.state = State()
            return Reply(tool=label) if label in self.shapes else Reply(text=phrasing.REFUSED)
        if label.startswith(f"{LOOK_UP}:") and LOOK_UP in self.shapes:
            return self.start(Frame(tool=LOOK_UP, arguments={"topic": label.partition(":")[2]}))
        if label in self.shapes:
            return self.start(self.fill(Frame(tool=label), texts))
        return self.missed(self.script.phrases.not_understood)

    def _topic(self, label: str) -> str:
        if label in self.handoffs:
            return self.handoffs[label].topic
        if label == PERSON:
            return phrasing.PERSON_TOPIC
        if (answer := self.answers.get(label)) is not None:
            return answer.topic
        tool = self.tools.get(label)
        return (tool.topic or label.partition("_")[2].replace("_", " ") or label) if tool is not None else ""

    def _topics(self, labels: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(topic for label in labels if (topic := self._topic(label))))

    def _all_labels(self) -> list[str]:
        """Return what the agent is there for: its own tools that callers ask for, else its handoffs."""
        own = [tool.name for tool in self.script.tools if tool.topic and tool.examples and tool.name in self.shapes]
        return own[:4] or [handoff.tool for handoff in self.script.handoffs]
