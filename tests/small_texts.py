"""Small models with texts: text encoders of every family, the tokenizer that they share, and a batch for them."""

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, CLIPTextConfig, PretrainedConfig, PreTrainedTokenizerFast, SiglipTextConfig

from modeling_patent import PatentVisionTextModel
from tests.small import BACKBONES

WORDS = ["a", "chair", "with", "three", "legs", "box", "that", "is", "tall", "and", "round", "lamp", "wheel", "tool"]
VOCABULARY = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
PLACES = 12


def _tower(kind: type[PretrainedConfig], **more: object) -> PretrainedConfig:
    return kind(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=PLACES,
        pad_token_id=0,
        bos_token_id=2,
        eos_token_id=3,
        **more,
    )


TEXT_TOWERS: dict[str, PretrainedConfig] = {
    "bert": _tower(BertConfig, initializer_range=0.3, hidden_dropout_prob=0.5),
    # CLIP and SigLIP choose the first weights themselves: the factor makes different texts differ.
    "clip": _tower(CLIPTextConfig, initializer_factor=3.0),
    "siglip": _tower(SiglipTextConfig),
}


def make_tokenizer(lower: bool = True, words: dict[str, int] = VOCABULARY) -> PreTrainedTokenizerFast:
    """A tokenizer of whole words: [CLS] words [SEP]."""
    inner = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    if lower:
        inner.normalizer = normalizers.Lowercase()
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(name, words[name]) for name in ("[CLS]", "[SEP]")]
    )
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    return PreTrainedTokenizerFast(tokenizer_object=inner, model_max_length=PLACES, **special)


INK = torch.rand(6, 1, 32, 32, generator=torch.Generator().manual_seed(0)) / 4
for _number, _figure in enumerate(INK):
    _figure[:, 4 * _number : 4 * _number + 8, :] = 1
LABELS = {
    "patent_ids": torch.tensor([0, 0, 1, 1, 2, 2]),
    "subclasses": torch.tensor([0, 0, 0, 0, -1, -1]),
    "main_classes": torch.tensor([0, 0, 0, 0, -1, -1]),
    "categories": torch.tensor([0, 0, 0, 0, 1, 1]),
}
TEXTS = ["a chair", "a chair with three legs", "round lamp", "a tall and round lamp", "wheel", "a tool that is a box"]
TOKENS = dict(make_tokenizer()(TEXTS, padding=True, return_tensors="pt"))
TOKENS = {name: TOKENS[name] for name in ("input_ids", "attention_mask")}


def small_model(family="vit", tower="bert", seed=0, **config):
    torch.manual_seed(seed)
    model = PatentVisionTextModel.from_backbones(BACKBONES[family], TEXT_TOWERS[tower], **config)
    with torch.no_grad():
        model.train()(INK)  # EfficientNet needs batch statistics
    return model


@torch.no_grad()
def embeds(model):
    model.eval()
    return torch.cat([model.embed_images(INK), model.embed_texts(**TOKENS)])
