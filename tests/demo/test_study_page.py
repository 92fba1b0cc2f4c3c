"""The study in a real browser, from consent to analysis; its commands; and that nothing sent names a system."""

import argparse
import json
import os
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest

gradio = pytest.importorskip("gradio")

from patent_demo import study_page  # noqa: E402
from patent_demo.study_file import plan_path, read_plan  # noqa: E402
from tests.demo.study_small import small_study  # noqa: E402
from tests.demo.study_worlds import make_world, patent, study_of  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def server(world, tmp_path_factory):
    """The page as `patent study run` serves it; each test has participants of its own."""
    log, pages, urls = tmp_path_factory.mktemp("kept") / "study.jsonl", [], []
    printed = study_of(world, log, participants=4)
    real = study_page.launch_page
    with pytest.MonkeyPatch.context() as patch:  # the command waits for Ctrl-C, and then closes the log
        patch.setattr(study_page, "launch_page", lambda *given: urls.append(real(*given)) or urls[0])
        patch.setattr(gradio.Blocks, "block_thread", lambda page: pages.append(page))
        patch.setattr("patent_demo.study_writer.StudyLog.close", lambda log: None)
        study_of(world, log, "run", participants=4, port=0)
    codes = list(read_plan(plan_path(log)).participants)
    fns = {function.fn.__name__: number for number, function in pages[0].fns.items() if function.fn}
    secrets = secrets_of(world, log)
    yield argparse.Namespace(url=urls[0], log=log, printed=printed, codes=codes, secrets=secrets, fns=fns)
    pages[0].close()


def secrets_of(world, log):
    return ["secret", str(world), str(log.parent), "study.plan", "tasks.json", '"A"', '"B"', '"system"']


def check_blind(text, secrets):
    for secret in secrets:
        at = text.find(secret)
        assert at < 0, f"the page was sent {secret!r}: ...{text[max(at - 80, 0) : at + 80]}..."


