"""What all tests share: no network, one thread, small random backbones, and the real drawings where they are."""

import os
import signal
import threading
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import pytest
import torch
from transformers import PretrainedConfig

from tests.small import BACKBONES, draw_rows

torch.set_num_threads(1)

# A shell starts what runs in its background deaf to Ctrl-C, and so would be the processes that tests interrupt.
if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

REAL_DATA = Path(os.environ.get("PATENT_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real drawings; tests that ask for it are skipped where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real drawings at {REAL_DATA}")
    return REAL_DATA


@pytest.fixture(params=sorted(BACKBONES))
def backbone(request: pytest.FixtureRequest) -> PretrainedConfig:
    """One small random backbone of every family."""
    return BACKBONES[request.param]


@pytest.fixture
def figure_rows(tmp_path: Path) -> list[dict[str, object]]:
    """Rows of 12 patents x 3 drawings in 4 subclasses of 2 main classes; the design is a rectangle's shape."""
    return draw_rows(tmp_path / "figures", patents=12)
