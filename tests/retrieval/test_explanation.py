import numpy as np
import pytest
from PIL import Image

from modeling_patent import PatentImageProcessor
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.explanation import cell_edges, explain_hit, explain_pair, inked_cells, occlusion_heat
from tests.retrieval.pooled_ink import PooledInk, blobs, lines, pooled

SIDE = 48


def slow_heat(figure, other, grid):
    """The definition, cell by cell: the mean loss over the four windows of 2 x 2 cells that cover a cell with ink."""
    edges = cell_edges(len(figure), grid)

    def part(figure, row, column):
        rows = slice(edges[max(row, 0)], edges[min(row + 2, grid)])
        return figure[rows, edges[max(column, 0)] : edges[min(column + 2, grid)]]

    heat = np.zeros((grid, grid))
    for row in range(grid):
        for column in range(grid):
            if not figure[edges[row] : edges[row + 1], edges[column] : edges[column + 1]].any():
                continue
            losses = []
            for top in (row - 1, row):
                for left in (column - 1, column):
                    without = figure.copy()
                    part(without, top, left)[...] = 0
                    losses.append((pooled(figure) - pooled(without)) @ other)
            heat[row, column] = np.mean(losses)
    return heat


@pytest.fixture
def processor():
    return PatentImageProcessor(size=SIDE)


@pytest.mark.parametrize("grid", [1, 2, 5, 12, SIDE])
def test_heat_is_the_mean_loss_over_the_windows_that_cover_a_cell(grid, processor):
    figure, other = processor.prepare(lines(grid, count=3)), pooled(processor.prepare(lines(grid + 50)))
    heat = occlusion_heat(PooledInk(), figure, other, grid)
    np.testing.assert_allclose(heat, slow_heat(figure, other, grid), atol=1e-6)
    assert np.abs(heat).max() > 1e-3


def test_both_drawings_of_a_pair_are_explained_by_the_other_one(processor):
    query, hit = lines(1), lines(2)
    found = explain_pair(PooledInk(), processor, query, hit, grid=7)
    figures = processor.prepare(query), processor.prepare(hit)
    np.testing.assert_allclose(found.cosine, pooled(figures[0]) @ pooled(figures[1]), atol=1e-6)
    np.testing.assert_allclose(found.query_heat, slow_heat(figures[0], pooled(figures[1]), 7), atol=1e-6)
    np.testing.assert_allclose(found.hit_heat, slow_heat(figures[1], pooled(figures[0]), 7), atol=1e-6)


def hottest(heat, box):
    """The middle of the hottest cell in pixels of the picture."""
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    left, top, right, bottom = box
    return left + (column + 0.5) / len(heat) * (right - left), top + (row + 0.5) / len(heat) * (bottom - top)


def test_heat_is_largest_where_the_shared_part_is_and_negative_where_they_differ(processor):
    found = explain_pair(PooledInk(), processor, blobs((30, 150), (160, 20)), blobs((30, 150), (90, 80)))
    for heat, box, other in (
        (found.query_heat, found.query_box, (180, 40)),
        (found.hit_heat, found.hit_box, (110, 100)),
    ):
        x, y = hottest(heat, box)
        assert 30 <= x <= 70
        assert 150 <= y <= 190
        x, y = hottest(-heat, box)
        assert abs(x - other[0]) <= 25
        assert abs(y - other[1]) <= 25


def test_without_the_hottest_cells_the_cosine_falls_more_than_without_others(processor):
    rng = np.random.default_rng(0)
    figure, other = processor.prepare(lines(3, count=14)), pooled(processor.prepare(lines(4, count=14)))
    heat = occlusion_heat(PooledInk(), figure, other, 12)
    cells, edges = np.argwhere(inked_cells(figure, 12)), cell_edges(SIDE, 12)

    def cosine_without(chosen):
        without = figure.copy()
        for row, column in chosen:
            without[edges[row] : edges[row + 1], edges[column] : edges[column + 1]] = 0
        return pooled(without) @ other

    hot = cosine_without(cells[np.argsort(-heat[tuple(cells.T)])[:12]])
    assert all(hot < cosine_without(rng.permutation(cells)[:12]) for _ in range(30))


