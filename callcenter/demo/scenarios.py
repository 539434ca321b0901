"""What the demo's callers want, what they answer, and the fact in Postgres that shows they got it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from callcenter.business.sample_customers import ANN, CARA, SampleCustomer
from callcenter.spoken.numbers.number_words import DIGITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller says when the agent's last words match the pattern (case doesn't matter)."""

    to: str
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One caller's story.

    `interrupt_after` names the tool (or `greeting`) whose telling the caller cuts short with `interrupt`.
    `prepare` makes the wish possible again after an earlier demo ($1 is the account number); `wish` tells from
    Postgres whether this call ($1 is its id) has fulfilled it.
    """

    name: str
    title: str
    caller_number: str
    account_number: str
    opening: str
    answers: tuple[Answer, ...]
    interrupt_after: str
    interrupt: str
    prepare: str
    wish: str

    def answer_to(self, words: str) -> str | None:
        """Return the caller's answer to an agent's words, or None if they call for none."""
        return next((one.say for one in self.answers if re.search(one.to, words, re.IGNORECASE)), None)

    def lines(self) -> list[str]:
        """Return everything this caller may say."""
        return list(dict.fromkeys([self.opening, self.interrupt, *(one.say for one in self.answers)]))


_GOODBYE = Answer(to=r"anything else", say="No thank you, that's all. Goodbye.")
_FORGET_REFUNDS = """
DELETE FROM refund WHERE customer_id = (SELECT customer_id FROM customer WHERE account_number = $1)
"""
_FORGET_TICKETS = """
DELETE FROM ticket
WHERE state = 'open' AND call_id IS NOT NULL
  AND customer_id = (SELECT customer_id FROM customer WHERE account_number = $1)
"""
_FORGET_APPOINTMENTS = """
WITH gone AS (
    DELETE FROM appointment
    WHERE customer_id = (SELECT customer_id FROM customer WHERE account_number = $1) AND state = 'booked'
    RETURNING technician_slot_id
)
UPDATE technician_slot SET is_taken = false WHERE technician_slot_id IN (SELECT technician_slot_id FROM gone)
"""
_NOTHING = "SELECT $1::text"


def scenarios(today: date) -> dict[str, Scenario]:
    """Return the scenarios by name; the appointment is wished for a working day soon after `today`."""
    visit_day = _working_day(today + timedelta(days=2))
    return {
        scenario.name: scenario
        for scenario in (
            Scenario(
                name="billing",
                title="Ann was charged twice and wants her money back.",
                caller_number=ANN.phone_number,
                account_number=ANN.account_number,
                opening="Hi. I think I was charged twice on my last bill.",
                answers=(
                    *_identified(ANN),
                    Answer(to=r"shall i do that|refund.*\?", say="Yes, please do that."),
                    _GOODBYE,
                ),
                interrupt_after="explain_charge",
                interrupt="Yes please, I want a refund.",
                prepare=_FORGET_REFUNDS,
                wish="SELECT EXISTS (SELECT 1 FROM refund WHERE call_id = $1 AND status = 'approved')",
            ),
            Scenario(
                name="support",
                title="Cara's internet is dead; she calls from another phone.",
                caller_number="+12025550143",
                account_number=CARA.account_number,
                opening="Hello. My internet is not working since this morning.",
                answers=(
                    Answer(to=r"which number.*call you back", say="Two zero two, five five five, zero one four three."),
                    *_identified(CARA),
                    Answer(to=r"ticket.*\?|is that (all )?right|shall i", say="Yes, please."),
                    _GOODBYE,
                ),
                interrupt_after="open_ticket",
                interrupt="Thank you very much. That's all, goodbye.",
                prepare=_FORGET_TICKETS,
                wish="SELECT EXISTS (SELECT 1 FROM ticket WHERE call_id = $1)",
            ),
            Scenario(
                name="appointments",
                title="Ann wants a technician to come.",
                caller_number=ANN.phone_number,
                account_number=ANN.account_number,
                opening=f"Hello. I would like to book a technician for {visit_day:%A} morning.",
                answers=(
                    *_identified(ANN),
                    Answer(to=r"which day|what day", say=f"On {visit_day:%A}, please."),
                    Answer(to=r"morning, the afternoon or", say="In the morning."),
                    Answer(to=r"shall i book it|is that right|shall i", say="Yes, please."),
                    _GOODBYE,
                ),
                interrupt_after="book_appointment",
                interrupt="Great, thank you. That's all, goodbye.",
                prepare=_FORGET_APPOINTMENTS,
                wish="SELECT EXISTS (SELECT 1 FROM appointment WHERE call_id = $1 AND state = 'booked')",
            ),
            Scenario(
                name="person",
                title="Somebody wants to talk to a person.",
                caller_number="+12025550187",
                account_number="",
                opening="I want to talk to a real person, please.",
                answers=(Answer(to=r"get a person|shall i", say="Yes, a person please."),),
                interrupt_after="greeting",
                interrupt="I want to talk to a real person, please.",
                prepare=_NOTHING,
                wish="SELECT EXISTS (SELECT 1 FROM call WHERE call_id = $1 AND disposition = 'transferred')",
            ),
        )
    }


def _identified(customer: SampleCustomer) -> tuple[Answer, Answer]:
    """Return what a customer says to the questions that find out who they are."""
    number, code = _digits(customer.account_number), _digits(customer.postcode)
    return Answer(to=r"account number", say=number), Answer(to=r"zip code", say=code)


def _digits(number: str) -> str:
    """Return digits as people say them, a pause after every four of eight."""
    words = [DIGITS[int(digit)] for digit in number]
    groups = [words[:4], words[4:]] if len(words) == 8 else [words]
    said = ", ".join(" ".join(group) for group in groups)
    return f"{said.capitalize()}."


def _working_day(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
