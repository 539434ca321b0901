"""One running call: its transcript word by word, and the ways to step in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from fastapi import Request
from nicegui import background_tasks, ui
from nicegui.elements.mixins.text_element import TextElement

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.live_floor import live_json, masked, note_step, place_at, running_call
from callcenter.console.answers.open_seats import OpenSeat, open_seat
from callcenter.console.desk import Desk
from callcenter.console.pages.floor.floor_page import LOOK_S, clock
from callcenter.console.pages.frame import OpenPage, frame, labelled, quiet_button, tell, warn, words
from callcenter.console.preferences import N_, _, plain, speak
from callcenter.domain.record.call_event import (
    CallEnded,
    CallStarted,
    SupervisorActed,
    SupervisorOutcome,
    TurnTaken,
)
from callcenter.domain.record.fact_words import fact_words
from callcenter.domain.running_call import RunningCall
from callcenter.domain.supervision import FactSeen, Instructed, Seen, Step, SupervisorsSeen, WordsSeen
from callcenter.errors import CallcenterError, SupervisorRefused

#: Loaded with the first sound; a module runs once, however often it is asked for.
_SCRIPT = "/assets/floor_audio.js"
#: Seconds that somebody has to answer the browser's question for the microphone.
_MICROPHONE_S = 60.0


def live_call_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/floor/{call_id}")
    async def _call(request: Request, call_id: str) -> None:
        with frame(desk, request, N_("Running call")) as seat:
            try:
                call = await running_call(desk, seat.viewer, call_id)
            except CallcenterError as error:
                words("p", str(error))
                ui.link(_("Live floor"), "/floor")
                return
            shown = _Call(desk, seat, call)
            shown.build()
            ui.timer(LOOK_S, shown.look)
            ui.on("microphone-gone", shown.microphone_gone)
            client = ui.context.client
            following = background_tasks.create(shown.follow(), name="supervisor's page")
            client.on_delete(lambda: following.cancel())


class _Call:
    """What is shown of the call, and what is done at it."""

    def __init__(self, desk: Desk, seat: OpenPage, call: RunningCall) -> None:
        self._desk = desk
        self._seat = seat
        self._call = call
        self._key = ""
        self._place: OpenSeat | None = None
        self._listens = False
        self._has_microphone = False
        self._stands: dict[str, TextElement] = {}
        sip, worker = desk.settings.sip, desk.settings.worker
        #: Where a caller may be sent from here: supervisors' phones, and the person of transfers.
        self._destinations = list(dict.fromkeys(filter(None, (*worker.supervisor_destinations, sip.person))))

    def build(self) -> None:
        """Build the page's main part."""
        call = self._call
        with ui.element("div").classes("running"):
            with ui.element("div").classes("steps"):
                words("p", _("{} to {}").format(masked(call.caller_number), masked(call.dialled_number))).classes(
                    "soft"
                )
                self._there = words("p", _("Coming in…")).props("role=status")
                with ui.element("dl").classes("facts"):
                    for name in (N_("State"), N_("Agent"), N_("Talking"), N_("Quiet"), N_("Signs")):
                        with ui.element("div"):
                            words("dt", _(name))
                            self._stands[name] = words("dd", "–")
                with ui.element("div").classes("actions"):
                    self._listen = ui.button(_("Listen"), on_click=lambda: self._act(self._switch_listening))
                    self._listen.props("no-caps unelevated")
                    self._take = quiet_button(_("Take over"), lambda: self._act(self._switch_taking))
                    if self._destinations:
                        quiet_button(_("Transfer…"), self._ask_where_to)
                    quiet_button(_("Hang up…"), self._ask_to_hang_up).classes("grave")
                self._whisper = self._text_form(_("Whisper to the agent"), _("Whisper"), self._send_whisper)
                self._say = self._text_form(_("Say to the caller"), _("Say"), self._send_words)
                ui.link(_("All calls"), "/floor")
            with ui.element("div"):
                # Drawn from its end (console.css), so that the newest line is in sight unless somebody scrolls up.
                box = ui.element("div").classes("transcript").props("tabindex=0 role=region")
                with labelled(box, _("What is said")):
                    self._transcript = labelled(ui.element("div").props("role=log"), _("Transcript"))
                # What isn't final yet is only shown: read aloud, it would be said three times over.
                self._live = words("p", "").classes("live").props("aria-live=off")

    async def follow(self) -> None:
        """Show the call until it ends or the page is left."""
        try:
            async with place_at(self._desk, self._seat.viewer, self._call) as supervisor:
                with open_seat(self._call.call_id, self._seat.viewer.name, supervisor) as (self._key, self._place):
                    async for seen in supervisor.seen():
                        self._show(seen)
        except CallcenterError as error:
            self._there.text = str(error)
        except asyncio.CancelledError:
            raise
        else:
            self._there.text = _("The call is over.")
        finally:
            self._place = None

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show(self, seen: Seen) -> None:
        match seen:
            case SupervisorsSeen(supervisors=there):
                names = [
                    one.identity
                    + (_(" speaks with the caller") if one.has_caller else _(" listens") if one.hears else "")
                    for one in there
                ]
                self._there.text = _("At the call: {}").format(", ".join(names))
            case WordsSeen():
                self._live.text = f"{plain(seen.speaker.value)}: {seen.text}"
            case FactSeen(fact=TurnTaken(turn=turn)):
                self._live.text = ""
                self._line(f"{turn.agent or plain(turn.speaker.value)}: {turn.text}", turn.speaker.value)
            case FactSeen(fact=SupervisorActed(method="watch" | "leave")):
                pass  # who is there stands above
            case FactSeen(fact=SupervisorActed() as step):
                came_to = "" if step.outcome is SupervisorOutcome.OK else f" ({plain(step.outcome)})"
                text = f": “{step.text}”" if step.text else ""
                self._line(f"{step.identity}: {plain(step.method)}{came_to}{text}", "fact")
            case FactSeen(fact=fact):
                if (said := fact_words(fact)) is not None:
                    # Numbers are masked here as on the list.
                    masked_line = said.open if isinstance(fact, CallStarted) else None
                    self._line(masked_line or f"{said.head} {said.rest}".strip(), "fact")
                if isinstance(fact, CallEnded):
                    self._there.text = _("The call is over.")

    def _line(self, text: str, kind: str) -> None:
        with self._transcript:
            words("p", text).classes(kind)

    async def look(self) -> None:
        """Show how the call stands; what it said last stays once it is over."""
        try:
            line = live_json(await running_call(self._desk, self._seat.viewer, self._call.call_id))
        except CallcenterError:
            return
        stands = {
            "State": plain(line["state"]),
            "Agent": line["agent"],
            "Talking": clock(line["talking_s"]),
            "Quiet": clock(line["quiet_s"]),
            "Signs": ", ".join(map(plain, line["signs"])),
        }
        for name, text in stands.items():
            if self._stands[name].text != (text or "–"):
                self._stands[name].text = text or "–"
        self._stands["Signs"].classes(replace="fault" if line["signs"] else "")

    # -- what is done -------------------------------------------------------------------------------------------------

    def _text_form(self, label: str, verb: str, act: Callable[[Viewer], Awaitable[None]]) -> ui.input:
        with ui.element("form").classes("filters").on("submit.prevent", self._seat.acts(act)):
            field = ui.input(label).props("autocomplete=off maxlength=1000").classes("wide grow")
            ui.button(verb).props("type=submit no-caps unelevated")
        return field

    async def _act(self, act: Callable[[Viewer], Awaitable[None]]) -> None:
        await self._seat.acts(act)()

    def _at_the_call(self) -> OpenSeat:
        if self._place is None:
            raise SupervisorRefused("You aren't at the call.", outcome="error", remedy="It may be over.")
        return self._place

    async def _step(self, viewer: Viewer, step: Step) -> OpenSeat:
        place = self._at_the_call()
        await note_step(self._desk, viewer, self._call.call_id, step)
        return place

    async def _send_whisper(self, viewer: Viewer) -> None:
        if text := str(self._whisper.value or "").strip():
            place = await self._step(viewer, Step.WHISPER)
            when = await place.supervisor.whisper(text)
            self._whisper.value = ""
            # Quasar gives the focus to the button; the next words are typed where these were.
            self._whisper.run_method("focus")
            tell(_("The agent does it now.") if when is Instructed.NOW else _("The agent does it when it fits."))

    async def _send_words(self, viewer: Viewer) -> None:
        if text := str(self._say.value or "").strip():
            place = await self._step(viewer, Step.SAY)
            await place.supervisor.say(text)
            self._say.value = ""
            self._say.run_method("focus")

    async def _switch_listening(self, viewer: Viewer) -> None:
        if not self._listens:
            place = await self._step(viewer, Step.HEAR)
            await place.supervisor.hear()
            self._run("listen", f"/floor/{self._call.call_id}/audio?seat={self._key}")
        else:
            # The browser first: it is quiet whatever the call says.
            self._run("stop")
        self._listens = not self._listens
        self._listen.text = _("Stop listening") if self._listens else _("Listen")
        if not self._listens:
            place = await self._step(viewer, Step.STOP_HEARING)
            await place.supervisor.stop_hearing()

    async def _switch_taking(self, viewer: Viewer) -> None:
        place = self._at_the_call()
        try:
            await (self._give_back if place.speaks else self._take_over)(viewer, place)
        finally:
            self._show_taking(place)

    def _show_taking(self, place: OpenSeat) -> None:
        self._take.text = _("Give back") if place.speaks else _("Take over")
        # Who talks with the caller hears them: what stops the sound stops the microphone, too.
        self._listen.set_enabled(not place.speaks)

    async def _give_back(self, viewer: Viewer, place: OpenSeat) -> None:
        await self._step(viewer, Step.GIVE_BACK)
        place.speaks = False
        self._run("mute")
        await place.supervisor.give_back()

    async def _take_over(self, viewer: Viewer, place: OpenSeat) -> None:
        await self._ask_for_the_microphone()
        try:
            if not self._listens:
                await self._switch_listening(viewer)
            await self._step(viewer, Step.TAKE_OVER)
            await place.supervisor.take_over()
        except CallcenterError:
            self._run("mute")
            raise
        place.speaks = True
        if not self._has_microphone:
            # It went meanwhile.
            await self.microphone_gone()

    async def microphone_gone(self) -> None:
        """Give the call back: somebody whom the caller can't hear mustn't keep the agent from them."""
        self._has_microphone = False
        place = self._place
        if place is None or not place.speaks:
            return
        place.speaks = False
        speak(self._seat.viewer.language)
        warn(_("Your microphone is gone, and the agent has the caller again. Plug one in to take over once more."))
        # The call before Postgres, which may be away: the caller waits, and its own record has the step, too.
        with suppress(SupervisorRefused):
            await place.supervisor.give_back()
        self._run("mute")
        self._show_taking(place)
        await self._act(self._note_giving_back)

    async def _note_giving_back(self, viewer: Viewer) -> None:
        await note_step(self._desk, viewer, self._call.call_id, Step.GIVE_BACK)

    async def _ask_for_the_microphone(self) -> None:
        """Have the browser's microphone before the agent is quiet: a caller mustn't be left with nobody.

        Raises:
            SupervisorRefused: the browser gives none, or nobody answered its question.
        """
        self._take.disable()
        try:
            self._has_microphone = True
            fault = await ui.run_javascript(_script("speak"), timeout=_MICROPHONE_S)
        except TimeoutError:
            fault = _("nobody answered its question")
        finally:
            self._take.enable()
        if fault:
            self._run("mute")
            raise SupervisorRefused(
                _("The browser gives no microphone ({}).").format(fault),
                outcome="error",
                remedy=_("Allow it for this page, or plug one in. The agent goes on meanwhile."),
            )

    def _ask_where_to(self) -> None:
        with labelled(ui.dialog(value=True), _("Transfer")) as dialog, ui.card():
            words("p", _("The caller goes to this phone, and the agent leaves them once it is answered."))
            phone = ui.select(self._destinations, value=self._destinations[0], label=_("To")).classes("wide")

            async def transfer(viewer: Viewer) -> None:
                dialog.close()
                place = await self._step(viewer, Step.TRANSFER)
                tell(_("It rings there."))
                await place.supervisor.transfer(str(phone.value))

            ui.button(_("Transfer"), on_click=lambda: self._act(transfer)).props("no-caps unelevated")
            quiet_button(_("Go on"), dialog.close)

    def _ask_to_hang_up(self) -> None:
        with labelled(ui.dialog(value=True), _("Hang up")) as dialog, ui.card():
            words("p", _("End the call for the caller, too?"))

            async def hang_up(viewer: Viewer) -> None:
                dialog.close()
                place = await self._step(viewer, Step.HANG_UP)
                await place.supervisor.hang_up()

            ui.button(_("End the call"), on_click=lambda: self._act(hang_up)).props("no-caps unelevated")
            quiet_button(_("Go on"), dialog.close)

    def _run(self, method: str, *arguments: str) -> None:
        ui.run_javascript(_script(method, *arguments))


def _script(method: str, *arguments: str) -> str:
    given = ", ".join(json.dumps(one) for one in arguments)
    return f"return import('{_SCRIPT}').then(() => window.floorAudio.{method}({given}))"
