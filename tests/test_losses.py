import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent import contrastive_loss, hierarchical_contrastive_loss
from modeling_patent.losses_patent import NORMALIZATIONS, relevance_matrix


def loop_loss(embeds, patents, subclasses, mains, relevance, tau, normalization):
    """METHODS 2, word for word, in float64 loops."""
    z = np.asarray(embeds, dtype=np.float64)
    n, losses = len(z), []
    for i in range(n):
        h = []
        for j in range(n):
            value = 0.0
            if j != i:
                if patents[i] == patents[j] and patents[i] >= 0:
                    value = relevance[0]
                elif subclasses[i] == subclasses[j] and subclasses[i] >= 0:
                    value = relevance[1]
                elif mains[i] == mains[j] and mains[i] >= 0:
                    value = relevance[2]
            h.append(value)
        if sum(h) == 0:
            continue
        log_denominator = math.log(sum(math.exp(float(z[i] @ z[k]) / tau) for k in range(n) if k != i))
        loss = -sum(h[j] * (float(z[i] @ z[j]) / tau - log_denominator) for j in range(n) if h[j] > 0)
        if normalization == "relevance":
            loss /= sum(h)
        elif normalization == "count":
            loss /= sum(value > 0 for value in h)
        losses.append(loss)
    return sum(losses) / len(losses) if losses else 0.0


