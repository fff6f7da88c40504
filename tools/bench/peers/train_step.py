"""The peer of the training-step benchmark: AMNL's dual-task network (compact preset) in PyTorch, as one writes it there.

    python3 train_step.py --batch 64 --threads 2 --steps 20 --mode eager|compile|script

prints one JSON line. With --serve it prints one line when it is warm, then reads numbers of steps from stdin, one a line,
and answers each with the seconds they took: so that a benchmark can take turns between processes.

One step: forward with dropout, AMNL loss, backward, clipping by the joint norm, AdamW; no EMA of the weights, nothing
read back. AdamW is the fused one where PyTorch has it on the CPU (2.4 and later), else PyTorch's default: the faster of
the two. `compile` is `torch.compile` of forward and loss, `script` is `torch.jit.script` of the network.
"""
import argparse
import json
import platform
import sys
import time

try:
    import torch
    from torch import nn
except ImportError as error:
    print(json.dumps({"skipped": f"PyTorch cannot be imported: {error}"}))
    sys.exit(0)

WARM_UP = 3


class Head(nn.Sequential):
    """Dense layers with ReLU between them."""

    def __init__(self, *sizes):
        layers = []
        for inputs, units in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, units), nn.ReLU()]
        super().__init__(*layers[:-1])


class Network(nn.Module):
    def __init__(self, features=17, channels=(64, 128, 64), hidden=128, heads=8, funnel=(256, 64, 32), cap=125.0,
                 dropout=0.3, conv_dropout=0.15, attention_dropout=0.1):
        super().__init__()
        self.cap = cap
        width = 2 * hidden
        sizes = (features, *channels)
        self.convs = nn.Sequential(*(
            nn.Sequential(nn.Conv1d(a, b, 3, padding=1), nn.BatchNorm1d(b), nn.ReLU(), nn.Dropout(conv_dropout))
            for a, b in zip(sizes, sizes[1:])))
        self.lstm = nn.LSTM(channels[-1], hidden, num_layers=2, bidirectional=True, batch_first=True, dropout=dropout)
        self.lstm_norm = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.attention_dropout = nn.Dropout(attention_dropout)
        self.attention_norm = nn.LayerNorm(width)
        sizes = (width, *funnel)
        self.funnel = nn.Sequential(*(
            nn.Sequential(nn.Linear(a, b), nn.ReLU(), nn.Dropout(dropout)) for a, b in zip(sizes, sizes[1:])))
        self.rul = Head(funnel[-1], 64, 32, 16, 1)
        self.health = Head(funnel[-1], 32, 16, 3)

    def forward(self, window):
        """[B, T, features] to RUL [B] and health logits [B, 3]."""
        x = self.convs(window.transpose(1, 2)).transpose(1, 2)
        x = self.lstm_norm(self.lstm(x)[0])
        attended = self.attention(x, x, x, need_weights=False)[0]
        x = self.attention_norm(x + self.attention_dropout(attended))
        z = self.funnel(x.mean(1))
        return self.cap * nn.functional.softplus(self.rul(z).squeeze(1)), self.health(z)


def amnl_loss(rul, health, labels, states, means):
    """Each task's loss divided by its running mean; `means` starts as NaN and is updated in place."""
    weight = 1 + (1 - labels / 125.0).clamp(0, 1)
    tasks = torch.stack((
        (weight * (rul - labels) ** 2).sum() / weight.sum(),
        nn.functional.cross_entropy(health, states)))
    seen = tasks.detach()
    means.copy_(torch.where(torch.isnan(means), seen, 0.9 * means + 0.1 * seen))
    return (0.5 * tasks / means.clamp(min=1e-6)).sum()


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
    parameters = list(network.parameters())
    optimizer, optimizer_name = make_optimizer(parameters)
    means = torch.full((2,), float("nan"))
    window = torch.randn(batch, 30, 17)
    labels = (torch.arange(batch) * 37 % 126).float()
    states = torch.where(labels > 50, 0, torch.where(labels > 15, 1, 2))
    run = torch.jit.script(network) if mode == "script" else network

    def objective():
        rul, health = run(window)
        return amnl_loss(rul, health, labels, states, means)

    if mode == "compile":
        objective = torch.compile(objective)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = objective()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return loss

    count = lambda items: sum(p.numel() for _, p in items)
    named = list(network.named_parameters())
    about = {
        "parameters": count(named),
        # PyTorch's LSTM has two biases per gate, of which one is idle.
        "parametersWithOneLstmBias": count(item for item in named if "bias_hh" not in item[0]),
        "optimizer": optimizer_name,
    }
    return step, about


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
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--mode", choices=["eager", "compile", "script"], default="eager")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    say = lambda **fields: print(json.dumps(fields), flush=True)

    torch.set_num_threads(options.threads)
    start = time.perf_counter()
    try:
        step, about = make_step(options.batch, options.mode)
        for _ in range(WARM_UP):
            last = run_steps(step, 1)
    except Exception as error:
        if options.mode == "eager":
            raise
        reason = (str(error).strip().splitlines() or [""])[0]
        return say(skipped=f"torch {options.mode}: {type(error).__name__}: {reason}"[:300])
    ready = {"batch": options.batch, "threads": options.threads, "mode": options.mode, "version": torch.__version__,
             "python": platform.python_version(), **about, "setUpMs": (time.perf_counter() - start) * 1e3,
             "stepMs": last * 1e3}
    if not options.serve:
        seconds = run_steps(step, options.steps)
        return say(**ready, steps=options.steps, seconds=seconds, peakRssMB=peak_rss_mb(),
                   samplesPerSecond=options.batch * options.steps / seconds)
    say(**ready)
    for line in sys.stdin:
        steps = int(line)
        say(steps=steps, seconds=run_steps(step, steps), peakRssMB=peak_rss_mb())


if __name__ == "__main__":
    main()
