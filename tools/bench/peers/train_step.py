"""The peer of the training-step benchmark: AMNL's dual-task network (compact preset) in PyTorch, as one writes it there.

    echo 20 | python3 train_step.py --batch 64 --threads 2 --mode eager|compile|script

prints one JSON line when it is warm, then reads numbers of steps from stdin, one a line, and answers each with the seconds
they took: so that a benchmark can take turns between processes.

One step: forward with dropout, AMNL loss, backward, clipping by the joint norm, AdamW; no EMA of the weights, nothing
read back. AdamW is the fused one where PyTorch has it on the CPU (2.4 and later), else PyTorch's default: the faster of
the two. `compile` is `torch.compile` of forward and loss, `script` is `torch.jit.script` of the network.
"""
import argparse
import json
import pathlib
import sys
import time

try:
    import torch
    from torch import nn
except ImportError as error:
    print(json.dumps({"skipped": f"PyTorch cannot be imported: {error}"}))
    sys.exit(0)

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "reference"))
from network import Network, task_losses

WARM_UP = 3


def make_optimizer(parameters):
    """AdamW, fused where that works on the CPU."""
    try:
        return torch.optim.AdamW(parameters, lr=1e-3, weight_decay=1e-4, fused=True), "AdamW, fused"
    except (RuntimeError, TypeError):
        return torch.optim.AdamW(parameters, lr=1e-3, weight_decay=1e-4), "AdamW"


def make_step(batch, mode):
    """The step as a function, and what is known about it."""
    torch.manual_seed(42)
    network = Network()
    named = dict(network.named_parameters())
    parameters = list(named.values())
    optimizer, optimizer_name = make_optimizer(parameters)
    means = torch.full((2,), float("nan"))
    window = torch.randn(batch, 30, 17)
    labels = (torch.arange(batch) * 37 % 126).float()
    states = torch.where(labels > 50, 0, torch.where(labels > 15, 1, 2))
    run = torch.jit.script(network) if mode == "script" else network

    def objective():
        """Each task's loss divided by its running mean, which starts as NaN and is updated in place."""
        tasks = torch.stack(task_losses(*run(window), labels, states))
        seen = tasks.detach()
        means.copy_(torch.where(torch.isnan(means), seen, 0.9 * means + 0.1 * seen))
        return (0.5 * tasks / means.clamp(min=1e-6)).sum()

    if mode == "compile":
        objective = torch.compile(objective)

    def step():
        optimizer.zero_grad(set_to_none=True)
        objective().backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

    # PyTorch's LSTM has two biases per gate, of which one is idle.
    idle = sum(p.numel() for name, p in named.items() if "bias_hh" in name)
    count = sum(p.numel() for p in parameters)
    return step, {"parameters": count, "parametersWithOneLstmBias": count - idle, "optimizer": optimizer_name}


def run_steps(step, steps):
    """Seconds of `steps` steps."""
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return time.perf_counter() - start


def peak_rss_mb():
    """Peak memory of this process in MB (10^6 bytes); None where the system does not say (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak if sys.platform == "darwin" else peak * 1024) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--mode", choices=["eager", "compile", "script"], default="eager")
    options = parser.parse_args()
    say = lambda **fields: print(json.dumps(fields), flush=True)

    torch.set_num_threads(options.threads)
    try:
        step, about = make_step(options.batch, options.mode)
        for _ in range(WARM_UP):
            last = run_steps(step, 1)
    except Exception as error:
        if options.mode == "eager":
            raise
        reason = (str(error).strip().splitlines() or [""])[0]
        return say(skipped=f"torch {options.mode}: {type(error).__name__}: {reason}"[:300])
    say(version=torch.__version__, **about, stepMs=last * 1e3)
    for line in sys.stdin:
        steps = int(line)
        say(steps=steps, seconds=run_steps(step, steps), peakRssMB=peak_rss_mb())


if __name__ == "__main__":
    main()
