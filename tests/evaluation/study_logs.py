"""Logs of small studies: worked out by hand, and of any values."""

import json


def line(participant, task, system, event, time, **more):
    return json.dumps(
        {"participant": participant, "task": task, "system": system, "event": event, "time": time, **more}
    )


def one_task(participant, task, system, start, seconds, satisfaction, relevant=True):
    return [
        line(participant, task, system, "start", start),
        line(participant, task, system, "search", start + 1, results=10),
        line(participant, task, system, "answer", start + seconds, relevant=relevant),
        line(participant, task, system, "rating", start + seconds + 2, satisfaction=satisfaction),
    ]


def study(values):
    """A log of (participant, system, seconds, satisfaction), each participant's tasks one after another."""
    lines, clock, count = [], {}, {}
    for who, system, seconds, satisfaction in values:
        start = clock.get(who, 1000.0)
        count[who] = count.get(who, 0) + 1
        lines += one_task(who, f"t{count[who]:02d}", system, start, seconds, satisfaction)
        clock[who] = start + seconds + 10
    return lines


def by_hand():
    """Four participants, two tasks with each system.

    satisfaction   A        B        mean A  mean B  A - B
    p1             4, 4     3, 3     4       3       1
    p2             5, 5     3, 3     5       3       2
    p3             5, 5     2, 2     5       2       3
    p4             4, 5     2, 3     4.5     2.5     2

    mean 2, deviations -1 0 1 0, variance 2/3, sd .81650, standard error .81650/2 = .40825, t(3) = 2/.40825 = 4.89898,
    d_z = 2/.81650 = 2.44949, Hedges' correction 1 - 3/(4 x 3 - 1) = 8/11, g_z = 1.78145.
    Student's distribution with 3 degrees of freedom: F(t) = 1/2 + (x/(1 + x^2) + arctan x)/pi with x = t/sqrt(3):
    x = 2.82843, x^2 = 8, F = .5 + (.31427 + 1.23096)/3.14159 = .99187, so p = 2 (1 - F) = .01627.
    The 97.5 % point is 3.18245, so the interval is 2 -+ 3.18245 x .40825 = [.70077, 3.29923].
    """
    ratings = {"p1": ("44", "33"), "p2": ("55", "33"), "p3": ("55", "22"), "p4": ("45", "23")}
    values = []
    for who, (a, b) in ratings.items():
        values += [(who, "A", 30, int(a[0])), (who, "B", 60, int(b[0]))]
        values += [(who, "B", 80, int(b[1])), (who, "A", 50, int(a[1]))]
    return study(values)