def test_identical_drawings_have_one_map_and_lose_by_every_part(processor):
    found = explain_pair(PooledInk(), processor, lines(5), lines(5))
    assert found.cosine == pytest.approx(1, abs=1e-6)
    np.testing.assert_array_equal(found.query_heat, found.hit_heat)
    assert found.query_heat.min() >= -1e-6
    assert found.query_heat.max() > 0.01


def test_a_blank_drawing_has_no_heat(processor):
    blank = Image.new("1", (50, 80), 1)
    model = PooledInk()
    found = explain_pair(model, processor, blank, lines(6))
    assert not found.query_heat.any()
    assert found.hit_heat.any()
    both = explain_pair(model, processor, blank, blank)
    assert not both.query_heat.any()
    assert not both.hit_heat.any()
    page = np.asarray(both.hit_picture(200))[2:198, 2:198]
    assert (page == 255).all()


def test_the_batch_size_changes_nothing_and_a_second_run_is_equal(processor):
    pair = lines(7), lines(8)
    first, again, ones, large = (
        explain_pair(PooledInk(), processor, *pair, batch_size=size) for size in (64, 64, 1, 10**6)
    )
    np.testing.assert_array_equal(first.query_heat, again.query_heat)
    for other in (ones, large):
        np.testing.assert_allclose(first.query_heat, other.query_heat, atol=1e-6)
        np.testing.assert_allclose(first.hit_heat, other.hit_heat, atol=1e-6)


def test_only_windows_with_ink_are_run(processor):
    model, figure = PooledInk(), np.zeros((SIDE, SIDE), dtype=np.uint8)
    figure[0, 0] = figure[30, 30] = 255  # 4 windows cover a cell, at the border too
    occlusion_heat(model, figure, pooled(figure), 12)
    assert model.figures == 1 + 4 + 4
    model.figures = 0
    occlusion_heat(model, np.full_like(figure, 255), pooled(figure), 12)
    assert model.figures == 1 + 13 * 13


def test_inked_cells_are_those_with_ink():
    figure = (np.random.default_rng(0).random((50, 50)) < 0.01).astype(np.uint8)
    edges = cell_edges(50, 7)
    expected = [[figure[edges[i] : edges[i + 1], edges[j] : edges[j + 1]].any() for j in range(7)] for i in range(7)]
    np.testing.assert_array_equal(inked_cells(figure, 7), expected)
    assert edges.tolist() == [0, 7, 14, 21, 29, 36, 43, 50]


def test_a_vector_as_query_explains_the_hit_alone(processor):
    other = pooled(processor.prepare(lines(1)))
    with_picture = explain_pair(PooledInk(), processor, lines(1), lines(2))
    found = explain_pair(PooledInk(), processor, 3 * other, lines(2))
    np.testing.assert_allclose(found.hit_heat, with_picture.hit_heat, atol=1e-6)
    assert not found.query_heat.any()
    assert found.query is None
    assert found.query_picture() is None
    assert found.picture(300).width < 400


def test_pictures_may_be_paths(processor, tmp_path):
    lines(1).save(tmp_path / "a.png")
    lines(2).save(tmp_path / "b.png")
    found = explain_pair(PooledInk(), processor, tmp_path / "a.png", str(tmp_path / "b.png"))
    np.testing.assert_array_equal(found.hit_heat, explain_pair(PooledInk(), processor, lines(1), lines(2)).hit_heat)


@pytest.mark.parametrize(
    ("query", "hit", "grid", "message"),
    [
        (lines(1), lines(2), 0, "a whole number from 1 to 48, not 0"),
        (lines(1), lines(2), 49, "from 1 to 48, not 49"),
        (lines(1), lines(2), 2.5, "not 2.5"),
        (lines(1), lines(2), True, "not True"),
        (lines(1), "a chair", 4, "the hit to explain is one picture, not 'a chair'"),
        (lines(1), [lines(2), lines(3)], 4, "one picture"),
        ([lines(1), lines(2)], lines(2), 4, "one view is explained at a time; the query has 2"),
        ([1, 2, 3], lines(2), 4, "3 numbers a vector"),
        (np.zeros(65), lines(2), 4, "only zeros"),
        ("a chair", lines(2), 4, "no text tower"),
    ],
)
def test_what_cannot_be_explained_is_one_clear_line(query, hit, grid, message, processor):
    with pytest.raises(ValueError, match=message) as raised:
        explain_pair(PooledInk(), processor, query, hit, grid)
    assert "\n" not in str(raised.value)


