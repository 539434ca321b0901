"""What the engine does next: a small, predictable policy over what was heard, what is pending and what tools answer.

It never guesses: it acts where it is sure, asks one clarifying question where two or three things are likely, and
offers a person after failures in a row. One object lives for one answer; the state goes in and comes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from callcenter.dialog import phrasing
from callcenter.dialog.answering import Answering
from callcenter.dialog.cues import Cue, cue_in, plain_words, without_fillers, yes_or_no
from callcenter.dialog.intents import ACT, NONE, Action, Intent, decide, favour
from callcenter.dialog.phrasing import join
from callcenter.dialog.slots import Filled, Partial, TooLong, is_number, kind_of
from callcenter.dialog.speech import digits, join_list
from callcenter.dialog.state import Awaiting, Frame, Reply, State
from callcenter.dialog.tool_steps import END, PERSON

#: Probability at which a caller who was asked something is taken to have changed the subject.
CHANGE_OF_SUBJECT = 0.7
#: A value asked for and said in so few words is the answer, whatever else the words remind of ("Saturday the 28th").
VALUE_ALONE_WORDS = 5
#: Failures to understand in a row after which a person is offered.
PATIENCE = 2

_ORDINALS = {"first": 0, "former": 0, "earliest": 0, "second": 1, "middle": 1, "third": 2, "last": -1, "latter": -1}
#: What denies, but not that anything else is wanted: "it still doesn't work".
_STILL_WRONG = re.compile(r"\b(still|doesn'?t|isn'?t|wasn'?t|won'?t|can'?t)\b")
_WRONG = re.compile(r"\b(no|not|wrong|incorrect|isn't|meant|mean|actually|sorry|correction|mistake|change)\b")


class Policy(Answering):
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
                reply = self._hear_consent(text)
            case Awaiting.VALUE:
                reply = self._hear_value(text, cue)
            case Awaiting.PICK:
                reply = self._hear_pick(text)
            case Awaiting.MORE:
                reply = self._hear_more(text, cue)
            case Awaiting.TOPIC if not state.topics and yes_or_no(text) is False and self._is_only_consent(text):
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
                return self._cancel()
        return None

    # -- answers to our questions ------------------------------------------------------------------------------------

    def _hear_consent(self, text: str) -> Reply | None:
        """Hear yes or no to a confirmation or an offer, with corrections ("no, Friday")."""
        state, answer = self.state, yes_or_no(text)
        if state.awaiting is Awaiting.PERSON:
            if answer is True:
                return self.connect()
            if answer is False and len(plain_words(text).split()) <= 5:
                return self.ask_more("All right.")
            return None if answer is None else self._understand(text, [text])
        frame = state.frame
        if frame is None:
            return None
        changed = self._corrected(frame, text)
        if changed is not None:
            self.state = replace(state, frames=(*state.frames[:-1], changed), misses=0)
            return self.next_step()
        if answer is True and not self._is_other_wish(text, certainty=0.9):
            return self.agreed()
        if self._is_other_wish(text):
            self.state = replace(state, frames=(), awaiting=Awaiting.NOTHING, dropped=frame)
            return None
        if answer is False:
            if (parameter := self._named_parameter(frame, text)) is not None:
                self.state = replace(state, frames=(*state.frames[:-1], frame.without(parameter)), misses=0)
                return self.ask(parameter)
            return self._cancel()
        return self._missed(join(phrasing.YES_OR_NO, state.question))

    def _hear_value(self, text: str, cue: Cue | None) -> Reply | None:
        """Take the answer to a question for a parameter."""
        state, frame = self.state, self.state.frame
        if frame is None or frame.tool not in self.shapes:
            return None
        shape = self.shapes[frame.tool]
        schema = shape.parameters.get(state.parameter, {})
        is_free = kind_of(schema) in ("text", "name")
        found = self.reader.read(schema, text, so_far=frame.partial)
        if is_free and (cue is Cue.UNKNOWN or self._is_only_consent(text)):
            found = None
        is_short = len(without_fillers(text).split()) <= VALUE_ALONE_WORDS
        if isinstance(found, Filled) and (is_free or is_short or not self._is_other_wish(text, certainty=0.85)):
            return self._take(found, text)
        if (corrected := self._corrected_echo(frame, text)) is not None:
            return corrected
        if isinstance(found, Partial):
            self.state = replace(state, frames=(*state.frames[:-1], replace(frame, partial=found.digits)), misses=0)
            return self.say_again(phrasing.go_on(digits(found.digits)))
        if isinstance(found, TooLong):
            self.state = replace(state, frames=(*state.frames[:-1], replace(frame, partial="")))
            least, most = int(schema.get("minLength", 1)), int(schema.get("maxLength", 15))
            return self._missed(join(phrasing.wrong_count(len(found.digits), least, most), state.question))
        changed = self._corrected(frame, text)
        if changed is not None and not self._is_other_wish(text, certainty=0.9):
            self.state = replace(state, frames=(*state.frames[:-1], changed), misses=0)
            return self.next_step()
        if cue is Cue.UNKNOWN:
            return self.offer_person(phrasing.OFFER_PERSON_INSTEAD)
        if self._is_other_wish(text, certainty=ACT):  # the words answer nothing we asked: less certainty will do
            self.state = replace(state, frames=(), awaiting=Awaiting.NOTHING, dropped=frame)
            return None
        if yes_or_no(text) is True and self._is_only_consent(text):
            return self.say_again(state.question)
        return self._missed(join(phrasing.DIDNT_GET, state.question))

    def _take(self, found: Filled, text: str) -> Reply:
        """Put a value in, with whatever else the same words say, and go on; numbers are read back."""
        state, frame = self.state, self.state.frame
        assert frame is not None  # noqa: S101 - a value is awaited for a tool in hand only
        shape = self.shapes[frame.tool]
        taken = frame.with_arguments(**{state.parameter: found.value})
        if kind_of(shape.parameters.get(state.parameter, {})) not in ("text", "name"):
            taken = self.fill(taken, [text])
        new = [name for name in shape.parameters if taken.arguments.get(name) != frame.arguments.get(name)]
        self.state = replace(state, frames=(*state.frames[:-1], taken), misses=0, echoed=state.parameter)
        return self.next_step(echo=self.read_back(taken, new))

    def _corrected_echo(self, frame: Frame, text: str) -> Reply | None:
        """Hear a correction of a number that was read back while the next one was asked for ("no, it's 4071...")."""
        state, shape = self.state, self.shapes[frame.tool]
        says_wrong = _WRONG.search(plain_words(text)) is not None
        for name in reversed(list(frame.arguments)):
            schema = shape.parameters.get(name, {})
            if name == state.parameter or not is_number(schema):
                continue
            found = self.reader.read(schema, text)
            if isinstance(found, Filled) and isinstance(found.value, str) and found.value != frame.arguments[name]:
                changed = frame.with_arguments(**{name: found.value})
                self.state = replace(state, frames=(*state.frames[:-1], changed), echoed=name)
                return self.next_step(echo=self.read_back(changed, [name]))
            if name == state.echoed and says_wrong and not isinstance(found, Filled):
                self.state = replace(state, frames=(*state.frames[:-1], frame.without(name)), echoed="")
                return self.ask(name, before=phrasing.SORRY)
        return None

    def _hear_pick(self, text: str) -> Reply | None:
        """Hear which of the offered things the caller takes."""
        state, words = self.state, plain_words(text)
        picked = None
        if found := re.search(rf"\b({'|'.join(_ORDINALS)})( one| option| slot| time| choice)?\b", words):
            place = _ORDINALS[found.group(1)]
            picked = state.picks[place] if -len(state.picks) <= place < len(state.picks) else None
        if picked is None:
            said = self.fill(Frame(tool=state.pick_tool), [text]).arguments
            matching = [pick for pick in state.picks if said and all(pick.get(key) == said[key] for key in said)]
            picked = matching[0] if len(matching) == 1 else None
            if picked is None and said and not self._is_other_wish(text):
                known = dict(matching[0]) if matching and len(said) == len(matching[0]) else {}
                return self.start(Frame(tool=state.pick_tool, arguments={**known, **said}))
        if picked is None and len(state.picks) == 1 and yes_or_no(text) is True:
            picked = state.picks[0]
        if picked is not None:
            return self.start(Frame(tool=state.pick_tool, arguments=dict(picked)))
        if yes_or_no(text) is False and len(words.split()) <= 6:
            return self.ask_more("All right.")
        if yes_or_no(text) is True and len(words.split()) <= 4:
            return self._missed(phrasing.WHICH_ONE)
        return None

    def _hear_more(self, text: str, cue: Cue | None) -> Reply | None:
        """Hear the answer to "anything else?"."""
        if len(plain_words(text).split()) > 5 or cue is Cue.UNKNOWN:
            return None
        answer = yes_or_no(text)
        if answer is None or decide(self.rank(text)).action is Action.ACT:
            return None
        if answer is False and _STILL_WRONG.search(plain_words(text)):
            return None
        if answer is False:
            return self.end()
        return self.ask_topic(phrasing.GO_AHEAD, topics=())

    # -- a new wish --------------------------------------------------------------------------------------------------

    def _understand(self, text: str, texts: Sequence[str]) -> Reply:
        """Find out what the caller wants and do it, or ask."""
        state = self.state
        if state.dropped is not None and (resumed := self._resumed(state.dropped, text)) is not None:
            return resumed
        if (tool := self._taking_number(text)) is not None:
            return self.act(tool, [text])
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
            return self._missed(self.script.phrases.not_understood)
        return self._clarify(everything, "")

    def _taking_number(self, text: str) -> str | None:
        """Return the tool that takes the number the caller has given, if that is all they said (by keypad, say)."""
        if not re.fullmatch(r"[\d\s.-]+", text.strip()):
            return None
        for name, shape in self.shapes.items():
            if name not in self.tools or self.tools[name].confirm:
                continue
            if any(
                isinstance(self.reader.read(shape.parameters[parameter], text, is_answer=False), Filled)
                for parameter in shape.required
                if is_number(shape.parameters[parameter])
            ):
                return name
        return None

    def _weigh_topics(self, ranked: Sequence[Intent], text: str) -> list[Intent]:
        """Weigh the topics of our clarifying question more, and what was said before it."""
        topics, words = self.state.topics, without_fillers(text)
        if len(topics) == 1 and yes_or_no(text) is True and len(words.split()) <= 4:
            return [Intent(label=topics[0], probability=1.0)]
        if found := re.search(r"^(the )?(first|former|second|third|last|latter)( one| thing| option)?$", words):
            place = _ORDINALS[found.group(2)]
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
        return favour(favour(ranked, topics, by=2.5), named, by=4.0)

    def _names_topic(self, label: str, words: str) -> bool:
        wanted = {word for word in plain_words(self._topic(label)).split() if len(word) > 3}
        return bool(wanted & set(words.split())) and len(words.split()) <= 6

    def _resumed(self, dropped: Frame, text: str) -> Reply | None:
        """Go on with what the caller has just said no to, where they now say how they'd like it ("I meant Friday")."""
        changed = self._corrected(dropped, text) if dropped.tool in self.shapes else None
        if changed is None or self._is_other_wish(text, frames=(dropped,)):
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

    def _missed(self, text: str) -> Reply:
        if self.state.misses + 1 > PATIENCE:
            return self.offer_person(phrasing.OFFER_PERSON)
        self.state = replace(self.state, misses=self.state.misses + 1)
        return Reply(text=text)

    def _cancel(self) -> Reply:
        dropped = self.state.frame
        reply = self.ask_more(self.script.phrases.cancelled)
        self.state = replace(self.state, dropped=dropped)
        return reply

    # -- reading -----------------------------------------------------------------------------------------------------

    def act(self, label: str, texts: Sequence[str]) -> Reply:
        """Do what the caller wants: a tool, a handoff, a person, goodbye. `texts` fill the tool's parameters."""
        if label == PERSON:
            return self.connect()
        if label == END:
            return self.end()
        if label in self.handoffs:
            self.state = State()
            return Reply(tool=label) if label in self.shapes else Reply(text=phrasing.REFUSED)
        if label in self.shapes:
            return self.start(self.fill(Frame(tool=label), texts))
        return self._missed(self.script.phrases.not_understood)

    def _corrected(self, frame: Frame, text: str) -> Frame | None:
        """Return the frame with what the text says otherwise than it, or None where it says nothing new."""
        changed: dict[str, object] = {}
        for name, schema in self.shapes[frame.tool].parameters.items():
            found = self.reader.read(schema, text, is_answer=False)
            if isinstance(found, Filled) and found.value != frame.arguments.get(name):
                changed[name] = found.value
        return replace(frame.with_arguments(**changed), agreed="") if changed else None

    def _named_parameter(self, frame: Frame, text: str) -> str | None:
        """Return the parameter the caller says is wrong ("no, another day"), where they name one."""
        words = set(plain_words(text).split())
        for name in frame.arguments:
            if words & {word for word in name.split("_") if word not in ("of", "on", "cents")}:
                return name
        return None

    def _is_other_wish(
        self, text: str, *, certainty: float = CHANGE_OF_SUBJECT, frames: Sequence[Frame] | None = None
    ) -> bool:
        """Tell whether the caller, asked something, has clearly begun something else."""
        if len(without_fillers(text).split()) < 3:
            return False
        best = self.rank(text)[0]
        in_hand = {frame.tool for frame in (self.state.frames if frames is None else frames)}
        return best.label not in (NONE, END, *in_hand) and best.probability >= certainty

    @staticmethod
    def _is_only_consent(text: str) -> bool:
        return yes_or_no(text) is not None and len(without_fillers(text).split()) <= 3

    def _topic(self, label: str) -> str:
        if label in self.handoffs:
            return self.handoffs[label].topic
        if label == PERSON:
            return phrasing.PERSON_TOPIC
        tool = self.tools.get(label)
        return (tool.topic or label.partition("_")[2].replace("_", " ") or label) if tool is not None else ""

    def _topics(self, labels: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(topic for label in labels if (topic := self._topic(label))))

    def _all_labels(self) -> list[str]:
        """Return what the agent is there for: its own tools that callers ask for, else its handoffs."""
        own = [tool.name for tool in self.script.tools if tool.topic and tool.examples and tool.name in self.shapes]
        return own[:4] or [handoff.tool for handoff in self.script.handoffs]
