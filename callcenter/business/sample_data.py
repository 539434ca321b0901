"""Sample data for the sample business: a home-internet provider with customers in eight cities.

Made by seeded code, so that two machines seeded on the same day hold the same rows. Every date is relative to
the day of seeding. People, addresses and numbers are invented (555-01xx numbers are reserved for fiction).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, EVE, FAY, WELL_KNOWN, SampleCustomer
from callcenter.store.connection import Connection

#: Any number: two processes must not seed one database at the same time.
_LOCK = 7_318_002
#: Where the sample business is; the default of the setting `calls.timezone`.
TIMEZONE = "America/New_York"
#: How far ahead technicians' slots are laid out.
SLOT_DAYS = 35
PARTS_OF_DAY = ("morning", "afternoon", "evening")


PLANS = {"Fiber 100": (3500, 100), "Fiber 300": (4500, 300), "Fiber 1000": (8500, 1000)}
_CITIES = {
    "02139": "Cambridge",
    "60614": "Chicago",
    "78704": "Austin",
    "98103": "Seattle",
    "30307": "Atlanta",
    "80205": "Denver",
    "19103": "Philadelphia",
    "97209": "Portland",
}
_AREA_CODES = ("617", "312", "512", "206", "404", "303", "215", "503")
_FIRST = (
    "Ada",
    "Bo",
    "Cleo",
    "Dora",
    "Eli",
    "Finn",
    "Gia",
    "Hal",
    "Ida",
    "Jonas",
    "Kit",
    "Lea",
    "Milo",
    "Nora",
    "Otto",
)
_LAST = ("Abbott", "Brandt", "Castle", "Dwyer", "Engel", "Frost", "Garner", "Hale", "Ives", "Jansen", "Keller", "Lund")
_STREETS = ("Maple Street", "Oak Avenue", "Harbor Road", "Mill Lane", "Cedar Court", "Station Street")
_ONE_OFFS = (
    ("Installation", 7900),
    ("Wi-Fi extender", 5900),
    ("Technician visit", 4900),
    ("Static address set-up", 1500),
)
_FAULTS = ("No connection since the morning", "Connection drops in the evening", "Slow in all rooms", "Modem restarts")
_NOTES = ("", "", "Measured from our side, nothing found yet.", "Waiting for a part.", "Cable in the cellar replaced.")
CUSTOMERS = 60

_TABLES: dict[str, tuple[str, ...]] = {
    "customer": (
        "customer_id",
        "account_number",
        "first_name",
        "last_name",
        "phone_number",
        "email",
        "street",
        "city",
        "postcode",
        "customer_since",
    ),
    "service": (
        "customer_id",
        "plan",
        "monthly_cents",
        "speed_mbps",
        "line_state",
        "measured_mbps",
        "drops_per_day",
        "plan_changed_on",
    ),
    "invoice": ("invoice_id", "customer_id", "invoice_number", "issued_on", "due_on"),
    "invoice_line": ("invoice_id", "kind", "description", "amount_cents"),
    "payment": ("customer_id", "invoice_id", "paid_on", "amount_cents", "method"),
    "outage": ("postcode", "cause", "started_at", "expected_end_at", "ended_at"),
    "technician": ("technician_id", "code"),
    "technician_area": ("technician_id", "area"),
    "technician_slot": ("technician_slot_id", "technician_id", "day", "part_of_day", "is_taken"),
    "appointment": ("customer_id", "technician_slot_id", "state"),
    "ticket": (
        "ticket_number",
        "customer_id",
        "callback_number",
        "agent",
        "summary",
        "note",
        "state",
        "opened_at",
        "closed_at",
    ),
}
_EMPTIED = (*_TABLES, "payment_promise", "refund")
_WITH_IDS = ("customer", "invoice", "technician", "technician_slot")


async def seed(conn: Connection, *, seed: int = 20261123, today: date | None = None) -> None:
    """Put the sample business into Postgres in place of what is there, in one transaction.

    Whatever callers changed (refunds, appointments, tickets) is gone afterwards; the call log is not touched.

    Args:
        conn: A migrated database.
        seed: Another seed gives other customers; the well-known ones stay.
        today: The day the data is relative to; the business's day of now by default.
    """
    rows = _Rows(random.Random(seed), today or business_day()).make()
    async with conn.transaction():
        await conn.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await conn.execute(f"TRUNCATE {', '.join(_EMPTIED)} RESTART IDENTITY CASCADE")
        for table, columns in _TABLES.items():
            await conn.copy_records_to_table(table, records=rows[table], columns=columns)
        for table in _WITH_IDS:
            await conn.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{table}_id'), max({table}_id)) FROM {table}"  # noqa: S608
            )


async def seed_if_empty(conn: Connection, *, today: date | None = None) -> bool:
    """Seed a database without customers; in one with them, lay out technicians' slots for the weeks that have come.

    Returns:
        Whether the database was empty.
    """
    day = today or business_day()
    async with conn.transaction():
        await conn.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        if not await conn.fetchval("SELECT EXISTS (SELECT FROM customer)"):
            await seed(conn, today=day)
            return True
        await conn.execute(
            "INSERT INTO technician_slot (technician_id, day, part_of_day)"
            " SELECT t.technician_id, d.day, p.part FROM technician t"
            " CROSS JOIN unnest($1::date[]) AS d(day) CROSS JOIN unnest($2::text[]) AS p(part)"
            " ON CONFLICT DO NOTHING",
            list(working_days(day)),
            list(PARTS_OF_DAY),
        )
    return False


def business_day() -> date:
    """Return the day it is where the sample business is."""
    return datetime.now(ZoneInfo(TIMEZONE)).date()


def working_days(today: date) -> Iterator[date]:
    """Yield the days technicians work in the next weeks: Monday to Saturday, from tomorrow."""
    for ahead in range(1, SLOT_DAYS + 1):
        day = today + timedelta(days=ahead)
        if day.weekday() < 6:
            yield day


@dataclass(slots=True)
class _Rows:
    """Builds all tables' rows for one day of seeding."""

    rng: random.Random
    today: date
    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in _TABLES})

    def make(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of every table, columns as in `_TABLES`."""
        for number, known in enumerate(WELL_KNOWN, start=1):
            self._customer(number, known)
        for number in range(len(WELL_KNOWN) + 1, CUSTOMERS + 1):
            self._customer(number, self._invented(number))
        self._outages()
        self._slots_and_appointments()
        self._tickets()
        return self.tables

    def _invented(self, number: int) -> SampleCustomer:
        postcode = list(_CITIES)[number % len(_CITIES)]
        area_code = _AREA_CODES[number % len(_CITIES)]
        return SampleCustomer(
            first_name=self.rng.choice(_FIRST),
            last_name=self.rng.choice(_LAST),
            phone_number=f"+1{area_code}55501{number:02d}",
            account_number=f"{10_000_000 + number * 1_270_003 + self.rng.randrange(1_000_000):08d}",
            postcode=postcode,
            plan=self.rng.choice(list(PLANS)),
            story="",
        )

    def _customer(self, number: int, customer: SampleCustomer) -> None:
        since = self.today - timedelta(days=self.rng.randrange(200, 2000))
        name = f"{customer.first_name}.{customer.last_name}{number}".lower()
        street = f"{self.rng.randrange(1, 300)} {self.rng.choice(_STREETS)}"
        self.tables["customer"].append(
            (
                number,
                customer.account_number,
                customer.first_name,
                customer.last_name,
                customer.phone_number,
                f"{name}@example.com",
                street,
                _CITIES[customer.postcode],
                customer.postcode,
                since,
            )
        )
        changed_on = self._service(number, customer)
        self._invoices(number, customer, changed_on)

    def _service(self, number: int, customer: SampleCustomer) -> date | None:
        monthly_cents, speed = PLANS[customer.plan]
        state = "no-signal" if customer is CARA else "ok"
        changed_on = None
        if not customer.story:
            state = self.rng.choices(("ok", "slow", "unstable", "no-signal"), (85, 7, 5, 3))[0]
            changed_on = self.today - timedelta(days=20) if self.rng.random() < 0.1 else None
        measured = {"ok": speed * 97 // 100, "slow": speed * 31 // 100, "unstable": speed * 80 // 100}.get(state, 0)
        drops = {"unstable": self.rng.randrange(6, 30)}.get(state, 0)
        self.tables["service"].append((number, customer.plan, monthly_cents, speed, state, measured, drops, changed_on))
        return changed_on

    def _invoices(self, number: int, customer: SampleCustomer, changed_on: date | None) -> None:
        """Four monthly invoices, the last 12 days old; all but the last are paid, unless the story says otherwise."""
        monthly_cents, _ = PLANS[customer.plan]
        for back in (3, 2, 1, 0):
            issued_on = self.today - timedelta(days=12 + 30 * back)
            due_on = issued_on + timedelta(days=21)
            invoice_id = len(self.tables["invoice"]) + 1
            self.tables["invoice"].append((invoice_id, number, f"{100_000 + invoice_id}", issued_on, due_on))
            lines = [("plan", f"{customer.plan} plan", monthly_cents), ("equipment", "Modem rental", 500)]
            if back == 0:
                lines += self._extra_lines(customer, lines[0], changed_on)
            self.tables["invoice_line"] += [(invoice_id, *line) for line in lines]
            is_unpaid = customer is FAY and back == 1
            if (back > 0 and not is_unpaid) or (back == 0 and not customer.story and self.rng.random() < 0.5):
                paid_on = issued_on + timedelta(days=self.rng.randrange(3, 11))
                total_cents = sum(amount for _, _, amount in lines)
                method = self.rng.choice(("card", "bank", "check"))
                self.tables["payment"].append((number, invoice_id, paid_on, total_cents, method))

    def _extra_lines(
        self, customer: SampleCustomer, plan_line: tuple[str, str, int], changed_on: date | None
    ) -> list[tuple[str, str, int]]:
        if customer in (ANN, EVE):
            return [plan_line]
        if customer is FAY:
            return [("late-fee", "Late fee", 1000)]
        if customer.story:
            return []
        if changed_on is not None:
            return [("pro-rated", "Plan change, part of a month", 1167)]
        if self.rng.random() < 0.2:
            return [("one-off", *self.rng.choice(_ONE_OFFS))]
        return []

    def _outages(self) -> None:
        noon = datetime.combine(self.today, time(12), UTC)
        self.tables["outage"] += [
            (BEN.postcode, "a cut cable", noon - timedelta(hours=5), noon + timedelta(hours=31), None),
            ("80205", "a power failure in our exchange", noon - timedelta(hours=2), None, None),
        ]
        for days_ago in (3, 9, 17, 26, 40):
            began = noon - timedelta(days=days_ago)
            postcode = self.rng.choice(list(_CITIES))
            ended = began + timedelta(hours=self.rng.randrange(2, 20))
            self.tables["outage"].append((postcode, "maintenance", began, ended, ended))

    def _slots_and_appointments(self) -> None:
        days = list(working_days(self.today))
        visited: dict[str, list[int]] = {}
        for technician, postcode in enumerate(_CITIES, start=1):
            self.tables["technician"].append((technician, f"T{technician:02d}"))
            self.tables["technician_area"].append((technician, postcode[:3]))
            for day in days:
                for part in PARTS_OF_DAY:
                    slot_id = len(self.tables["technician_slot"]) + 1
                    is_dans = postcode == DAN.postcode and (day, part) == (days[2], "morning")
                    is_kept_free = postcode == ANN.postcode and part == "morning"
                    is_taken = is_dans or (not is_kept_free and self.rng.random() < 0.35)
                    self.tables["technician_slot"].append((slot_id, technician, day, part, is_taken))
                    if is_dans:
                        self.tables["appointment"].append((WELL_KNOWN.index(DAN) + 1, slot_id, "booked"))
                    elif is_taken:
                        visited.setdefault(postcode, []).append(slot_id)
        for row in self.tables["customer"][len(WELL_KNOWN) :]:
            if self.rng.random() < 0.25 and visited.get(row[8]):
                slots = visited[row[8]]
                slot_id = slots.pop(self.rng.randrange(len(slots)))
                self.tables["appointment"].append((row[0], slot_id, "booked"))

    def _tickets(self) -> None:
        noon = datetime.combine(self.today, time(12), UTC)
        ben = WELL_KNOWN.index(BEN) + 1
        self.tables["ticket"].append(
            (
                "400123",
                ben,
                BEN.phone_number,
                "support",
                "No connection",
                "The cable is being repaired.",
                "in-progress",
                noon - timedelta(days=1),
                None,
            )
        )
        for number, row in enumerate(self.rng.sample(self.tables["customer"][len(WELL_KNOWN) :], 25)):
            opened_at = noon - timedelta(days=self.rng.randrange(1, 60))
            state = self.rng.choice(("open", "in-progress", "closed"))
            self.tables["ticket"].append(
                (
                    f"{400_200 + number * 7}",
                    row[0],
                    row[4],
                    "support",
                    self.rng.choice(_FAULTS),
                    self.rng.choice(_NOTES),
                    state,
                    opened_at,
                    opened_at + timedelta(hours=20) if state == "closed" else None,
                )
            )