@pytest.fixture
def browser(tmp_path):
    """A new profile of Chromium, given a window's size."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium on the PATH")
    with playwright.sync_playwright() as driver:
        opened = []

        def window(width, height, is_phone=False):
            context = driver.chromium.launch_persistent_context(
                tmp_path / f"profile{len(opened)}",
                executable_path=chromium,
                headless=True,
                args=FLAGS,
                viewport={"width": width, "height": height},
                has_touch=is_phone,
                is_mobile=is_phone,
            )
            opened.append(context)
            page = context.pages[0]
            page.set_default_timeout(60_000)
            page.errors, page.asked = [], []
            page.on("pageerror", lambda error: page.errors.append(str(error)))
            page.on("requestfinished", lambda request: page.asked.append(request))
            return page

        yield window
        for context in opened:
            context.close()


def shot(page, name):
    """Keep a screenshot where PATENT_SCREENSHOTS says."""
    if folder := os.environ.get("PATENT_SCREENSHOTS"):
        page.wait_for_timeout(250)
        page.screenshot(path=Path(folder) / f"study-{name}.png", full_page=True)


def enter(page, server, code):
    page.goto(server.url)
    page.get_by_role("checkbox", name="I have read this").check()
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Begin").click()


def go_through(page, mark):
    """Do one task: show, mark, submit, rate."""
    page.get_by_role("button", name="Show the results").click()
    page.locator(".card").first.wait_for()
    page.wait_for_function("document.activeElement.tagName === 'H2'")  # the new step is where readers go on
    mark()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("radio", name="4 satisfied").check()
    page.get_by_role("button", name="Save and go on").click()


@pytest.mark.processes
def test_a_study_from_consent_to_analysis(server, browser, tmp_path):
    codes = server.codes
    assert server.printed.splitlines()[1] == "  ".join(codes) and "4 participants, 2 tasks each" in server.printed
    page = browser(1280, 900)
    page.goto(server.url)
    shot(page, "consent")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("tick the box first").wait_for()
    page.get_by_role("checkbox", name="I have read this").check()
    for wrong, message in (("Jane Doe!", "2 to 12 letters and digits"), ("ZZZZ", "not in this study")):
        page.get_by_label("Your code").fill(wrong)
        page.get_by_role("button", name="Begin").click()
        page.get_by_text(message).wait_for()
    assert codes[0] not in server.log.read_text()
    page.get_by_label("Your code").fill(codes[0].lower())
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="Practice").wait_for()
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Please mark what resembles the drawing").wait_for()
    page.locator("input[name=mark]").first.check()
    page.get_by_role("button", name="Submit").click()
    shot(page, "rating")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("how satisfied you are, from 1 to 5").wait_for()
    page.get_by_role("radio", name="3 in between").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", name="Drawing 1 of 2").wait_for()
    assert codes[0] not in server.log.read_text()  # practice is not recorded
    shot(page, "task")

    page.get_by_role("button", name="Show the results").click()
    page.locator(".card").nth(3).wait_for()
    assert page.locator(".card").count() == 4
    shot(page, "results")
    check_blind(page.content(), server.secrets)
    page.get_by_role("button", name="Result 2").click()
    page.get_by_role("dialog").wait_for()
    shot(page, "opened")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    page.locator("input[name=mark]").nth(1).check()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("paused").wait_for()
    assert page.locator(".card").count() == 0
    page.get_by_role("button", name="Go on").click()
    page.locator(".card").first.wait_for()
    assert page.locator("input[name=mark]").nth(1).is_checked()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("radio", name="5 very satisfied").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", name="Drawing 2 of 2").wait_for()
    go_through(page, lambda: page.get_by_label("None of them resembles it").check())
    page.get_by_text("Thank you. You have done all 2 drawings.").wait_for()
    shot(page, "done")
    assert page.errors == [] and all(request.url.startswith((server.url, "data:")) for request in page.asked)

    phone = browser(390, 844, is_phone=True)
    enter(phone, server, codes[1])
    phone.get_by_role("heading", name="Practice").wait_for()
    phone.get_by_role("button", name="Try it").focus()
    phone.keyboard.press("Enter")  # from here on with keys alone
    phone.wait_for_function("document.activeElement.tagName === 'H2'")
    phone.locator("input[name=mark]").nth(2).press("Space")
    phone.get_by_role("button", name="Submit").press("Enter")
    phone.get_by_role("radio", name="1 very dissatisfied").press("Space")
    phone.get_by_role("button", name="Save and go on").press("Enter")
    phone.get_by_role("heading", name="Drawing 1 of 2").wait_for()
    for _ in range(2):
        go_through(phone, lambda: phone.locator("input[name=mark]").nth(0).press("Space"))
    phone.get_by_text("Thank you").wait_for()
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390 and phone.errors == []

    copy = tmp_path / "study.jsonl"  # of these two; other tests have other participants
    shutil.copy(plan_path(server.log), plan_path(copy))
    lines = [line for line in server.log.read_text().splitlines() if codes[0] in line or codes[1] in line]
    copy.write_text("\n".join(lines))
    events = [json.loads(line) for line in lines]
    assert [one["event"] for one in events[:6]] == ["start", "search", "pause", "resume", "answer", "rating"]
    assert events[4]["opened"] == events[4]["marked"] == [events[1]["shown"][1]] and events[5]["satisfaction"] == 5
    assert "127.0.0.1" not in server.log.read_text()
    printed = patent("analyse", copy, "--out", tmp_path / "out", "--names", "ours", "previous")
    assert "| satisfaction |" in printed and "planned: 8 tasks of 4 participants; never begun: 4" in printed
    found = json.loads((tmp_path / "out" / "study.json").read_text())
    assert found["tasks"] == {"A": 2, "B": 2} and found["satisfaction"]["n"] == 2 and found["problems"] == []
    systems = {
        code: [one["system"] for one in events if one["participant"] == code and one["event"] == "rating"]
        for code in codes
    }
    mine = found["participants"][codes[0]]
    assert mine[systems[codes[0]][0]]["satisfaction"] == 5 and mine[systems[codes[0]][1]]["satisfaction"] == 4
    assert (tmp_path / "out" / "study.png").stat().st_size > 10_000


@pytest.mark.processes
def test_a_page_that_was_overtaken_says_so_and_goes_on_after_the_code(server, browser):
    code = server.codes[2]
    page = browser(1000, 800)
    enter(page, server, code)
    page.get_by_role("heading", name="Practice").wait_for()
    other = page.context.new_page()
    enter(other, server, code)
    other.get_by_role("heading", name="Practice").wait_for()
    page.bring_to_front()
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("This page has lost its place").wait_for()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="Practice").wait_for()
    page.get_by_role("button", name="Try it").click()
    page.locator(".card").first.wait_for()


def fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def test_nothing_that_the_server_offers_names_a_system_or_hands_out_a_file(server):
    for path in ("", "config", "gradio_api/info", "gradio_api/startup-events", "theme.css", "manifest.json"):
        status, text = fetch(f"{server.url}{path}")
        assert status in (200, 404)
        check_blind(text, server.secrets)
    assert json.loads(fetch(f"{server.url}gradio_api/info")[1])["named_endpoints"] == {}
    for path in (plan_path(server.log), server.log, Path(__file__), Path("/etc/passwd")):
        for route in ("gradio_api/file=", "file=", "gradio_api/file/"):
            status, text = fetch(f"{server.url}{route}{path}")
            assert status in (403, 404, 405) and "root:" not in text
            check_blind(text.replace(str(path), "").replace(path.name, ""), ["participants", "secret"])


def press(server, action, *values):
    """Do what a button does, and return all that the server sends back for it."""
    asked = {"data": values, "fn_index": server.fns[action], "session_hash": "s1", "trigger_id": None}
    headers = {"Content-Type": "application/json"}
    join = urllib.request.Request(f"{server.url}gradio_api/queue/join", json.dumps(asked).encode(), headers)
    urllib.request.urlopen(join, timeout=20).close()
    return fetch(f"{server.url}gradio_api/queue/data?session_hash=s1")[1]


def test_nothing_that_is_sent_for_a_button_names_a_system(server):
    code = server.codes[3]
    collected = json.dumps({"marked": [1], "none": False, "opened": []})
    said = press(server, "do_enter", True, code)
    for _ in range(3):  # practice, and a task with either system
        shown = press(server, "do_begin", None)
        assert "clock running" in shown or "Practice" in shown
        said += shown + press(server, "do_pause", collected, None) + press(server, "do_begin", None)
        said += press(server, "do_answer", collected, None) + press(server, "do_rate", 3, None)
    assert said.count("USD90000") > 20 and "You have done all 2 drawings" in said
    check_blind(said, server.secrets)
    systems = {
        one["system"] for one in map(json.loads, server.log.read_text().splitlines()) if one["participant"] == code
    }
    assert systems == {"A", "B"} and code not in said


def test_faults_are_one_line_without_their_insides(tmp_path, monkeypatch, caplog):
    study = small_study(tmp_path / "log.jsonl")
    page = study_page.build_page(study, "Do you?")
    actions = {function.fn.__name__: function.fn for function in page.fns.values() if function.fn}
    assert "tick the box" in actions["do_enter"](False, "x")[1]
    for error, told in [
        (RuntimeError("index-secret"), "Something went wrong here"),
        (KeyError("index-secret"), "Something went wrong here"),
        (UnicodeError("index-secret"), "Something went wrong here"),
        (OSError(28, "No space left on device", "/secret"), r"could not be saved (No space left on device)"),
    ]:

        def fail(ticket, error=error):
            raise error

        monkeypatch.setattr(study, "begin", fail)
        shown = actions["do_begin"](None)[1]
        assert told in shown and "secret" not in shown and shown.startswith('<div class="study-error" role="alert">')
        assert "secret" in caplog.text
        caplog.clear()
