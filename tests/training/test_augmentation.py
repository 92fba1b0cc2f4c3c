"""What is done to a figure follows from its seed and the settings, and from nothing else."""

import dataclasses
import json

import numpy as np
import pytest
import torch
from torch.nn import functional as F

import train
from modeling_patent.training import PatentTrainingArguments
from modeling_patent.training.augmentation import (
    GENTLE,
    NUMBERS,
    PRESETS,
    PROBABILITIES,
    Augmentation,
    augment,
    draw_numbers,
    random_homographies,
    read_augmentation,
)

ALL = dataclasses.replace(PRESETS["strong"], **dict.fromkeys(PROBABILITIES, 1.0))


def figures(count=4, side=48):
    ink = torch.zeros(count, 1, side, side, dtype=torch.uint8)
    ink[:, :, side // 4 : side * 3 // 4, side // 5 : side * 5 // 8] = 255
    ink[:, :, side // 3 : side * 5 // 12, side // 4 : side * 7 // 24] = 0
    ink[:, :, side // 8, side // 8 :] = 200
    return ink


def noise(count, side):
    return torch.randint(0, 256, (count, 1, side, side), generator=torch.Generator().manual_seed(0)).to(torch.uint8)


def first_augment(figures, seeds):
    """What `augment` was before it had settings: the figures of the README rest on it, bit for bit."""
    draws = np.stack([np.random.default_rng(seed).random(7) for seed in seeds])
    centred = 2 * draws - 1
    angle = np.deg2rad(3.0) * centred[:, 0]
    scale = 0.94 + (1.04 - 0.94) * draws[:, 1]
    flip = np.where(draws[:, 2] < 0.5, -1.0, 1.0)
    matrices = np.zeros((len(draws), 3, 3))
    matrices[:, 0, 0] = flip * np.cos(angle) / scale
    matrices[:, 0, 1] = -flip * np.sin(angle) / scale
    matrices[:, 1, 0] = np.sin(angle) / scale
    matrices[:, 1, 1] = np.cos(angle) / scale
    matrices[:, :2, 2] = 2 * 0.02 * centred[:, 3:5]
    matrices[:, 2, :2] = 0.03 * centred[:, 5:7]
    matrices[:, 2, 2] = 1
    side = figures.shape[-1]
    places = (torch.arange(side, dtype=torch.float32) * 2 + 1) / side - 1
    grid = torch.stack([*torch.meshgrid(places, places, indexing="xy"), torch.ones(side, side)], dim=-1)
    moved = grid.view(1, side * side, 3) @ torch.from_numpy(matrices.astype(np.float32)).transpose(1, 2)
    moved = (moved[..., :2] / moved[..., 2:]).view(len(figures), side, side, 2)
    return F.grid_sample(figures.float() / 255, moved, mode="bilinear", padding_mode="zeros", align_corners=False)


def loop_warp(figure, matrix):
    """Sample one figure by bilinear interpolation at the mapped place of every pixel, in loops."""
    side = figure.shape[-1]
    ink = np.pad(figure.astype(np.float64) / 255, 1)
    out = np.zeros((side, side))
    for i in range(side):
        for j in range(side):
            x, y, w = matrix @ [(2 * j + 1) / side - 1, (2 * i + 1) / side - 1, 1]
            column, row = ((x / w + 1) * side - 1) / 2 + 1, ((y / w + 1) * side - 1) / 2 + 1
            if not (0 <= row < side + 1 and 0 <= column < side + 1):
                continue
            r, c = int(row), int(column)
            fr, fc = row - r, column - c
            out[i, j] = (ink[r, c] * (1 - fc) + ink[r, c + 1] * fc) * (1 - fr)
            out[i, j] += (ink[r + 1, c] * (1 - fc) + ink[r + 1, c + 1] * fc) * fr
    return out


@pytest.mark.parametrize("side", [1, 8, 32, 33, 96, 224])
def test_gentle_gives_the_same_bits_as_it_always_did(side):
    ink, seeds = torch.cat([noise(20, side), figures(20, side)]), [*range(20), *(2**62 + 12345 * n for n in range(20))]
    wanted = first_augment(ink, seeds)
    assert torch.equal(augment(ink, seeds), wanted)
    assert torch.equal(augment(ink, seeds, PRESETS["gentle"]), wanted)


@pytest.mark.parametrize("augmentation", [GENTLE, dataclasses.replace(ALL, line_weight=0, broken_lines=0)])
def test_augmented_figure_is_the_drawn_homography(augmentation):
    ink = figures(3, side=24)
    got = augment(ink, [1, 2, 3], dataclasses.replace(augmentation, grid_mask=0, erasing=0))
    for figure, result, matrix in zip(
        ink, got, random_homographies(draw_numbers([1, 2, 3]), augmentation), strict=True
    ):
        np.testing.assert_allclose(result[0].numpy(), loop_warp(figure[0].numpy(), matrix), atol=2e-3)


@pytest.mark.parametrize("augmentation", [*PRESETS.values(), ALL], ids=[*PRESETS, "all"])
def test_a_seed_gives_the_same_figure_in_any_batch_and_on_any_number_of_threads(augmentation):
    ink, seeds = noise(23, 67), range(5, 28)
    together = augment(ink, seeds, augmentation)
    for size in (1, 2, 7):
        parts = [augment(ink[i : i + size], seeds[i : i + size], augmentation) for i in range(0, 23, size)]
        assert torch.equal(torch.cat(parts), together)
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        assert torch.equal(augment(ink, seeds, augmentation), together)
    finally:
        torch.set_num_threads(threads)


def test_another_seed_gives_another_figure():
    for augmentation in (GENTLE, PRESETS["paper"], ALL):
        out = augment(figures(2), [5, 6], augmentation)
        assert not torch.equal(out[0], out[1])


def test_an_operation_is_the_same_whether_others_are_on_or_not():
    ink = torch.full((30, 1, 32, 32), 255, dtype=torch.uint8)
    holes = augment(ink, range(30), Augmentation(erasing=0.5, grid_mask=0.5)) == 0
    alone = {name: augment(ink, range(30), Augmentation(**{name: 0.5})) == 0 for name in ("erasing", "grid_mask")}
    assert torch.equal(alone["erasing"] | alone["grid_mask"], holes)
    assert torch.equal(augment(ink, range(30), Augmentation(erasing=0.5, grid_mask=0.5, line_weight=1)) == 0, holes)


def test_half_of_the_figures_are_flipped_and_ink_is_kept():
    matrices = random_homographies(draw_numbers(range(400)))
    assert 0.4 < (np.linalg.det(matrices) < 0).mean() < 0.6
    ink = figures(50)
    share = augment(ink, range(50)).sum((1, 2, 3)) / (ink.float() / 255).sum((1, 2, 3))
    assert ((share > 0.6) & (share < 1.4)).all()


def test_outside_is_paper():
    out = augment(torch.full((2, 1, 32, 32), 255, dtype=torch.uint8), [0, 1], Augmentation(scale=(0.5, 0.5)))
    assert out[:, :, [0, -1]].max() == 0
    assert out[:, :, 16, 16].min() == pytest.approx(1.0)


@pytest.mark.parametrize("side", [1, 8, 17])
def test_mirror_images_and_quarter_turns_are_exact(side):
    ink = noise(60, side)
    paper = ink.float() / 255
    assert torch.equal(augment(ink, range(60), Augmentation(flip=1)), paper.flip(-1))
    assert torch.equal(augment(ink, range(60), Augmentation(flip_vertical=1)), paper.flip(-2))
    turned, turns = augment(ink, range(60), Augmentation(quarter_turn=1)), []
    for figure, result in zip(paper.numpy(), turned.numpy(), strict=True):
        turns += [next(k for k in (1, 2, 3) if (np.rot90(figure[0], k) == result[0]).all())]
    assert side == 1 or all(12 <= turns.count(k) <= 28 for k in (1, 2, 3))
    some = augment(ink, range(60), Augmentation(flip=0.5, flip_vertical=0.5, quarter_turn=0.5))
    for figure, result in zip(paper.numpy(), some.numpy(), strict=True):
        eight = [np.rot90(mirror, k) for mirror in (figure[0], figure[0].T) for k in range(4)]
        assert any((wanted == result[0]).all() for wanted in eight)


def test_crop_is_a_box_of_the_figure_sampled_over_the_whole_picture():
    ink, side = noise(8, 20), 20
    settings = Augmentation(crop=1, crop_area=(0.3, 0.7))
    got = augment(ink, range(8), settings)
    for figure, result, matrix in zip(
        ink[:, 0].numpy() / 255, got[:, 0].numpy(), random_homographies(draw_numbers(range(8)), settings), strict=True
    ):
        width, height = matrix[0, 0], matrix[1, 1]
        left, top = (matrix[0, 2] + 1 - width) / 2, (matrix[1, 2] + 1 - height) / 2
        assert 0.3 <= width * height <= 0.7 and 0.79 <= width / height <= 1.26
        assert left >= -1e-6 and top >= -1e-6 and left + width <= 1 + 1e-6 and top + height <= 1 + 1e-6
        for i in range(side):
            for j in range(side):
                y = (top + height * (i + 0.5) / side) * side - 0.5
                x = (left + width * (j + 0.5) / side) * side - 0.5
                r, c = int(np.floor(y)), int(np.floor(x))
                value = 0.0
                for a, b in ((r, c), (r, c + 1), (r + 1, c), (r + 1, c + 1)):
                    if 0 <= a < side and 0 <= b < side:
                        value += figure[a, b] * (1 - abs(y - a)) * (1 - abs(x - b))
                assert result[i, j] == pytest.approx(value, abs=1e-4)


def test_without_probabilities_the_figures_stay_as_they_are_exactly():
    ink = noise(5, 21)
    strengths = {"crop_area": (0.1, 0.2), "erasing_area": (0.5, 0.9), "grid_mask_ratio": 0.1, "line_weight_radius": 0.1}
    for augmentation in (PRESETS["none"], Augmentation(), Augmentation(**strengths)):
        assert torch.equal(augment(ink, range(5), augmentation), ink.float() / 255)


@pytest.mark.parametrize("name", PROBABILITIES)
def test_an_operation_happens_as_often_as_it_is_told(name):
    ink, paper = figures(300, 32), figures(300, 32).float() / 255
    for probability, low, high in ((1.0, 240, 300), (0.3, 60, 115), (0.0, 0, 0)):
        out = augment(ink, range(300), Augmentation(**{name: probability}))
        changed = (out != paper).flatten(1).any(1).sum()  # where there was only paper, erasing changes nothing
        assert low <= changed <= high, (probability, changed)


@pytest.mark.parametrize("side", [1, 2, 8, 40])
@pytest.mark.parametrize("augmentation", [*PRESETS.values(), ALL], ids=[*PRESETS, "all"])
def test_results_are_ink_from_0_to_1_whatever_the_figure(side, augmentation):
    dot = torch.zeros(1, 1, side, side, dtype=torch.uint8)
    dot[..., side // 2, side // 2] = 255
    for figure in (torch.zeros_like(dot), torch.full_like(dot, 255), dot, noise(1, side)):
        out = augment(figure.expand(40, 1, side, side), range(40), augmentation)
        assert out.shape == (40, 1, side, side) and out.dtype == torch.float32
        assert out.isfinite().all() and out.min() >= 0 and out.max() <= 1
        if not figure.any():
            assert not out.any()


def test_numbers_are_those_of_the_seed_in_a_fixed_order():
    """A new operation takes its numbers after all others, so that pictures of those stay the same."""
    numbers = draw_numbers([7, 8])
    assert list(NUMBERS) == [
        "geometry", "flip_vertical", "quarter_turn", "crop", "erasing", "grid_mask", "line_weight", "broken_lines"
    ]  # fmt: skip
    assert list(NUMBERS.values()) == [7, 1, 1, 5, 5, 5, 2, 6]
    for row, seed in enumerate([7, 8]):
        found = np.concatenate([values[row] for values in numbers.values()])
        assert (found == np.random.default_rng(seed).random(len(found))).all()


def test_presets_hold_what_their_sources_state():
    paper = PRESETS["paper"]
    on = {name for name in PROBABILITIES if getattr(paper, name) > 0}
    assert on == {"flip", "crop", "erasing", "grid_mask"} and paper.flip == paper.erasing == 0.5
    assert (paper.erasing_area, paper.grid_mask_unit, paper.grid_mask_ratio) == ((0.02, 0.33), (0.43, 1.0), 0.6)
    assert (paper.rotation, paper.scale, paper.shift, paper.perspective) == (0, (1, 1), 0, 0)
    assert all(getattr(PRESETS["strong"], name) > 0 for name in (*PROBABILITIES, "rotation", "shift", "perspective"))
    assert PRESETS["none"] == Augmentation() and PRESETS["gentle"] is GENTLE


def test_settings_are_read_from_names_json_and_dicts():
    assert all(read_augmentation(name) is PRESETS[name] for name in PRESETS)
    given = {"erasing": 0.5, "erasing_area": [0.1, 0.2]}
    wanted = Augmentation(erasing=0.5, erasing_area=(0.1, 0.2))
    assert read_augmentation(given) == read_augmentation(json.dumps(given)) == read_augmentation(wanted) == wanted
    assert hash(read_augmentation(given)) == hash(wanted)  # lists have become tuples


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("papr", "must be none, gentle, paper, strong, or strengths by name"),
        (None, "must be none, gentle"),
        (0.5, "must be none, gentle"),
        ({"flips": 0.5, "grid": 1}, "has no flips, grid; it has flip, flip_vertical"),
        ("{flip: 0.5}", "is no JSON"),
        ({"flip": 1.5}, "flip must be a probability from 0 to 1, got 1.5"),
        ({"flip": True}, "flip must be a probability"),
        ({"flip": "0.5"}, "flip must be a probability"),
        ({"flip": float("nan")}, "flip must be a probability"),
        ({"perspective": 0.5}, "perspective must be a number from 0 to 0.49"),
        ({"crop_area": 0.5}, "crop_area must be two bounds over 0, up to 1, got 0.5"),
        ({"crop_area": [0.5, 0.4]}, "crop_area must be two bounds"),
        ({"crop_area": [0.0, 0.4]}, "crop_area must be two bounds"),
        ({"scale": [1, 2, 3]}, "scale must be two bounds"),
    ],
)
def test_wrong_settings_are_told_in_one_line_before_anything_starts(tmp_path, value, message):
    with pytest.raises(ValueError, match="augmentation") as error:
        PatentTrainingArguments(str(tmp_path), augmentation=value, report_to="none")
    assert message in str(error.value) and "\n" not in str(error.value)


def test_train_takes_a_name_json_or_a_mapping_in_yaml(tmp_path, capsys):
    def read(*arguments):
        return read_augmentation(train.parse_arguments(["--output_dir", str(tmp_path), *arguments])[1].augmentation)

    config = tmp_path / "config.yaml"
    config.write_text("augmentation: {flip: 0.25, crop: 1, crop_area: [0.5, 0.9]}\n")
    assert read() is GENTLE
    assert read("--config", str(config)) == Augmentation(flip=0.25, crop=1, crop_area=(0.5, 0.9))
    assert read("--config", str(config), "--augmentation", "strong") is PRESETS["strong"]
    assert read("--augmentation", '{"grid_mask": 0.3}') == Augmentation(grid_mask=0.3)
    train.sys.argv = ["train.py", "--output_dir", str(tmp_path), "--backbone", "x", "--augmentation", "papr"]
    assert train.main() == 2
    assert capsys.readouterr().err == (
        "train.py: augmentation must be none, gentle, paper, strong, or strengths by name "
        "('{\"flip\": 0.5}'), got 'papr'\n"
    )
