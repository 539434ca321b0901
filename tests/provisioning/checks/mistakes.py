"""Mistakes that an operator makes, planted into good files one by one and all at once."""

from __future__ import annotations

from dataclasses import dataclass

#: Folder, entry or text as it is in the good file, as somebody mistyped it, the words that have to be said of it.
#: `{n}` is a number of the mistake's own, so that entries don't collide.
INBOUND = "inbound_trunks"
OUTBOUND = "outbound_trunks"
REGISTRATION = "registrations"
RULE = "dispatch_rules"
CALENDAR = "calendars"
ACCOUNT = "auth: {username: u, password: 'env:SET'}"
OPEN = 'open: {mon: ["09:00-17:00"]}'


@dataclass(frozen=True, slots=True)
class Mistake:
    """One line that is wrong in an otherwise good entry. `words` must be in what is said of it."""

    section: str
    line: str
    words: str
    #: What else the entry has, so that nothing but the line is wrong.
    beside: str = ""


MISTAKES: tuple[Mistake, ...] = (
    # Trunks: keys
    Mistake(INBOUND, "numbrs: []", "did you mean numbers?"),
    Mistake(INBOUND, "alowed_addresses: []", "did you mean allowed_addresses?"),
    Mistake(INBOUND, "allowedNumbers: []", "did you mean allowed_numbers?"),
    Mistake(INBOUND, "auth: {user: u}", "did you mean username?"),
    Mistake(INBOUND, "media: {encription: disable}", "did you mean encryption?"),
    Mistake(INBOUND, "agent: triage", "there is no key 'agent'"),
    # Trunks: kinds of value
    Mistake(INBOUND, 'allowed_numbers: "+18005550142"', "it must be a list"),
    Mistake(INBOUND, "allowed_addresses: 203.0.113.7", "it must be a list"),
    Mistake(INBOUND, "allowed_numbers: [[]]", "it must be text"),
    Mistake(INBOUND, "auth: carrier", "it must be keys with values"),
    Mistake(INBOUND, "ringing_timeout: soon", "'soon' is no duration"),
    Mistake(INBOUND, "max_call_duration: -5", "-5 is no duration"),
    Mistake(INBOUND, "ringing_timeout_status: busy", "it must be a whole number"),
    Mistake(INBOUND, "krisp_enabled: perhaps", "it must be true or false"),
    Mistake(INBOUND, "include_headers: some", "Write none, x or all"),
    Mistake(INBOUND, "media: {encryption: tls}", "Write disable, allow or require"),
    Mistake(INBOUND, "headers: [X-Site]", "it must be keys with values"),
    Mistake(INBOUND, "auth: {username: u, password: hunter2}", "a secret stands in the file"),
    # Trunks: values
    Mistake(INBOUND, 'allowed_numbers: ["18005550103"]', 'Write "+18005550103"'),
    Mistake(INBOUND, 'allowed_numbers: ["+1 (800) 555-0103"]', 'Write "+18005550103"'),
    Mistake(INBOUND, 'allowed_numbers: ["0800 555"]', "is no E.164 number"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.300"]', "is no address or network"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.0/33"]', "is no address or network"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.2O"]', "is no address or network"),
    Mistake(INBOUND, 'allowed_addresses: ["sip.example.com"]', "the host name"),
    Mistake(INBOUND, 'auth: {username: "u"}', "a user name without a password"),
    Mistake(INBOUND, 'auth: {username: u, password: "env:NOT_SET"}', "NOT_SET isn't set"),
    # Trunks: allowed, and hardly meant
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.5/24"]', "is the whole network 203.0.113.0/24"),
    Mistake(INBOUND, 'allowed_addresses: ["0.0.0.0/0"]', "lets everybody in"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.5:5060"]', "is no address or network"),
    Mistake(INBOUND, "allowed_numbers: [+18005550142]", 'Write "+18005550142"'),
    Mistake(INBOUND, "auth_realm: 'say \"hi\"'", "which the edge can't ask for"),
    Mistake(INBOUND, 'allowed_numbers: ["tel:+18005550142"]', "is no E.164 number"),
    Mistake(INBOUND, 'allowed_numbers: ["+1800555014O"]', "is no E.164 number"),
    Mistake(INBOUND, 'allowed_numbers: ["+18005550142-+18005550149"]', "is no E.164 number"),
    Mistake(INBOUND, 'allowed_numbers: ["withheld"]', "is no E.164 number"),
    Mistake(INBOUND, 'allowed_numbers: ["+18005550142", "18005550142"]', "stands there twice"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.1-203.0.113.9"]', "is no address or network"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.7, 203.0.113.8"]', "is no address or network"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.7/255.255.255.0"]', "is the whole network 203.0.113.0/24"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.007"]', "is no address or network"),
    Mistake(INBOUND, 'allowed_addresses: ["203.0.113.7", "203.0.113.7"]', "stands there twice"),
    Mistake(INBOUND, 'allowed_addresses: ["224.0.0.1"]', "nobody sends from"),
    Mistake(INBOUND, 'allowed_addresses: ["*"]', "is no address or network"),
    Mistake(INBOUND, "allowed_addresses:", "it must be a list, not nothing"),
    Mistake(INBOUND, "allowed_addresses: []", "anybody may call by it"),
    Mistake(INBOUND, "auth: {username: u, password: 'ENV:SET'}", "a secret stands in the file"),
    Mistake(INBOUND, "auth: {username: u, password: '$PBX_PASSWORD'}", "a secret stands in the file"),
    Mistake(INBOUND, "auth: {username: 'env:PBX_USER', password: 'env:SET'}", "is taken for the name itself"),
    Mistake(REGISTRATION, "auth: {username: 'env:USER', password: 'env:SET'}", "the name itself", "registrar: r"),
    Mistake(INBOUND, "auth: {username: 'pbx \"a\"', password: 'env:SET'}", "which the edge can't ask for"),
    Mistake(INBOUND, "max_call_duration: 30", "before anything can be done"),
    Mistake(INBOUND, "max_call_duration: 1h30m", "is no duration"),
    Mistake(INBOUND, "media: {encryption: off}", "Write disable, allow or require"),
    Mistake(INBOUND, "media: {codecs: [PCMU]}", "it must be keys with values"),
    Mistake(INBOUND, "name: main line", "is no name"),
    # Trunks: ignored on the single machine
    Mistake(INBOUND, "ringing_timeout: 30s", "the single machine ignores it"),
    Mistake(INBOUND, "headers_to_attributes: {X-Account: account}", "the single machine ignores it"),
    Mistake(INBOUND, "include_headers: all", "the single machine ignores it"),
    Mistake(INBOUND, "media: {codecs: [{name: PCMU}]}", "the single machine ignores it"),
    Mistake(INBOUND, "media: {media_timeout: 30s}", "the single machine ignores it"),
    Mistake(INBOUND, "metadata: mine", "the single machine ignores it"),
    # Accounts
    Mistake(OUTBOUND, 'address: "sip:foo@bar"', "is a SIP URI"),
    Mistake(OUTBOUND, 'address: "carrier.example.com:99999"', "is no port"),
    Mistake(OUTBOUND, 'address: "-"', "is no host"),
    Mistake(OUTBOUND, 'address: "sip.example.com:"', "has no port after its colon"),
    Mistake(OUTBOUND, 'address: "203.0.113.300"', "is no host"),
    Mistake(OUTBOUND, 'address: "sip..example.com"', "is no host"),
    Mistake(OUTBOUND, 'address: "sip.example.com/trunk"', "is no host"),
    Mistake(OUTBOUND, "transport: sctp", "Write auto, udp, tcp or tls", "address: sip.example.com"),
    Mistake(OUTBOUND, "destination_country: USA", "is no country", "address: sip.example.com"),
    Mistake(OUTBOUND, "destination_country: us", "small letters", "address: sip.example.com"),
    Mistake(OUTBOUND, 'numbers: ["8005550101"]', "is no E.164 number", "address: sip.example.com"),
    Mistake(REGISTRATION, 'registrar: "sip.example.com:abc"', "is no port", ACCOUNT),
    Mistake(REGISTRATION, "interval: 0", "take the registration back", f"registrar: r, {ACCOUNT}"),
    Mistake(REGISTRATION, "interval: 5s", "registrars refuse less", f"registrar: r, {ACCOUNT}"),
    Mistake(REGISTRATION, "auth: {}", "it names no account", "registrar: r"),
    Mistake(REGISTRATION, "transport: tls", "Write udp or tcp", f"registrar: r, {ACCOUNT}"),
    Mistake(REGISTRATION, 'registrar: "sip:sip.example.com"', "is a SIP URI", ACCOUNT),
    Mistake(REGISTRATION, 'registrar: "my provider"', "names no host", ACCOUNT),
    Mistake(REGISTRATION, "interval: 2d", "is no duration", f"registrar: r, {ACCOUNT}"),
    Mistake(REGISTRATION, "auth: {username: 'u@example.com', password: 'env:SET'}", "can't stand in", "registrar: r"),
    Mistake(REGISTRATION, 'registrar: "https://sip.example.com"', "is a web address", ACCOUNT),
    # Rules
    Mistake(RULE, "agnet: triage", "did you mean agent?"),
    Mistake(RULE, "called_number: []", "did you mean called_numbers?"),
    Mistake(RULE, "room: {individual: {}, direct: {name: a}}", "exactly one of"),
    Mistake(RULE, "room: {individual: {prefixes: a}}", "did you mean prefix?"),
    Mistake(RULE, "agent: nobody", "there is no agent 'nobody'"),
    Mistake(RULE, "trunks: [nowhere]", "there is no inbound trunk 'nowhere'"),
    Mistake(RULE, "language: klingon", "no agent speaks 'klingon'"),
    Mistake(RULE, "language: de", "no model hears"),
    Mistake(RULE, "opening_hours: never", "there is no calendar 'never'"),
    Mistake(RULE, "outside_hours: agent", "it never comes to pass"),
    Mistake(RULE, "outside_agent: triage", "it never comes to pass"),
    Mistake(RULE, "outside_hours: voicemail", "Write reject, agent or message"),
    Mistake(RULE, "outside_message: {en: Closed.}", "it never comes to pass"),
    Mistake(RULE, "person: frontdesk", "neither a number nor a SIP address"),
    Mistake(RULE, "emergency: {transfer: 'sip:'}", "neither a number nor a SIP address"),
    Mistake(RULE, "greeting: Corner Bakery", "it must be keys with values"),
    Mistake(RULE, "greeting: {de: Guten Tag}", "no words in 'en'"),
    Mistake(RULE, "record: sometimes", "it must be true or false"),
    Mistake(RULE, "max_duration: forever", "'forever' is no duration"),
    Mistake(RULE, "recording_words: {sv: Hej}", "no sv is known here"),
    Mistake(RULE, "emergency: {nubmer: '112'}", "did you mean number?"),
    Mistake(RULE, "emergency: {say: {en: Hang up.}}", "don't say whom to call"),
    Mistake(RULE, "pin: '1234'", "asks for no PIN"),
    Mistake(RULE, "attributes: {site: north}", "the single machine ignores it"),
    Mistake(RULE, "room_preset: p", "the single machine ignores it"),
    Mistake(RULE, 'calling_numbers: ["18005550142"]', "is no E.164 number"),
    Mistake(RULE, "recording_consent: ask", "the rule doesn't record"),
    Mistake(RULE, "recording_words: {en: We record.}", "the rule doesn't record"),
    Mistake(RULE, "max_duration: 5", "calls end after 5 s"),
    Mistake(RULE, "emergency: {number: nine one one}", "is no number that a caller can dial"),
    Mistake(RULE, "trunks: good", "it must be a list"),
    Mistake(RULE, "trunks: [Good]", "there is no inbound trunk 'Good'"),
    Mistake(RULE, "agent: [triage]", "it must be text"),
    Mistake(RULE, "opening_hours: {mon: ['09:00-17:00']}", "it must be text"),
    Mistake(RULE, 'person: "+1800"', "neither a number nor a SIP address"),
    Mistake(RULE, 'person: "sip:front desk@pbx.example.com"', "neither a number nor a SIP address"),
    Mistake(RULE, 'person: "sip:frontdesk@pbx.example.com:abc"', "neither a number nor a SIP address"),
    Mistake(RULE, 'person: "sip:frontdesk@"', "neither a number nor a SIP address"),
    Mistake(RULE, "greeting: {EN: Hello.}", "no EN is known here"),
    Mistake(RULE, "greeting: {en: ''}", "it must not be empty"),
    Mistake(RULE, "greeting: {en: 'Hello {name}.'}", "{name} in 'en' is said as it stands"),
    Mistake(RULE, "greeting: {en: 'Hello {{ name }}.'}", "{{ name }} in 'en' is said as it stands"),
    Mistake(RULE, "recording_consent: Ask", "'Ask' is said to callers, word for word", "record: true"),
    Mistake(RULE, "recording_consent: 'no'", "'no' is said to callers, word for word", "record: true"),
    Mistake(RULE, "emergency: {phrases: ['…']}", "has no words that a caller could say"),
    Mistake(RULE, "emergency: {phrases: gas}", "it must be a list"),
    Mistake(RULE, "emergency: {say: {en: 'Dial {nubmer}.'}}", "don't say whom to call"),
    # Calendars
    Mistake(CALENDAR, "timezone: Berlin", "did you mean Europe/Berlin?", OPEN),
    Mistake(CALENDAR, "timezone: EST", "Did you mean America/New_York?", OPEN),
    Mistake(CALENDAR, "timezone: Etc/GMT+1", "its sign is the other way round", OPEN),
    Mistake(CALENDAR, "timezone: GMT+1", "there is no time zone 'GMT+1'", OPEN),
    Mistake(CALENDAR, 'open: {mon: ["9am-5pm"]}', "can't be used"),
    Mistake(CALENDAR, 'open: {mon: ["09:00–17:00"]}', "can't be used"),
    Mistake(CALENDAR, 'open: {mon-fri: ["09:00-17:00"]}', "no mon-fri is known here"),
    Mistake(CALENDAR, 'open: {mon: "09:00-17:00"}', "it must be a list"),
    Mistake(CALENDAR, "open: always", "it must be keys with values"),
    Mistake(CALENDAR, "closed_on: 2026-12-25", "it must be a list", OPEN),
    Mistake(CALENDAR, 'closed_on: ["25.12.2026"]', "can't be used", OPEN),
    Mistake(CALENDAR, 'closed_on: ["2026-12-24..2026-12-26"]', "can't be used", OPEN),
    Mistake(CALENDAR, "timezone: Europe/Berlinn", "did you mean Europe/Berlin?", OPEN),
    Mistake(CALENDAR, "timezone: america/new_york", "did you mean America/New_York? Write", OPEN),
    Mistake(CALENDAR, "timezone: America", "no time zone 'America'", OPEN),
    Mistake(CALENDAR, 'open: {tue: ["9-17"]}', "'9-17' can't be used"),
    Mistake(CALENDAR, 'open: {monday: ["09:00-17:00"]}', "no monday is known here"),
    Mistake(CALENDAR, 'open: {mon: ["17:00-09:00"]}', "ends before it begins"),
    Mistake(CALENDAR, 'open: {mon: ["08:00-12:00", "11:00-13:00"]}', "overlap"),
    Mistake(CALENDAR, 'open: {mon: ["08:00-24:00", "09:00-10:00"]}', "overlap"),
    Mistake(CALENDAR, "open: {}", "it is never open"),
    Mistake(CALENDAR, "closed_on: [2026-02-30]", "there is no day 2026-02-30", OPEN),
    Mistake(CALENDAR, "closed_on: [Christmas]", "can't be used", OPEN),
    Mistake(CALENDAR, 'holidays: ["2026-12-25"]', "there is no key 'holidays'", OPEN),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """The two files' texts, and in which file and line each mistake stands, in the order of the mistakes."""

    trunks: str
    rules: str
    places: tuple[tuple[str, int], ...]


def plant(mistakes: tuple[Mistake, ...]) -> Planted:
    """Return files with one entry a mistake. Everything else in them is right."""
    files: dict[str, list[str]] = {"sip": [], "rules": []}
    places: dict[int, tuple[str, int]] = {}
    for section in (INBOUND, OUTBOUND, REGISTRATION, RULE, CALENDAR):
        file = "rules" if section in (RULE, CALENDAR) else "sip"
        lines = files[file]
        if not _good(section) and not any(mistake.section == section for mistake in mistakes):
            continue
        lines.append(f"{section}:")
        lines += [f"  {line}" for line in _good(section)]
        for index, mistake in enumerate(mistakes):
            if mistake.section != section:
                continue
            entry = [line for line in _entry(section, index, mistake) if not _is_said(line, mistake.line)]
            lines += [f"  {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(entry)]
            lines.append(f"    {mistake.line}")
            places[index] = (file, len(lines))
    return Planted(
        "\n".join(files["sip"]) + "\n",
        "\n".join(files["rules"]) + "\n",
        tuple(places[index] for index in range(len(mistakes))),
    )


def _is_said(line: str, mistaken: str) -> bool:
    return line.partition(":")[0] == mistaken.partition(":")[0]


def _good(section: str) -> list[str]:
    """Return a good entry that the others lean on."""
    match section:
        case "inbound_trunks":
            return ["- {name: good}"]
        case "dispatch_rules":
            return ["- {name: good, called_numbers: ['+18005550199'], agent: triage, opening_hours: office}"]
        case "calendars":
            return ['- {name: office, open: {mon: ["09:00-17:00"]}}']
        case _:
            return []


def _entry(section: str, index: int, mistake: Mistake) -> list[str]:
    name, number = f"{section}-{index}", f"+1800556{index:04}"
    beside = [part.strip() for part in _parts(mistake.beside)]
    match section:
        case "inbound_trunks":
            return [f"name: {name}", f'numbers: ["{number}"]', *beside]
        case "dispatch_rules":
            # A number of its own, so that it neither conflicts with another rule nor shadows it.
            return [f"name: {name}", "trunks: []", f'called_numbers: ["{number}"]', *beside]
        case _:
            return [f"name: {name}", *beside]


def _parts(beside: str) -> list[str]:
    """Divide `registrar: r, auth: {…}` at its outer comma."""
    first, comma, rest = beside.partition(", auth:")
    return [part for part in (first, f"auth:{rest}" if comma else "") if part]
