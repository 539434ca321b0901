"""Saying what a tool answered, and going on from there (the protocol is in docs/adding-an-agent.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from callcenter.dialog import phrasing
from callcenter.dialog.conversation import ToolAnswered
from callcenter.dialog.phrasing import join
from callcenter.dialog.script import ToolScript
from callcenter.dialog.state import Awaiting, Frame, Reply, State
from callcenter.dialog.tool_steps import COMMIT, PERSON, ToolSteps

#: How many tools may wait for one another; more is a circle.
MAX_WAITING = 3
#: What a tool answers that failed for a reason that is none of the caller's business.
_INTERNAL = "internal"


class Answering(ToolSteps):
    """Answers to tools' results."""

    def take_result(self, result: ToolAnswered, texts: Sequence[str]) -> Reply:
        """Say a tool's result, ask again, run what it needs first, or offer what it offers.

        `texts` is all the caller has said, for what a needed tool may already know.
        """
        if result.is_running:
            return Reply(text=phrasing.ONE_MOMENT)
        answer = result.answer
        frame = self._frame_of(result)
        script = self.tools.get(frame.tool, ToolScript(name=frame.tool))
        if proposal := str(answer.get("proposal") or ""):
            said = str(answer.get("say") or "")
            proposed = (*self.state.frames[:-1], replace(frame, proposal=proposal))
            self.state = replace(self.state, frames=proposed, awaiting=Awaiting.CONSENT, question=said)
            return Reply(text=said)
        parameters = self.shapes[result.tool].parameters if result.tool in self.shapes else {}
        facts = {**dict.fromkeys(parameters), **result.arguments, **answer}
        if answer.get("ok"):
            return self._succeeded(script, answer, facts)
        needed = str(answer.get("needs", ""))
        if needed in self.shapes and len(self.state.frames) < MAX_WAITING and result.tool in self.shapes:
            if needed not in {waiting.tool for waiting in self.state.frames}:
                return self._run_first(needed, texts)
        parameter = str(answer.get("ask", ""))
        if parameter and parameter in parameters:
            return self._ask_again(frame, script, parameter, answer, facts)
        return self._cannot(script, answer, facts)

    def _frame_of(self, result: ToolAnswered) -> Frame:
        """Return the tool in hand; where that is another (a language model called this one), take it in hand."""
        frame = self.state.frame
        if frame is not None and result.tool == COMMIT:
            return frame
        if frame is None or frame.tool != result.tool:
            frame = Frame(tool=result.tool, arguments=dict(result.arguments))
            self.state = State(frames=(frame,) if result.tool in self.shapes else (), misses=self.state.misses)
        return frame

    def _succeeded(self, script: ToolScript, answer: Mapping[str, Any], facts: Mapping[str, Any]) -> Reply:
        said = str(answer.get("say") or answer.get("text") or "")
        said = said or self.render(script.say, facts, otherwise=phrasing.DONE)
        waiting = self.state.frames[:-1]
        if waiting:
            self.state = replace(self.state, frames=waiting, awaiting=Awaiting.NOTHING, misses=0)
            return self.next_step(before=said)
        if (offered := str(answer.get("offer", ""))) in self.shapes:
            return self.offer(offered, dict(answer.get("offer_arguments") or {}), said)
        if (reply := self._let_pick(script, answer, said)) is not None:
            return reply
        if said.endswith("?"):
            self.state = State(awaiting=Awaiting.MORE, question=said)
            return Reply(text=said)
        return self.ask_more(said)

    def _let_pick(self, script: ToolScript, answer: Mapping[str, Any], said: str) -> Reply | None:
        """Where a result lists what another tool takes (free times, say), ask which of them."""
        for value in answer.values():
            if not isinstance(value, list) or not value or not all(isinstance(one, dict) and one for one in value):
                continue
            if (tool := self._tool_taking(set(value[0]), script.name)) is None:
                continue
            question = said if said.endswith("?") else phrasing.WHICH_ONE if len(value) > 1 else phrasing.THAT_ONE
            self.state = State(
                awaiting=Awaiting.PICK,
                picks=tuple(value),
                pick_tool=tool,
                question=question,
                dropped=self.state.dropped,
            )
            return Reply(text=said if said.endswith("?") else join(said, question))
        return None

    def _tool_taking(self, keys: set[str], but: str) -> str | None:
        """Return a tool that does something with such arguments: the one last in hand, else the first there is."""
        taking = [
            tool.name
            for tool in self.script.tools
            if tool.confirm and tool.name != but and keys <= set(getattr(self.shapes.get(tool.name), "parameters", ()))
        ]
        dropped = self.state.dropped
        return dropped.tool if dropped is not None and dropped.tool in taking else next(iter(taking), None)

    def _ask_again(
        self, frame: Frame, script: ToolScript, parameter: str, answer: Mapping[str, Any], facts: Mapping[str, Any]
    ) -> Reply:
        forget = tuple(str(name) for name in answer.get("forget", ()))
        asking = replace(frame.without(parameter, *forget), wanted=(parameter, *forget))
        self.state = replace(self.state, frames=(*self.state.frames[:-1], asking), echoed="")
        code = str(answer.get("code"))
        if code in script.refusals:
            said = self.render(script.refusals[code], facts)
            return self.ask(parameter, question=said) if said.endswith("?") else self.ask(parameter, before=said)
        return self.ask(parameter)

    def _run_first(self, needed: str, texts: Sequence[str]) -> Reply:
        frame = self.fill(Frame(tool=needed), texts)
        self.state = replace(self.state, frames=(*self.state.frames, frame))
        return self.next_step(echo=self._unsaid_numbers(frame))

    def _cannot(self, script: ToolScript, answer: Mapping[str, Any], facts: Mapping[str, Any]) -> Reply:
        code = str(answer.get("code"))
        template = script.refusals.get(code) or script.refusals.get("default", "")
        said = str(answer.get("say") or "") or self.render(template, facts, otherwise=phrasing.REFUSED)
        said = said or phrasing.REFUSED
        if answer.get("person"):
            return self.connect(before=said)
        if (offered := str(answer.get("offer", ""))) in self.shapes:
            return self.offer(offered, dict(answer.get("offer_arguments") or {}), said)
        if code == _INTERNAL and script.name != PERSON:
            return self.offer_person(join(said, phrasing.SHALL_I_GET_PERSON))
        return self.ask_more(said)
