"""The page of a blind study, in Gradio: consent, a code, practice, and the tasks. It knows no system and no index."""

from __future__ import annotations

import functools
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .study import SCALE, Study, View
from .study_markup import (
    COLLECT,
    CONSENT,
    CSS,
    RATINGS,
    TITLE,
    TO_TOP,
    error_html,
    read_collected,
    stage_html,
)

if TYPE_CHECKING:
    import gradio as gr

logger = logging.getLogger(__name__)

_FAULT = "Something went wrong here. What you have done so far is kept; please tell the person who runs the study."
_UNSAVED = "This could not be saved ({}). Please press the button again, or tell the person who runs the study."


def build_page(study: Study, consent: str = CONSENT) -> gr.Blocks:
    """Return the page.

    Args:
        study: what happens.
        consent: what participants read and agree to, Markdown.

    Raises:
        ImportError: gradio is not installed.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    try:
        import gradio as gr
    except ImportError:
        raise ImportError("the study's page needs gradio: pip install 'modeling-patent[demo]'") from None

    page = gr.Blocks(title="Design search study", analytics_enabled=False)
    with page:
        ticket = gr.State(None)
        gr.HTML(TITLE, elem_classes="study-part")
        error = gr.HTML(elem_id="study-error", elem_classes="study-part")
        with gr.Column() as welcome:
            gr.Markdown(consent)
            agreed = gr.Checkbox(label="I have read this, and I take part of my own will.", elem_id="study-consent")
            code = gr.Textbox(label="Your code", max_lines=1, max_length=20, elem_id="study-code", autofocus=False)
            enter = gr.Button("Begin", variant="primary", elem_id="study-enter")
        with gr.Column(visible=False) as rating:
            choices = [(f"{number} {words}", number) for number, words in enumerate(RATINGS, start=1)]
            label = "How satisfied are you with what was found?"
            satisfaction = gr.Radio(choices, label=label, elem_id="study-rating")
            rate = gr.Button("Save and go on", variant="primary", elem_id="study-rate")
        stage = gr.HTML(elem_id="study-stage", elem_classes="study-part")
        begin = gr.Button("Show the results", variant="primary", visible=False, elem_id="study-begin")
        with gr.Row(visible=False) as answering:
            answer = gr.Button("Submit", variant="primary", elem_id="study-answer")
            pause = gr.Button("Pause", elem_id="study-pause")
        picked = gr.Textbox(visible=False)

        outputs = [ticket, error, welcome, rating, satisfaction, stage, begin, answering]

        def shown(held: Any, view: View) -> list[Any]:
            step = view.step
            words = "Go on" if view.begun else "Try it" if view.place == 0 else "Show the results"
            return [
                held,
                "",
                gr.update(visible=False),
                gr.update(visible=step == "rating"),
                gr.update(value=None),
                stage_html(view),
                gr.update(visible=step == "ready", value=words),
                gr.update(visible=step == "results"),
            ]

        def told(message: str) -> list[Any]:
            return [gr.skip(), error_html(message), *[gr.skip()] * (len(outputs) - 2)]

        def lost(message: str) -> list[Any]:
            hidden = gr.update(visible=False)
            return [
                None,
                error_html(message),
                gr.update(visible=True),
                hidden,
                gr.update(value=None),
                "",
                hidden,
                hidden,
            ]

        def guarded(action: Callable[..., tuple[Any, View]]) -> Callable[..., list[Any]]:
            """Turn errors into a line in the page; only what is meant for participants is shown to them."""

            @functools.wraps(action)
            def run(*values: Any) -> list[Any]:
                try:
                    return shown(*action(*values))
                except LookupError as stale:
                    return lost(str(stale.args[0])) if stale.__class__ is LookupError else told(_report(stale))
                except ValueError as error:
                    return told(str(error)) if error.__class__ is ValueError else told(_report(error))
                except OSError as error:
                    logger.error("the study's log cannot be written: %s", error)
                    return told(_UNSAVED.format(error.strerror or "the disk does not answer"))
                except Exception as error:
                    return told(_report(error))

            return run

        @guarded
        def do_enter(has_agreed: Any, text: Any) -> tuple[Any, View]:
            if has_agreed is not True:
                raise ValueError("Please read the text and tick the box first. Without it nothing is recorded.")
            return study.enter(text)

        @guarded
        def do_begin(held: Any) -> tuple[Any, View]:
            return held, study.begin(held)

        @guarded
        def do_answer(text: Any, held: Any) -> tuple[Any, View]:
            return held, study.answer(held, **read_collected(text))

        @guarded
        def do_pause(text: Any, held: Any) -> tuple[Any, View]:
            sent = read_collected(text)
            return held, study.pause(held, sent["marked"], sent["opened"])

        @guarded
        def do_rate(number: Any, held: Any) -> tuple[Any, View]:
            return held, study.rate(held, number)

        options: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden", "api_visibility": "private"}
        after: dict[str, Any] = {"fn": None, "js": TO_TOP, "api_visibility": "private"}
        for listen in (enter.click, code.submit):
            listen(do_enter, [agreed, code], **options).then(**after)
        begin.click(do_begin, [ticket], **options).then(**after)
        answer.click(do_answer, [picked, ticket], js=COLLECT, **options).then(**after)
        pause.click(do_pause, [picked, ticket], js=COLLECT, **options).then(**after)
        rate.click(do_rate, [satisfaction, ticket], **options).then(**after)
    page.queue(max_size=200, default_concurrency_limit=8)
    return page


def launch_page(page: gr.Blocks, host: str, port: int, keep_out: Path) -> str:
    """Serve the page from threads of its own, and return its address.

    Args:
        page: of `build_page`.
        host: address to listen at.
        port: 0 for any that is free.
        keep_out: folder of which nothing may be sent, whatever is asked for.

    Raises:
        OSError: the port is taken.
    """
    import gradio as gr

    fonts = ["system-ui", "sans-serif"]  # no font is fetched from elsewhere
    _, url, _ = page.launch(
        server_name=host,
        server_port=port or _free_port(host),
        share=False,
        show_error=False,
        quiet=True,
        inbrowser=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        allowed_paths=[],
        blocked_paths=[str(keep_out.resolve())],
        footer_links=[],
        theme=gr.themes.Default(font=fonts, font_mono=["ui-monospace", "monospace"]),
        css=CSS,
        prevent_thread_lock=True,
    )
    return str(url)


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _report(error: Exception) -> str:
    """Keep a fault of the program for who runs the study, and return what participants are told."""
    logger.error("a fault of the study's page", exc_info=error)
    return _FAULT


assert len(RATINGS) == SCALE
