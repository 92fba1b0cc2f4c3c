"""Eq. 1, 2 and 3 of arXiv 2404.19360 against loops in float64, written from the equations word for word."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent import grouped_image_text_loss, image_to_text_loss, uncertainty_weighted_sum


def unit(rows):
    return torch.nn.functional.normalize(rows, dim=-1)


def random_case(seed, n=None):
    """Image rows, text rows and groups: some unknown, often one group only, and batches of 1."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 20)) if n is None else n
    images, texts = (unit(torch.tensor(rng.standard_normal((n, 5)))) for _ in range(2))
    low, high = [(-1, 4), (-1, 2), (0, 1), (-1, 0)][int(rng.integers(4))]
    return images, texts, torch.tensor(rng.integers(low, high, n))


def log_softmax_at(logits, j):
    top = max(logits)
    return logits[j] - top - math.log(sum(math.exp(x - top) for x in logits))


def loop_eq1(v, t, s):
    v, t = (np.asarray(rows, dtype=np.float64) for rows in (v, t))
    n = len(v)
    losses = [-log_softmax_at([s * float(t[k] @ v[i]) for k in range(n)], i) for i in range(n)]
    return sum(losses) / n if n else 0.0


def loop_eq2(v, t, groups, s):
    v, t = (np.asarray(rows, dtype=np.float64) for rows in (v, t))
    n, total = len(v), 0.0
    for i in range(n):
        positives = [j for j in range(n) if j == i or (groups[i] >= 0 and groups[j] == groups[i])]
        to_images = [s * float(t[i] @ v[k]) for k in range(n)]
        to_texts = [s * float(t[k] @ v[i]) for k in range(n)]
        for j in positives:
            total -= (log_softmax_at(to_images, j) + log_softmax_at(to_texts, j)) / len(positives)
    return total / n if n else 0.0


def plain_eq1(v, t, s):
    return -torch.log_softmax(s * v @ t.T, dim=1).diagonal().mean()


def plain_eq2(v, t, groups, s):
    same = ((groups[:, None] == groups[None, :]) & (groups[:, None] >= 0)) | torch.eye(len(v), dtype=torch.bool)
    weights = same.double() / same.double().sum(dim=1, keepdim=True)
    logits = s * v @ t.T
    return -(weights * (torch.log_softmax(logits, dim=1) + torch.log_softmax(logits.T, dim=1))).sum(dim=1).mean()


def ours(kind, v, t, groups, s, chunk_size=None):
    if kind == "eq1":
        return image_to_text_loss(v, t, s, chunk_size)
    return grouped_image_text_loss(v, t, groups, s, chunk_size)


KINDS = pytest.mark.parametrize("kind", ["eq1", "eq2"])


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 100.0))
def test_losses_equal_the_loops_in_float64(seed, scale):
    v, t, groups = random_case(seed)
    first, second = image_to_text_loss(v, t, scale), grouped_image_text_loss(v, t, groups, scale)
    assert first.dtype == second.dtype == torch.float64
    assert first.item() == pytest.approx(loop_eq1(v, t, scale), rel=1e-9, abs=1e-9)
    assert second.item() == pytest.approx(loop_eq2(v, t, groups.tolist(), scale), rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 100.0), st.sampled_from([None, 1, 3, 100]))
def test_float32_values_and_gradients_are_those_of_autograd_in_float64(seed, scale, chunk_size):
    case = random_case(seed)
    for kind, plain in (("eq1", plain_eq1), ("eq2", plain_eq2)):
        narrow = [rows.float().requires_grad_() for rows in case[:2]] + [torch.tensor(scale, requires_grad=True)]
        wide = [value.detach().double().requires_grad_() for value in narrow]
        got = ours(kind, narrow[0], narrow[1], case[2], narrow[2], chunk_size)
        expected = plain(*wide[:2], *([case[2]] if kind == "eq2" else []), wide[2])
        got.backward()
        expected.backward()
        assert got.item() == pytest.approx(expected.item(), rel=2e-6, abs=1e-6 * scale)
        for mine, theirs in zip(narrow, wide, strict=True):
            # Rounding a score errs by scale * 2^-24, which moves a share as much, and the gradient scale times that.
            atol = 1e-5 * max(1, scale**2 / 100)
            torch.testing.assert_close(mine.grad.double(), theirs.grad, rtol=1e-4, atol=atol)


