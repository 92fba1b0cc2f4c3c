"""Models on this machine: transformers checkpoints as captioners and as writers, without torchvision."""

from __future__ import annotations

import copy
import dataclasses
import logging
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from .backends import CAPTION_TOKENS, WRITER_TOKENS, BackendError, Reply, for_captioner, one_line, without_thoughts
from .loading import best_device, load_processor, quiet

LOGGER = logging.getLogger("patent_data")

# How models without a chat template are asked; None: they caption a picture and take no instructions.
_QUESTIONS: dict[str, str | None] = {
    "blip": None,
    "git": None,
    "vision-encoder-decoder": None,
    "blip-2": "Question: {} Answer:",
}


class Checkpoint:
    """A model on this machine; calls run one at a time.

    Args:
        name: folder or Hub id.
        max_tokens: tokens that an answer may have; fewer where the model's places do not suffice.
        device: see `make_captioner`.
    """

    workers = 1

    def __init__(self, name: str, max_tokens: int, device: str | None) -> None:
        if max_tokens < 1:
            raise ValueError("max_tokens must be positive")
        self.model, self._max_tokens, self._device = name, max_tokens, device
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._network: Any = None
        self._tokenizer: Any = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r})"

    def stop(self) -> None:
        """End the answer under way; it and all calls from now on raise a fatal `BackendError`."""
        self._stopped.set()

    def start(self) -> None:
        """Take calls again after `stop`."""
        self._stopped.clear()

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise BackendError(f"{self.model}: stopped", fatal=True)

    def _load(self, auto: Any, kinds: Any, role: str, load_input: Callable[[Any], Any]) -> Any:
        """Load the network, and return what `load_input` makes of its configuration; that also loads the tokenizer.

        Raises:
            BackendError: fatal; there is none, or it is of another kind.
        """
        from transformers import AutoConfig

        if not Path(self.model).is_dir() and (Path(self.model).is_absolute() or self.model.count("/") > 1):
            raise BackendError(f"there is no folder {self.model}; give that of a checkpoint, or its Hub id", fatal=True)
        with quiet(), self._told("cannot be loaded", fatal=True):
            config = AutoConfig.from_pretrained(self.model)
            if type(config) not in kinds:
                raise BackendError(f"{self.model} is a {config.model_type!r}, which is no {role}", fatal=True)
            prepare = load_input(config)
            special = {*self._tokenizer.get_added_vocab(), *self._tokenizer.all_special_tokens}
            if self._tokenizer.get_vocab().keys() <= special:  # made up by the library for want of files
                raise BackendError(f"{self.model} has no tokenizer", fatal=True)
            self._network, found = auto.from_pretrained(
                self.model, device_map=self._device or best_device(), output_loading_info=True
            )
        if missing := sorted(found["missing_keys"]):
            parts = f"{len(missing)} weights, {missing[0]} among them"
            raise BackendError(f"{self.model} is no whole {role}: it lacks {parts}", fatal=True)
        self._network.eval()
        return prepare

    def _generate(self, inputs: Any, sampling_seed: int | None = None) -> Reply:
        """Return the answer to prepared inputs; greedy, or sampled with a seed."""
        import torch

        def stopped(tokens: Any, scores: Any, **_: Any) -> Any:
            return torch.full((len(tokens),), self._stopped.is_set(), device=tokens.device)

        with quiet(), self._told("cannot answer"):
            inputs = inputs.to(self._network.device)
            if "pixel_values" in inputs:
                inputs["pixel_values"] = inputs["pixel_values"].to(self._network.dtype)
            prompt = inputs.get("input_ids")
            length = 0 if prompt is None else int(prompt.shape[1])
            devices = [self._network.device] if self._network.device.type == "cuda" else []
            with torch.inference_mode(), torch.random.fork_rng(devices=devices):
                if sampling_seed is not None:
                    torch.manual_seed(sampling_seed)
                settings = self._settings(length, sampled=sampling_seed is not None)
                tokens = self._network.generate(**inputs, generation_config=settings, stopping_criteria=[stopped])[0]
        self._check_stopped()
        # Most models repeat the prompt before the answer; an encoder with a decoder begins with a start token.
        repeated = prompt is not None and tokens[:length].equal(prompt[0].to(tokens.device))
        new = tokens[length:] if repeated else tokens
        text = without_thoughts(self._tokenizer.decode(new, skip_special_tokens=True))
        return Reply(text, self.model, length, len(new) - (not repeated))

    def _settings(self, length: int, sampled: bool) -> Any:
        from transformers import GenerationConfig

        settings = copy.deepcopy(self._network.generation_config or GenerationConfig())
        settings.do_sample = sampled
        settings.temperature, settings.top_p, settings.top_k = (0.7, 0.95, None) if sampled else (None, None, None)
        settings.max_length = None
        settings.max_new_tokens = min(self._max_tokens, self._room(length))
        if settings.pad_token_id is None:
            settings.pad_token_id = self._tokenizer.pad_token_id or self._tokenizer.eos_token_id
        return settings

    def _room(self, length: int) -> int:
        """Return how many tokens fit after a prompt."""
        config = self._network.config.get_text_config(decoder=True)
        places = getattr(config, "max_position_embeddings", None)
        if not isinstance(places, int) or places <= 0:
            return self._max_tokens
        if length >= places:
            raise BackendError(f"{self.model}: the prompt has {length} tokens, the model room for {places}")
        return places - length

    @contextmanager
    def _told(self, what: str, fatal: bool = False) -> Iterator[None]:
        """Turn whatever the libraries raise into one line."""
        try:
            yield
        except BackendError:
            raise
        except Exception as error:  # each family of models has its own
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            reason = lines[0] if lines else type(error).__name__
            raise BackendError(one_line([f"{self.model} {what}", reason]), fatal) from None


