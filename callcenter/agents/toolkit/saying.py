"""The sentence of a tool's answer, made by code from agent.yaml; nobody else makes amounts into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.dialog.script import ToolScript
from callcenter.dialog.wording.templates import TemplateFault, Templates
from callcenter.domain.tool_answer import Outcome, ToolAnswer
from callcenter.log import logger

log = logger(__name__)

#: Said of what was done if its own sentence can't be made: it must not be denied.
DONE = "All right, that's done."
#: Said if nothing else fits.
SORRY = "I'm sorry, I can't do that right now."


def say(answer: ToolAnswer, script: ToolScript, arguments: Mapping[str, Any], timezone: str) -> ToolAnswer:
    """Return the answer with its sentence for the caller; one that has a sentence already keeps it.

    Args:
        answer: What the tool answers.
        script: The tool's part of agent.yaml.
        arguments: All of the tool's parameters with what was given for them, None for what wasn't.
        timezone: IANA name, for what counts as this year.
    """
    if answer.say:
        return answer
    facts = {**arguments, **answer.facts}
    if answer.ok:
        otherwise = SORRY if answer.outcome is Outcome.LOOK_UP else DONE
        return replace(answer, say=render(script.say, facts, timezone) or otherwise) if script.say else answer
    if answer.ask:
        said = render(script.refusals.get(answer.code, ""), facts, timezone)
        question = "" if said.endswith("?") else render(script.ask.get(answer.ask, ""), facts, timezone)
        return replace(answer, say=f"{said} {question}".strip())
    if answer.needs:
        return answer
    template = script.refusals.get(answer.code) or script.refusals.get("default", "")
    return replace(answer, say=render(template, facts, timezone) or SORRY)


def render(template: str, facts: Mapping[str, Any], timezone: str) -> str:
    """Return a template filled with facts, '' if it can't be."""
    if not template:
        return ""
    try:
        return _templates(timezone).render(template, facts)
    except TemplateFault as error:
        log.error("template_fault", error=str(error))
        return ""


@lru_cache(maxsize=8)
def _templates(timezone: str) -> Templates:
    zone = ZoneInfo(timezone)
    return Templates(lambda: datetime.now(zone))
