"""Checkpoints on this machine: small random networks of every kind, saved to disk and loaded by their folder."""

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
import transformers as hf
from PIL import Image, ImageDraw
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from patent_data.enrich.backends import BackendError, make_captioner, make_writer

WORDS = [
    "a", "chair", "with", "three", "legs", "box", "that", "is", "tall", "round", "lamp", "wheel", "Question", ":",
    "Answer", "?", ".", "describe", "the", "drawing", "shapes", "system", "user", "assistant",
]  # fmt: skip
PARTS_TEMPLATE = (
    "{% for m in messages %}{{m['role']}} : {% for c in m['content'] %}{% if c['type'] == 'image' %}IMAGE"
    "{% else %}{{c['text']}}{% endif %}{% endfor %} {% endfor %}{% if add_generation_prompt %}assistant :{% endif %}"
)
TEXT_TEMPLATE = (
    "{% for m in messages %}{{m['role']}} : {{m['content']}} {% endfor %}"
    "{% if add_generation_prompt %}assistant :{% endif %}"
)
VISION = {
    "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "image_size": 32,
    "patch_size": 8, "initializer_range": 0.3,
}  # fmt: skip
DECODER = {
    "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "pad_token_id": 0,
    "max_position_embeddings": 256, "bos_token_id": 2, "eos_token_id": 3, "initializer_range": 0.3,
}  # fmt: skip
SIDE = {"height": 32, "width": 32}


def tokenizer(extra=(), template=None, start=True):
    names = ["<pad>", "<unk>", "<s>", "</s>", *extra, *dict.fromkeys(WORDS)]
    inner = Tokenizer(models.WordLevel({name: number for number, name in enumerate(names)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    if start:
        inner.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 2)])
    special = {"pad_token": "<pad>", "unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    made = hf.PreTrainedTokenizerFast(tokenizer_object=inner, **special)
    made.add_special_tokens({"additional_special_tokens": list(extra)} if extra else {})
    made.chat_template = template
    return made


def save_blip(folder):
    words = tokenizer()
    text = DECODER | {"vocab_size": len(words), "encoder_hidden_size": 32, "sep_token_id": 3}
    config = hf.BlipConfig(text_config=text, vision_config=VISION, projection_dim=16)
    hf.BlipForConditionalGeneration(config).save_pretrained(folder)
    hf.BlipProcessor(hf.BlipImageProcessorPil(size=SIDE), words).save_pretrained(folder)


def save_blip2(folder):
    words = tokenizer()
    text = {
        "model_type": "opt", "vocab_size": len(words) + 1, "hidden_size": 32, "num_hidden_layers": 1, "ffn_dim": 32,
        "num_attention_heads": 2, "word_embed_proj_dim": 32, "max_position_embeddings": 128, "bos_token_id": 2,
        "eos_token_id": 3, "pad_token_id": 0, "init_std": 0.3,
    }  # fmt: skip
    former = {key: DECODER[key] for key in ("hidden_size", "num_hidden_layers", "num_attention_heads")}
    former |= {"vocab_size": 20, "intermediate_size": 32, "encoder_hidden_size": 32, "cross_attention_frequency": 1}
    config = hf.Blip2Config(
        vision_config=VISION, qformer_config=former, text_config=text, num_query_tokens=4, image_token_index=len(words)
    )
    hf.Blip2ForConditionalGeneration(config).save_pretrained(folder)
    hf.Blip2Processor(hf.BlipImageProcessorPil(size=SIDE), words, num_query_tokens=4).save_pretrained(folder)


def save_git(folder):
    words = tokenizer()
    hf.GitForCausalLM(hf.GitConfig(vision_config=VISION, vocab_size=len(words), **DECODER)).save_pretrained(folder)
    hf.GitProcessor(hf.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIDE), words).save_pretrained(folder)


def save_vision_encoder_decoder(folder):
    words = tokenizer()
    decoder = hf.GPT2Config(
        vocab_size=len(words), n_embd=32, n_layer=1, n_head=2, n_positions=64, add_cross_attention=True,
        is_decoder=True, bos_token_id=2, eos_token_id=3, initializer_range=0.3,
    )  # fmt: skip
    network = hf.VisionEncoderDecoderModel(
        encoder=hf.ViTModel(hf.ViTConfig(**VISION)), decoder=hf.GPT2LMHeadModel(decoder)
    )
    for config in (network.config, network.generation_config):
        config.decoder_start_token_id, config.pad_token_id = 2, 0
    network.save_pretrained(folder)
    hf.ViTImageProcessorPil(size=SIDE).save_pretrained(folder)
    words.save_pretrained(folder)