class CheckpointCaptioner(Checkpoint):
    """A captioner on this machine. Its answer is the most likely one: it shall tell what it sees, and no more.

    Raises:
        BackendError: fatal; the checkpoint cannot be loaded or is no captioner.
    """

    def __init__(self, name: str, max_tokens: int = CAPTION_TOKENS, device: str | None = None) -> None:
        from transformers import AutoModelForImageTextToText
        from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING

        super().__init__(name, max_tokens, device)
        self._prepare = self._load(
            AutoModelForImageTextToText, MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING, "captioner", self._load_processor
        )

    def __call__(self, picture: Image.Image, instructions: str) -> Reply:
        """Describe a picture.

        Raises:
            BackendError: there is no answer for this picture.
        """
        image = for_captioner(picture).convert("RGB")
        with self._lock:
            self._check_stopped()
            reply = self._generate(self._inputs(image, instructions))
            if not reply.text and self._network.config.model_type == "blip-2":  # long questions often bring nothing
                reply = dataclasses.replace(self._generate(self._inputs(image, None)), requests=2)
        if not reply.text:
            raise BackendError(f"{self.model}: the answer is empty", requests=reply.requests)
        return reply

    def _inputs(self, image: Image.Image, instructions: str | None) -> Any:
        """Return the network's input; instructions None asks BLIP-2 for a plain caption."""
        with quiet(), self._told("cannot read the picture"):
            if getattr(self._prepare, "chat_template", None):
                content = [{"type": "image", "image": image}, {"type": "text", "text": instructions}]
                return self._prepare.apply_chat_template(
                    [{"role": "user", "content": content}],
                    add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt",
                )  # fmt: skip
            question = _QUESTIONS[self._network.config.model_type]
            asked = {} if question is None else {"text": question.format(instructions) if instructions else ""}
            return self._prepare(images=image, return_tensors="pt", **asked)

    def _load_processor(self, config: Any) -> Any:
        from transformers import AutoImageProcessor, AutoTokenizer

        if _QUESTIONS.get(config.model_type, "") is None:
            LOGGER.warning("%s (%s) describes pictures without regard to instructions", self.model, config.model_type)
        if config.model_type == "vision-encoder-decoder":  # these have no processor of their own
            self._tokenizer = AutoTokenizer.from_pretrained(self.model)
            return AutoImageProcessor.from_pretrained(self.model)
        processor = load_processor(config, self.model)
        self._tokenizer = processor.tokenizer
        if not getattr(processor, "chat_template", None) and config.model_type not in _QUESTIONS:
            known = ", ".join(sorted(_QUESTIONS))
            raise BackendError(
                f"{self.model} ({config.model_type}) has no chat template, and is none of {known}", fatal=True
            )
        return processor


class CheckpointWriter(Checkpoint):
    """A writer on this machine.

    Its answers are sampled: the most likely words of a small model are one sentence again and again, and a prompt
    whose answer was of no use would bring the same one. The seed comes from the prompt and from how often it was asked
    in succession, so a run can be repeated.

    Raises:
        BackendError: fatal; the checkpoint cannot be loaded or is no language model.
    """

    def __init__(self, name: str, max_tokens: int = WRITER_TOKENS, device: str | None = None) -> None:
        from transformers import AutoModelForCausalLM
        from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING

        super().__init__(name, max_tokens, device)
        self._load(AutoModelForCausalLM, MODEL_FOR_CAUSAL_LM_MAPPING, "language model", self._load_tokenizer)
        self._last, self._again = "", 0

    def __call__(self, system: str, user: str) -> Reply:
        """Write a text.

        Raises:
            BackendError: there is no answer for this prompt.
        """
        with self._lock:
            self._check_stopped()
            prompt = f"{system}\n\n{user}\n"
            self._again = self._again + 1 if prompt == self._last else 0
            self._last = prompt
            reply = self._generate(self._inputs(system, user, prompt), _seed(prompt, self._again))
        if not reply.text:
            raise BackendError(f"{self.model}: the answer is empty", requests=1)
        return reply

    def _load_tokenizer(self, config: Any) -> None:
        from transformers import AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(self.model)

    def _inputs(self, system: str, user: str, prompt: str) -> Any:
        import jinja2

        with quiet(), self._told("cannot read the prompt"):
            if not self._tokenizer.chat_template:
                return self._tokenizer(prompt, return_tensors="pt", return_token_type_ids=False)
            settings = {"add_generation_prompt": True, "tokenize": True, "return_dict": True, "return_tensors": "pt"}
            asked = {"role": "user", "content": user}
            try:
                return self._tokenizer.apply_chat_template([{"role": "system", "content": system}, asked], **settings)
            except jinja2.TemplateError:  # some models know no system's part
                return self._tokenizer.apply_chat_template([{"role": "user", "content": prompt}], **settings)


def _seed(prompt: str, again: int) -> int:
    """Return a seed that is the same in every process.

    >>> _seed("a cup", 0) == _seed("a cup", 0) != _seed("a cup", 1)
    True
    """
    return zlib.crc32(f"{again} {prompt}".encode())
