import pytest
import torch
from transformers import AutoModel

from modeling_patent import (
    PatentVisionTextModel,
    grouped_image_text_loss,
    hierarchical_contrastive_loss,
    image_to_text_loss,
)
from tests.small import BACKBONES
from tests.small_texts import INK, LABELS, TEXT_TOWERS, TEXTS, TOKENS, embeds, make_tokenizer, small_model

LOSSES = {
    "hierarchical": {}, "contrastive": {}, "triplet": {}, "arcface": {"classes": 3}, "distribution_aware": {},
    "hierarchical with words": {"language_weight": 0.2},
}  # fmt: skip


@pytest.mark.parametrize("tower", TEXT_TOWERS)
@pytest.mark.parametrize("family", BACKBONES)
def test_every_pair_of_families_gives_unit_rows_that_differ(family, tower):
    rows = embeds(small_model(family, tower))
    assert rows.shape == (12, 16)
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(12))
    for part in rows.chunk(2):
        assert (part @ part.T - 2 * torch.eye(6)).max() < 1 - 1e-6


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("family", BACKBONES)
def test_every_loss_learns_a_batch_by_heart_and_is_loaded_as_it_was(tmp_path, family, loss):
    model = small_model(family, loss=loss.split()[0], projector="norm_mlp", **LOSSES[loss])
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=3e-3)
    texts = {"text_embeds": model.text_features(**TOKENS).detach()}
    losses = []
    for _ in range(20):
        value = model.train()(INK, **LABELS, **texts).loss
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(value.item())
    assert losses[-1] < 0.8 * losses[0]
    model.save_pretrained(tmp_path)
    loaded = AutoModel.from_pretrained(tmp_path)
    assert isinstance(loaded, PatentVisionTextModel)
    assert loaded.state_dict().keys() == model.state_dict().keys()
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in loaded.state_dict().items())
    torch.testing.assert_close(embeds(loaded), embeds(model), rtol=1e-5, atol=1e-6)
    first, second = (one.eval()(INK, **LABELS, **texts).loss.item() for one in (model, loaded))
    assert first == pytest.approx(second, rel=1e-4)


@pytest.mark.parametrize("pooling", ["pooler", "mean", "cls"])
@pytest.mark.parametrize("tower", TEXT_TOWERS)
@torch.no_grad()
def test_a_text_s_vector_does_not_depend_on_the_texts_beside_it(tower, pooling):
    model = small_model(tower=tower, text_pooling=pooling).eval()
    together, tokenizer = model.embed_texts(**TOKENS), make_tokenizer()
    for number, text in enumerate(TEXTS):
        alone = tokenizer([text], return_tensors="pt")
        for options in ({"attention_mask": alone["attention_mask"]}, {}):
            torch.testing.assert_close(model.embed_texts(alone["input_ids"], **options)[0], together[number])


@torch.no_grad()
def test_siglip_s_texts_are_read_as_it_was_trained_at_full_length_without_a_mask():
    model = small_model(tower="siglip").eval()
    full = make_tokenizer()(TEXTS, padding="max_length", return_tensors="pt")["input_ids"]
    expected = model.text_model(input_ids=full).pooler_output
    torch.testing.assert_close(model.text_features(**TOKENS), expected)


@pytest.mark.parametrize(
    ("tower", "config"),
    [
        ("bert", {}), ("clip", {}), ("siglip", {}), ("bert", {"projection_dim": 8}), ("clip", {"projection_dim": 24}),
        ("bert", {"text_projection": "frozen"}), ("bert", {"text_projection": "trained"}),
    ],
)  # fmt: skip
def test_kept_text_vectors_equal_the_words(tower, config):
    model = small_model(tower=tower, **config).train()
    kept = model.text_features(**TOKENS)
    torch.manual_seed(3)
    words = model(INK, **LABELS, **TOKENS)
    torch.manual_seed(3)
    vectors = model(INK, **LABELS, text_embeds=kept.detach())
    assert torch.equal(words.text_embeds, vectors.text_embeds)
    assert words.loss.item() == vectors.loss.item()
    torch.testing.assert_close(words.text_embeds.norm(dim=1), torch.ones(6))


