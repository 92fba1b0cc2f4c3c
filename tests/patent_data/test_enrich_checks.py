import hashlib
import random
import threading

import pytest

from modeling_patent.rows import make_row
from patent_data.enrich import prompts, template
from patent_data.enrich.checks import (
    MOST_CHARACTERS,
    check_texts,
    clean,
    drop_near_duplicates,
    fault_of,
    is_refusal,
    length_limit,
    shortened,
    words_of,
)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't assist with that.",
        "I am sorry, but I cannot see the image.",
        "As an AI language model, I do not have eyes.",
        "Sorry, I can\u2019t view images.",
        "I cannot assist with this request.",
        "I can't see the image you mention.",
        "I'm unable to view the drawing.",
        "Unfortunately no image was provided.",
        "Please upload the drawing first.",
        "This is against my guidelines.",
    ],
)
def test_refusals_are_known(text):
    assert is_refusal(text)
    assert fault_of(text) == "refusal"


@pytest.mark.parametrize(
    "text",
    [
        "A stand that cannot tip over.",
        "A sign that says please, seen from the front.",
        "A process plate for dental use.",
        "An AI speaker as an assistant for the home.",
        "A toy robot with an image panel.",
        "An ornament shaped as an airplane.",
        "A can opener which helps to open cans.",
    ],
)
def test_texts_about_objects_are_no_refusals(text):
    assert fault_of(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("This is a drawing of {object name}.", "placeholder"),
        ("A <object> from above", "placeholder"),
        ("[Object name], seen from above", "placeholder"),
        ("A shoe ______ here", "placeholder"),
        ("12 34 56 %% $$ 7", "no words"),
        ("ok", "no words"),
        ("Это рисунок ботинка сверху.", "other script"),
        ("这是一只鞋的图纸设计", "other script"),
        ("the shoe the shoe the shoe the shoe the shoe the shoe", "repetition"),
        ("a shoe very very very very wide", "repetition"),
        ("x" * 50, "repetition"),
        ("Write 20 distinct texts about this drawing, in English.", "prompt repeated"),
        ("other common names of the object", "prompt repeated"),
    ],
)
def test_rubbish_is_told_by_name(text, fault):
    assert fault_of(text) == fault


def test_no_text_of_the_template_is_taken_for_rubbish():
    row = make_row(None, "f", "p", object_name="Lamp for desks", locarno="26-05", viewpoint="top", title="Lamp")
    texts = template.template_texts(row, 60)
    assert [fault_of(text) for text in texts] == [None] * len(texts)


def jaccard(one, other):
    one, other = set(words_of(one)), set(words_of(other))
    return len(one & other) / len(one | other) if one | other else 1.0


def test_near_duplicates_are_those_of_the_slow_definition():
    rng = random.Random(1)
    for _ in range(200):
        texts = [" ".join(rng.choices(["a", "b", "c", "d", "e", "f"], k=rng.randrange(1, 7))) for _ in range(12)]
        kept = []
        for text in texts:
            if all(jaccard(text, other) < 0.6 for other in kept):
                kept.append(text)
        assert drop_near_duplicates(texts, alike=0.6) == (kept, len(texts) - len(kept))
    assert drop_near_duplicates([]) == ([], 0)
    assert drop_near_duplicates(["A shoe.", "a SHOE", "A boot."], 1) == (["A shoe."], 0)


def test_too_long_texts_are_cut_at_a_sentence_or_dropped():
    fits = lambda text: len(text.split()) <= 6  # noqa: E731
    for text in ("A shoe. It has laces. It has a heel. Yes.", "One. Two three four five six seven. Eight.", "a " * 9):
        ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
        whole = [text[:end] for end in ends if fits(text[:end])]
        assert shortened(text, fits) == (text if fits(text) else whole[-1] if whole else None)
    kept, counts = check_texts(["A shoe with laces. And it goes on and on and on.", "w " * 50 + "o"], fits)
    assert kept == ["A shoe with laces."]
    assert counts == {"shortened": 1, "repetition": 1}


class Tokenizer:
    """Counts letters, and notices two threads in it at once."""

    model_max_length = 20

    def __init__(self):
        self.lock = threading.Lock()

    def __call__(self, text):
        assert self.lock.acquire(blocking=False), "two threads at once"
        try:
            return {"input_ids": [0, *map(ord, text), 1]}
        finally:
            self.lock.release()


