import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from modeling_patent import cli_demo
from modeling_patent.cli_arguments import OneLineParser

ROOT = Path(__file__).parents[2]


def parse(*arguments):
    parser = OneLineParser(prog="patent")
    cli_demo.add_demo(parser.add_subparsers(required=True))
    return parser.parse_args(["demo", *[str(argument) for argument in arguments]])


def run(*arguments):
    known = parse(*arguments)
    return known.run(known)


def test_what_cannot_be_served_is_said_in_one_line(drawn):
    index = drawn / "index"
    for arguments, words in (
        (["--index", drawn / "nothing"], "nothing"),
        (["--index", index, "--model", drawn / "nothing"], "no model"),
        (["--index", index, "--port", 70000], "65535"),
        (["--index", index, "--collections", drawn / "nothing"], "no folder"),
        (["--index", index, "--collections", drawn, "--host", "0.0.0.0"], "127.0.0.1"),
    ):
        with pytest.raises((ValueError, OSError), match=words) as refused:
            run(*arguments)
        assert "\n" not in str(refused.value)


def test_without_gradio_the_command_says_what_to_install(drawn, monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    for name in [name for name in sys.modules if name.startswith("patent_demo.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ValueError, match=r"modeling-patent\[demo\]"):
        run("--index", drawn / "index")


def test_there_is_no_way_to_share_the_page_through_a_tunnel():
    with pytest.raises(SystemExit):
        parse("--index", "x", "--share")


@pytest.mark.processes
def test_the_command_serves_the_page_until_ctrl_c_and_leaves_nothing(drawn, tmp_path):
    program = (
        "import sys; from modeling_patent import cli_demo; from modeling_patent.cli_arguments import OneLineParser;"
        "p = OneLineParser(prog='patent'); cli_demo.add_demo(p.add_subparsers()); a = p.parse_args(sys.argv[1:]);"
        "print(a.run(a))"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "demo"), str(ROOT / "data")])
    process = subprocess.Popen(
        [sys.executable, "-c", program, "demo", "--index", str(drawn / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": path},
    )
    try:
        address = next(found[0] for line in process.stderr if (found := re.search(r"http://\S+", line)))
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert "Design patent search" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert out == "the page is closed\n"
    assert "Traceback" not in err
    assert [path for path in tmp_path.iterdir() if "patent-demo" in path.name] == []