def save_llava(folder):
    template = PARTS_TEMPLATE.replace("IMAGE", "<image>")
    words = tokenizer(("<image>",))
    config = hf.LlavaConfig(
        vision_config={"model_type": "clip_vision_model", **VISION},
        text_config={"model_type": "llama", "vocab_size": len(words), **DECODER},
        image_token_index=4, vision_feature_layer=-1,
    )  # fmt: skip
    hf.LlavaForConditionalGeneration(config).save_pretrained(folder)
    pictures = hf.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIDE)
    hf.LlavaProcessor(
        pictures, words, patch_size=8, vision_feature_select_strategy="default", num_additional_image_tokens=1,
        chat_template=template,
    ).save_pretrained(folder)  # fmt: skip


def save_qwen2_vl(folder):
    """Like those on the Hub: its processor names a part for videos, which needs torchvision."""
    marks = ("<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>")
    words = tokenizer(marks, PARTS_TEMPLATE.replace("IMAGE", "<|vision_start|><|image_pad|><|vision_end|>"), False)
    vision = {"depth": 1, "embed_dim": 32, "hidden_size": 32, "num_heads": 2, "mlp_ratio": 1, "patch_size": 8}
    places = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 3, 3]}
    text = DECODER | {"vocab_size": len(words), "num_key_value_heads": 2, "rope_parameters": places}
    config = hf.Qwen2VLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=4,
        video_token_id=5,
        vision_start_token_id=6,
        vision_end_token_id=7,
    )
    hf.Qwen2VLForConditionalGeneration(config).save_pretrained(folder)
    hf.Qwen2VLImageProcessorPil(patch_size=8, min_pixels=256, max_pixels=4096).save_pretrained(folder)
    words.save_pretrained(folder)


def save_llama(folder, template=TEXT_TEMPLATE):
    words = tokenizer(template=template)
    hf.LlamaForCausalLM(hf.LlamaConfig(vocab_size=len(words), **DECODER)).save_pretrained(folder)
    words.save_pretrained(folder)


def save_gpt2(folder):
    words = tokenizer(start=False)
    settings = {"n_embd": 32, "n_layer": 1, "n_head": 2, "n_positions": 48, "bos_token_id": 2, "eos_token_id": 3}
    hf.GPT2LMHeadModel(hf.GPT2Config(vocab_size=len(words), **settings)).save_pretrained(folder)
    words.save_pretrained(folder)


def save_clip(folder):
    words, tower = tokenizer(), {key: VISION[key] for key in ("hidden_size", "num_hidden_layers", "intermediate_size")}
    config = hf.CLIPConfig(text_config={"vocab_size": len(words), **tower}, vision_config=VISION)
    hf.CLIPModel(config).save_pretrained(folder)
    words.save_pretrained(folder)


