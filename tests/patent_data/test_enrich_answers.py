import json
import random

import pytest

from patent_data.enrich.answers import parse_answer

TEXTS = ["A shoe with laces.", 'A "boot", seen from the left, in a view\nof two lines.', "Ein Schuh, {x} [1, 2,]"]


@pytest.mark.parametrize(
    ("wrap", "problem"),
    [
        ("{}", None),
        ("```json\n{}\n```", "talk around the JSON"),
        ("Sure, here you are:\n{}\nAnything else? {{}}", "talk around the JSON"),
        ("```\n{}\n```", "talk around the JSON"),
        ("\ufeff  {}", None),
    ],
)
def test_texts_and_synonyms_are_found_wherever_the_json_stands(wrap, problem):
    said = json.dumps({"texts": TEXTS, "synonyms": ["boot"]}, indent=1)
    answer = parse_answer(wrap.replace("{}", said, 1))
    assert (answer.texts, answer.synonyms) == (TEXTS, ["boot"])
    assert answer.problem == (None if "```" in wrap else problem)


def test_commas_too_many_are_taken_out_but_not_of_strings():
    said = '{"texts": ["a, ]", "b,}", "c" , ] , "synonyms": [],}'
    assert parse_answer(said).texts == ["a, ]", "b,}", "c"]
    assert parse_answer(f"Here: {said} bye").texts == ["a, ]", "b,}", "c"]
    assert parse_answer(said).problem == "commas too many"


def test_an_answer_cut_anywhere_gives_only_texts_that_were_whole():
    said = json.dumps({"synonyms": ["boot", "loafer"], "texts": TEXTS})
    for end in range(len(said)):
        found = parse_answer(said[:end]).texts
        assert found == TEXTS[: len(found)], (end, found)
    assert parse_answer(said[:-2]).texts == TEXTS
    assert parse_answer(said[:-5]).problem == "answer breaks off"


@pytest.mark.parametrize(
    "said",
    [
        '{"descriptions": ["a", "b"]}',
        '["a", "b"]',
        '{"texts": {"1": "a", "2": "b"}}',
        '{"texts": [{"text": "a"}, {"text": "b"}, 3, null, ["x"]]}',
        "1. a\n2. b",
        "Here is the list:\n\n- a\n- b\n",
        "(1) a\n(2) b",
    ],
)
def test_other_forms_of_a_list_are_understood(said):
    assert parse_answer(said).texts == ["a", "b"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", "empty answer"),
        ("  \n", "empty answer"),
        ("I'm sorry, I cannot assist with that request.", "refusal"),
        ("A shoe with laces.", "no texts in the answer"),
        ('{"texts": []}', "no texts in the answer"),
        ('{"texts": "one"}', "no texts in the answer"),
        ("[" * 100_000, "no texts in the answer"),
        ('{"a":' * 50_000, "no texts in the answer"),
        ("null", "no texts in the answer"),
    ],
)
def test_answers_without_texts_say_why(said, problem):
    answer = parse_answer(said)
    assert (answer.texts, answer.problem) == ([], problem)


def test_random_answers_never_raise():
    rng = random.Random(0)
    pieces = [
        '{"texts"',
        ":",
        "[",
        "]",
        "}",
        '"',
        "a shoe",
        ",",
        "\\",
        "```json",
        "\n",
        "1. ",
        "\x00",
        "é",
        '"synonyms"',
    ]
    for _ in range(2000):
        answer = parse_answer("".join(rng.choices(pieces, k=rng.randrange(20))))
        assert all(isinstance(text, str) for text in answer.texts)
