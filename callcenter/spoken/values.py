"""A spoken value by the JSON schema it is for: the one way to the readers of digits, phones, days, money, choices.

    match read_value(schema, text, today=today, country="US", so_far="4071"):
        case Filled(value): ...          # sure: an ISO 8601 day, E.164, cents, digits, a choice; None for "all of it"
        case Ambiguous(candidates): ...  # ask which; with one, whether; with none, the question again, more closely
        case Partial(digits): ...        # the caller goes on; hand `digits` in as `so_far`
        case TooLong(digits): ...        # more digits than the number has
        case None: ...                   # nothing of the kind was said

What corrects a value given before is `correction.read_correction`'s to tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from callcenter.spoken.answer_shape import count_digits
from callcenter.spoken.call_back import wants_no_call
from callcenter.spoken.choices import read_choice, ruled_out, without_choice_remarks
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.days.booked_steps import read_step
from callcenter.spoken.days.dates import excluded_days, read_date, wants_soonest, without_day_remarks
from callcenter.spoken.days.months import read_month
from callcenter.spoken.days.remarks import without_told
from callcenter.spoken.days.spans import first_day_of
from callcenter.spoken.days.times import clock_time, time_in
from callcenter.spoken.numbers.digit_answer import read_digits
from callcenter.spoken.numbers.digit_correction import correct_digits
from callcenter.spoken.numbers.money import read_money, read_payment
from callcenter.spoken.numbers.named_postcode import POSTCODE, POSTCODE_DIGITS, named_postcode
from callcenter.spoken.numbers.phone_answer import read_phone
from callcenter.spoken.reading import Ambiguous, Filled, Read
from callcenter.spoken.words import sentences

Schema = Mapping[str, Any]

#: Words that say which number comes: by the schema's format.
_CUES = {
    "postcode": POSTCODE,
    "digits": re.compile(r"\b(account|customer|reference|ticket|order|invoice)( number)?\b"),
    # but for where a number is kept: "it's in my phone"
    "phone": re.compile(
        r"(?<!in my )(?<!on my )(?<!in the )(?<!on the )\b(phone|telephone|mobile|cell|callback)( number)?\b"
    ),
}
#: What callers call numbers of the kind digits, by the schema's own name for it.
_NAMES = {"account": re.compile(r"\b(?:account|customer)\b"), "ticket": re.compile(r"\bticket\b")}


#: Where another number, or another end of it, is said beside the first, and what settles which.
_OR = re.compile(r"[\s,.;?!–—-]+or(?: (?:is|was) it| maybe| perhaps)?\s+")
#: Leads in what is wrong with digits just said.
_PUT_RIGHT = re.compile(
    r"[,.;!?]+\s+(?:(?:no|sorry|wait|oh|actually|i mean|but|uh|um)[,.]? )*"
    r"(?=(?:the|that|it) (?:last|first|second|third|fourth|fifth|sixth|seventh|middle|end|final|"
    r"ends)\b.*(?:\b(?:is|was|should|not|"
    r"in|with)\b|'s\b))"
)
_SETTLED = re.compile(r"\b(?:wait|no|sorry|actually|i mean|i meant|yes|yeah|it is|definitely)\b")


def kind_of(schema: Schema) -> str:
    """Return what kind of value a schema asks for: a format, `enum`, `boolean`, `integer` or `text`."""
    if "enum" in schema or "const" in schema:
        return "enum"
    if schema.get("format"):
        return str(schema["format"])
    kind = str(schema.get("type"))
    return {"boolean": "boolean", "integer": "integer", "number": "integer"}.get(kind, "text")


def read_value(
    schema: Schema,
    text: str,
    *,
    today: date,
    country: str = "US",
    so_far: str = "",
    known: Sequence[str] = (),
    is_answer: bool = True,
    language: str = "en",
) -> Read:
    """Return what a text says of a parameter of kind digits, postcode, phone, date, time, month, money or enum.

    A schema may ask for more than a plain value: `ruledOut` for what the caller doesn't want, `stretch` for the first
    day of a week or month they name, `soonest` for whether they want the first there is,
    `noCallBack` for whether nobody need call back, `unlessStep` for a day where
    "a week later" counts from what is booked and not from today: that is a value of kind step, in days.

    Args:
        schema: The parameter's JSON schema.
        text: What the caller said.
        today: The business's day.
        country: The one whose phone numbers need no country code, and whose way of writing days is taken.
        so_far: Digits of this number said or keyed before.
        known: Values known of the customer (the account's ZIP, the number they call from): they decide between
            readings that sound alike, and never mend what was said.
        is_answer: The caller was asked for this parameter. Else only what can't mean anything else is taken.
        language: Language of the digit words (en, es, fr, de).
    """
    if not is_answer and kind_of(schema) in ("date", "time", "clock", "enum"):
        text = without_told(text)
    if any(schema.get(key) for key in ("ruledOut", "stretch", "soonest", "noCallBack")):
        return _read_beside(schema, text, today)
    match kind_of(schema):
        case "digits" | "postcode" as kind:
            return _read_number(kind, schema, text, so_far=so_far, known=known, is_answer=is_answer, language=language)
        case "phone":
            return read_phone(text, country, so_far=so_far, known=known, is_answer=is_answer, language=language)
        case "step":
            return _or_none(read_step(text))
        case "date" if schema.get("unlessStep") and read_step(text) is not None:
            return None
        case "date":
            return read_date(text, today, country=country, is_answer=is_answer)
        case "time" | "clock" as kind:
            at = time_in(text) if kind == "time" else clock_time(text)
            return _or_none(at and at.isoformat(timespec="minutes"))
        case "month":
            return _or_none(read_month(text, today, is_bound=bool(schema.get("bound"))))
        case "money":
            if schema.get("paid"):
                return read_payment(text, is_answer=is_answer)
            return read_money(text, is_answer=is_answer, takes_shares=bool(schema.get("shares")))
        case "enum":
            return _read_enum(schema, text, is_answer=is_answer)
    return None


def _read_beside(schema: Schema, text: str, today: date) -> Read:
    """Read what a schema asks for beside a plain value: what is ruled out, a stretch, the soonest, no call."""
    if schema.get("ruledOut"):
        return _read_ruled_out(schema, text, today)
    if schema.get("stretch"):
        first = first_day_of(text, today)
        return Filled(value=first.isoformat()) if first is not None else None
    is_said = wants_soonest if schema.get("soonest") else wants_no_call
    return Filled(value=True) if is_said(text) else None


def without_told_beside(schema: Schema, text: str, *, today: date) -> str:
    """Return what a text says of a day or a choice that is asked for, without what it tells beside that."""
    match kind_of(schema):
        case "date":
            return without_day_remarks(text, today)
        case "enum":
            return without_choice_remarks(text, tuple(str(one) for one in schema.get("enum", [schema.get("const")])))
    return text


def _or_none(value: Any) -> Filled | None:
    """Return a value as one that was read, None if it is None or empty."""
    return Filled(value=value) if value not in (None, "") else None


def numbers_named(text: str) -> set[str]:
    """Return the kinds of numbers that a text speaks of by name.

    >>> numbers_named("the account number ends in seven five")
    {'digits'}
    """
    plain = text.lower()
    return {kind for kind, cue in _CUES.items() if cue.search(plain)}


def is_of_longer(schemas: Mapping[str, Schema], name: str, text: str, *, today: date, language: str = "en") -> bool:
    """Tell whether digits are those of a longer number among several, whatever of them would fit the one named too.

    "Sixteen two three, eight eight one seven" is an account number, and the end of it no ZIP code.
    """
    length = int(schemas[name].get("maxLength", 0))
    kind = kind_of(schemas[name])
    is_named = kind in numbers_named(text) and (kind != "postcode" or named_postcode(text.lower(), length) is not None)
    if not length or is_named:
        return False
    for schema in schemas.values():
        longer = int(schema.get("maxLength", 0))
        if kind_of(schema) != "digits" or longer <= length or count_digits(text) >= longer + length:
            continue
        read = read_value(schema, text, today=today, language=language)
        if isinstance(read, Filled) or (isinstance(read, Ambiguous) and read.candidates):
            return True
    return False


def read_together(
    schemas: Mapping[str, Schema], text: str, *, today: date, country: str = "US", language: str = "en"
) -> dict[str, Read]:
    """Return the numbers that one breath says for several parameters of fixed length, in the order they are asked for.

    "Six two oh three double eight one seven, seven eight seven oh four" is an account number and a ZIP code, since
    thirteen digits are just theirs together. What is said with its name, or in words between, is read so too.
    """
    found: dict[str, Read] = {}
    for name, schema in schemas.items():
        read = read_value(schema, text, today=today, country=country, is_answer=False, language=language)
        if isinstance(read, Filled) and not is_of_longer(schemas, name, text, today=today, language=language):
            found[name] = read
    lengths = {name: int(schema.get("maxLength", 0)) for name, schema in schemas.items()}
    is_fixed = all(lengths[name] and schemas[name].get("minLength") == lengths[name] for name in lengths)
    if len(lengths) < 2 or not is_fixed:
        return found
    total = sum(lengths.values())
    whole = read_digits(text, least=total, most=total, language=language)
    found = _without_pieces(found)
    if isinstance(whole, Filled) and len(found) < len(lengths):
        cut: dict[str, Read] = {}
        start = 0
        for name, length in lengths.items():
            cut[name] = Filled(value=whole.value[start : start + length])
            start += length
        # "Account 4071 8823, 02139": who names the first of them has named none otherwise.
        if all(read == cut[name] for name, read in found.items()):
            return cut
    return found


def _without_pieces(found: Mapping[str, Read]) -> dict[str, Read]:
    """Return numbers without those that are only a piece of another: "739 512 40" holds no ZIP code 51240."""
    said = [str(read.value) for read in found.values() if isinstance(read, Filled)]
    return {
        name: read
        for name, read in found.items()
        if not (isinstance(read, Filled) and any(read.value in one and read.value != one for one in said))
    }


def _read_number(
    kind: str, schema: Schema, text: str, *, so_far: str, known: Sequence[str], is_answer: bool, language: str
) -> Read:
    plain = text.lower()
    if kind == "postcode":
        plain = re.sub(r"\b(\d{5})-\d{4}\b", r"\1", plain)  # ZIP+4
    read = partial(
        read_digits,
        least=int(schema.get("minLength", 1)),
        most=int(schema.get("maxLength", 32)),
        pattern=str(schema.get("pattern", "")),
        so_far=so_far,
        known=known,
        language=language,
    )
    plain = _without_other(kind, plain, least=int(schema.get("minLength", 1)))
    if any(cue.search(plain) for name, cue in _CUES.items() if name != kind) and not _CUES[kind].search(plain):
        # "I only know her ZIP, six oh six one four", to the account number.
        other = re.sub(rf"(?:{'|'.join(cue.pattern for name, cue in _CUES.items() if name != kind)}).*", "", plain)
        return read(other, is_answer=is_answer)
    if (either := _either(read, plain)) is not None:
        return either
    if (mended := _put_right(read, plain, schema, language)) is not None:
        return mended
    own = schema.get("named")
    others = [name for key, name in _NAMES.items() if key != own and name.search(plain)]
    if own in _NAMES and others and not _NAMES[own].search(plain):
        return read(plain[: min(one.start() for name in others for one in name.finditer(plain))], is_answer=is_answer)
    named = _named_part(kind, plain)
    if named != plain and isinstance(found := read(named), Filled):
        # Said with its name: meant, if it isn't just any little number.
        return found if is_answer or int(schema.get("minLength", 1)) >= 4 else None
    return read(plain, is_answer=is_answer)


def _without_other(kind: str, plain: str, *, least: int) -> str:
    """Return what a text says of an account number or of a ZIP code, where the ZIP code is named."""
    beside = named_postcode(plain, POSTCODE_DIGITS)
    if kind == "postcode":
        return beside.said if beside else plain
    if kind != "digits" or least <= POSTCODE_DIGITS or not POSTCODE.search(plain):
        return plain
    if beside is None:
        # "Do you need the ZIP too? Four oh seven, ..." gives none.
        others = " ".join(one for one in sentences(plain) if not POSTCODE.search(one))
        return others if count_digits(others) >= least else plain
    if count_digits(beside.before) >= least and not _CUES["digits"].search(plain):
        return beside.before
    is_after = not count_digits(beside.before) and count_digits(beside.after) > POSTCODE_DIGITS
    return beside.after if is_after else plain


def _either(read: Callable[[str], Read], plain: str) -> Ambiguous | None:
    """Return both numbers of "02139 or 02149", or "oh two one three nine, or is it four nine?"; None if it's not that.

    What is taken back after it ("… or sixteen? Wait. Fourteen") is settled, and read as any correction.
    """
    parts = _OR.split(plain)
    first = read(parts[0]) if len(parts) == 2 and count_digits(parts[1]) else None
    if not isinstance(first, Filled) or _SETTLED.search(parts[1]):
        return None
    second = read(parts[1])
    digits = second.value if isinstance(second, Filled) else getattr(second, "digits", "")
    if not digits or len(digits) > len(first.value):
        return None
    return Ambiguous(candidates=tuple(dict.fromkeys((first.value, first.value[: -len(digits)] + digits))))


def _put_right(read: Callable[[str], Read], plain: str, schema: Schema, language: str) -> Read:
    """Return a number whose digits the same breath puts right: "… three four five, the last one's a two, sorry"."""
    found = _PUT_RIGHT.search(plain)
    first = read(plain[: found.start()]) if found else None
    if found is None or not isinstance(first, Filled):
        return None
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 0))
    mended = correct_digits(first.value, plain[found.end() :], least=least, most=most, language=language)
    return Filled(value=mended.value) if isinstance(mended, Corrected) else None


def _named_part(kind: str, plain: str) -> str:
    """Return what follows the number's own name, up to another number's ("... zip seven eight seven oh four")."""
    cues = [(match.start(), match.end(), name) for name, cue in _CUES.items() for match in cue.finditer(plain)]
    cues.sort()
    own = [index for index, cue in enumerate(cues) if cue[2] == kind]
    if not own or len({name for _, _, name in cues}) < 2:
        return plain
    start = cues[own[-1]][1]
    end = next((at for at, _, name in cues if at > start and name != kind), len(plain))
    return plain[start:end]


def _read_ruled_out(schema: Schema, text: str, today: date) -> Read:
    """Read what the caller doesn't want ("any day but Monday", "not in the evening"), the first of it."""
    choices = tuple(str(choice) for choice in schema.get("enum", ()))
    out = ruled_out(text, choices) if choices else excluded_days(text, today)
    return Filled(value=out[0]) if out else None


def _read_enum(schema: Schema, text: str, *, is_answer: bool) -> Read:
    choices = {str(choice): choice for choice in schema.get("enum", [schema.get("const")])}
    read = read_choice(text, tuple(choices), is_answer=is_answer)
    match read:
        case Filled(value=value):
            return Filled(value=choices[value])
        case Ambiguous(candidates=candidates):
            return Ambiguous(candidates=tuple(choices[one] for one in candidates))
    return read
