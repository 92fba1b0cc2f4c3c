"""Made releases for the benchmarks' tests, their roles by a slow loop, and vectors that depend on names alone."""

import datetime
import hashlib
from typing import Any

import numpy as np

from modeling_patent.rows import make_row

Rows = list[dict[str, Any]]
DP2, MINI, LISTS = "dp2-prior-art-v1", "dp2-prior-art-v1-mini", "deeppatent-v1"
CODES = ["06-01", "06-03", "14-02", "14-04", "26-05", "14", None]


def release(seed: int, patents: int = 60, dirty: bool = True) -> Rows:
    """Patents of 2015 to 2021 with up to 12 figures, Gazette copies, unmatched segments, gaps and contradictions."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(1, patents + 1):
        day = datetime.date(2015 if dirty else 2016, 1, 6) + datetime.timedelta(
            days=int(rng.integers(2500 if dirty else 1800))
        )
        code = CODES[rng.integers(len(CODES) if dirty else 5)]
        cites = [f"USD{cited:07d}" for cited in rng.integers(1, patents + 9, rng.integers(4))]
        names = [f"USD{number:07d}-{day:%Y%m%d}-D{sheet:05d}" for sheet in range(int(rng.integers(2, 13)))]
        names += [f"{names[-1]}_{9991 + int(rng.integers(3))}"] if dirty and rng.random() < 0.3 else []
        for name in names:
            row = make_row(f"{name}.png", name, name[:10], day, locarno=code, cites=cites)
            if dirty and rng.random() < 0.1:
                row |= {"locarno": CODES[rng.integers(7)]}
            if dirty and rng.random() < 0.1:
                row |= {"granted": None}
            rows.append(row)
        if dirty and rng.random() < 0.1:
            rows[-1]["granted"] = day + datetime.timedelta(days=7)
        if dirty and rng.random() < 0.1:
            for row in rows[-len(names) :]:
                row["granted"] = None
    return [rows[i] for i in rng.permutation(len(rows))]


def slow_roles(rows: Rows, share: float = 1.0) -> dict[str, str]:
    """Figure -> role, by reading the rules of docs/benchmark.md one by one."""
    roles: dict[str, str] = {}
    for patent in {row["patent_id"] for row in rows}:
        own = [row for row in rows if row["patent_id"] == patent]
        days = {row["granted"] for row in own if row["granted"] is not None}
        number = int.from_bytes(hashlib.blake2b(f"{DP2}:{patent}".encode(), digest_size=8).digest(), "big")
        if len(days) != 1 or min(days) > datetime.date(2020, 12, 31) or number >= share * 2**64:
            continue
        day = days.pop()
        codes = {row["locarno"] for row in own if row["locarno"] is not None}
        subclasses = {code for code in codes if "-" in code}
        known = len(subclasses) == 1 and len({code[:2] for code in codes}) == 1
        names = [
            row["figure_id"] for row in own if "-D00000" not in row["figure_id"] and "_999" not in row["figure_id"]
        ]
        for name in sorted(names)[:8]:
            roles[name] = "train" if day.year <= 2018 else "validation" if day.year == 2019 else "test"
            if roles[name] == "test" and not known:
                roles[name] = "candidate"
    return roles


def vectors(rows: Rows, seed: int = 0) -> np.ndarray:
    """Return a unit vector a row, by the row's name and not by its place."""
    made = []
    for row in rows:
        number = int(hashlib.sha256(f"{seed}{row['figure_id']}".encode()).hexdigest()[:8], 16)
        made.append(np.random.default_rng(number).standard_normal(6))
    return (np.array(made) / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def lists(patents: int = 12) -> tuple[Rows, list[str]]:
    rng = np.random.default_rng(0)
    rows, roles = [], []
    for number in range(1, patents + 1):
        part = "test" if number % 2 else "validation"
        for sheet in range(5):
            name = f"USD{number:07d}-20180220-D{sheet:05d}"
            rows.append(make_row("x", name, name[:10], "2018-02-20"))
            roles.append(f"{part}_{'query' if sheet == number % 5 else 'gallery'}")
    order = rng.permutation(len(rows))
    return [rows[i] for i in order], [roles[i] for i in order]
