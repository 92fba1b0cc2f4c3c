import threading

import faiss
import numpy as np
import pytest

from modeling_patent.retrieval.threads import all_threads, inner_products


@pytest.fixture
def three():
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    yield
    faiss.omp_set_num_threads(before)


def test_the_first_search_has_all_cores_and_one_beside_it_has_its_own_thread(three):
    seen, inside, done = {}, threading.Event(), threading.Event()

    def other():
        faiss.omp_set_num_threads(3)
        inside.wait(20)
        with all_threads():
            seen["beside"] = faiss.omp_get_max_threads()
        seen["beside, after"] = faiss.omp_get_max_threads()
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with all_threads():
        seen["first"] = faiss.omp_get_max_threads()
        inside.set()
        done.wait(20)
        seen["first, still"] = faiss.omp_get_max_threads()
    thread.join()
    assert seen == {"first": 3, "beside": 1, "beside, after": 3, "first, still": 3}


def test_the_cores_are_free_again_after_an_error(three):
    with pytest.raises(KeyError), all_threads():
        raise KeyError
    with all_threads():
        assert faiss.omp_get_max_threads() == 3


@pytest.mark.parametrize("rows", [0, 1, 127, 255, 256, 257, 383, 384, 1000, 1001])
@pytest.mark.parametrize("views", [1, 3])
def test_inner_products_are_those_of_a_loop_however_many_cores_share_them(three, rows, views):
    rng = np.random.default_rng(rows)
    vectors = rng.standard_normal((600, 24)).astype(np.float32)
    asked = rng.standard_normal((views, 24)).astype(np.float32)
    some = rng.integers(0, 600, rows)
    found = inner_products(vectors, asked, some)
    assert found.shape == (views, rows)
    for view, line in zip(asked, found, strict=True):
        for row, value in zip(some, line, strict=True):
            assert value == pytest.approx(
                sum(float(a) * float(b) for a, b in zip(view, vectors[row], strict=True)), abs=1e-4
            )
    assert np.array_equal(found, inner_products(vectors, asked, some.astype(np.int32)))
