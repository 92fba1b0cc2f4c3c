"""Texts for figures: from a captioner and a language model, or composed from the metadata alone (`patent enrich`)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .backends import BackendError, Reply, make_captioner, make_writer
    from .planning import plan
    from .run import enrich
    from .store import add_texts
    from .summary import Prices, Summary
    from .template import template_texts

__all__ = [
    "BackendError",
    "Prices",
    "Reply",
    "Summary",
    "add_texts",
    "enrich",
    "make_captioner",
    "make_writer",
    "plan",
    "template_texts",
]

_WHERE = {
    "BackendError": "backends",
    "Prices": "summary",
    "Reply": "backends",
    "Summary": "summary",
    "add_texts": "store",
    "enrich": "run",
    "make_captioner": "backends",
    "make_writer": "backends",
    "plan": "planning",
    "template_texts": "template",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
