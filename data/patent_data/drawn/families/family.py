"""What every module of object families hands out, and the few ways in which its designs are drawn by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from patent_data.drawn.solids import Part

Array = NDArray[np.float64]
Rng = np.random.Generator
Point = tuple[float, float, float]
T = TypeVar("T")


@dataclass(frozen=True)
class Family:
    """One kind of object whose designs can be drawn without end.

    Attributes:
        name: Identifier of the family, one word.
        locarno: Its Locarno subclass, such as "06-01".
        objects: Object names as in the titles of design patents, singular.
        build: Draws every free parameter of one design from the generator and returns its parts.
    """

    name: str
    locarno: str
    objects: tuple[str, ...]
    build: Callable[[Rng], list[Part]]


def between(rng: Rng, low: float, high: float) -> float:
    """A number drawn evenly between two bounds."""
    return float(rng.uniform(low, high))


def whole(rng: Rng, low: int, high: int) -> int:
    """A whole number drawn evenly between two bounds, both included."""
    return int(rng.integers(low, high + 1))


def pick(rng: Rng, *options: T) -> T:
    """One of the options, all equally likely."""
    return options[int(rng.integers(len(options)))]


def maybe(rng: Rng, probability: float = 0.5) -> bool:
    """True with the probability given."""
    return bool(rng.random() < probability)


def disclaimed(rng: Rng, parts: Iterable[Part], probability: float = 0.06) -> list[Part]:
    """The parts, now and then shown in broken lines as environment that is not claimed."""
    unclaimed = maybe(rng, probability)
    return [part.with_(claimed=False) if unclaimed else part for part in parts]
