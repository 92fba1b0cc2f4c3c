"""Time and memory of the hierarchical loss, forward and backward, beside a plain dense one.

    python benchmarks/loss_memory.py [--batch 4096 --dim 256 --rounds 7]

Each runs in a process of its own; memory is the peak resident size above what the process held before the loss.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from statistics import median

import torch
from torch import Tensor

from modeling_patent import hierarchical_contrastive_loss
from modeling_patent.losses_patent import relevance_matrix


def dense(z: Tensor, *labels: Tensor) -> Tensor:
    """The equation as one writes it first: whole matrices, and autograd for the gradient."""
    itself = torch.eye(len(z), dtype=torch.bool)
    h = relevance_matrix(labels, labels).masked_fill(itself, 0)  # type: ignore[arg-type]
    similarity = (z @ z.T / 0.07).masked_fill(itself, -1e9)
    log_p = torch.log_softmax(similarity, dim=1)
    return (-(h * log_p).sum(dim=1) / h.sum(dim=1)).mean()


def measure(name: str, batch: int, dim: int, rounds: int) -> None:
    """Print the median seconds of a forward and backward pass, and the memory they add."""
    torch.manual_seed(0)
    z = torch.nn.functional.normalize(torch.randn(batch, dim), dim=-1).requires_grad_()
    subclasses = torch.randint(0, 200, (batch // 2,)).repeat_interleave(2)
    labels = (torch.arange(batch) // 2, subclasses, subclasses // 6)
    loss = dense if name == "dense" else hierarchical_contrastive_loss
    loss(z[:64], *(label[:64] for label in labels)).backward()  # type: ignore[operator]
    before, seconds = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
    for _ in range(rounds):
        z.grad, start = None, time.perf_counter()
        value = loss(z, *labels)  # type: ignore[operator]
        value.backward()
        seconds.append(time.perf_counter() - start)
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert z.grad is not None
    print(json.dumps({"seconds": median(seconds), "MB": added, "loss": float(value), "grad": float(z.grad.norm())}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=4096, help="figures N")
    parser.add_argument("--dim", type=int, default=256, help="width D of the vectors")
    parser.add_argument("--rounds", type=int, default=7, help="times each is measured")
    parser.add_argument("--only", choices=["dense", "ours"], help="measure one, in this process")
    options = parser.parse_args()
    if options.only:
        measure(options.only, options.batch, options.dim, options.rounds)
        return
    numbers = ["--batch", str(options.batch), "--dim", str(options.dim), "--rounds", str(options.rounds)]
    found = {}
    for name in ("dense", "ours"):
        command = [sys.executable, __file__, *numbers, "--only", name]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        found[name] = json.loads(result.stdout)
        print(f"{name:6} {found[name]['seconds']:7.3f} s  {found[name]['MB']:7.0f} MB  loss {found[name]['loss']:.6f}")
    print(f"dense / ours: {found['dense']['seconds'] / found['ours']['seconds']:.2f} in time, "
          f"{found['dense']['MB'] / max(found['ours']['MB'], 1):.1f} in memory "
          f"(torch {torch.__version__}, {torch.get_num_threads()} threads)")  # fmt: skip


if __name__ == "__main__":
    main()
