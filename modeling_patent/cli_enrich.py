"""`patent enrich`: texts for the figures of a source."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from .cli_arguments import SOURCE, OneLineParser, command, from_0, from_0_real, load_source, whole

TEMPLATE = "template"


def add_enrich(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Add the command."""
    enrich = command(
        commands, "enrich", _enrich, "write some 20 texts for every figure, to train and search with words"
    )
    enrich.add_argument("source", metavar="SOURCE", help=SOURCE)
    enrich.add_argument(
        "--out", metavar="FILE", required=True, help="Parquet file of texts; a stopped run goes on there"
    )
    checkpoint = "a transformers checkpoint (folder or name on the Hub), or with a URL the endpoint's name of the model"
    enrich.add_argument("--captioner", metavar="NAME", help=f"describes the pictures: {checkpoint} (default: none)")
    enrich.add_argument(
        "--llm",
        metavar="NAME",
        default=TEMPLATE,
        help=f"writes the texts: {checkpoint} (default: from the metadata alone)",
    )
    enrich.add_argument("--base-url", metavar="URL", help="OpenAI-compatible endpoint of both models")
    enrich.add_argument("--captioner-url", metavar="URL", help="endpoint of the captioner")
    enrich.add_argument("--llm-url", metavar="URL", help="endpoint of the language model")
    enrich.add_argument("--api-key-env", metavar="VARIABLE", help="environment variable with the endpoint's key")
    enrich.add_argument("--count", metavar="N", type=whole, default=20, help="texts a figure (default 20)")
    enrich.add_argument("--tokenizer", metavar="NAME", help="of the text encoder, whose length the texts keep to")
    enrich.add_argument("--workers", metavar="N", type=whole, default=4, help="requests at once (default 4)")
    enrich.add_argument("--requests-per-minute", metavar="N", type=from_0_real, help="most requests in a minute")
    enrich.add_argument("--timeout", metavar="S", type=from_0_real, default=60.0, help="seconds a request (default 60)")
    enrich.add_argument("--retries", metavar="N", type=from_0, default=5, help="repeats of a failed one (default 5)")
    price: dict[str, Any] = {"metavar": "USD", "type": from_0_real}
    enrich.add_argument("--price-in", help="price of a million tokens into the models", **price)
    enrich.add_argument("--price-out", help="price of a million tokens out of them", **price)
    enrich.add_argument("--captioner-price-in", help="the same of the captioner, where it differs", **price)
    enrich.add_argument("--captioner-price-out", help="the same of the captioner, where it differs", **price)
    enrich.add_argument("--limit", metavar="N", type=whole, help="only the first N figures")
    enrich.add_argument(
        "--dry-run", action="store_true", help="print the prompts and the expected cost, and ask nothing"
    )


def _enrich(arguments: argparse.Namespace) -> str:
    from patent_data.enrich import enrich, plan
    from patent_data.enrich.run import check_target

    has_writer = arguments.llm != TEMPLATE
    captioner_url = arguments.captioner_url or arguments.base_url
    llm_url = arguments.llm_url or arguments.base_url
    if arguments.captioner_url and not arguments.captioner:
        raise ValueError("--captioner-url without --captioner: name the model that the endpoint is to use")
    if arguments.llm_url and not has_writer:
        raise ValueError("--llm-url without --llm: name the model that the endpoint is to use")
    if arguments.base_url and not (arguments.captioner or has_writer):
        raise ValueError("--base-url without --captioner or --llm: name the model that the endpoint is to use")
    check_target(arguments.out)
    options = _options(arguments)
    prices = _prices(arguments, captioner_url, llm_url)
    if arguments.dry_run:
        rows = load_source(arguments.source)
        return plan(rows, arguments.out, arguments.captioner, arguments.llm, arguments.count, prices, arguments.limit)
    tokenizer = _tokenizer(arguments.tokenizer) if arguments.tokenizer else None
    rows = load_source(arguments.source)
    captioner = writer = None
    if arguments.captioner:
        from patent_data.enrich import make_captioner

        captioner = make_captioner(arguments.captioner, captioner_url, **options)
    if has_writer:
        from patent_data.enrich import make_writer

        writer = make_writer(arguments.llm, llm_url, **options)
    summary = enrich(
        rows,
        arguments.out,
        captioner,
        writer,
        arguments.count,
        tokenizer,
        arguments.workers,
        prices,
        arguments.limit,
        progress=sys.stderr.isatty(),
    )
    return str(summary)


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what the models are made with; the key comes from the environment and is never shown."""
    if arguments.timeout == 0:
        raise ValueError("--timeout must be more than 0 seconds")
    if arguments.requests_per_minute == 0:
        raise ValueError("--requests-per-minute must be more than 0")
    options = {name: getattr(arguments, name) for name in ("timeout", "retries", "workers", "requests_per_minute")}
    if arguments.api_key_env:
        key = os.environ.get(arguments.api_key_env, "").strip()
        if not key:
            raise ValueError(f"--api-key-env: the environment holds no variable {arguments.api_key_env}")
        options["api_key"] = key
    return options


def _prices(arguments: argparse.Namespace, captioner_url: str | None, llm_url: str | None) -> Any:
    """Return the prices; those of a checkpoint on this machine are 0 unless they are given."""
    from patent_data.enrich import Prices

    def first(*prices: float | None) -> float | None:
        return next((price for price in prices if price is not None), None)

    here = (0.0 if captioner_url is None else None, 0.0 if llm_url is None else None)
    both_in = arguments.price_in if captioner_url else None
    both_out = arguments.price_out if captioner_url else None
    return Prices(
        captioner_in=first(arguments.captioner_price_in, both_in, here[0]),
        captioner_out=first(arguments.captioner_price_out, both_out, here[0]),
        llm_in=first(arguments.price_in, here[1]),
        llm_out=first(arguments.price_out, here[1]),
    )


def _tokenizer(name: str) -> Any:
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ValueError(f"--tokenizer {name}: no tokenizer can be loaded ({reason})") from None
