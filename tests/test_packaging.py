import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def setup_cfg():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def names(block):
    return [re.split(r"[<>=!~ ]", line)[0].lower().replace("_", "-") for line in block.split()]


def test_setup_names_every_package(setup_cfg):
    found = set()
    for top, base in (("modeling_patent", ROOT), ("patent_data", ROOT / "data"), ("patent_demo", ROOT / "demo")):
        for init in (base / top).rglob("__init__.py"):
            found.add(".".join(init.parent.relative_to(base).parts))
    assert set(setup_cfg["options"]["packages"].split()) == found


def test_every_requirement_has_one_tested_version(setup_cfg):
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", line) for line in lines)
    pinned = set(names("\n".join(lines)))
    wanted = names(setup_cfg["options"]["install_requires"])
    for extra in setup_cfg["options.extras_require"].values():
        wanted += names(extra)
    assert sorted(set(wanted) - pinned) == []
    assert "torch==2.13.0" in lines
    assert not pinned & {"torchvision", "timm"}


def test_versions_agree():
    from modeling_patent import __version__

    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_wheel_works_outside_the_checkout(tmp_path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), "."]
    copy = tmp_path / "source"
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, files.stdout.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name, follow_symlinks=False)
    assert (copy / "modeling_patent" / "training" / "model_card.md").is_symlink()
    result = subprocess.run(build, cwd=copy, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-2000:]
    wheel = next((tmp_path / "dist").glob("*.whl"))
    inside = zipfile.ZipFile(wheel).namelist()
    assert {"modeling_patent/locarno_list.csv", "modeling_patent/py.typed", "patent_data/py.typed"} <= set(inside)
    template = zipfile.ZipFile(wheel).read("modeling_patent/training/model_card.md")
    assert template == (ROOT / "model_card.md").read_bytes() and b"{{ card_data }}" in template
    assert {name.split("/")[0] for name in inside if ".dist-info" not in name} == {"modeling_patent", "patent_data"}
    sources = {str(path.relative_to(ROOT)) for path in (ROOT / "modeling_patent").rglob("*.py")}
    sources |= {str(path.relative_to(ROOT / "data")) for path in (ROOT / "data" / "patent_data").rglob("*.py")}
    assert sources == {name for name in inside if name.endswith(".py")}
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, cwd=tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import modeling_patent, patent_data;"
        "assert modeling_patent.__file__.startswith(sys.argv[1]), modeling_patent.__file__;"
        "assert patent_data.__file__.startswith(sys.argv[1]);"
        "from modeling_patent.cli import main; print(modeling_patent.LocarnoCode.parse('1404').title);"
        "main(['--version'])"
    )
    result = subprocess.run([sys.executable, "-c", code, str(site)], capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "graphical user interfaces" in result.stdout.lower()
