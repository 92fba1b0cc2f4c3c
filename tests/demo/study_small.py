"""Small studies: plans, pictures and logs without a model, and participants who click at once."""

from pathlib import Path

from PIL import Image, ImageDraw

from modeling_patent.retrieval import Hit
from patent_demo.study import Study
from patent_demo.study_file import Plan
from patent_demo.study_plan import participant_codes, schedule
from patent_demo.study_results import Card, Material
from patent_demo.study_writer import StudyLog


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def draw(path, width):
    picture = Image.new("1", (60, 60), 1)
    ImageDraw.Draw(picture).rectangle([5, 5, 10 + width, 50], outline=0)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)
    return path


def cards(task, system, count=3):
    return tuple(Card(f"USD900{task[1:]}{n}", f"Chair {n}", "2019-01-01", "p", "l", ("v",)) for n in range(count))


def small_plan(people=4, tasks=6, each=6, seed=0):
    names = [f"t{i + 1:02d}" for i in range(tasks)]
    participants = {
        code: [(names[task], system) for task, system in schedule(seed, number, tasks, each)]
        for number, code in enumerate(participant_codes(seed, people))
    }
    return Plan({}, participants, {})


def small_study(log, people=4, tasks=6, each=6, clock=None, made=cards):
    plan = small_plan(people, tasks, each)
    names = {task for mine in plan.participants.values() for task, _ in mine}
    material = {n: Material("q", "s", "Which?", "2020-01-01", {s: made(n, s) for s in "AB"}) for n in names}
    opened = StudyLog(log, clock) if clock else StudyLog(log)
    return Study(plan, material, opened)


def practise(study, code):
    """Let a participant in, and through practice; returns the ticket."""
    ticket, view = study.enter(code)
    assert view.place == 0
    study.begin(ticket)
    study.answer(ticket, [1])
    assert study.rate(ticket, 3).place == 1
    return ticket


class TinyIndex:
    """What a study needs of an index: patents with two figures, ranked by name or backwards."""

    def __init__(self, folder, backwards=False, patents=6):
        self.folder, self.backwards = Path(folder), backwards
        self.patents = [f"USD900000{n}" for n in range(patents)]
        self.figures = {f"{name}-{view}": folder / f"{name}-{view}.png" for name in self.patents for view in (1, 2)}
        for number, path in enumerate(self.figures.values()):
            draw(path, number)
        self.asked = []

    def search(self, query, k, before, exclude_patents):
        self.asked.append((query, before, exclude_patents))
        names = [name for name in self.patents if name not in exclude_patents]
        names = names[::-1] if self.backwards else names
        return [
            Hit(rank, name, f"{name}-1", 0.5, None, None, "<b>Chair</b> ${1 + 1}", (f"{name}-1", f"{name}-2"))
            for rank, name in enumerate(names[:k], start=1)
        ]

    def cover(self, hit):
        return hit.figure_id

    def picture(self, figure):
        path = self.figures[figure]
        return Image.open(path) if path.exists() else None
