"""All families of drawn objects, and the subclasses that are kept for evaluation.

A module of this folder that has FAMILIES takes part; nothing else needs to name it.
"""

from __future__ import annotations

import importlib
import pkgutil

from patent_data.drawn.families.family import Family


def _collect() -> tuple[Family, ...]:
    """Return the families of every module, sorted by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    families = [family for module in modules for family in getattr(module, "FAMILIES", ())]
    return tuple(sorted(families, key=lambda family: family.name))


ALL_FAMILIES = _collect()

HELD_OUT = frozenset(
    {"02-06", "04-01", "04-02", "04-04", "06-04", "07-03", "08-07", "09-04", "10-03", "12-11", "14-01"}
)
"""Whole subclasses that no training ever sees. Class 04 is unseen as a whole; the others have trained siblings."""

__all__ = ["ALL_FAMILIES", "HELD_OUT", "Family"]
