"""The triplet and the ArcFace loss against loops in float64, written from their definitions."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent import arcface_loss, triplet_loss


def unit(rows):
    return torch.nn.functional.normalize(rows, dim=-1)


def random_case(seed, n=None):
    """Unit rows and labels: some unknown, often one only, and batches of 1."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 16)) if n is None else n
    low, high = [(-1, 5), (-1, 2), (0, 1), (-1, 0)][int(rng.integers(4))]
    return unit(torch.tensor(rng.standard_normal((n, 5)))), torch.tensor(rng.integers(low, high, n))


def loop_triplet(z, patents, margin):
    z, values = np.asarray(z, dtype=np.float64), []
    n = len(z)
    for a in range(n):
        for p in range(n):
            if p == a or patents[a] < 0 or patents[p] != patents[a]:
                continue
            for other in range(n):
                if patents[other] != patents[a]:
                    values.append(max(0.0, margin + float(z[a] @ z[other]) - float(z[a] @ z[p])))
    active = [value for value in values if value > 0]
    return sum(active) / len(active) if active else 0.0


def plain_triplet(z, patents, margin):
    sim, n = z @ z.T, len(z)
    same = (patents[:, None] == patents[None, :]) & (patents[:, None] >= 0)
    triplet = (same & ~torch.eye(n, dtype=torch.bool))[:, :, None] & ~same[:, None, :]
    values = (margin + sim[:, None, :] - sim[:, :, None])[triplet]
    values = values[values > 0]
    return values.mean() if len(values) else z.sum() * 0


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 1.0))
def test_triplet_equals_the_loop_in_float64(seed, margin):
    z, patents = random_case(seed)
    got = triplet_loss(z, patents, margin)
    assert got.dtype == torch.float64
    assert got.item() == pytest.approx(loop_triplet(z, patents.tolist(), margin), rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, 1, 4, 1000]))
def test_triplet_gradient_is_that_of_autograd(seed, chunk_size):
    z, patents = random_case(seed)
    mine, theirs = z.clone().requires_grad_(), z.clone().requires_grad_()
    triplet_loss(mine, patents, 0.3, chunk_size).backward()
    plain_triplet(theirs, patents, 0.3).backward()
    torch.testing.assert_close(mine.grad, theirs.grad, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("chunk_size", [1, 3, 12, 1000])
def test_triplet_chunks_change_neither_value_nor_gradient(chunk_size):
    z, _ = random_case(1, n=12)
    patents = torch.tensor([0, 0, 0, 1, 1, 1, 2, 2, -1, -1, 3, 2])
    found = []
    for size in (None, chunk_size):
        leaf = z.clone().requires_grad_()
        loss = triplet_loss(leaf, patents, 0.4, size)
        loss.backward()
        found.append((loss.item(), leaf.grad))
    assert found[1][0] == pytest.approx(found[0][0], rel=1e-12) and found[0][0] > 0
    torch.testing.assert_close(found[1][1], found[0][1], rtol=1e-11, atol=1e-12)


def test_triplet_order_of_the_batch_does_not_matter():
    z, patents = random_case(2, n=14)[0], torch.tensor([0, 0, 1, 1, 2, 2, -1] * 2)
    order = torch.randperm(14, generator=torch.Generator().manual_seed(0))
    shuffled = triplet_loss(z[order], patents[order])
    assert shuffled.item() == pytest.approx(triplet_loss(z, patents).item(), rel=1e-12)


@pytest.mark.parametrize(
    ("rows", "patents"),
    [
        ([[1, 0], [0, 1], [1, 0]], [0, 1, 2]),  # no positives
        ([[1, 0], [0, 1], [1, 0]], [-1, -1, -1]),  # nothing known
        ([[1, 0], [0, 1], [1, 0]], [4, 4, 4]),  # no negatives
        ([[1, 0], [1, 0], [-1, 0], [-1, 0], [0, 1]], [0, 0, 1, 1, -1]),  # all further apart than the margin
        ([[1, 0]], [0]),
        (np.zeros((0, 2)), []),
    ],
)
def test_triplet_without_anything_to_tell_apart_is_exactly_zero(rows, patents):
    z = torch.tensor(np.array(rows), dtype=torch.float32).requires_grad_()
    loss = triplet_loss(z, torch.tensor(patents, dtype=torch.long), margin=0.2)
    loss.backward()
    assert loss.item() == 0
    assert torch.equal(z.grad, torch.zeros_like(z))


def test_triplet_an_unknown_patent_is_a_negative_and_never_an_anchor():
    z = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    # The one anchor pair is (0, 1): 0.2 + cos(z0, z2) - cos(z0, z1) = 1.2, and 0.2 + cos(z1, z2) - cos(z1, z0) = 0.2.
    assert triplet_loss(z, torch.tensor([0, 0, -1]), 0.2).item() == pytest.approx(0.7)


def loop_arcface(z, centers, labels, scale, margin):
    z, centers = (np.asarray(x, dtype=np.float64) for x in (z, centers))
    losses = []
    for row, label in zip(z, labels, strict=True):
        if label < 0:
            continue
        logits = []
        for c, subcenters in enumerate(centers):
            cosine = max(float(row @ w) / math.sqrt(float(w @ w)) for w in subcenters)
            theta = math.acos(min(1.0, max(-1.0, cosine)))
            if c == label and theta < math.pi - margin:
                logits.append(scale * math.cos(theta + margin))
            elif c == label:
                logits.append(scale * (cosine - margin * math.sin(margin)))
            else:
                logits.append(scale * cosine)
        top = max(logits)
        losses.append(math.log(sum(math.exp(x - top) for x in logits)) + top - logits[label])
    return sum(losses) / len(losses) if losses else 0.0


def random_centers(seed, classes=5, subcenters=1):
    rng = np.random.default_rng([seed, 1])
    return torch.tensor(rng.standard_normal((classes, subcenters, 5)) * 3)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.floats(0.0, 1.0), st.floats(1.0, 64.0))
