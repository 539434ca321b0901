"""One call before its reviewer: heard and read beside its score card; then what others found, and where they differ."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.calls import show_call
from callcenter.console.answers.review.card import ScoreCard, give_review, score_card
from callcenter.console.answers.review.queue import next_call
from callcenter.console.desk import Desk
from callcenter.console.pages.call.call_player import CallPlayer
from callcenter.console.pages.call_list.columns import lasted
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, table_head, words
from callcenter.console.pages.keyboard import CARD_KEY, NEXT_KEY, PLAYER_KEYS, keyboard_help
from callcenter.console.preferences import N_, _, plain
from callcenter.errors import ConsoleMissing
from callcenter.store.review.reviews import ReviewAnswer


def review_call_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/review/{call_id}", reconnect_timeout=PATIENCE_S)
    async def _review(request: Request, call_id: str) -> None:
        with frame(desk, request, N_("Review of a call")) as seat:
            try:
                card = await score_card(desk, seat.viewer, call_id)
                call = await show_call(desk, seat.viewer, call_id)
            except ConsoleMissing as error:
                ui.label(str(error)).props("role=alert")
                ui.link(_("To the queue"), "/review")
                return
            about = (
                lasted(call["duration_ms"]),
                " → ".join(call["agents"]),
                plain(call["disposition"]),
                call["summary"],
            )
            words("p", " · ".join(part for part in about if part)).classes("summary")
            with ui.element("div").classes("actions"):
                ui.link(_("The whole call"), f"/calls/{call_id}")
                keyboard_help(NEXT_KEY if card.is_reviewed else CARD_KEY, *PLAYER_KEYS)
            # Side by side: whoever scores a long call need not scroll between what was said and what is asked.
            with ui.element("div").classes("reviewing"):
                with ui.element("div"):
                    if call["turns"] or call["recording"]:
                        CallPlayer(call_id, call["turns"], call["moments"], has_recording=call["recording"])
                    else:
                        ui.label(_("Nothing was said, or it was erased."))
                with ui.element("div").classes("beside-it"):
                    words("h2", _("Score card"))
                    if card.is_reviewed:
                        _results(desk, seat, card)
                    else:
                        _form(desk, seat, card)


def _form(desk: Desk, seat: OpenPage, card: ScoreCard) -> None:
    if card.hidden:
        ui.label(_("{} reviewed it before you; you see theirs when yours is in.").format(card.hidden)).classes("soft")
    fields: dict[int, ui.radio] = {}

    async def keep(viewer: Viewer) -> None:
        answers = {question: str(field.value or "") for question, field in fields.items()}
        await give_review(desk, viewer, card.call_id, answers, note=note.value or "")
        ui.navigate.reload()

    with ui.element("form").classes("card").props("data-key=s").on("submit.prevent", seat.acts(keep)):
        # What is asked of the reviewer first: the rest is there to be looked at.
        for question in sorted(card.questions, key=lambda one: one.question_id in card.by_facts):
            with ui.element("fieldset"):
                words("legend", _(question.text))
                if (found := card.by_facts.get(question.question_id)) is not None:
                    words("p", f"{plain(found.answer)}: {found.why}")
                else:
                    fields[question.question_id] = ui.radio(
                        {str(answer): _(answer.value) for answer in ReviewAnswer}
                    ).props("inline")
        note = ui.textarea(_("Note (no names or numbers)")).props("maxlength=4000 autogrow outlined")
        ui.button(_("Keep the review")).props("type=submit no-caps unelevated")


def _results(desk: Desk, seat: OpenPage, card: ScoreCard) -> None:
    if card.disputed:
        ui.label(_("Reviewers disagree on {} of the questions.").format(len(card.disputed))).props(
            "role=status"
        ).classes("fault")
    with ui.element("table").classes("list"):
        table_head(_("Question"), *(review.reviewer for review in card.reviews))
        with ui.element("tbody"):
            for question in card.questions:
                with ui.element("tr") as row:
                    row.classes("alert" if question.question_id in card.disputed else "")
                    cell(_(question.text))
                    for review in card.reviews:
                        answer = review.answers.get(question.question_id, ReviewAnswer.NONE)
                        cell(_(answer.value), classes="fault" if question.question_id in card.disputed else "")
            with ui.element("tr"):
                words("th", _("Score")).props("scope=row")
                for review in card.reviews:
                    cell("–" if review.score is None else f"{review.score}", classes="figures")
    for review in card.reviews:
        if review.note:
            words("p", f"{review.reviewer}: {review.note}")

    async def go_on(viewer: Viewer) -> None:
        ui.navigate.to(f"/review/{await next_call(desk, viewer)}")

    ui.button(_("Review the next call"), on_click=seat.acts(go_on)).props("no-caps unelevated data-key=n")
