"""What callers ask in between, or say of what was just told: it is answered, and what was going on goes on."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.script import END, PERSON
from callcenter.dialog.tools import corrected, fill, look_first, next_step, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import ACT, LOOK_UP, Action, answer_label, decide, is_sure_answer, without
from callcenter.dialog.understanding.slot_filling import Filled, is_number, kind_of
from callcenter.dialog.ways_out import topic_of, value_schema
from callcenter.dialog.wishes import CHANGE_OF_SUBJECT, act, clauses, is_foreign_answer, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.consent import consent as consent_to
from callcenter.spoken.act.consent import said_beside_no
from callcenter.spoken.act.more_wanted import begins_with_no, tells_of_self
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.essentials import without_asides
from callcenter.spoken.numbers.number_words import without_numbers
from callcenter.spoken.sentence import begins_as_question, clauses_with_words, indirect_question, reads_as_question
from callcenter.spoken.taken_back import begins_as_wish, without_refused
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: "And Sunday?", "actually, make it Thursday": so short is what leans on the sentence before it.
ELLIPSIS_WORDS = 5
#: What puts a number right that was answered for has at most so many words beside it.
NUMBER_PUT_RIGHT_WORDS = 8
#: Tools that may be waiting when a question in between is answered.
MAX_ASIDE = 2
#: Probability at which a question alone, and with what is going on before it, is answered for want of anything better,
#: and how many times likelier than any other answer. Tried on 27 questions: 17 answered, one of them not to the point.
NEAREST_ALONE = 0.4
NEAREST = 0.24
OWN_WORDS = 0.05  # by the question's own words, where what is going on was put before it
AHEAD = 2.0
#: Probability at which a question at a proposal is answered by looking up: nothing is lost by it.
AT_PROPOSAL = 0.45
#: Questions about the proposal itself ("wait, what day was it?"): it is said again.
ASKING_BACK = (Act.ABOUT_THAT, Act.REPEAT, Act.EXPLAIN)
#: What is said to each other, and wants nothing.
_CHATTING = (Act.MACHINE, Act.HEARD, Act.GREETING, Act.TALK, Act.ABILITIES)
#: Asks for something to be had or done, and not about what was proposed.
_ASKS_FOR = re.compile(
    r"\b(?:can|can't|could|couldn't|may) (?:i|we|you|it|somebody|someone) (?:(?!not\b)\w+ )?"
    r"(?:get|have|send|book|talk|speak|move|reschedule|cancel)\b"
)
#: What makes a yes depend on something.
_DEPENDS = re.compile(r"\b(if|unless|as long as|provided)\b")
LEANS = re.compile(r"\b(it|that|this|one)\b")  # on what is going on: "how long does it take"
QUESTION_WORDS = 7
#: Asks what it costs and how long it takes: the business's answers say so.
_WHAT_IT_TAKES = re.compile(r"\b(cost|fee|charge|free|much|long|take)s?\b")
#: What leads a question in.
HOLDING_ON = re.compile(
    r"^(?:(?:(?:hang|hold) on|wait|sorry|actually|just|hm+|um+|uh+|er+|ok|okay|o k|"
    r"alright|all right|right|well|oh|so|and|but|"
    r"no|before (?:you|we|i) (?:do|go on|go ahead|give|tell|say|answer|decide|agree|book)"
    r"(?: (?:you|it|that|this|anything|so|to)){0,3}|"
    r"(?:(?:please|just|can you|could you) )*(?:(?:(?:tell|answer) me |at )?first(?: (?:of all|off|tell me))?|"
    r"tell me(?= (?:please |first )?(?:does|do|is|are|will|would|can|could|what|how|when|where|who|which|why|if)\b))|"
    r"(?:(?:i (?:just |only )?(?:have|had)|i'?ve (?:just )?got|just|can i ask|let me ask(?: you)?) )*(?:a|one) "
    r"(?:(?:quick|small|last|more) )*(?:question|thing)(?: first)?|"
    r"i (?:meant|mean|said|asked)|my question (?:is|was))(?: a (?:sec|second|moment|minute))?[, .]+)+",
    re.I,
)
#: Asks in place of what was going on, and not beside it: "no, I only wanted to know your prices".
_INSTEAD = re.compile(r"^(?:(?:oh|well|sorry|um+|uh+) )*(?:no|nope|nah)\b|\bonly\b")
#: Speaks as somebody who is no customer yet.
_NO_CUSTOMER = re.compile(
    r"\b(?:sign(?:ed|ing)? up|(?:not an?|no|an? new|become an?|becoming an?) customer|"
    r"(?:if|when) (?:i|we) (?:join|switch|order|come)\w*)\b"
)
#: Asks about a value of what was proposed: "what is the rest?"
_ASKS_WHAT = re.compile(
    r"^(?:(?:and|but|so|then|well) )*(?:what|why|how come|since when|who|where)(?:'s|'re)?\b(?! about)"
)
#: Has something put to what is written down, or is about the call that comes of it.
_FOR_THE_TEXT = re.compile(
    r"\b(?:write|written|note|add|tell|put|mention|ask|say|says|message|ticket|them|they|calls?|calling|ring)\b"
)
#: Acts that are about what was asked itself.
_OF_THE_QUESTION = (Act.REPEAT, Act.SLOWER, Act.EXPLAIN)


def answer_beside(turn: CallerTurn) -> Reply | None:
    """Answer a question about the business that is asked in between, and go on with what the caller was asked."""
    frame, left = turn.state.frame, without_refused(turn.wish, may_lean=True)
    text = HOLDING_ON.sub("", left)
    is_let_go = without_refused(turn.text, may_lean=True) != turn.text  # "I'm not asking to book, I only want to know"
    if turn.state.awaiting is Awaiting.PICK:
        frame = Frame(tool=turn.state.pick_tool)
    if frame is None or frame.tool == LOOK_UP or LOOK_UP not in turn.shapes:
        return None
    asked = (Awaiting.VALUE, Awaiting.CONSENT, Awaiting.PICK, Awaiting.OFFER)
    if turn.state.awaiting not in asked or len(turn.state.frames) > MAX_ASIDE:
        return None
    indirect = indirect_question(text)
    text = indirect or text
    plain = plain_words(text)
    is_question = bool(indirect) or reads_as_question(text)
    is_question = is_question or _DEPENDS.search(plain) is not None
    words = plain.split()
    leans = is_question and LEANS.search(plain) is not None and len(words) <= QUESTION_WORDS
    topic = "" if leans else _answer_asked_for(turn, text)
    is_of_it = turn.heard.act in _OF_THE_QUESTION or (
        turn.heard.act is Act.ABOUT_THAT and not _WHAT_IT_TAKES.search(plain)
    )
    if not topic and not is_question and _INSTEAD.search(plain_words(turn.text)):
        # "No, no. Nothing's broken, I just want to know about a faster plan."
        topic = next((found for one in clauses(turn) if (found := _answer_asked_for(turn, one))), "")
    is_asked = turn.state.awaiting is Awaiting.VALUE or (turn.state.awaiting is Awaiting.CONSENT and not is_of_it)
    if not topic and is_let_go and indirect and (reply := _asked_instead(turn, frame, text)) is not None:
        return reply
    if not topic and is_question and is_asked and (tool := tool_asked_for(turn, text)):
        return look_up_beside(turn, fill(turn, Frame(tool=tool), [text]))
    is_near = False
    if not topic and is_question and len(words) > 1 and not is_of_it:
        # "Is there a fee?", to "I'll cancel your visit": what is proposed says what it is about.
        topic = _answer_of_it(turn, frame, text)
        is_near = bool(topic)
    if topic:
        look_up = fill(turn, Frame(tool=LOOK_UP, arguments={"topic": topic}), [text])
        is_instead = turn.state.awaiting is Awaiting.VALUE and (indirect or not is_question)
        is_instead = is_instead and _INSTEAD.search(plain_words(turn.text)) is not None
        is_instead = is_instead or (is_let_go and bool(indirect))
        # Who asks what it costs to sign up has no account number to be asked for.
        is_instead = is_instead or (is_number(value_schema(turn)) and _NO_CUSTOMER.search(plain) is not None)
        reply = start(turn, look_up) if is_instead else look_up_beside(turn, look_up)
        return _in_doubt(reply) if is_near else reply
    return None


def _answer_of_it(turn: CallerTurn, frame: Frame, text: str) -> str:
    """Return the answer that a question asks for of what is going on: of the tool in hand, or what waits for it.

    "Does it cost anything?", to "what's your account number?", is asked of the visit that the number is for.
    """
    tools = dict.fromkeys((*(one.tool for one in turn.state.frames), frame.tool))
    for tool in [one for one in tools if turn.tool(one).outcome is not Outcome.STEP]:
        topic = _answer_asked_for(turn, f"{topic_of(turn, tool)} {text}")
        label = answer_label(topic)
        if topic and turn.is_like(text, label) and not is_foreign_answer(turn, label, text):
            return topic
    return ""


def answer_asked_with_it(turn: CallerTurn) -> Reply | None:
    """Answer a question about the business that comes with a value: "Wednesday the second. Is it free?"."""
    asked = next((one for one in reversed(sentences(turn.text)[1:]) if begins_as_question(one)), "")
    if not asked:
        return None
    whole = turn.heard
    turn.hear(asked)
    if (
        (reply := answer_beside(turn)) is None
        and not LEANS.search(plain_words(asked))
        and not is_number(value_schema(turn))
    ):
        turn.heard = whole
        turn.keep_wish(asked)  # "the morning is good. Is he the same fella?": at least it is said to be not known
    return reply


def only_asked(turn: CallerTurn) -> Reply | None:
    """Answer what is asked beside a refusal: "I don't want to cancel it, I just wanted to know if there's a fee"."""
    left = without_refused(turn.text, may_lean=True)
    return answer_beside(turn) if left != turn.text and indirect_question(left) else None


def beside_a_no(turn: CallerTurn) -> str:
    """Return what comes with the no that the words are, '' if they are none, or nothing does."""
    is_no = turn.heard.consent is Consent.NO and turn.script.language == "en"
    return said_beside_no(turn.text, proposal=turn.state.question) if is_no else ""


def _asked_instead(turn: CallerTurn, frame: Frame, text: str) -> Reply | None:
    """Answer what is only asked, in place of what is going on ("I'm not asking to move it, what days do you have?")."""
    in_hand = {one.tool for one in turn.state.frames}
    choice = decide(without(turn.rank(text), in_hand))
    label = choice.labels[0] if choice.action is Action.ACT else ""
    is_theirs = turn.handoff(label) is not None or label.startswith(f"{LOOK_UP}:")
    if is_theirs and _answer_asked_for(turn, f"{topic_of(turn, frame.tool)} {text}"):
        return None  # "if there's a fee", of the visit that is to be cancelled; "what it costs", of one to be booked
    if label and label == turn.tool(frame.tool).choose_from:
        return look_first(turn, frame, Frame(tool=label))
    return act(turn, label, [text]) if label not in ("", END, PERSON) and not turn.tool(label).confirm else None


def wished_in_place(turn: CallerTurn) -> str:
    """Return what the caller asks for in place of what was proposed ("a ticket? Can I get a technician?"), or ''.

    What was only offered is left for less: it is offered again at any time.
    """
    said = sentences(turn.wish)
    if turn.heard.act in (*ASKING_BACK, *_CHATTING) or consent_to(said[0]) is not Consent.UNCLEAR:
        return ""
    is_offer, tool = turn.state.awaiting is Awaiting.OFFER, turn.state.frames[-1].tool
    for wished in reversed(said if is_offer else said[-1:]):
        if tells_of_self(plain_words(wished)):
            continue  # "when would they call? I'm at the doctor's Monday"
        begins = (len(said) > 1 or is_offer) and begins_as_wish(wished)
        label = turn.rank(wished)[0].label
        is_ticket = turn.tool(label).outcome is Outcome.TICKET
        is_like = label == tool or (is_ticket and turn.tool(tool).outcome is Outcome.TICKET)
        if label.startswith(f"{LOOK_UP}:") or is_like or (is_ticket and not is_offer):
            continue  # what goes beside it
        if begins_as_question(wished) and tool_asked_for(turn, wished):
            continue
        is_wish = begins or _ASKS_FOR.search(plain_words(wished)) is not None
        if is_wish and is_other_wish(turn, wished, certainty=ACT if is_offer else CHANGE_OF_SUBJECT):
            return wished
    return ""


def nearest_answer(turn: CallerTurn) -> Reply | None:
    """Answer a question in between that nothing else has answered with what it is most like, if hardly anything else.

    What was going on says what it is about ("is that on my card?", of a refund). It goes on right after.
    """
    frame = turn.state.frame
    if frame is None or frame.tool == LOOK_UP or LOOK_UP not in turn.shapes or len(turn.state.frames) > MAX_ASIDE:
        return None
    asked = [one for one in sentences(turn.wish) if reads_as_question(one)]
    text = HOLDING_ON.sub("", asked[-1]) if asked else ""
    leans = LEANS.search(plain_words(text)) is not None
    for said, least in ((text, NEAREST_ALONE), (f"{topic_of(turn, frame.tool)} {text}", NEAREST)):
        ranked = turn.rank(said) if text else []
        answers = [one for one in ranked if one.label.startswith(f"{LOOK_UP}:")]
        if any(_looks_up(turn, one.label) and one.probability > answers[0].probability for one in ranked if answers):
            continue  # asks rather of the account: "is that one due soon?"
        if not answers or (said is text and leans) or answers[0].probability < least:
            continue
        is_ahead = len(answers) == 1 or answers[0].probability >= AHEAD * answers[1].probability
        is_like = turn.is_like(text, answers[0].label, at_least=OWN_WORDS)
        if is_ahead and is_like and not is_foreign_answer(turn, answers[0].label, text):
            topic = answers[0].label.partition(":")[2]
            return _in_doubt(look_up_beside(turn, fill(turn, Frame(tool=LOOK_UP, arguments={"topic": topic}), [text])))
    return None


def _in_doubt(reply: Reply) -> Reply:
    """Have said ahead of an answer that the question may have been another: it was only like this one."""
    return replace(reply, text=join(phrasing.IF_I_GOT_IT, reply.text))


def _looks_up(turn: CallerTurn, label: str) -> bool:
    """Tell whether a label is a tool of ours that only looks something up, and not what is going on."""
    in_hand = {frame.tool for frame in turn.state.frames}
    is_ours = label in turn.shapes and label not in (PERSON, END, *in_hand) and turn.handoff(label) is None
    return is_ours and turn.tool(label).outcome is Outcome.LOOK_UP


def look_up_beside(turn: CallerTurn, frame: Frame) -> Reply:
    """Run a tool that only looks up, ahead of what is going on; what is only offered waits for its yes all the same."""
    offered = turn.state if turn.state.awaiting in (Awaiting.PICK, Awaiting.OFFER) else None
    waiting = () if turn.state.awaiting is Awaiting.OFFER else turn.state.frames
    label = f"{LOOK_UP}:{frame.arguments.get('topic')}"
    wishes = [one for one in turn.state.lasting.wishes if label not in decide(turn.rank(one)).labels[:1]]
    if frame.tool == LOOK_UP and wishes and (topic := _answer_asked_for(turn, wishes[-1])):
        # The second of two questions in one breath: it is answered right after the first.
        waiting = (*waiting, fill(turn, Frame(tool=LOOK_UP, arguments={"topic": topic}), [wishes.pop()]))
    turn.remember(wishes=tuple(wishes))  # kept for later before, and answered now
    turn.update(frames=(*waiting, frame), resumes=offered)
    return next_step(turn)


def tool_asked_for(turn: CallerTurn, text: str) -> str:
    """Return the tool of ours that answers a question in between ("hang on, which day do I have now?"), or ''."""
    best, *others = turn.rank(text)
    least = CHANGE_OF_SUBJECT if turn.state.awaiting is not Awaiting.CONSENT else AT_PROPOSAL
    is_clear = best.probability >= least and (not others or best.probability >= AHEAD * others[0].probability)
    label = best.label if is_clear else ""
    if label not in turn.shapes or turn.handoff(label) is not None or label in (PERSON, END):
        return ""
    frame = turn.state.frame
    if frame is None or turn.tool(frame.tool).outcome is Outcome.STEP:
        return ""  # who calls is found out first
    is_plain = turn.tool(label).outcome is Outcome.LOOK_UP and not turn.shapes[label].required
    in_hand = {frame.tool for frame in turn.state.frames}
    takes_time = label in {turn.tool(one).choose_from for one in in_hand}  # "is there anything later?"
    return label if is_plain and not takes_time and label not in in_hand else ""


def _answer_asked_for(turn: CallerTurn, text: str) -> str:
    """Return the name of the answer that words clearly ask for, or ''."""
    label = turn.called_for(text)
    return label.partition(":")[2] if label.startswith(f"{LOOK_UP}:") else ""


def asked_at_a_reading(turn: CallerTurn) -> Reply | None:
    """Answer a question about the business, where a message or a ticket is read back: it is no word for that.

    What leads up to it ("my husband died, how do I close his account") is of the question, too.
    """
    frame, last = turn.state.frame, clauses_with_words(turn.text)[-1]
    if frame is None or turn.state.awaiting is not Awaiting.CONSENT or LOOK_UP not in turn.shapes:
        return None
    is_asked = begins_as_question(last) and _FOR_THE_TEXT.search(plain_words(turn.text)) is None
    if turn.tool(frame.tool).outcome is not Outcome.TICKET or not is_asked or len(turn.state.frames) > MAX_ASIDE:
        return None
    ranked = turn.rank(turn.text) if turn.heard.consent is Consent.UNCLEAR else []
    label = ranked[0].label if ranked else ""
    if not label.startswith(f"{LOOK_UP}:") or not is_sure_answer(ranked, label):
        return None
    return look_up_beside(turn, fill(turn, Frame(tool=LOOK_UP, arguments={"topic": label.partition(":")[2]}), [last]))


def wonders(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a value of what was proposed is only asked about ("110? It was 95 before. What is the rest?")."""
    first, *rest = sentences(turn.text)
    if turn.state.awaiting is not Awaiting.CONSENT or frame.tool not in turn.shapes or not first.endswith("?"):
        return False
    if not rest or not _ASKS_WHAT.search(plain_words(rest[-1])):
        return False
    asked = without_asides(turn.state.question)
    for schema in turn.shapes[frame.tool].parameters.values():
        said, ours = turn.reader.read(schema, first), turn.reader.read(schema, asked, is_answer=False)
        if isinstance(said, Filled) and isinstance(ours, Filled) and said.value == ours.value:
            return True
    return False


