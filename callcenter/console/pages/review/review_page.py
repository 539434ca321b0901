"""The reviewers' page: what waits for them, what was found lately, the score card and the rules that fill the queue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.review.card import ask_no_more, ask_too, questions
from callcenter.console.answers.review.queue import (
    add_sampling_rule,
    end_sampling_rule,
    latest_reviews,
    next_call,
    review_queue,
    sampling_rules,
)
from callcenter.console.desk import Desk
from callcenter.console.pages.call_list.columns import lasted
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, quiet_button, table_head, words
from callcenter.console.pages.keyboard import NEXT_KEY, keyboard_help
from callcenter.console.preferences import N_, _, plain, shown_time, zone_name
from callcenter.console.roles import Right
from callcenter.store.review.queue import SamplingRule
from callcenter.store.review.reviews import DISPUTED


def review_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/review", reconnect_timeout=PATIENCE_S)
    async def _review(request: Request) -> None:
        with frame(desk, request, N_("Review")) as seat:
            viewer = seat.viewer

            async def begin(viewer: Viewer) -> None:
                ui.navigate.to(f"/review/{await next_call(desk, viewer)}")

            with ui.element("div").classes("actions"):
                ui.button(_("Review the next call"), on_click=seat.acts(begin)).props("no-caps unelevated data-key=n")
                keyboard_help(NEXT_KEY)
            await _queue(desk, viewer)
            await _latest(desk, viewer)
            await _card(desk, seat)
            await _rules(desk, seat)


async def _queue(desk: Desk, viewer: Viewer) -> None:
    words("h2", _("Waiting for you"))
    waiting = await review_queue(desk, viewer)
    if not waiting:
        ui.label(
            _("No call waits for your review. A sampling rule below puts some here; any call can be reviewed.")
            if viewer.may(Right.SET_RULES)
            else _(
                "No call waits for your review. Any call can be reviewed from its page; admins add rules that choose."
            )
        )
        return
    with ui.element("table").classes("list"):
        table_head(
            _("Begun ({})").format(zone_name(viewer.zone)),
            _("Lasted"),
            _("Disposition"),
            _("What it was about"),
            _("Rule"),
            _("Reviews"),
            _("With"),
        )
        with ui.element("tbody"):
            for call in waiting:
                with ui.element("tr"):
                    with ui.element("td").classes("figures"):
                        ui.link(shown_time(call["started_at"], viewer.zone, to="minutes"), f"/review/{call['call_id']}")
                    cell(lasted(call["duration_ms"]), classes="figures")
                    cell(plain(call["disposition"]))
                    cell(call["summary"])
                    cell(call["rule"])
                    cell(_("{} of {}").format(call["reviews"], call["reviewers"]), classes="figures")
                    cell(_("you") if call["taken_by"] == viewer.name else call["taken_by"])


async def _latest(desk: Desk, viewer: Viewer) -> None:
    reviews = await latest_reviews(desk, viewer)
    if not reviews:
        return
    words("h2", _("Lately reviewed"))
    with ui.element("table").classes("list"):
        table_head(_("When ({})").format(zone_name(viewer.zone)), _("Call"), _("By"), _("Score"), _("Reviewers"))
        with ui.element("tbody"):
            for review in reviews:
                with ui.element("tr"):
                    cell(shown_time(review.at, viewer.zone, to="minutes"), classes="figures")
                    with ui.element("td"):
                        ui.link(review.call_id, f"/review/{review.call_id}")
                    cell(review.reviewer)
                    cell("–" if review.score is None else f"{review.score}", classes="figures")
                    is_disputed = review.apart is not None and review.apart >= DISPUTED
                    cell(_("{} points apart").format(review.apart) if is_disputed else "", classes="fault")


async def _card(desk: Desk, seat: OpenPage) -> None:
    words("h2", _("The score card"))
    may_change = seat.viewer.may(Right.SET_RULES)
    with ui.element("table").classes("list"):
        table_head(_("Question"), _("Answered by"), _("Weight"), *([""] if may_change else []))
        with ui.element("tbody"):
            for question in await questions(desk, seat.viewer):
                with ui.element("tr"):
                    cell(_(question.text))
                    cell(_("the call's facts ({})").format(question.fact) if question.fact else _("people"))
                    cell(f"{question.weight}", classes="figures")
                    if may_change:
                        _button(desk, seat, _("Take off"), question.question_id, ask_no_more)
    if not may_change:
        return

    async def add(viewer: Viewer) -> None:
        await ask_too(desk, viewer, text.value or "", weight=int(weight.value or 0))
        ui.navigate.reload()

    with ui.element("form").classes("filters").on("submit.prevent", seat.acts(add)):
        text = ui.input(_("Another question, for people")).classes("wide")
        weight = ui.number(_("Weight"), value=1, min=1, max=100)
        ui.button(_("Add the question")).props("type=submit no-caps unelevated")


async def _rules(desk: Desk, seat: OpenPage) -> None:
    words("h2", _("Which calls are reviewed"))
    rules = await sampling_rules(desk, seat.viewer)
    may_change = seat.viewer.may(Right.SET_RULES)
    if rules:
        with ui.element("table").classes("list"):
            table_head(
                _("Rule"), _("Share"), _("Calls"), _("Reviewers each"), _("Brought"), *([""] if may_change else [])
            )
            with ui.element("tbody"):
                for rule in rules:
                    with ui.element("tr"):
                        cell(rule.name)
                        cell(f"{rule.share_pct} %", classes="figures")
                        which = [_("only failed")] if rule.only_failed else []
                        which += [_("{} s or longer").format(rule.least_s)] if rule.least_s else []
                        which += [_("of {}").format(rule.agent)] if rule.agent else []
                        cell(", ".join(which) or _("all"))
                        cell(f"{rule.reviewers}", classes="figures")
                        cell(f"{rule.calls}", classes="figures")
                        if may_change:
                            _button(desk, seat, _("End"), rule.rule_id, end_sampling_rule)
    else:
        ui.label(_("There is no sampling rule yet, so no call comes into the queue by itself."))
    if not may_change:
        return

    async def add(viewer: Viewer) -> None:
        rule = SamplingRule(
            name=(name.value or "").strip(),
            share_pct=int(share.value or 0),
            least_s=int(least.value or 0),
            only_failed=bool(failed.value),
            agent=(agent.value or "").strip(),
            reviewers=int(reviewers.value or 0),
        )
        await add_sampling_rule(desk, viewer, rule)
        ui.navigate.reload()

    with ui.element("form").classes("filters").on("submit.prevent", seat.acts(add)):
        name = ui.input(_("Name of the rule")).props("autocomplete=off")
        share = ui.number(_("Share, %"), value=10, min=1, max=100)
        least = ui.number(_("Seconds, at least"), value=20, min=0)
        agent = ui.input(_("Only of agent")).props("autocomplete=off")
        reviewers = ui.number(_("Reviewers each"), value=1, min=1, max=3)
        failed = ui.checkbox(_("Only failed calls"))
        ui.button(_("Add the rule")).props("type=submit no-caps unelevated")


def _button(
    desk: Desk, seat: OpenPage, name: str, key: int, act: Callable[[Desk, Viewer, int], Awaitable[None]]
) -> None:
    async def do(viewer: Viewer) -> None:
        await act(desk, viewer, key)
        ui.navigate.reload()

    with ui.element("td").classes("acts"):
        quiet_button(name, seat.acts(do))