def test_the_tokenizers_own_length_decides_where_one_is_given():
    fits = length_limit(Tokenizer())
    assert fits("x" * 18)
    assert not fits("x" * 19)
    bound = length_limit(None)
    assert bound("word " * 45)
    assert not bound("word " * 46)
    assert not bound("x" * (MOST_CHARACTERS + 1))
    assert not bound(".,:;" * 20)
    endless = Tokenizer()
    endless.model_max_length = 10**30
    assert not length_limit(endless)("word " * 46)
    threads = [threading.Thread(target=lambda: [fits("x" * 10) for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_texts_are_cleaned_counted_and_kept_in_order():
    said = ['1. "A red shoe."', "- A red shoe", "I'm sorry, I can't see it.", "{object}", "", "A boot\nwith laces."]
    kept, counts = check_texts(said, length_limit())
    assert kept == ["A red shoe.", "A boot with laces."]
    assert counts == {"near-duplicate": 1, "refusal": 1, "placeholder": 1, "empty": 1}


def test_new_texts_may_not_repeat_those_there_already():
    kept, counts = check_texts(["A red shoe.", "A boot."], length_limit(), before=["a red shoe"])
    assert kept == ["A boot."]
    assert counts == {"near-duplicate": 1}


def test_the_object_is_put_before_a_class_that_stands_alone_or_first():
    titles = ["Footwear, socks and stockings"]
    said = [
        "A design of footwear, socks and stockings.",
        "A trainer, classified as footwear, socks and stockings.",
        "Footwear, socks and stockings: here a running shoe.",
        "Two shoes under footwear, socks and stockings.",
        "A wide toe and a low heel.",
    ]
    kept, counts = check_texts(said, length_limit(), ["Running shoe", "Trainer"], titles)
    assert kept == [f"Running shoe: {said[0]}", said[1], f"Running shoe: {said[2]}", said[3], said[4]]
    assert counts == {"object put before its class": 2}
    assert check_texts(said, length_limit(), [], titles)[0] == said


def test_cleaning_leaves_numbers_that_belong_to_the_text():
    assert clean("2) A shoe") == "A shoe"
    assert clean("3D printer") == "3D printer"
    assert clean("\u201cA shoe\u201d") == "A shoe"
    assert clean("A 'shoe'") == "A 'shoe'"
    assert clean("A\u200b shoe\x00 \n") == "A shoe"


def test_changed_prompts_or_sentences_need_a_new_version():
    """Whoever changes a prompt raises PROMPT_VERSION and puts the new hash here, so that old answers are told apart."""
    row = make_row(
        None,
        "f",
        "p",
        object_name="Shoe",
        title="Boot",
        locarno="02-04",
        viewpoint="top",
        caption="FIG. 1 is a top view;",
    )
    words = [
        prompts.CAPTIONER_INSTRUCTIONS,
        prompts.WRITER_SYSTEM,
        prompts.writer_prompt(row, ["Footwear"], "a wide toe", 20),
        prompts.writer_prompt({}, [], None, 3, ["A shoe."]),
        *template.template_texts(row, 100, details="a wide toe"),
    ]
    said = hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
    assert {prompts.PROMPT_VERSION: said} == {"2": "7dedb2ffc4a7"}


def test_the_prompt_holds_what_is_known_and_nothing_else():
    row = make_row(
        None,
        "f",
        "p",
        object_name="Shoe",
        title="SHOE",
        locarno="02-04",
        viewpoint="top",
        caption="FIG. 1 is a top view;",
    )
    said = prompts.writer_prompt(row, ["Footwear", "Clothing"], "a wide toe", 20)
    for words in ("Shoe", "02-04", "Footwear", "Clothing", "top", "FIG. 1 is a top view;", "a wide toe", "Write 20"):
        assert words in said
    assert "Title of the patent" not in said
    bare = prompts.writer_prompt({"object_name": "Shoe"}, [], None, 7, ["A shoe."])
    assert "None" not in bare
    assert "features" not in bare
    assert "Write 7 more" in bare
    assert "- A shoe." in bare