def test_the_loss_is_made_of_its_terms():
    model = small_model().eval()
    with torch.no_grad():
        model.temperature.logit_scale.fill_(1.7)
        model.log_variances.values.copy_(torch.tensor([0.3, -0.2, 0.9]))
    output = model(INK, **LABELS, **TOKENS)
    v, t, scale = output.image_embeds, output.text_embeds, torch.tensor(1.7).exp()
    expected = {
        "clip": image_to_text_loss(v, t, scale).item(),
        "cls": grouped_image_text_loss(v, t, LABELS["subclasses"], scale).item(),
        "cat": grouped_image_text_loss(v, t, LABELS["categories"], scale).item(),
    }
    assert {name: value.item() for name, value in output.loss_terms.items()} == pytest.approx(expected)
    whole = sum(
        value * torch.tensor(-s).exp().item() + s for value, s in zip(expected.values(), (0.3, -0.2, 0.9), strict=True)
    )
    assert output.loss.item() == pytest.approx(whole, rel=1e-5)


def test_the_term_hierarchical_is_the_hierarchical_loss_of_the_drawings():
    model = small_model(terms=["clip", "hierarchical"], relevance=(1.0, 0.5, 0.25), normalization="count").eval()
    output = model(INK, **LABELS, **TOKENS)
    labels = (LABELS["patent_ids"], LABELS["subclasses"], LABELS["main_classes"])
    expected = hierarchical_contrastive_loss(
        output.image_embeds, *labels, (1.0, 0.5, 0.25), model.config.loss_temperature, "count"
    )
    assert output.loss_terms["hierarchical"].item() == pytest.approx(expected.item())
    assert output.loss.item() == pytest.approx(sum(value.item() for value in output.loss_terms.values()))


@pytest.mark.parametrize("terms", [["clip"], ["cat"], ["cls", "clip"]])
def test_terms_can_be_switched_off(terms):
    model = small_model(terms=terms)
    labels = {"patent_ids": LABELS["patent_ids"]}
    labels |= {"subclasses": LABELS["subclasses"]} if "cls" in terms else {}
    labels |= {"categories": LABELS["categories"]} if "cat" in terms else {}
    output = model(INK, **labels, **TOKENS)
    assert set(output.loss_terms) == set(terms)
    assert model.log_variances.values.shape == (len(terms),)
    assert output.loss.item() == pytest.approx(sum(value.item() for value in output.loss_terms.values()), rel=1e-6)


def test_language_is_added_to_another_loss_by_its_weight():
    plain, with_words = (small_model(loss="hierarchical", language_weight=weight).eval() for weight in (0.0, 0.25))
    first, second = plain(INK, **LABELS), with_words(INK, **LABELS, **TOKENS)
    v, t = second.image_embeds, second.text_embeds
    logits, own = v @ t.T / 0.07, torch.arange(6)
    language = sum(torch.nn.functional.cross_entropy(x, own) for x in (logits, logits.T)) / 2
    assert second.loss_terms["language"].item() == pytest.approx(language.item(), rel=1e-5)
    assert second.loss.item() == pytest.approx(first.loss.item() + 0.25 * language.item(), rel=1e-5)
    # Words that are given all the same are embedded, and change nothing.
    assert plain(INK, **LABELS, **TOKENS).loss.item() == first.loss.item()


@pytest.mark.parametrize(
    ("config", "left_out", "message"),
    [
        ({}, "words", "distribution_aware with language needs texts"),
        ({"loss": "contrastive", "language_weight": 0.2}, "words", "contrastive with language needs texts"),
        ({}, "subclasses", "term cls of the loss needs subclasses"),
        ({}, "categories", "term cat of the loss needs categories"),
    ],
)
def test_what_the_loss_lacks_is_named(config, left_out, message):
    given = {name: value for name, value in LABELS.items() if name != left_out}
    words = {} if left_out == "words" else TOKENS
    model = small_model(**config)
    with pytest.raises(ValueError, match=message):
        model(INK, **given, **words)
    assert model(INK, **(given | {"patent_ids": None}), **words).loss is None
    assert model(INK, **given, **words, return_loss=False).loss is None