def random_case(seed, n=None):
    rng = np.random.default_rng(seed)
    n = n or int(rng.integers(1, 24))
    embeds = torch.nn.functional.normalize(torch.tensor(rng.standard_normal((n, 6))), dim=-1)
    patents = torch.tensor(rng.integers(-1, max(1, n // 2), n))
    subclasses = torch.tensor(rng.integers(-1, 5, n))
    return (
        embeds,
        patents,
        subclasses,
        torch.where(subclasses < 0, torch.tensor(rng.integers(-1, 3, n)), subclasses // 2),
    )


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(NORMALIZATIONS), st.floats(0.03, 2.0))
def test_loss_equals_the_loop_in_float64(seed, normalization, tau):
    case = random_case(seed)
    got = hierarchical_contrastive_loss(*case, temperature=tau, normalization=normalization)
    labels = [label.tolist() for label in case[1:]]
    expected = loop_loss(case[0], *labels, (1.0, 0.35, 0.2), tau, normalization)
    assert got.dtype == torch.float64
    assert float(got) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("chunk_size", [None, 3])
def test_gradient_is_right(normalization, chunk_size):
    embeds, *labels = random_case(7, n=10)
    embeds.requires_grad_()
    assert torch.autograd.gradcheck(
        lambda z: hierarchical_contrastive_loss(z, *labels, normalization=normalization, chunk_size=chunk_size), embeds
    )


@pytest.mark.parametrize("chunk_size", [1, 4, 19, 100])
def test_chunks_change_neither_value_nor_gradient(chunk_size):
    embeds, *labels = random_case(3, n=19)
    whole, parts = embeds.clone().requires_grad_(), embeds.clone().requires_grad_()
    first = hierarchical_contrastive_loss(whole, *labels)
    second = hierarchical_contrastive_loss(parts, *labels, chunk_size=chunk_size)
    first.backward()
    second.backward()
    assert first.item() == pytest.approx(second.item(), rel=1e-12)
    torch.testing.assert_close(whole.grad, parts.grad, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_without_shared_classes_all_readings_are_the_contrastive_loss(normalization):
    embeds, *_ = random_case(11, n=16)
    patents = torch.arange(8).repeat_interleave(2)
    plain = contrastive_loss(embeds, patents, 0.1)
    hierarchical = hierarchical_contrastive_loss(
        embeds, patents, patents, patents, temperature=0.1, normalization=normalization
    )
    assert hierarchical.item() == pytest.approx(plain.item(), rel=1e-12)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("chunk_size", [None, 4])
def test_gradient_by_the_temperature_is_right(normalization, chunk_size):
    embeds, *labels = random_case(9, n=10)
    tau = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)

    def loss(z, tau):
        return hierarchical_contrastive_loss(
            z, *labels, temperature=tau, normalization=normalization, chunk_size=chunk_size
        )

    assert torch.autograd.gradcheck(loss, (embeds.requires_grad_(), tau))
    assert torch.autograd.gradcheck(lambda z, tau: contrastive_loss(z, labels[0], tau, chunk_size), (embeds, tau))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.03, 2.0))
def test_contrastive_loss_equals_the_loop_in_float64(seed, tau):
    embeds, patents, *_ = random_case(seed)
    unknown = [-1] * len(embeds)
    expected = loop_loss(embeds, patents.tolist(), unknown, unknown, (1.0, 0.0, 0.0), tau, "relevance")
    assert contrastive_loss(embeds, patents, tau).item() == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_level_without_relevance_gives_no_positives():
    embeds, *labels = random_case(13, n=12)
    for relevance in ((1.0, 0.0, 0.2), (0.0, 0.35, 0.0), (1.0, 0.35, 0.0), (0.0, 0.0, 0.0)):
        for normalization in NORMALIZATIONS:
            got = hierarchical_contrastive_loss(embeds, *labels, relevance, 0.5, normalization)
            expected = loop_loss(embeds, *(label.tolist() for label in labels), relevance, 0.5, normalization)
            assert got.item() == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_order_of_the_batch_does_not_matter():
    embeds, *labels = random_case(5, n=20)
    order = torch.randperm(20, generator=torch.Generator().manual_seed(0))
    shuffled = hierarchical_contrastive_loss(embeds[order], *(label[order] for label in labels))
    assert shuffled.item() == pytest.approx(hierarchical_contrastive_loss(embeds, *labels).item(), rel=1e-12)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_no_positive_gives_zero_and_a_zero_gradient(count):
    embeds = torch.nn.functional.normalize(torch.randn(count, 4), dim=-1).requires_grad_()
    unknown = torch.full((count,), -1)
    loss = hierarchical_contrastive_loss(embeds, unknown, unknown, unknown)
    loss.backward()
    assert loss.item() == 0
    assert torch.equal(embeds.grad, torch.zeros_like(embeds))


def test_unknown_class_is_no_positive_but_stays_in_the_denominator():
    embeds, *_ = random_case(2, n=4)
    patents = torch.tensor([0, 0, 1, 2])
    unknown = torch.full((4,), -1)
    with_unknown = hierarchical_contrastive_loss(embeds, patents, unknown, unknown)
    without_them = hierarchical_contrastive_loss(embeds[:2], patents[:2], unknown[:2], unknown[:2])
    assert with_unknown.item() == pytest.approx(contrastive_loss(embeds, patents).item())
    assert with_unknown.item() > without_them.item() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_equal_and_opposite_vectors_at_a_cold_temperature_stay_finite(normalization, dtype):
    embeds = torch.tensor([[1, 0], [1, 0], [-1, 0], [-1, 0]], dtype=dtype, requires_grad=True)
    patents, tau = torch.tensor([0, 1, 0, 1]), torch.tensor(1e-3, requires_grad=True)
    for count in (4, 2, 1):
        known = patents[:count]
        loss = hierarchical_contrastive_loss(
            embeds[:count], known, known, known, temperature=tau, normalization=normalization
        )
        loss.backward()
        assert loss.dtype == torch.float32 and torch.isfinite(loss)
        assert torch.isfinite(embeds.grad).all() and torch.isfinite(tau.grad)


def test_loss_is_float32_inside_autocast():
    embeds, *labels = random_case(8, n=12)
    plain = hierarchical_contrastive_loss(embeds.float(), *labels)
    with torch.autocast("cpu", torch.bfloat16):
        inside = hierarchical_contrastive_loss(embeds.float(), *labels)
    assert inside.dtype == torch.float32
    assert inside.item() == plain.item()


def test_finest_shared_level_gives_the_relevance():
    patents, subclasses, mains = (
        torch.tensor([1, 1, 2, 3, 4]),
        torch.tensor([7, 7, 7, 8, -1]),
        torch.tensor([0, 0, 0, 0, -1]),
    )
    h = relevance_matrix((patents, subclasses, mains), (patents, subclasses, mains))
    assert h[0].tolist() == pytest.approx([1.0, 1.0, 0.35, 0.2, 0.0])
    assert h[4].tolist() == pytest.approx([0.0, 0.0, 0.0, 0.0, 1.0])


def test_wrong_arguments_are_named():
    embeds, *labels = random_case(1, n=6)
    with pytest.raises(ValueError, match="unknown normalization 'mean'"):
        hierarchical_contrastive_loss(embeds, *labels, normalization="mean")
    with pytest.raises(ValueError, match=r"got \(6, 6\) and \(5,\)"):
        hierarchical_contrastive_loss(embeds, labels[0][:5], *labels[1:])
