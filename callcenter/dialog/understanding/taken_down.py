"""What is taken down in a caller's words, made fit to be read: of the call back what is said of it, and no chatter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcenter.dialog.understanding.slot_filling import Schema, kind_of, no_call_names
from callcenter.spoken.call_back import wants_no_call, without_no_call
from callcenter.spoken.messages.call_words import call_wish, without_call
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.chatter import without_chatter

#: Kinds of parameters that say when or where to call.
_OF_CALL = ("date", "enum", "clock", "phone")


def call_parameter(parameters: Mapping[str, Schema], what: str) -> str:
    """Return the parameter that takes of a call back the `wish` in words, or the `name` of whom to call; '' if none."""
    return next((name for name, schema in parameters.items() if schema.get("callBack") == what), "")


def taken_down(arguments: Mapping[str, Any], parameters: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the arguments of a message or a ticket with its text apart from the call back that the text speaks of.

    Those of other tools are returned as they are.
    """
    texts = [name for name, one in parameters.items() if kind_of(one) == "text" and not one.get("callBack")]
    text_name = texts[0] if texts and no_call_names(parameters) else ""
    if not isinstance(text := arguments.get(text_name), str) or not text:
        return dict(arguments)
    told = dict(arguments)
    text = without_chatter(text)
    wish, whom = call_parameter(parameters, "wish"), call_parameter(parameters, "name")
    if wish and wish not in told and (hours := call_wish(text)):
        told[wish] = hours
    if whom and whom not in told and (name := callee_of(text)):
        told[whom] = name
    known = [one for one in told if one in (wish, whom) or kind_of(parameters.get(one, {})) in _OF_CALL]
    if not known and wants_no_call(text) and (left := without_no_call(text)):
        told |= dict.fromkeys(no_call_names(parameters), True)
        text = left
    told[text_name] = without_call(text, str(told.get(whom) or "")) if known else text
    return told
