"""The page's own parts: an element of HTML with its script, and how the page looks."""

from __future__ import annotations

from importlib import resources
from typing import Any

import gradio as gr


def text_of(name: str) -> str:
    """Return a file of this package."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def part(name: str, script: str, template: str = "${value}", value: str = "") -> Any:
    """Return a part of the page.

    Args:
        name: id of the element.
        script: file of its script.
        template: HTML; "${value}" is filled in.
        value: what it shows, or holds, at first.
    """
    return gr.HTML(
        value,
        html_template=template,
        js_on_load=text_of(script),
        elem_id=name,
        elem_classes="page-part",
        apply_default_css=False,
    )


def look() -> Any:
    """Return the theme: system type, white paper, no shadows. Nothing is fetched from elsewhere."""
    type_faces = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"]
    return gr.themes.Base(
        font=type_faces, font_mono=["ui-monospace", "monospace"], radius_size="sm", neutral_hue="neutral"
    ).set(
        body_background_fill="#ffffff",
        body_text_color="#1a1a1a",
        button_primary_background_fill="#b03a20",
        button_primary_background_fill_hover="#8f2e18",
        button_primary_text_color="#ffffff",
        checkbox_background_color_selected="#1a1a1a",
        checkbox_border_color_selected="#1a1a1a",
        color_accent="#1a1a1a",
        color_accent_soft="#ececea",
        block_border_width="0px",
        block_shadow="none",
    )


DRAWINGS = """
<div class="drop">
  <div class="ways">
    <label class="pick">Choose drawings<input type="file" multiple
      accept=".png,.jpg,.jpeg,.tif,.tiff,.gif,.bmp,.webp,image/png,image/jpeg,image/tiff"></label>
    <label class="pick second">Photograph<input type="file" accept="image/*" capture="environment"></label>
    <button type="button" class="sketch">Sketch</button>
  </div>
  <p>or drop them here, or paste. Several views of one design ask together.</p>
</div>
<p class="message" role="alert"></p>
<ul class="views" aria-label="Your drawings"></ul>
<div class="editor" hidden>
  <fieldset class="tools">
    <label class="for-region"><input type="radio" name="patent-tool" value="box"> Cut a box</label>
    <label class="for-region"><input type="radio" name="patent-tool" value="brush"> Paint</label>
    <label class="for-sketch"><input type="radio" name="patent-tool" value="pen"> Pen</label>
    <label class="for-sketch"><input type="radio" name="patent-tool" value="rubber"> Rubber</label>
  </fieldset>
  <canvas tabindex="0" aria-label="Mark the part that matters; a box can also be typed below"></canvas>
  <div class="box for-region">
    <label>left % <input type="number" min="0" max="100" step="1"></label>
    <label>top % <input type="number" min="0" max="100" step="1"></label>
    <label>right % <input type="number" min="0" max="100" step="1"></label>
    <label>bottom % <input type="number" min="0" max="100" step="1"></label>
  </div>
  <div class="ends">
    <button type="button" class="done">Use this</button>
    <button type="button" class="clear">Clear</button>
    <button type="button" class="cancel">Cancel</button>
  </div>
</div>
<p class="secret">Your drawings are not stored. The server holds them in memory while it answers and writes them to no
file; they stay in this browser tab until you close it.</p>
"""
"""The drawing box."""

SHORTLIST = """
<p class="none">Nothing is on the shortlist yet. Press &ldquo;Shortlist&rdquo; on a result to compare it here and to
write a note. The list stays in this browser tab and is gone when you close it; export it to keep it.</p>
<ol></ol>
"""
"""The shortlist."""
