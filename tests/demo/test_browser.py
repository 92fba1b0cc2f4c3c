"""A walk through the page in a real browser. Skipped where Chromium or Playwright is absent."""

import csv
import json
import shutil

import pytest
from PIL import Image

from patent_demo.pictures import read_picture

playwright = pytest.importorskip("playwright.sync_api", reason="the walk needs the package playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="the walk needs chromium on the PATH"),
    pytest.mark.xdist_group("browser"),
]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SECONDS = 30_000  # a busy machine is given time


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with playwright.sync_playwright() as running:
        started = running.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, headless=True, args=list(FLAGS)
        )
        started.set_default_timeout(SECONDS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, server):
    """Open the page; gives the tab and what went wrong in it."""
    tab = browser.new_page()
    tab.faults = []
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.on("dialog", lambda dialog: tab.faults.append(f"dialog {dialog.message}"))
    tab.on("request", lambda request: tab.faults.append(request.url) if outside(request.url, server[0]) else None)
    tab.goto(server[0])
    tab.wait_for_selector("#drawings .pick")
    yield tab
    faults = tab.faults
    tab.close()
    assert faults == []


def outside(url, address):
    return not url.startswith((address, "data:", "blob:", "chrome"))


def add(tab, *files):
    before = tab.locator("#drawings .views li").count()
    tab.set_input_files("#drawings .pick:not(.second) input", [str(file) for file in files])
    tab.wait_for_function(
        "n => document.querySelectorAll('#drawings .views li').length >= n || document.querySelector('.message.wrong')",
        arg=before + len(files),
    )


def add_and_wait(tab, query, collection):
    """Add a drawing of the collection, wait for the date that it sets, and clear it."""
    add(tab, query)
    playwright.expect(tab.get_by_label("Granted before")).to_have_value(
        collection.index.row_of(query.stem)["granted"].isoformat()
    )
    tab.get_by_label("Granted before").fill("")


def search(tab):
    tab.evaluate("document.querySelector('#results h2')?.setAttribute('data-old', 1)")
    tab.click("#go")
    tab.wait_for_selector("#results h2:not([data-old])")
    return [json.loads(card.get_attribute("data-hit")) for card in tab.locator("#results .card").all()]


def choose(tab, label, words):
    field = tab.get_by_label(label, exact=True)
    field.click()
    field.fill(words)
    tab.locator("[role=listbox] [role=option]").first.click()
    field.press("Escape")


