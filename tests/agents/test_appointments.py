"""Appointments' tools on the sample business, two callers at once included."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest

from callcenter.agents.appointments import tools
from callcenter.agents.toolkit.business_day import today
from callcenter.business.sample_customers import ANN, DAN, EVE, SampleCustomer
from callcenter.business.sample_data import working_days
from tests.agents.conftest import MakeBench, ToolBench
from tests.fakes.shipped import shipped_roster


def _free_morning(desk: ToolBench, ahead: int = 3) -> date:
    """A day whose morning is free in Ann's and Eve's area: there all are."""
    return list(working_days(today(desk.call)))[ahead]


async def test_list_slots__a_free_day__gives_the_day_first(bench: MakeBench) -> None:
    desk = bench(of=ANN)
    day = _free_morning(desk)

    answer = await desk.run(tools.list_slots, day=day.isoformat(), part_of_day="morning")

    slot = {"day": day.isoformat(), "part_of_day": "morning"}
    assert answer["is_as_wished"] and answer["slots"] == [slot]
    assert (answer["offer"], answer["offer_arguments"]) == ("book_appointment", slot)


async def test_list_slots__nothing_then__gives_others(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(of=ANN)
    day = _free_morning(desk)
    await sample_database.execute("UPDATE technician_slot SET is_taken = true WHERE day = $1", day)

    answer = await desk.run(tools.list_slots, day=day.isoformat())

    assert answer["is_as_wished"] is False and len(answer["slots"]) == 3
    assert all(slot["day"] > day.isoformat() for slot in answer["slots"])


async def test_list_slots__nothing_in_that_part__gives_other_times_of_the_day_first(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    day = _free_morning(desk)
    await sample_database.execute(
        "UPDATE technician_slot SET is_taken = true WHERE day = $1 AND part_of_day = 'morning'", day
    )

    answer = await desk.run(tools.list_slots, day=day.isoformat(), part_of_day="morning", not_in="evening")

    assert answer["is_as_wished"] is False
    assert [(slot["day"] == day.isoformat(), slot["part_of_day"]) for slot in answer["slots"]] == [
        (True, "afternoon"),
        (False, "morning"),
        (False, "morning"),
    ]


async def test_book__a_time_that_is_taken__has_a_model_propose_the_next_one(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    day = _free_morning(desk)
    await sample_database.execute("UPDATE technician_slot SET is_taken = true WHERE day = $1", day)

    answer = await desk.run(tools.book_appointment, day=day.isoformat(), part_of_day="morning")

    assert (answer["code"], answer["offer"]) == ("slot-taken", "book_appointment")
    assert "call book_appointment at once" in answer["next"]


async def test_list_slots__one_of_two_days__has_times_of_both(bench: MakeBench) -> None:
    desk = bench(of=ANN)
    first, second = _free_morning(desk).isoformat(), _free_morning(desk, 8).isoformat()

    answer = await desk.run(tools.list_slots, day=first, or_day=second)
    mornings = await desk.run(tools.list_slots, day=first, or_day=second, part_of_day="morning")

    assert answer["is_as_wished"] and {slot["day"] for slot in answer["slots"]} == {first, second}
    assert [slot["day"] for slot in mornings["slots"]] == [first, second]


@pytest.mark.parametrize(
    ("hours", "parts", "is_as_wished"),
    [
        ({"not_before": "09:00"}, {"afternoon", "evening"}, True),
        ({"not_after": "15:00"}, {"morning"}, True),
        ({"not_before": "09:00", "not_after": "17:00"}, {"afternoon"}, True),
        ({"not_before": "09:00", "part_of_day": "morning"}, {"afternoon", "evening"}, False),
        ({"not_before": "18:00"}, {"morning", "afternoon", "evening"}, False),
    ],
)
async def test_list_slots__hours_at_home__leave_the_parts_within_them(
    bench: MakeBench, hours: dict[str, str], parts: set[str], is_as_wished: bool
) -> None:
    desk = bench(of=ANN)

    answer = await desk.run(tools.list_slots, day=_free_morning(desk).isoformat(), **hours)

    assert {slot["part_of_day"] for slot in answer["slots"]} <= parts and answer["is_as_wished"] is is_as_wished


async def test_list_slots__a_stretch__begins_there_whatever_day_was_named_before(bench: MakeBench) -> None:
    desk = bench(of=ANN)
    first = _free_morning(desk, 8).isoformat()

    answer = await desk.run(
        tools.list_slots, day=_free_morning(desk).isoformat(), from_day=first, part_of_day="morning"
    )

    days = [slot["day"] for slot in answer["slots"]]
    assert answer["is_as_wished"] and len(days) == 3 and days[0] == first


async def test_list_slots__the_soonest__is_one_and_offered_at_once(bench: MakeBench) -> None:
    desk = bench(of=DAN)

    answer = await desk.run(tools.list_slots, soonest=True)

    assert len(answer["slots"]) == 1
    assert (answer["offer"], answer["offer_arguments"]) == ("move_appointment", answer["slots"][0])


async def test_book_appointment__free_slot__is_booked_once_and_can_be_read(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    wish = {"day": _free_morning(desk).isoformat(), "part_of_day": "morning"}

    first, second = [await desk.agree(tools.book_appointment, **wish) for _ in range(2)]

    assert first["ok"] and second["code"] == "already-booked"
    assert (first["starts_at"], first["ends_at"]) == ("08:00", "12:00")
    assert (await desk.run(tools.get_appointment))["starts_at"] == "08:00"
    assert await _booked(sample_database, ANN) == 1


async def test_book_appointment__already_booked__offers_to_move(bench: MakeBench) -> None:
    desk = bench(of=DAN)
    day = today(desk.call) + timedelta(days=9)

    answer = await desk.agree(tools.book_appointment, day=day.isoformat(), part_of_day="morning")

    assert (answer["code"], answer["offer"]) == ("already-booked", "move_appointment")


async def test_book_appointment__cancelled_and_booked_again_in_one_call__is_booked(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    wish = {"day": _free_morning(desk).isoformat(), "part_of_day": "morning"}

    await desk.agree(tools.book_appointment, **wish)
    cancelled, again = [await desk.agree(tools.cancel_appointment) for _ in range(2)]
    rebooked = await desk.agree(tools.book_appointment, **wish)

    assert cancelled["ok"] and again["code"] == "no-appointment"
    assert rebooked["ok"]
    assert await _booked(sample_database, ANN) == 1


async def test_book_appointment__two_callers_at_once__one_gets_it_and_one_hears_the_next_free(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    for _ in range(5):
        desks = [bench(of=ANN), bench(of=EVE)]
        wish = {"day": _free_morning(desks[0]).isoformat(), "part_of_day": "morning"}

        answers = await asyncio.gather(*(desk.agree(tools.book_appointment, **wish) for desk in desks))

        assert sorted(answer["ok"] for answer in answers) == [False, True]
        winner = next(index for index, answer in enumerate(answers) if answer["ok"])
        loser = 1 - winner
        assert (answers[loser]["code"], answers[loser]["offer"]) == ("slot-taken", "book_appointment")
        offered = answers[loser]["offer_arguments"]
        assert offered["day"] >= wish["day"] and offered != wish
        assert (await desks[loser].agree(tools.book_appointment, **offered))["ok"]
        for desk in desks:
            await desk.agree(tools.cancel_appointment)


async def test_book_appointment__a_day_on_which_nobody_works__is_not_said_to_be_taken(bench: MakeBench) -> None:
    desk = bench(of=ANN)
    sunday = next(day for ahead in range(1, 8) if (day := today(desk.call) + timedelta(days=ahead)).weekday() == 6)

    answer = await desk.run(tools.book_appointment, day=sunday.isoformat(), part_of_day="morning")

    assert (answer["code"], answer["offer"]) == ("no-visits-then", "book_appointment")


async def test_book_appointment__today__is_told_to_be_too_soon_and_no_day_without_visits(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    answer = await desk.run(tools.book_appointment, day=today(desk.call).isoformat(), part_of_day="evening")

    assert (answer["code"], answer["offer"]) == ("too-soon", "book_appointment")
    assert "too short notice" in answer["say"]


async def test_move_appointment__free_slot__gives_the_old_one_back(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    old, new = _free_morning(desk), _free_morning(desk, ahead=5)
    await desk.agree(tools.book_appointment, day=old.isoformat(), part_of_day="morning")

    moves = [await desk.agree(tools.move_appointment, day=new.isoformat(), part_of_day="morning") for _ in range(2)]

    assert moves[0]["ok"] and moves[1]["code"] == "already-then"
    assert await _booked(sample_database, ANN) == 1
    assert (await bench(of=EVE).agree(tools.book_appointment, day=old.isoformat(), part_of_day="morning"))["ok"]


async def test_move_appointment__slot_taken__keeps_the_old_one(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(of=DAN)
    before = await desk.run(tools.get_appointment)
    day = _free_morning(desk, ahead=6)
    await sample_database.execute("UPDATE technician_slot SET is_taken = true WHERE day = $1", day)

    answer = await desk.agree(tools.move_appointment, day=day.isoformat(), part_of_day="morning")

    assert (answer["code"], answer["offer"]) == ("slot-taken", "move_appointment")
    assert await desk.run(tools.get_appointment) == before


async def test_appointment_tools__nothing_booked__cannot(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    read, cancelled = await desk.run(tools.get_appointment), await desk.agree(tools.cancel_appointment)

    assert (read["code"], read["offer"]) == ("no-appointment", "book_appointment")
    assert cancelled["code"] == "no-appointment" and "offer" not in cancelled


async def test_book_appointment__a_visit_that_has_been__is_no_hindrance(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=DAN)
    await sample_database.execute("UPDATE technician_slot SET day = day - 60")
    await sample_database.execute(
        "INSERT INTO technician_slot (technician_id, day, part_of_day) "
        "SELECT technician_id, $1, 'morning' FROM technician",
        _free_morning(desk),
    )

    answer = await desk.agree(tools.book_appointment, day=_free_morning(desk).isoformat(), part_of_day="morning")

    assert answer["ok"]


async def test_book_appointment__the_proposal__says_the_hours_and_what_it_costs(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    answer = await desk.run(tools.book_appointment, day=_free_morning(desk).isoformat(), part_of_day="morning")

    assert " in the morning, between 8 AM and noon; it's free, or 49 dollars if " in answer["say"]
    costs = shipped_roster().agents["appointments"].knowledge.answers["visit_costs"].answer["en"]
    assert "free" in costs and "49 dollars" in costs


async def test_book_appointment__said_without_hours_and_cost__was_said_all_the_same(bench: MakeBench) -> None:
    desk = bench(of=ANN)
    day = _free_morning(desk)
    proposed = await desk.run(tools.book_appointment, day=day.isoformat(), part_of_day="morning")
    desk.hear(f"So I'll book {day:%A}, {day:%B} {day.day}, in the morning. Shall I book that?", "Yes.")

    assert (await desk.commit(proposed["proposal"]))["ok"]


async def test_note__given_while_booking__is_read_back_written_and_kept_by_a_move(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    first, second = _free_morning(desk).isoformat(), _free_morning(desk, 5).isoformat()
    booking = {"day": first, "part_of_day": "morning", "note": ' "Big dog,  ring before the gate." '}

    proposed = await desk.run(tools.book_appointment, **booking)
    booked = await desk.agree(tools.book_appointment, **booking)
    moving = {"day": second, "part_of_day": "morning", "note": "Key with the super"}
    moved = await desk.agree(tools.move_appointment, **moving)

    assert (
        'There\'s a note for him with it. It says: "Big dog, ring before the gate". Shall I do that?' in proposed["say"]
    )
    assert "Your note for him stands with the visit." in booked["say"] and moved["ok"]
    read = await desk.run(tools.get_appointment)
    assert read["note"] == "Big dog, ring before the gate. Key with the super"
    assert 'For the technician it\'s noted: "Big dog, ring before the gate. Key with the super".' in read["say"]
    assert await _booked(sample_database, ANN) == 1


async def test_note__for_a_visit_that_stands__is_added_once_agreed_to(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=DAN)

    refused = await desk.agree(tools.add_visit_note, "No, leave it.", note="Beware of the goose")
    proposed = await desk.run(tools.add_visit_note, note="Gate code 4471")
    done = await desk.agree(tools.add_visit_note, note="Gate code 4471")
    more = await desk.agree(tools.add_visit_note, note="Third floor")

    assert refused["code"] == "declined" and 'It says: "Gate code 4471". Shall I do that?' in proposed["say"]
    assert done["ok"] and more["ok"] and "I've noted that for the technician" in more["say"]
    row = await sample_database.fetchrow("SELECT note, call_id FROM appointment WHERE note <> ''")
    assert row is not None and tuple(row) == ("Gate code 4471. Third floor", desk.call.call.call_id)


async def test_note__without_a_visit_words_or_room__is_refused(bench: MakeBench) -> None:
    nothing_booked = await bench(of=ANN).run(tools.add_visit_note, note="Beware of the goose")
    desk = bench(of=DAN)
    no_words = await desk.run(tools.add_visit_note, note="  ")
    answers = [await desk.agree(tools.add_visit_note, note=f"{number} " * 150) for number in range(4)]

    assert (nothing_booked["code"], nothing_booked["offer"]) == ("no-appointment", "book_appointment")
    assert nothing_booked["offer_arguments"] == {"note": "Beware of the goose"} and no_words["ask"] == "note"
    assert [answer["ok"] for answer in answers[:2]] == [True, True] and answers[-1]["code"] == "note-full"


async def _booked(pool: asyncpg.Pool, customer: SampleCustomer) -> int:
    count = await pool.fetchval(
        "SELECT count(*) FROM appointment a JOIN customer USING (customer_id) "
        "JOIN technician_slot s USING (technician_slot_id) "
        "WHERE account_number = $1 AND state = 'booked' AND s.is_taken",
        customer.account_number,
    )
    return int(count)