SAVERS = {
    "blip": save_blip, "blip-2": save_blip2, "git": save_git, "vision-encoder-decoder": save_vision_encoder_decoder,
    "llava": save_llava, "qwen2_vl": save_qwen2_vl, "llama": save_llama, "gpt2": save_gpt2, "clip": save_clip,
}  # fmt: skip
CAPTIONERS = ["blip", "blip-2", "git", "vision-encoder-decoder", "llava", "qwen2_vl"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Folders of checkpoints of every kind."""
    root = tmp_path_factory.mktemp("checkpoints")
    for number, (name, save) in enumerate(SAVERS.items()):
        torch.manual_seed(number)
        save(root / name)
        settings = root / name / "generation_config.json"
        if settings.exists():  # a random network would end its answer anywhere: it says words only
            special = hf.AutoTokenizer.from_pretrained(root / name).all_special_ids
            settings.write_text(json.dumps(json.loads(settings.read_text()) | {"suppress_tokens": special}))
    return {name: str(root / name) for name in SAVERS}


def copied(folders, name, target):
    import shutil

    return shutil.copytree(folders[name], target / name)


def drawing(seed=0):
    picture = Image.new("1", (90, 60), 1)
    ImageDraw.Draw(picture).rectangle([5 + 9 * seed, 5, 70, 30 + 5 * seed], outline=0, width=1 + seed)
    return picture


@pytest.mark.parametrize("kind", CAPTIONERS)
def test_captioner_answers_with_new_words_only_and_the_same_each_time(folders, kind):
    captioner = make_captioner(folders[kind], max_tokens=6, device="cpu")
    replies = [captioner(drawing(), "describe the drawing") for _ in range(2)]
    assert replies[0] == replies[1]
    assert replies[0].model == captioner.model == folders[kind]
    assert 0 < len(replies[0].text.split()) <= 6
    assert 0 < replies[0].completion_tokens <= 7
    assert set(replies[0].text.split()) <= set(WORDS)
    assert captioner.workers == 1


@pytest.mark.parametrize("kind", CAPTIONERS)
def test_captioner_gives_what_the_library_gives(folders, kind):
    """The answer is that of a plain call of the library, on inputs made by hand."""
    captioner = make_captioner(folders[kind], max_tokens=6, device="cpu")
    image = drawing().convert("RGB")
    network = hf.AutoModelForImageTextToText.from_pretrained(folders[kind])
    words = hf.AutoTokenizer.from_pretrained(folders[kind])
    asked = {"blip-2": "Question: describe the drawing Answer:"}
    asked["llava"] = "user : " + "<image>" * 16 + "describe the drawing assistant :"
    if kind == "qwen2_vl":
        pictures = hf.Qwen2VLImageProcessorPil.from_pretrained(folders[kind])(image, return_tensors="pt")
        marks = "<|image_pad|>" * int(pictures["image_grid_thw"].prod() // 4)
        text = f"user : <|vision_start|>{marks}<|vision_end|>describe the drawing assistant :"
        inputs = {**pictures, **words(text, return_tensors="pt", return_token_type_ids=False)}
        inputs["mm_token_type_ids"] = (inputs["input_ids"] == 4).int()
    else:
        pictures = hf.AutoImageProcessor.from_pretrained(folders[kind])
        inputs = {"pixel_values": pictures(image, return_tensors="pt")["pixel_values"]}
        if kind in asked:
            ids = words(asked[kind], return_tensors="pt")["input_ids"]
            if kind == "blip-2":
                ids = torch.cat([torch.full((1, 4), network.config.image_token_index), ids], dim=1)
            inputs |= {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    settings = hf.GenerationConfig.from_pretrained(folders[kind], do_sample=False, max_new_tokens=6)
    tokens = network.generate(**inputs, generation_config=settings)[0]
    new = tokens[inputs["input_ids"].shape[1] :] if "input_ids" in inputs else tokens
    reply = captioner(drawing(), "describe the drawing")
    assert reply.text == words.decode(new, skip_special_tokens=True)
    assert reply.prompt_tokens == (inputs["input_ids"].shape[1] if "input_ids" in inputs else 0)


def test_captioner_looks_at_the_picture_and_at_the_instructions(folders):
    captioner = make_captioner(folders["llava"], max_tokens=12, device="cpu")
    answers = {captioner(drawing(seed), "describe the drawing").text for seed in range(5)}
    assert len(answers) > 1
    asked = {captioner(drawing(), text).text for text in ("a chair", "round lamp", "three legs")}
    assert len(asked) > 1


def test_plain_caption_is_asked_for_where_blip2_answers_a_question_with_nothing(folders, monkeypatch):
    captioner = make_captioner(folders["blip-2"], max_tokens=6, device="cpu")
    texts, generate = [], captioner._network.generate

    def silent_at_questions(input_ids, **inputs):
        texts.append(captioner._tokenizer.decode(input_ids[0], skip_special_tokens=True))
        if "Question" in texts[-1]:
            return torch.cat([input_ids, torch.tensor([[3]])], dim=1)
        return generate(input_ids=input_ids, **inputs)

    monkeypatch.setattr(captioner._network, "generate", silent_at_questions)
    reply = captioner(drawing(), "describe the drawing")
    assert texts == ["Question : describe the drawing Answer :", ""]
    assert (bool(reply.text), reply.requests) == (True, 2)


@pytest.mark.parametrize("kind", ["blip", "git", "vision-encoder-decoder"])
def test_captioner_that_takes_no_instructions_says_so(folders, kind, caplog):
    with caplog.at_level(logging.WARNING, "patent_data"):
        captioner = make_captioner(folders[kind], max_tokens=6, device="cpu")
    assert "without regard to instructions" in caplog.text
    assert captioner(drawing(), "a chair").text == captioner(drawing(), "round lamp").text


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
def test_writer_answers_with_new_words_and_counts_tokens(folders, kind):
    writer = make_writer(folders[kind], max_tokens=9, device="cpu")
    reply = writer("describe the drawing", "a tall chair")
    words = hf.AutoTokenizer.from_pretrained(folders[kind])
    chat = "system : describe the drawing user : a tall chair assistant :"
    prompt = chat if kind == "llama" else "describe the drawing\n\na tall chair\n"
    expected = len(words(prompt)["input_ids"]) - (kind == "llama")  # a chat template sets the start token itself
    assert reply.prompt_tokens in (expected, expected + 1)
    assert 0 < reply.completion_tokens <= 9
    assert set(reply.text.split()) <= set(WORDS)


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
def test_writer_repeats_itself_in_a_new_run_and_not_when_asked_again(folders, kind):
    first, second = (make_writer(folders[kind], max_tokens=16, device="cpu") for _ in range(2))
    prompts = [("describe", "a chair"), ("describe", "a chair"), ("describe", "round lamp"), ("describe", "a chair")]
    torch.manual_seed(1)
    answers = [first(*prompt).text for prompt in prompts]
    torch.manual_seed(2)
    state = torch.get_rng_state()
    assert [second(*prompt).text for prompt in prompts] == answers
    assert torch.equal(torch.get_rng_state(), state)  # nobody else's random numbers are touched
    assert answers[0] != answers[1]
    assert answers[3] == answers[0]  # what came between does not matter


def test_writer_without_a_system_role_gets_both_parts_from_the_user(folders, tmp_path):
    refuses = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    torch.manual_seed(0)
    save_llama(tmp_path, refuses + TEXT_TEMPLATE)
    writer = make_writer(str(tmp_path), max_tokens=4, device="cpu")
    tokens = writer._inputs("describe", "a chair", "describe\n\na chair\n")["input_ids"][0]
    assert writer._tokenizer.decode(tokens, skip_special_tokens=True) == "user : describe a chair assistant :"


def test_answer_is_shortened_to_the_places_left_and_a_prompt_without_room_fails_alone(folders):
    writer = make_writer(folders["gpt2"], max_tokens=500, device="cpu")
    reply = writer("describe", "a chair " * 20)
    assert reply.prompt_tokens == 41 and reply.completion_tokens <= 7
    with pytest.raises(BackendError, match="the prompt has 101 tokens, the model room for 48") as caught:
        writer("describe", "a chair " * 50)
    assert not caught.value.fatal
    assert writer("describe", "a chair").text


def test_calls_run_one_at_a_time(folders, monkeypatch):
    writer = make_writer(folders["gpt2"], max_tokens=2, device="cpu")
    lock, generate, most = threading.Lock(), writer._network.generate, []

    def watched(**inputs):
        most.append(lock.acquire(blocking=False))
        try:
            return generate(**inputs)
        finally:
            lock.release()

    monkeypatch.setattr(writer._network, "generate", watched)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: writer("describe", f"a chair {number}"), range(8)))
    assert most == [True] * 8


def test_stop_ends_an_answer_in_the_middle(folders, monkeypatch):
    writer = make_writer(folders["llama"], max_tokens=200, device="cpu")
    lengths, forward = [], writer._network.forward

    def counting(*arguments, **inputs):
        lengths.append(1)
        if len(lengths) == 3:
            writer.stop()
        return forward(*arguments, **inputs)

    monkeypatch.setattr(writer._network, "forward", counting)
    writer._network.generation_config.eos_token_id = None
    for _ in range(2):  # the one that runs, and those after it
        with pytest.raises(BackendError, match="stopped") as caught:
            writer("describe", "a chair")
        assert caught.value.fatal
    assert len(lengths) == 3
    writer.start()
    assert writer("describe", "a chair").text


def refused(make, name, **options):
    with pytest.raises(BackendError) as caught:
        make(name, **options)
    assert caught.value.fatal
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_checkpoint_that_is_not_there_is_named(tmp_path):
    assert refused(make_captioner, str(tmp_path / "none")).startswith(f"there is no folder {tmp_path}/none")
    assert "no-such/model cannot be loaded" in refused(make_writer, "no-such/model")
    assert f"{tmp_path} cannot be loaded" in refused(make_writer, str(tmp_path))


@pytest.mark.parametrize(
    ("make", "kind", "is_no"),
    [(make_captioner, "clip", "captioner"), (make_captioner, "llama", "captioner"), (make_writer, "clip", "language"),
     (make_writer, "blip", "language")],
)  # fmt: skip
def test_checkpoint_of_another_kind_is_refused(folders, make, kind, is_no):
    assert f"is a '{kind}', which is no {is_no}" in refused(make, folders[kind])


def test_checkpoint_that_lacks_weights_is_refused(folders, tmp_path):
    folder = copied(folders, "llama", tmp_path)
    weights = load_file(folder / "model.safetensors")
    weights.pop("lm_head.weight")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert "lacks 1 weights, lm_head.weight among them" in refused(make_writer, str(folder))


def test_checkpoint_without_a_tokenizer_is_refused(folders, tmp_path):
    makers = {"llama": make_writer, "gpt2": make_writer} | dict.fromkeys(CAPTIONERS, make_captioner)
    for kind, make in makers.items():
        folder = copied(folders, kind, tmp_path)
        for file in folder.glob("tokenizer*"):
            file.unlink()
        said = refused(make, str(folder))
        assert "cannot be loaded" in said or "has no tokenizer" in said


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_damaged_checkpoint_is_refused(folders, tmp_path, file):
    folder = copied(folders, "llama", tmp_path)
    (folder / file).write_bytes((folder / file).read_bytes()[:50])
    assert "cannot be loaded" in refused(make_writer, str(folder))


def test_captioner_of_an_unknown_form_is_refused(folders, tmp_path):
    folder = copied(folders, "llava", tmp_path)
    (folder / "chat_template.jinja").unlink()
    assert "has no chat template, and is none of blip, blip-2" in refused(make_captioner, str(folder))


def test_device_that_is_none_is_refused(folders):
    assert "cannot be loaded" in refused(make_writer, folders["gpt2"], device="abacus")


def test_libraries_say_nothing(folders, capfd, caplog):
    capfd.readouterr()
    verbosity = hf.utils.logging.get_verbosity()
    hf.utils.logging.set_verbosity_warning()
    try:
        make_captioner(folders["blip-2"], max_tokens=3, device="cpu")(drawing(), "describe")
        make_writer(folders["gpt2"], max_tokens=3, device="cpu")("describe", "a chair")
        assert hf.utils.logging.get_verbosity() == logging.WARNING
    finally:
        hf.utils.logging.set_verbosity(verbosity)
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


def test_half_precision_checkpoint_takes_pictures(folders, tmp_path):
    folder = copied(folders, "llava", tmp_path)
    weights = {name: value.bfloat16() for name, value in load_file(folder / "model.safetensors").items()}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    for part in (config, config["text_config"], config["vision_config"]):
        part["dtype"] = "bfloat16"
    (folder / "config.json").write_text(json.dumps(config))
    captioner = make_captioner(str(folder), max_tokens=6, device="cpu")
    assert captioner._network.dtype == torch.bfloat16
    assert captioner(drawing(), "describe the drawing").text


def test_picture_is_reduced_before_the_processor(folders, monkeypatch):
    captioner = make_captioner(folders["blip"], max_tokens=3, device="cpu")
    sizes, prepare = [], captioner._prepare

    def watched(images, **options):
        sizes.append((images.size, images.mode))
        return prepare(images=images, **options)

    monkeypatch.setattr(captioner, "_prepare", watched)
    captioner(Image.fromarray(np.full((3000, 2000), 255, np.uint8)), "describe")
    assert sizes == [((683, 1024), "RGB")]