@pytest.fixture
def index(processor, tmp_path):
    rows, vectors = [], []
    for name, picture in {"left": blobs((30, 150)), "right": blobs((160, 20))}.items():
        picture.save(tmp_path / f"{name}.png")
        vectors.append(pooled(processor.prepare(picture)))
        rows.append({"figure_id": name, "patent_id": name, "image": str(tmp_path / f"{name}.png")})
    return PatentIndex.from_embeddings(vectors, rows).with_model(PooledInk(), processor)


def test_a_hit_is_explained_by_the_view_closest_to_its_figure(index, processor):
    query = [lines(1), blobs((160, 20), (90, 80)), blobs((30, 150), (90, 80))]
    for hit in index.search(query):
        found = explain_hit(index, query, hit, grid=6)
        assert (found.figure_id, found.view) == (hit.figure_id, {"right": 1, "left": 2}[hit.figure_id])
        expected = explain_pair(PooledInk(), processor, query[found.view], index.picture(hit.figure_id), 6)
        np.testing.assert_array_equal(found.query_heat, expected.query_heat)
        np.testing.assert_array_equal(found.hit_heat, expected.hit_heat)
        assert found.cosine == pytest.approx(max(cosine for _, cosine in hit.matches), abs=1e-6)


def test_a_hit_is_explained_for_the_region_that_was_asked_with(index):
    query = blobs((30, 150), (160, 20))
    region = (0, 0.5, 0.5, 1)
    hit = index.search(query, region=region)[0]
    found = explain_hit(index, query, hit, region=region)
    assert found.query.getpixel((180, 40)) == 255
    assert found.query.getpixel((50, 170)) == 0
    assert explain_hit(index, query, hit).query.getpixel((180, 40)) == 0


def test_a_hit_of_vectors_is_explained_by_the_vector_closest_to_it(index, processor):
    views = np.stack([pooled(processor.prepare(blobs((90, 80)))), pooled(processor.prepare(blobs((160, 20))))])
    hit = index.search(views)[0]
    found = explain_hit(index, views, hit)
    assert (hit.patent_id, found.view, found.query) == ("right", 1, None)
    assert found.cosine == pytest.approx(1, abs=1e-6)


def test_a_hit_whose_picture_is_gone_or_without_a_model_is_one_clear_line(index, tmp_path):
    hit = index.search(blobs((30, 150)))[0]
    (tmp_path / "left.png").unlink()
    with pytest.raises(ValueError, match="the picture of left is not at hand"):
        explain_hit(index, blobs((30, 150)), hit)
    hit = index.search(blobs((160, 20)))[0]
    index._model = None
    with pytest.raises(ValueError, match="knows no model"):
        explain_hit(index, blobs((160, 20)), hit)


@pytest.mark.real_data
def test_the_map_of_a_real_sheet_lies_over_its_drawing(real_data, processor):
    paths = sorted((real_data / "impact_sample").rglob("*-D0000[12].TIF"))[:2]
    found = explain_pair(PooledInk(), processor, *paths)
    for heat, box, path in zip(
        (found.query_heat, found.hit_heat), (found.query_box, found.hit_box), paths, strict=True
    ):
        with Image.open(path) as sheet:
            gray = np.asarray(sheet.convert("L"))
        left, top, right, bottom = box
        columns = np.round(left + np.arange(13) / 12 * (right - left)).astype(int).clip(0, gray.shape[1])
        rows = np.round(top + np.arange(13) / 12 * (bottom - top)).astype(int).clip(0, gray.shape[0])
        assert heat.any()
        for row, column in np.argwhere(heat):  # a pixel around, for what is rounded
            cell = gray[
                max(rows[row] - 30, 0) : rows[row + 1] + 30, max(columns[column] - 30, 0) : columns[column + 1] + 30
            ]
            assert (cell < 229).any()
