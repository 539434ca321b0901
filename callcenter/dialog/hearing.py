"""Hearing what callers answer to our questions: a value, a yes or no, one of several choices, "nothing more"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from callcenter.dialog import phrasing
from callcenter.dialog.answering import Answering
from callcenter.dialog.cues import Cue, plain_words, without_fillers, yes_or_no
from callcenter.dialog.intents import ACT, NONE, Action, decide
from callcenter.dialog.phrasing import join
from callcenter.dialog.slot_filling import Filled, Partial, TooLong, is_number, kind_of
from callcenter.dialog.state import Awaiting, Frame, Reply
from callcenter.dialog.templates import digits
from callcenter.dialog.tool_steps import END

#: Probability at which a caller who was asked something is taken to have changed the subject.
CHANGE_OF_SUBJECT = 0.7
#: A value asked for and said in so few words is the answer, whatever else the words remind of ("Saturday the 28th").
VALUE_ALONE_WORDS = 5
#: Failures to understand in a row after which a person is offered.
PATIENCE = 2
#: Words that say which of several things is meant.
PLACES = {"first": 0, "former": 0, "earliest": 0, "second": 1, "middle": 1, "third": 2, "last": -1, "latter": -1}

#: What denies, but not that anything else is wanted: "it still doesn't work".
_STILL_WRONG = re.compile(r"\b(still|doesn'?t|isn'?t|wasn'?t|won'?t|can'?t)\b")
#: Said to what was heard, not to "anything else?".
_NOTED = re.compile(r"((oh|ah|okay|ok|great|good|fine|perfect|alright|all right|cool|lovely|i see|wonderful|right) ?)+")
_WRONG = re.compile(r"\b(no|not|wrong|incorrect|isn't|meant|mean|actually|sorry|correction|mistake|change)\b")


class Hearing(Answering):
    """Answers to our questions. Each method returns None where the words are about something else."""

    def hear_consent(self, text: str) -> Reply | None:
        """Hear yes or no to a confirmation or an offer, with corrections ("no, Friday")."""
        state, answer = self.state, yes_or_no(text)
        if state.awaiting is Awaiting.PERSON:
            if answer is True:
                return self.connect()
            if answer is False and len(plain_words(text).split()) <= 5:
                return self.ask_more("All right.")
            return None
        frame = state.frame
        if frame is None:
            return None
        changed = self.corrected(frame, text)
        if changed is not None and not self.is_other_wish(text, but_like=frame):
            self.state = replace(state, frames=(*state.frames[:-1], changed), misses=0)
            return self.next_step()
        if answer is True and not self.is_other_wish(text, certainty=0.9):
            return self.agreed()
        if self.is_other_wish(text):
            self.state = replace(state, frames=(), awaiting=Awaiting.NOTHING, dropped=frame)
            return None
        if answer is False:
            if (parameter := self._named_parameter(frame, text)) is not None:
                self.state = replace(state, frames=(*state.frames[:-1], frame.without(parameter)), misses=0)
                return self.ask(parameter)
            return self.cancel()
        return self.missed(join(phrasing.YES_OR_NO, state.question))

    def hear_value(self, text: str, cue: Cue | None) -> Reply | None:
        """Take the answer to a question for a parameter."""
        state, frame = self.state, self.state.frame
        if frame is None or frame.tool not in self.shapes:
            return None
        shape = self.shapes[frame.tool]
        schema = shape.parameters.get(state.parameter, {})
        is_free = kind_of(schema) in ("text", "name")
        found = self.reader.read(schema, text, so_far=frame.partial)
        if is_free and (cue is Cue.UNKNOWN or self.is_only_consent(text)):
            found = None
        is_short = len(without_fillers(text).split()) <= VALUE_ALONE_WORDS
        if isinstance(found, Filled) and (is_free or is_short or not self.is_other_wish(text, certainty=0.85)):
            return self._take(found, text)
        if (corrected := self._corrected_echo(frame, text)) is not None:
            return corrected
        if isinstance(found, Partial):
            self.state = replace(state, frames=(*state.frames[:-1], replace(frame, partial=found.digits)), misses=0)
            return self.say_again(phrasing.go_on(digits(found.digits)))
        if isinstance(found, TooLong):
            self.state = replace(state, frames=(*state.frames[:-1], replace(frame, partial="")))
            least, most = int(schema.get("minLength", 1)), int(schema.get("maxLength", 15))
            return self.missed(join(phrasing.wrong_count(len(found.digits), least, most), state.question))
        changed = self.corrected(frame, text)
        if changed is not None and not self.is_other_wish(text, certainty=0.9):
            self.state = replace(state, frames=(*state.frames[:-1], changed), misses=0)
            return self.next_step()
        if cue is Cue.UNKNOWN:
            return self.offer_person(phrasing.OFFER_PERSON_INSTEAD)
        if self.is_other_wish(text, certainty=ACT):  # the words answer nothing we asked: less certainty will do
            self.state = replace(state, frames=(), awaiting=Awaiting.NOTHING, dropped=frame)
            return None
        if yes_or_no(text) is True and self.is_only_consent(text):
            return self.say_again(state.question)
        return self.missed(join(phrasing.DIDNT_GET, state.question))

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

    def hear_pick(self, text: str) -> Reply | None:
        """Hear which of the offered things the caller takes."""
        state, words = self.state, plain_words(text)
        picked = None
        if found := re.search(rf"\b({'|'.join(PLACES)})( one| option| slot| time| choice)?\b", words):
            place = PLACES[found.group(1)]
            picked = state.picks[place] if -len(state.picks) <= place < len(state.picks) else None
        if picked is None:
            said = self.fill(Frame(tool=state.pick_tool), [text]).arguments
            matching = [pick for pick in state.picks if said and all(pick.get(key) == said[key] for key in said)]
            picked = matching[0] if len(matching) == 1 else None
            if picked is None and said and not self.is_other_wish(text):
                known = dict(matching[0]) if matching and len(said) == len(matching[0]) else {}
                return self.start(Frame(tool=state.pick_tool, arguments={**known, **said}))
        if picked is None and len(state.picks) == 1 and yes_or_no(text) is True:
            picked = state.picks[0]
        if picked is not None:
            return self.start(Frame(tool=state.pick_tool, arguments=dict(picked)))
        if yes_or_no(text) is False and len(words.split()) <= 6:
            return self.ask_more("All right.")
        if yes_or_no(text) is True and len(words.split()) <= 4:
            return self.missed(phrasing.WHICH_ONE)
        return None

    def hear_more(self, text: str, cue: Cue | None) -> Reply | None:
        """Hear the answer to "anything else?"."""
        if len(plain_words(text).split()) > 5 or cue is Cue.UNKNOWN:
            return None
        if _NOTED.fullmatch(plain_words(text)):
            return self.ask_more()
        answer = yes_or_no(text)
        if answer is None or decide(self.rank(text)).action is Action.ACT:
            return None
        if answer is False and _STILL_WRONG.search(plain_words(text)):
            return None
        if answer is False:
            return self.end()
        return self.ask_topic(phrasing.GO_AHEAD, topics=())

    def missed(self, text: str) -> Reply:
        """Say that we didn't understand; after failures in a row offer a person."""
        if self.state.misses + 1 > PATIENCE:
            return self.offer_person(phrasing.OFFER_PERSON)
        self.state = replace(self.state, misses=self.state.misses + 1)
        return Reply(text=text)

    def cancel(self) -> Reply:
        """Give up what was begun; the caller may still say how they'd rather have it."""
        dropped = self.state.frame
        reply = self.ask_more(self.script.phrases.cancelled)
        self.state = replace(self.state, dropped=dropped)
        return reply

    def corrected(self, frame: Frame, text: str) -> Frame | None:
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

    def is_other_wish(
        self,
        text: str,
        *,
        certainty: float = CHANGE_OF_SUBJECT,
        frames: Sequence[Frame] | None = None,
        but_like: Frame | None = None,
    ) -> bool:
        """Tell whether the caller, asked something, has clearly begun something else.

        Tools that need just what the tool of `but_like` needs don't count: "no, Friday" is said for any of them.
        """
        if len(without_fillers(text).split()) < 3:
            return False
        best = self.rank(text)[0]
        in_hand = {frame.tool for frame in (self.state.frames if frames is None else frames)}
        if but_like is not None:
            needs = self.shapes[but_like.tool].required
            in_hand |= {name for name, shape in self.shapes.items() if needs and shape.required == needs}
        return best.label not in (NONE, END, *in_hand) and best.probability >= certainty

    @staticmethod
    def is_only_consent(text: str) -> bool:
        """Tell whether the words are yes or no and nothing else."""
        return yes_or_no(text) is not None and len(without_fillers(text).split()) <= 3
