"""Changes of a drawing that keep it the same design, drawn at random from a figure's seed, and how strong they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from .augmentation_operations import break_lines, erase, grid_mask, random_boxes, warp, weigh_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CROP_ASPECT = (0.8, 1.25)  # width / height, of the box that is blown up to the whole picture
ERASING_ASPECT = (0.3, 3.3)  # Zhong et al. 2020
REGION = 0.3  # broken lines begin at most so far from the centre, as a share of the side

# How many numbers in 0..1 each operation takes of a seed, in this order. New ones go to the end: those before them stay
# what they are. The first of an operation that has a probability says whether it happens.
NUMBERS = {
    "geometry": 7, "flip_vertical": 1, "quarter_turn": 1, "crop": 5, "erasing": 5, "grid_mask": 5, "line_weight": 2,
    "broken_lines": 6,
}  # fmt: skip
PROBABILITIES = ("flip", "flip_vertical", "quarter_turn", "crop", "erasing", "grid_mask", "line_weight", "broken_lines")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Augmentation:
    """Probabilities and strengths of the changes; as it stands, none.

    Shares are of the figure's side, or of its area. Pairs are bounds between which the value is drawn.

    Attributes:
        flip, flip_vertical: probability of a mirror image, left to right and top to bottom.
        quarter_turn: probability of one, two or three quarter turns.
        rotation: degrees, at most, either way.
        scale: bounds of the factor by which the figure grows.
        shift: share of the side, at most, either way.
        perspective: strength of the slant, 0 to under 0.5.
        crop: probability that a box of the figure is blown up to the whole picture.
        crop_area: bounds of its area.
        erasing: probability that a box becomes paper (random erasing, Zhong et al. 2020).
        erasing_area: bounds of its area.
        grid_mask: probability that squares in a grid become paper (GridMask, Chen et al. 2020).
        grid_mask_unit: bounds of the grid's unit, shares of the side.
        grid_mask_ratio: share of the unit's side that is kept; 1 - (1 - ratio)^2 of the area is.
        line_weight: probability that lines are made thicker or thinner.
        line_weight_radius: how far an edge moves at most, share of the side.
        broken_lines: probability that the strokes on one side of a line through the figure become dashes.
        broken_lines_period: bounds of the length of dash and gap together, shares of the side.

    Raises:
        ValueError: a value is out of its range; one line.

    >>> Augmentation(flip=0.5, grid_mask=2)
    Traceback (most recent call last):
    ValueError: augmentation: grid_mask must be a probability from 0 to 1, got 2
    """

    flip: float = 0.0
    flip_vertical: float = 0.0
    quarter_turn: float = 0.0
    rotation: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    shift: float = 0.0
    perspective: float = 0.0
    crop: float = 0.0
    crop_area: tuple[float, float] = (0.6, 1.0)
    erasing: float = 0.0
    erasing_area: tuple[float, float] = (0.02, 0.2)
    grid_mask: float = 0.0
    grid_mask_unit: tuple[float, float] = (0.25, 0.6)
    grid_mask_ratio: float = 0.6
    line_weight: float = 0.0
    line_weight_radius: float = 0.005
    broken_lines: float = 0.0
    broken_lines_period: tuple[float, float] = (0.06, 0.1)

    def __post_init__(self) -> None:
        tops = dict.fromkeys(PROBABILITIES, 1.0) | {
            "rotation": 180.0, "shift": 1.0, "perspective": 0.49, "grid_mask_ratio": 1.0, "line_weight_radius": 0.1,
        }  # fmt: skip
        for name, top in tops.items():
            value = getattr(self, name)
            if not _is_number(value) or not 0 <= value <= top:
                what = "a probability" if name in PROBABILITIES else "a number"
                raise ValueError(f"augmentation: {name} must be {what} from 0 to {top:g}, got {value!r}")
        tops = {
            "scale": 10.0, "crop_area": 1.0, "erasing_area": 1.0, "grid_mask_unit": 2.0, "broken_lines_period": 1.0,
        }  # fmt: skip
        for name, top in tops.items():
            pair = getattr(self, name)
            fits = isinstance(pair, list | tuple) and len(pair) == 2 and all(map(_is_number, pair))
            if not fits or not 0 < pair[0] <= pair[1] <= top:
                raise ValueError(f"augmentation: {name} must be two bounds over 0, up to {top:g}, got {pair!r}")
            object.__setattr__(self, name, tuple(pair))


GENTLE = Augmentation(flip=0.5, rotation=3.0, scale=(0.94, 1.04), shift=0.02, perspective=0.03)
PRESETS = {
    "none": Augmentation(),
    "gentle": GENTLE,
    # Paper B (arXiv 2404.19360) names flip, random crop, random erasing and GridMask. Flip 0.5 and random erasing 0.5
    # are from the public record of one of its baselines; the areas of torchvision's RandomErasing, unit and ratio of
    # GridMask's own code (96 to 224 of 224 pixels); crop_area and the probability of GridMask are ours.
    "paper": Augmentation(
        flip=0.5, crop=1.0, crop_area=(0.6, 1.0), erasing=0.5, erasing_area=(0.02, 0.33), grid_mask=0.5,
        grid_mask_unit=(0.43, 1.0),
    ),
    "strong": Augmentation(
        flip=0.5, flip_vertical=0.1, quarter_turn=0.2, rotation=10.0, scale=(0.85, 1.1), shift=0.04, perspective=0.06,
        crop=0.5, erasing=0.3, grid_mask=0.3, line_weight=0.5, broken_lines=0.25,
    ),
}  # fmt: skip


def read_augmentation(value: str | Mapping[str, Any] | Augmentation) -> Augmentation:
    """Return the augmentation of a name, of JSON, or of a dict; what a dict does not name is off.

    Raises:
        ValueError: it is none of them; one line.

    >>> read_augmentation('{"flip": 0.5}') == read_augmentation({"flip": 0.5}) == Augmentation(flip=0.5)
    True
    """
    if isinstance(value, Augmentation):
        return value
    if isinstance(value, str) and value in PRESETS:
        return PRESETS[value]
    given = value
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            given = json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"augmentation is no JSON ({error}): {value}") from None
    if not isinstance(given, Mapping):
        how = """strengths by name ('{"flip": 0.5}')"""
        raise ValueError(f"augmentation must be {', '.join(PRESETS)}, or {how}, got {value!r}")
    known = [field.name for field in fields(Augmentation)]
    unknown = sorted(str(name) for name in given if name not in known)
    if unknown:
        raise ValueError(f"augmentation has no {', '.join(unknown)}; it has {', '.join(known)}")
    return Augmentation(**given)


def draw_numbers(seeds: Sequence[int]) -> dict[str, NDArray[np.float64]]:
    """Draw the numbers of every operation, float64 [B, n] in 0..1.

    Each figure's follow from its seed alone: neither the batch nor the worker that holds it matters, nor which
    operations are on.
    """
    numbers = np.stack([np.random.default_rng(seed).random(sum(NUMBERS.values())) for seed in seeds])
    ends = np.cumsum(list(NUMBERS.values()))
    return dict(zip(NUMBERS, np.split(numbers, ends[:-1], axis=1), strict=True))


def random_homographies(
    numbers: Mapping[str, NDArray[np.float64]], augmentation: Augmentation = GENTLE
) -> NDArray[np.float32]:
    """Return one homography a figure of `draw_numbers`, from output to input places, both in -1..1.

    Crop, mirror images, turns, scale, shift and slant are one matrix, so that a figure is sampled once.

    Returns:
        float32 [B, 3, 3].
    """
    draws = numbers["geometry"]
    centred = 2 * draws - 1
    angle = np.deg2rad(augmentation.rotation) * centred[:, 0]
    low, high = augmentation.scale
    scale = low + (high - low) * draws[:, 1]
    flip = np.where(draws[:, 2] < augmentation.flip, -1.0, 1.0)
    matrices = np.zeros((len(draws), 3, 3))
    matrices[:, 0, 0] = flip * np.cos(angle) / scale
    matrices[:, 0, 1] = -flip * np.sin(angle) / scale
    matrices[:, 1, 0] = np.sin(angle) / scale
    matrices[:, 1, 1] = np.cos(angle) / scale
    matrices[:, :2, 2] = 2 * augmentation.shift * centred[:, 3:5]
    matrices[:, 2, :2] = augmentation.perspective * centred[:, 5:7]
    matrices[:, 2, 2] = 1
    mirror = numbers["flip_vertical"][:, 0] < augmentation.flip_vertical
    matrices[mirror] = np.diag([1.0, -1.0, 1.0]) @ matrices[mirror]
    turned = np.flatnonzero(numbers["quarter_turn"][:, 0] < augmentation.quarter_turn)
    quarter = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    for i in turned:
        turns = 1 + int(3 * numbers["quarter_turn"][i, 0] / augmentation.quarter_turn)
        matrices[i] = np.linalg.matrix_power(quarter, turns) @ matrices[i]
    cropped = numbers["crop"][:, 0] < augmentation.crop
    boxes = random_boxes(numbers["crop"][cropped, 1:], augmentation.crop_area, CROP_ASPECT)
    crop = np.tile(np.eye(3), (len(boxes), 1, 1))
    crop[:, [0, 1], [0, 1]] = boxes[:, 2:]
    crop[:, :2, 2] = 2 * boxes[:, :2] + boxes[:, 2:] - 1
    matrices[cropped] = crop @ matrices[cropped]
    return matrices.astype(np.float32)


def augment(figures: Tensor, seeds: Sequence[int], augmentation: Augmentation = GENTLE) -> Tensor:
    """Change every figure by its seed: first its lines, then its place, then what is taken from it.

    Args:
        figures: ink uint8 [B, 1, S, S], 255 = ink.
        seeds: one a figure.
        augmentation: what is done, how often and how strongly.

    Returns:
        Ink float32 [B, 1, S, S] in 0..1; what comes in from outside is paper.
    """
    numbers = draw_numbers(seeds)
    ink = figures.float() / 255
    side = figures.shape[-1]

    def chosen(name: str) -> tuple[Tensor, NDArray[np.float64]]:
        """Return the figures to which an operation happens, and its other numbers for them."""
        happens = numbers[name][:, 0] < getattr(augmentation, name)
        return torch.from_numpy(np.flatnonzero(happens)), numbers[name][happens, 1:]

    which, draws = chosen("broken_lines")
    if len(which):
        periods = side * _between(augmentation.broken_lines_period, draws[:, 0])
        regions = np.stack([2 * np.pi * draws[:, 1], side * REGION * (2 * draws[:, 2] - 1)], axis=1)
        ink[which] = break_lines(ink[which], periods, draws[:, 3:5], regions)
    which, draws = chosen("line_weight")
    if len(which):
        ink[which] = weigh_lines(ink[which], side * augmentation.line_weight_radius * (2 * draws[:, 0] - 1))
    ink = warp(ink, random_homographies(numbers, augmentation))
    which, draws = chosen("grid_mask")
    if len(which):
        units = side * _between(augmentation.grid_mask_unit, draws[:, 0])
        ink[which] = grid_mask(ink[which], units, augmentation.grid_mask_ratio, 2 * np.pi * draws[:, 1], draws[:, 2:4])
    which, draws = chosen("erasing")
    if len(which):
        ink[which] = erase(ink[which], random_boxes(draws, augmentation.erasing_area, ERASING_ASPECT))
    return ink


def _between(bounds: tuple[float, float], draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers from 0..1 as numbers between two bounds."""
    values: NDArray[np.float64] = bounds[0] + (bounds[1] - bounds[0]) * draws
    return values