def test_arcface_equals_the_loop_in_float64(seed, subcenters, margin, scale):
    z, labels = random_case(seed)
    centers = random_centers(seed, subcenters=subcenters)
    got = arcface_loss(z, centers, labels, scale, margin)
    assert got.dtype == torch.float64
    assert got.item() == pytest.approx(loop_arcface(z, centers, labels.tolist(), scale, margin), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("subcenters", [1, 2, 3])
@pytest.mark.parametrize("margin", [0.0, 0.5, 2.0])
def test_arcface_gradient_is_right_also_by_the_scale(subcenters, margin):
    z, labels = random_case(3, n=8)[0], torch.tensor([0, 1, 2, 3, 4, -1, -1, 0])
    scale = torch.tensor(8.0, dtype=torch.float64, requires_grad=True)
    inputs = (z.requires_grad_(), random_centers(5, subcenters=subcenters).requires_grad_(), scale)
    assert torch.autograd.gradcheck(lambda z, w, s: arcface_loss(z, w, labels, s, margin), inputs)


@pytest.mark.parametrize("subcenters", [2, 3])
def test_arcface_only_the_nearest_subcenter_counts(subcenters):
    z, labels = random_case(4, n=6)[0], torch.tensor([0, 1, 2, 3, 4, 0])
    centers = random_centers(6, subcenters=subcenters).requires_grad_()
    loss = arcface_loss(z, centers, labels)
    loss.backward()
    near = torch.einsum("nd,ckd->nck", z, unit(centers.detach())).argmax(dim=-1)
    used = torch.zeros(centers.shape[:2], dtype=torch.bool)
    used[torch.arange(5).expand(6, -1), near] = True
    assert torch.equal(centers.grad.abs().sum(dim=-1) > 0, used)
    doubled = centers.detach().repeat(1, 2, 1)  # the same centres twice are as good as once
    assert arcface_loss(z, doubled, labels).item() == pytest.approx(loss.item(), rel=1e-12)


def test_arcface_without_a_margin_is_the_cross_entropy_of_scaled_cosines():
    z, labels = random_case(5, n=9)[0], torch.tensor([0, 1, 2, 3, 4, 0, 1, 2, 3])
    centers = random_centers(7)
    plain = torch.nn.functional.cross_entropy(16.0 * z @ unit(centers[:, 0]).T, labels)
    assert arcface_loss(z, centers, labels, 16.0, 0.0).item() == pytest.approx(plain.item(), rel=1e-12)


def test_arcface_past_pi_minus_margin_goes_on_falling():
    centers = torch.tensor([[[1.0, 0.0]], [[0.0, 1.0]]], dtype=torch.float64)
    angles = torch.linspace(0.01, math.pi - 0.01, 200, dtype=torch.float64)
    z = torch.stack([angles.cos(), -angles.sin()], dim=1)
    label, margin = torch.tensor([0]), 0.5
    losses = [arcface_loss(row[None], centers, label, 10.0, margin).item() for row in z]
    looped = [loop_arcface(row[None], centers, [0], 10.0, margin) for row in z]
    assert losses == pytest.approx(looped, rel=1e-9)
    assert any(angle > math.pi - margin for angle in angles.tolist())
    own = [math.log(math.expm1(loss)) for loss in losses]  # other logit - own logit
    own = [10.0 * -math.sin(angle) - value for angle, value in zip(angles.tolist(), own, strict=True)]
    assert all(later < earlier for earlier, later in itertools.pairwise(own))


def test_arcface_leaves_out_unknown_classes():
    z, labels = random_case(6, n=7)[0], torch.tensor([0, -1, 2, -1, 4, 1, -1])
    centers = random_centers(8)
    known = labels >= 0
    assert arcface_loss(z, centers, labels).item() == pytest.approx(
        arcface_loss(z[known], centers, labels[known]).item(), rel=1e-12
    )


@pytest.mark.parametrize("count", [0, 1, 4])
def test_arcface_with_no_class_known_is_zero_with_zero_gradients(count):
    z, centers = unit(torch.randn(count, 5)).requires_grad_(), random_centers(9).float().requires_grad_()
    loss = arcface_loss(z, centers, torch.full((count,), -1))
    loss.backward()
    assert loss.item() == 0
    assert torch.equal(z.grad, torch.zeros_like(z))
    assert torch.equal(centers.grad, torch.zeros_like(centers))


def test_arcface_order_of_the_batch_does_not_matter():
    z, labels = random_case(7, n=10)[0], torch.tensor([0, 1, -1, 2, 2, 3, 4, -1, 0, 1])
    order = torch.randperm(10, generator=torch.Generator().manual_seed(0))
    centers = random_centers(10, subcenters=2)
    shuffled = arcface_loss(z[order], centers, labels[order])
    assert shuffled.item() == pytest.approx(arcface_loss(z, centers, labels).item(), rel=1e-12)


def test_arcface_a_class_without_a_centre_is_named():
    z, _ = random_case(8, n=2)
    with pytest.raises(ValueError, match=r"class 5 of 5 \(0 to 4\)"):
        arcface_loss(z, random_centers(0), torch.tensor([0, 5]))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("autocast", [False, True])
def test_any_unit_rows_give_finite_numbers(dtype, autocast):
    east = torch.tensor([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0]], dtype=dtype)
    centers = torch.tensor([[[1.0, 0.0]], [[-1.0, 0.0]]], dtype=dtype).requires_grad_()
    for rows in (east, -east, east[:1].expand(4, -1)):
        z = rows.clone().requires_grad_()
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            losses = [
                triplet_loss(z, torch.tensor([0, 1, 0, 1])),
                arcface_loss(z, centers, torch.tensor([0, 1, 0, -1]), scale=1000.0),
            ]
        for loss in losses:
            assert loss.dtype == torch.float32
            assert loss.isfinite()
        sum(losses).backward()
        assert z.grad.dtype == dtype
        assert z.grad.isfinite().all() and centers.grad.isfinite().all()


def test_inside_autocast_the_values_are_those_of_float32():
    z, labels = random_case(9, n=12)[0].float(), torch.tensor([0, 0, 1, 1, 2, 2, 3, 3, -1, 4, 4, -1])
    centers = random_centers(11, subcenters=2).float()
    with torch.autocast("cpu", torch.bfloat16):
        inside = triplet_loss(z, labels).item(), arcface_loss(z, centers, labels).item()
    assert inside == (triplet_loss(z, labels).item(), arcface_loss(z, centers, labels).item())