@pytest.fixture
def query(figures):
    return next(path for name, path in figures.items() if name.startswith("USD9000008"))


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_a_walk_from_a_drawing_to_a_report(visit, query, collection, tmp_path_factory, width, height):
    tab, shots = visit, tmp_path_factory.mktemp(f"screenshots-{width}")
    tab.set_viewport_size({"width": width, "height": height})
    assert "not stored" in tab.inner_text("#drawings")
    add(tab, query)

    # The drawing's patent is in the collection: its date is set, and only earlier patents are found.
    day = collection.index.row_of(query.stem)["granted"].isoformat()
    playwright.expect(tab.get_by_label("Granted before")).to_have_value(day)
    hits = search(tab)
    expected = collection.index.search(Image.open(query), k=20, before=day)
    assert [hit["patent_id"] for hit in hits] == [hit.patent_id for hit in expected]
    assert hits
    assert all(hit["granted"] < day for hit in hits)
    tab.screenshot(path=shots / "results.png", full_page=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width

    # One is opened: all its views, the comparison, the heat map.
    tab.locator("#results .card [data-open]").nth(1).click()
    tab.wait_for_selector("#detail article")
    assert tab.locator("#detail [data-figure-of]").count() == len(hits[1]["figures"])
    playwright.expect(tab.locator("#results")).to_be_hidden()
    tab.click("#detail [data-heat]")
    tab.wait_for_selector("#detail .heat .key")
    shown = [image.get_attribute("src") for image in tab.locator("#detail .pair img").all()]
    pictures = [read_picture(__import__("base64").b64decode(source.split(",")[1])) for source in shown]
    assert len(pictures) == 2
    tab.screenshot(path=shots / "patent.png", full_page=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.click("#detail [data-keep]")
    tab.keyboard.press("Escape")
    playwright.expect(tab.locator("#results")).to_be_visible()
    playwright.expect(tab.locator("#results [data-keep][aria-pressed=true]")).to_have_count(1)

    # Without the date, and of one class.
    tab.get_by_label("Granted before").fill("")
    code = hits[0]["locarno"]
    choose(tab, "Locarno class", code[:2])
    choose(tab, "Locarno subclass", code)
    assert {hit["locarno"] for hit in search(tab)} == {code}

    # What was found is taken home, with the note.
    tab.get_by_role("tab", name="Shortlist").click()
    tab.get_by_label("Note").fill("check the claim")
    tab.screenshot(path=shots / "shortlist.png", full_page=True)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV", exact=True).locator("visible=true").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert [(row["patent_id"], row["note"]) for row in rows] == [(hits[1]["patent_id"], "check the claim")]
    tab.get_by_role("tab", name="Search").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Printable report").locator("visible=true").click()
    assert download.value.suggested_filename.endswith(".html")
    report = download.value.path().read_text()
    for words in (query.name, f"class {code}", collection.place, collection.model_name, "patent search"):
        assert words in report
    assert "<script" not in report
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV", exact=True).locator("visible=true").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert {row["locarno"] for row in rows} == {code}
    assert len(list(shots.glob("*.png"))) == 3


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    (folder / "text.png").write_text("this is no picture\n" * 20)
    (folder / "empty.png").write_bytes(b"")
    (folder / "script.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    shutil.copy(folder / "script.svg", folder / "script.png")
    Image.new("1", (10_000, 10_000), 1).save(folder / "large.png")
    return folder


def test_bad_uploads_end_in_a_message_and_the_page_goes_on(visit, bad_files, query, collection):
    said = {
        "text.png": "not a picture",
        "empty.png": "is empty",
        "script.svg": "SVG",
        "script.png": "SVG",
        "large.png": "100 megapixels",
    }
    for name, words in said.items():
        visit.evaluate("document.querySelector('#drawings .message').textContent = ''")
        visit.set_input_files("#drawings .pick:not(.second) input", bad_files / name)
        playwright.expect(visit.locator("#drawings .message.wrong")).to_contain_text(words)
        assert visit.locator("#drawings .views li").count() == 0
    visit.get_by_label("Granted after").fill("soon")
    visit.click("#go")
    playwright.expect(visit.get_by_text("is no date")).to_be_visible()
    visit.get_by_label("Granted after").fill("")
    add_and_wait(visit, query, collection)
    assert len(search(visit)) == 10


def test_all_of_a_search_can_be_done_with_the_keyboard(visit, query, collection):
    add_and_wait(visit, query, collection)
    visit.get_by_label("Granted before").focus()
    visit.keyboard.press("Control+A")
    visit.keyboard.type("2025-01-01")
    visit.keyboard.press("Enter")
    visit.wait_for_selector("#results .card")
    playwright.expect(visit.locator("#results h2")).to_be_focused()
    visit.keyboard.press("Tab")
    assert visit.evaluate("document.activeElement.hasAttribute('data-open')")
    visit.keyboard.press("Enter")
    visit.wait_for_selector("#detail article")
    playwright.expect(visit.locator("#detail h2")).to_be_focused()
    first = visit.locator("#detail .number").inner_text()
    visit.keyboard.press("ArrowRight")
    playwright.expect(visit.locator("#detail .number")).not_to_have_text(first)
    visit.keyboard.press("Escape")
    playwright.expect(visit.locator("#results .card:nth-child(2) [data-open]")).to_be_focused()
    # A region, typed.
    visit.get_by_role("button", name="Mark the region").focus()
    visit.keyboard.press("Enter")
    visit.get_by_label("right %").fill("50")
    visit.get_by_role("button", name="Use this").focus()
    visit.keyboard.press("Enter")
    playwright.expect(visit.locator("#drawings .views .name")).to_contain_text("(region)")


def test_a_sketch_is_a_query_and_more_like_this_leads_on_and_back(visit):
    visit.get_by_role("button", name="Sketch").click()
    canvas = visit.locator("#drawings canvas")
    canvas.scroll_into_view_if_needed()
    area = canvas.bounding_box()
    visit.mouse.move(area["x"] + 40, area["y"] + 40)
    visit.mouse.down()
    visit.mouse.move(area["x"] + 150, area["y"] + 60, steps=4)
    visit.mouse.move(area["x"] + 90, area["y"] + 150, steps=4)
    visit.mouse.up()
    visit.get_by_role("button", name="Use this").click()
    visit.wait_for_selector("#drawings .views li")
    hits = search(visit)
    assert len(hits) == 10
    visit.locator("#results [data-open]").first.click()
    visit.get_by_role("button", name="More like this").click()
    playwright.expect(visit.locator("#results h2")).to_contain_text("like US D9")
    assert hits[0]["patent_id"] not in [
        json.loads(card.get_attribute("data-hit"))["patent_id"] for card in visit.locator("#results .card").all()
    ]
    visit.get_by_role("button", name="Back to my drawing").click()
    playwright.expect(visit.locator("#results h2")).to_contain_text("closest to your design")


def test_painting_marks_a_region_and_clearing_takes_it_away(visit, query, collection):
    add_and_wait(visit, query, collection)
    visit.get_by_role("button", name="Mark the region").click()
    visit.get_by_label("Paint").check()
    area = visit.locator("#drawings canvas").bounding_box()
    visit.mouse.move(area["x"] + area["width"] * 0.3, area["y"] + area["height"] * 0.5)
    visit.mouse.down()
    visit.mouse.move(area["x"] + area["width"] * 0.8, area["y"] + area["height"] * 0.5, steps=5)
    visit.mouse.up()
    visit.get_by_role("button", name="Use this").click()
    playwright.expect(visit.locator("#drawings .views .name")).to_contain_text("(region)")
    assert len(search(visit)) == 10
    visit.get_by_role("button", name="Mark the region").click()
    visit.get_by_role("button", name="Clear").click()
    visit.get_by_role("button", name="Use this").click()
    playwright.expect(visit.locator("#drawings .views .name")).not_to_contain_text("(region)")


def test_the_model_page_shows_the_tail_and_a_map_to_walk_through(visit):
    pytest.importorskip("sklearn", reason="the map needs scikit-learn")
    visit.get_by_role("tab", name="Model").click()
    playwright.expect(visit.locator("svg.tail rect").first).to_be_attached()
    visit.get_by_role("button", name="Draw the map").click()
    visit.wait_for_selector("#map circle")
    assert visit.locator("#map circle").count() == 10
    visit.locator("#map circle").first.focus()
    visit.keyboard.press("Enter")
    visit.wait_for_selector("#beside .card")
    first = visit.locator("#beside .number").inner_text()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        visit.keyboard.press(key)
    playwright.expect(visit.locator("#beside .number")).to_be_visible()
    assert first
    visit.locator("#beside [data-open]").click()
    visit.wait_for_selector("#detail article")
