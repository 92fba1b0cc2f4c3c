"""All families of drawn objects, and the subclasses that are kept for evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from patent_data.drawn.families import (
    accessories,
    appliances,
    bedding,
    bottles,
    boxes,
    brushes,
    bulbs,
    cars,
    carts,
    cases,
    chairs,
    climate,
    clocks,
    closures,
    clothing,
    computers,
    containers,
    cookware,
    craft,
    cribs,
    cutlery,
    cutting,
    cycles,
    electronics,
    fasteners,
    fittings,
    fixed_lamps,
    flacons,
    footwear,
    hanging_lamps,
    hardware,
    headwear,
    helmets,
    jewelry,
    kitchen,
    lamps,
    luggage,
    measuring,
    medical,
    mirrors,
    music,
    optics,
    packs,
    pouring,
    power,
    receptacles,
    road_lights,
    rugs,
    sanitary,
    screens,
    seats,
    sofas,
    soft_goods,
    storage,
    tables,
    tableware,
    taps,
    telecom,
    textiles,
    tools,
    torches,
    umbrellas,
    utensils,
)
from patent_data.drawn.families.family import Family


def distinct(families: Iterable[Family]) -> tuple[Family, ...]:
    """The families sorted by name; those that share a name get their subclass behind it."""
    every = list(families)
    count = Counter(family.name for family in every)
    named = [
        replace(family, name=f"{family.name}_{family.locarno}") if count[family.name] > 1 else family
        for family in every
    ]
    return tuple(sorted(named, key=lambda family: family.name))


MODULES = (
    accessories,
    appliances,
    bedding,
    bottles,
    boxes,
    brushes,
    bulbs,
    cars,
    carts,
    cases,
    chairs,
    climate,
    clocks,
    closures,
    clothing,
    computers,
    containers,
    cookware,
    craft,
    cribs,
    cutlery,
    cutting,
    cycles,
    electronics,
    fasteners,
    fittings,
    fixed_lamps,
    flacons,
    footwear,
    hanging_lamps,
    hardware,
    headwear,
    helmets,
    jewelry,
    kitchen,
    lamps,
    luggage,
    measuring,
    medical,
    mirrors,
    music,
    optics,
    packs,
    pouring,
    power,
    receptacles,
    road_lights,
    rugs,
    sanitary,
    screens,
    seats,
    sofas,
    soft_goods,
    storage,
    tables,
    tableware,
    taps,
    telecom,
    textiles,
    tools,
    torches,
    umbrellas,
    utensils,
)

ALL_FAMILIES = distinct(family for module in MODULES for family in module.FAMILIES)

HELD_OUT = frozenset(
    {
        "02-06",
        "04-01",
        "04-02",
        "04-04",
        "06-04",
        "07-03",
        "08-07",
        "09-04",
        "10-03",
        "12-11",
        "14-01",
    }
)
"""Whole subclasses that no training ever sees. Class 04 is unseen as a whole; the others have trained siblings."""

__all__ = ["ALL_FAMILIES", "HELD_OUT", "Family"]