def echoes(turn: CallerTurn) -> bool:
    """Tell whether the words ask back what we have just said of something not there ("no signal? What's that?")."""
    first, *_ = sentences(turn.text)
    words = plain_words(first)
    is_no = first.rstrip().endswith("?") and begins_with_no(words) and len(words.split()) > 1
    return is_no and words in plain_words(" ".join(turn.state.lasting.said[-1:]))


def told_otherwise(turn: CallerTurn) -> Reply | None:
    """Hear a question that was just answered, put for another day ("and Sunday?"), or a deed just done, corrected.

    What was done is done: its tool proposes the other way anew. Amounts are not put right so: that would be a second
    payment beside the first.
    """
    refused = turn.state.dropped
    frame = refused or turn.state.lasting.told_by
    if frame is None or frame.tool not in turn.shapes or turn.heard.act is Act.ABILITIES:
        return None
    parameters = turn.shapes[frame.tool].parameters
    # "No no. Six, zero, six, one, four. You said another number": figures are not what makes it long.
    is_of_number = any(is_number(parameters[name]) for name in (frame.arguments or parameters) if name in parameters)
    if turn.state.awaiting is Awaiting.OFFER and not is_of_number:
        return None
    words = without_fillers(without_numbers(turn.text) if is_of_number else turn.text).split()
    if len(words) > (NUMBER_PUT_RIGHT_WORDS if is_of_number else ELLIPSIS_WORDS):
        return None
    is_deed = refused is None and bool(turn.tool(frame.tool).confirm)
    if is_deed and turn.heard.act is not Act.CORRECTION:
        return None
    changed = corrected(turn, frame, turn.text)
    if changed is None:
        return None
    new = [name for name in changed.arguments if changed.arguments[name] != frame.arguments.get(name)]
    looks_back = any(kind_of(parameters[name]) == "month" for name in new)  # "and in September?"
    is_of_it = looks_back or (refused is not None and says_only_when(turn.text))
    if not is_of_it and is_other_wish(turn, turn.text, frames=(frame,)):
        return None
    if is_deed and any(kind_of(parameters[name]) != "date" and not parameters[name].get("enum") for name in new):
        return None
    return start(turn, changed)