@KINDS
@pytest.mark.parametrize("chunk_size", [None, 1, 4])
def test_gradient_is_right_also_by_the_scale(kind, chunk_size):
    v, t, _ = random_case(3, n=9)
    groups = torch.tensor([0, 0, 1, 1, 1, -1, -1, 2, 0])
    scale = torch.tensor(7.0, dtype=torch.float64, requires_grad=True)
    inputs = (v.requires_grad_(), t.requires_grad_(), scale)
    assert torch.autograd.gradcheck(lambda v, t, s: ours(kind, v, t, groups, s, chunk_size), inputs)


@KINDS
def test_gradient_by_a_frozen_side_alone_is_right(kind):
    v, t, groups = random_case(4, n=7)
    both = [rows.clone().requires_grad_() for rows in (v, t)]
    ours(kind, *both, groups, 10.0).backward()
    alone = v.clone().requires_grad_()
    ours(kind, alone, t, groups, 10.0).backward()
    assert torch.equal(alone.grad, both[0].grad)


@KINDS
def test_a_second_derivative_is_refused_and_not_silently_wrong(kind):
    v, t, groups = random_case(5, n=6)
    v.requires_grad_()
    (gradient,) = torch.autograd.grad(ours(kind, v, t, groups, 5.0) ** 2, v, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        gradient.sum().backward()


@KINDS
@pytest.mark.parametrize("chunk_size", [1, 5, 17, 1000])
def test_chunks_change_neither_value_nor_gradient(kind, chunk_size):
    v, t, _ = random_case(6, n=17)
    groups = torch.tensor([0, 1, 2, -1] * 4 + [0])
    found = []
    for size in (None, chunk_size):
        leaves = [v.clone().requires_grad_(), t.clone().requires_grad_(), torch.tensor(9.0, dtype=torch.float64)]
        leaves[2].requires_grad_()
        loss = ours(kind, leaves[0], leaves[1], groups, leaves[2], size)
        loss.backward()
        found.append([loss.detach(), *(leaf.grad for leaf in leaves)])
    for whole, parts in zip(*found, strict=True):
        torch.testing.assert_close(parts, whole, rtol=1e-11, atol=1e-12)


@KINDS
def test_order_of_the_batch_does_not_matter(kind):
    v, t, _ = random_case(7, n=15)
    groups = torch.tensor([0, 0, 1, -1, 2] * 3)
    order = torch.randperm(15, generator=torch.Generator().manual_seed(1))
    shuffled = ours(kind, v[order], t[order], groups[order], 20.0)
    assert shuffled.item() == pytest.approx(ours(kind, v, t, groups, 20.0).item(), rel=1e-12)
    shifted = ours(kind, v, t[order], groups, 20.0)  # the texts of other figures: not the same thing
    assert shifted.item() != pytest.approx(ours(kind, v, t, groups, 20.0).item(), rel=1e-3)


@KINDS
@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_tell_apart_gives_zero_and_a_zero_gradient(kind, count):
    v, t = (unit(torch.randn(count, 4)).requires_grad_() for _ in range(2))
    scale = torch.tensor(14.0, requires_grad=True)
    loss = ours(kind, v, t, torch.full((count,), 0), scale)
    loss.backward()
    assert loss.item() == 0
    for leaf in (v, t, scale):
        torch.testing.assert_close(leaf.grad, torch.zeros_like(leaf), rtol=0, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_with_every_group_unknown_or_its_own_it_is_twice_the_symmetric_infonce(seed, unknown):
    v, t, groups = random_case(seed)
    groups = torch.full_like(groups, -1) if unknown else torch.arange(len(v))
    logits, own = 12.0 * v @ t.T, torch.arange(len(v))
    entropy = torch.nn.functional.cross_entropy
    symmetric = (entropy(logits, own) + entropy(logits.T, own)) / 2
    assert grouped_image_text_loss(v, t, groups, 12.0).item() == pytest.approx(2 * symmetric.item(), abs=1e-10)


@KINDS
def test_in_one_group_every_text_fits_every_figure(kind):
    v, t, _ = random_case(8, n=6)
    one = torch.zeros(6, dtype=torch.long)
    if kind == "eq2":  # a constant vector fits all alike: log N each way
        same = v[:1].expand(6, -1)
        assert grouped_image_text_loss(same, same, one, 30.0).item() == pytest.approx(2 * math.log(6))
    else:
        assert ours(kind, v, t, one, 30.0).item() == ours(kind, v, t, torch.arange(6), 30.0).item()


@KINDS
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("autocast", [False, True])
def test_any_unit_rows_give_finite_numbers(kind, dtype, autocast):
    east = torch.tensor([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0]], dtype=dtype)
    groups = torch.tensor([0, 1, 0, -1])
    for v, t in ((east, east), (east, -east), (east, east.flip(0)), (east[:1].expand(4, -1), east[:1].expand(4, -1))):
        v, t = v.clone().requires_grad_(), t.clone().requires_grad_()
        scale = torch.tensor(1000.0, requires_grad=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            loss = ours(kind, v, t, groups, scale)
        loss.backward()
        assert loss.dtype == torch.float32
        assert loss.isfinite()
        assert v.grad.dtype == dtype
        assert all(leaf.grad.isfinite().all() for leaf in (v, t, scale))


@KINDS
def test_inside_autocast_the_value_is_that_of_float32(kind):
    v, t, groups = random_case(9, n=12)
    v, t = v.float(), t.float()
    with torch.autocast("cpu", torch.bfloat16):
        inside = ours(kind, v, t, groups, 50.0)
    assert inside.item() == ours(kind, v, t, groups, 50.0).item()


def test_wrong_shapes_are_named():
    v, t, groups = random_case(1, n=6)
    with pytest.raises(ValueError, match=r"got \(6, 5\) and \(5, 5\)"):
        image_to_text_loss(v, t[:5], 1.0)
    with pytest.raises(ValueError, match=r"got \(6, 5\) and \(5,\)"):
        grouped_image_text_loss(v, t, groups[:5], 1.0)


def test_uncertainty_weighted_sum_is_eq3():
    losses, variances = {"clip": 1.5, "cls": 0.25, "cat": 4.0}, {"clip": 0.0, "cls": -1.2, "cat": 0.7}
    expected = sum(loss * math.exp(-variances[name]) + variances[name] for name, loss in losses.items())
    as_tensors = [
        {name: torch.tensor(x, dtype=torch.float64) for name, x in values.items()} for values in (losses, variances)
    ]
    assert uncertainty_weighted_sum(*as_tensors).item() == pytest.approx(expected, rel=1e-12)
    del as_tensors[0]["cls"]  # a term that is off counts neither by its loss nor by its variance
    expected -= 0.25 * math.exp(1.2) - 1.2
    assert uncertainty_weighted_sum(*as_tensors).item() == pytest.approx(expected, rel=1e-12)


def test_uncertainty_gradients_are_right_and_its_minimum_is_the_log_of_the_loss():
    losses, variances = torch.tensor([2.0, 0.5]).double(), torch.tensor([0.3, -0.4]).double()
    inputs = (losses.requires_grad_(), variances.requires_grad_())

    def total(losses, variances):
        return uncertainty_weighted_sum(dict(zip("ab", losses, strict=True)), dict(zip("ab", variances, strict=True)))

    assert torch.autograd.gradcheck(total, inputs)
    best = losses.detach().log().requires_grad_()
    total(losses.detach(), best).backward()
    torch.testing.assert_close(best.grad, torch.zeros_like(best), rtol=0, atol=1e-12)
