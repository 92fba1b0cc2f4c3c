from collections import Counter

import numpy as np
import pytest
import torch

from modeling_patent.training import HierarchicalBatchSampler, batch_statistics
from modeling_patent.training.sampler import pair_by_class


def corpus(patents=200, seed=0, figures=(2, 6)):
    """Figures of patents in 30 subclasses of 8 main classes, long-tailed, some without a code."""
    rng = np.random.default_rng(seed)
    subclass = np.minimum(rng.geometric(0.12, patents) - 1, 29)
    main = subclass // 4
    subclass = np.where(rng.random(patents) < 0.1, -1, subclass)
    main = np.where((subclass < 0) & (rng.random(patents) < 0.5), -1, main)
    count = rng.integers(*figures, patents)
    rows = rng.permutation(np.repeat(np.arange(patents), count))
    return rows, subclass[rows], main[rows]


def sampler(labels, **changes):
    settings = {"patents_per_batch": 16, "figures_per_patent": 2, "partner_share": 0.5, "seed": 3}
    return HierarchicalBatchSampler(*labels, **(settings | changes))


def test_every_batch_holds_p_patents_of_f_distinct_figures():
    labels = corpus()
    for batch in sampler(labels):
        rows = np.array([row for row, _ in batch])
        assert len(rows) == 32 and len(set(rows.tolist())) == 32
        counts = Counter(labels[0][rows].tolist())
        assert len(counts) == 16 and set(counts.values()) == {2}
        assert (labels[0][rows[::2]] == labels[0][rows[1::2]]).all()


def test_length_is_exact_and_no_patent_comes_twice_an_epoch():
    labels = corpus(patents=203)
    batches = list(sampler(labels))
    assert len(batches) == len(sampler(labels)) == 203 // 16
    patents = Counter(labels[0][row] for batch in batches for row, _ in batch[::2])
    assert set(patents.values()) == {1}


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_share_of_partners_does_not_change_how_often_a_patent_is_seen(share):
    labels = corpus(patents=100)
    drawn = Counter()
    taken = sampler(labels, partner_share=share)
    epochs = 400
    for epoch in range(epochs):
        taken.set_epoch(epoch)
        drawn.update(patent for batch in taken.patent_batches() for patent in batch)
    # 96 of 100 patents an epoch: each is drawn in 96 % of the epochs, with a binomial spread of 1 %.
    rates = np.array([drawn[patent] for patent in range(100)]) / epochs
    assert abs(rates - 0.96).max() < 0.05


def partnered(labels, batches):
    """Share of the patents that have another of their subclass or main class in the batch."""
    _, first = np.unique(labels[0], return_index=True)
    subclass, main = labels[1][first], labels[2][first]
    found = []
    for batch in batches:
        for patent in batch:
            others = [other for other in batch if other != patent]
            found.append(
                any(subclass[patent] >= 0 and subclass[patent] == subclass[other] for other in others)
                or any(main[patent] >= 0 and main[patent] == main[other] for other in others)
            )
    return np.mean(found)


def test_stated_share_has_partners_where_chance_gives_few():
    # 300 subclasses of their own main class, two patents each: partners hardly meet by chance.
    patents = np.repeat(np.arange(600), 2)
    classes = patents // 2
    labels = (patents, classes, classes)
    shares = {share: partnered(labels, sampler(labels, partner_share=share).patent_batches()) for share in (0, 0.5, 1)}
    assert shares[0] < 0.1
    assert 0.45 < shares[0.5] < 0.6
    assert shares[1] > 0.95


def test_pairs_share_a_subclass_first_and_are_disjoint():
    subclasses, mains = np.array([0, 0, 1, 2, 2, 2, -1, -1]), np.array([0, 0, 0, 1, 1, 1, 0, -1])
    pairs = pair_by_class(np.arange(8), subclasses, mains)
    members = [patent for pair in pairs for patent in pair]
    assert len(members) == len(set(members)) == 6
    assert sum(subclasses[a] == subclasses[b] >= 0 for a, b in pairs) == 2
    assert all(mains[a] == mains[b] >= 0 for a, b in pairs)


def test_epoch_and_seed_decide_everything():
    labels = corpus()
    first, again, other_epoch, other_seed = sampler(labels), sampler(labels), sampler(labels), sampler(labels, seed=4)
    other_epoch.set_epoch(1)
    assert list(first) == list(again) == list(first)
    assert list(first) != list(other_epoch)
    assert list(first) != list(other_seed)


def test_patent_with_one_figure_gives_it_twice_with_two_seeds():
    labels = corpus(patents=20, figures=(1, 2))
    for batch in sampler(labels):
        assert [row for row, _ in batch[::2]] == [row for row, _ in batch[1::2]]
        assert all(seed != other for (_, seed), (_, other) in zip(batch[::2], batch[1::2], strict=True))


def test_too_few_patents_and_wrong_shares_are_named():
    with pytest.raises(ValueError, match="10 patents to train on, but a batch takes 16"):
        sampler(corpus(patents=10))
    with pytest.raises(ValueError, match="partner_share"):
        sampler(corpus(), partner_share=1.5)


def test_statistics_equal_a_count_by_hand():
    rng = np.random.default_rng(1)
    patents, subclasses = rng.integers(-1, 6, 24), rng.integers(-1, 4, 24)
    mains = np.where(subclasses >= 0, subclasses // 2, rng.integers(-1, 2, 24))
    stats = batch_statistics(*(torch.tensor(values) for values in (patents, subclasses, mains)))
    finest = Counter()
    for i in range(24):
        for j in range(24):
            if i == j:
                continue
            for name, labels in (("patent", patents), ("subclass", subclasses), ("main_class", mains)):
                if labels[i] >= 0 and labels[i] == labels[j]:
                    finest[name] += 1
                    break
    for name in ("patent", "subclass", "main_class"):
        assert stats[f"{name}_positives"] == pytest.approx(finest[name] / 24)
    assert stats["patents"] == len(set(patents.tolist()) - {-1})
    assert stats["main_classes"] == len(set(mains.tolist()) - {-1})
