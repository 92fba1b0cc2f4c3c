"""Who does which task with which system: drawn by chance, balanced, the same whenever it is asked for.

Participants come in pairs. Both do the same tasks in the same order, what one does with A the other does with B. So
over a pair every task, and every place in the order, has both systems once. Within a participant the systems come in
blocks of two, as many A-B as B-A (one more of either where the number of blocks is odd), so neither comes earlier.
"""

from __future__ import annotations

import re

import numpy as np

from modeling_patent.evaluation.study_log import SYSTEMS

_ALPHABET = "BCDFGHJKLMNPQRTVWXZ2346789"  # no vowels: no words; and nothing that is read as something else
_LETTERS = 4
_CODE = re.compile(r"[A-Z0-9]{2,12}")
MOST_PARTICIPANTS = 1000


def participant_codes(seed: int, count: int) -> list[str]:
    """Return the participants' codes; any two differ in two places at least, so that one slip gives nobody else's.

    Args:
        seed: of the study. The first codes of a longer list are those of a shorter one.
        count: how many, at most 1000.

    Raises:
        ValueError: too few or too many.

    >>> len(participant_codes(0, 15)), participant_codes(0, 15)[:2] == participant_codes(0, 2)
    (15, True)
    """
    if not 1 <= count <= MOST_PARTICIPANTS:
        raise ValueError(f"a study has 1 to {MOST_PARTICIPANTS} participants, not {count}")
    rng = np.random.default_rng([seed, 0])
    codes: list[str] = []
    while len(codes) < count:
        code = "".join(_ALPHABET[i] for i in rng.integers(len(_ALPHABET), size=_LETTERS))
        if all(sum(a != b for a, b in zip(code, other, strict=True)) >= 2 for other in codes):
            codes.append(code)
    return codes


def check_code(text: object) -> str:
    """Return a participant's code as it is stored: in capitals, without blanks.

    Raises:
        ValueError: it is none; the message does not repeat it.

    >>> check_code(" 7xk b")
    '7XKB'
    """
    code = "".join(text.split()).upper() if isinstance(text, str) and len(text) < 50 else ""
    if not _CODE.fullmatch(code):
        raise ValueError("A code is 2 to 12 letters and digits, such as 7XKB. Please enter the one you were given.")
    return code


def schedule(seed: int, number: int, tasks: int, each: int) -> list[tuple[int, str]]:
    """Return a participant's tasks in their order, each with its system.

    Args:
        seed: of the study.
        number: of the participant, from 0.
        tasks: how many there are.
        each: how many of them a participant does.

    Returns:
        (number of the task from 0, "A" or "B"), `each` of them. Half are of either system (one more of either where
        `each` is odd). Over a pair of participants (0 and 1, 2 and 3, ...) every task has both systems at the same
        place. Over all, the numbers of people who do a task differ by at most 2, and those who do a task with A and
        with B by at most 1.

    Raises:
        ValueError: there are not so many tasks.
    """
    if not 1 <= each <= tasks:
        raise ValueError(f"{each} tasks for each participant, but there are {tasks}")
    pair, second = divmod(number, 2)
    cycle = np.random.default_rng([seed, 1]).permutation(tasks)  # the same for all: pairs take runs of it in turn
    rng = np.random.default_rng([seed, 2, pair])
    mine = rng.permutation(cycle[(pair * each + np.arange(each)) % tasks])
    blocks = rng.permutation((np.arange((each + 1) // 2) + rng.integers(2)) % 2)
    systems = (np.stack([blocks, 1 - blocks], axis=1).reshape(-1)[:each] + second) % 2
    return [(int(task), SYSTEMS[system]) for task, system in zip(mine, systems, strict=True)]
