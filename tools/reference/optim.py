"""Reference values of torch.optim.AdamW and of torch's gradient clipping. Run: /usr/bin/python3 -B tools/reference/optim.py

Everything is computed in float64 from inputs that are float32 numbers, so that the fixture is the exact answer (to nine
digits) and the whole difference in a test is our own float32 rounding.
"""
import torch

from fixture import write

torch.manual_seed(42)


def float32_values(*shape, scale=1.0):
    """Random numbers that float32 represents, held as float64."""
    return (torch.randn(shape) * scale).float().double()


def adamw(steps=100, kept=(1, 2, 3, 10, 50, 100)):
    # Three sizes of gradient: ordinary, large, and one whose root mean square is near epsilon (1e-8), so that the place of
    # epsilon shows. Weights stay away from zero, where a relative difference would mean nothing.
    scales = {"dense/kernel": 0.1, "dense/bias": 30.0, "head/kernel": 3e-8}
    shapes = {"dense/kernel": (3, 2), "dense/bias": (4,), "head/kernel": (2, 2)}
    parameters = {}
    for name, shape in shapes.items():
        start = float32_values(*shape)
        parameters[name] = torch.nn.Parameter(start + 1.5 * torch.sign(start))
    for parameter in parameters.values():
        parameter.data = parameter.data.float().double()
    initial = {name: parameter.detach().clone() for name, parameter in parameters.items()}

    optimizer = torch.optim.AdamW(parameters.values(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-4)
    gradients, rates, decays, after = {name: [] for name in shapes}, [], [], {}
    for step in range(1, steps + 1):
        rate = 1e-3 * (0.1 + 0.9 * min(step - 1, 20) / 20) * (0.5 if step > 60 else 1.0)  # warm-up, then a cut
        decay = 1e-4 if step <= 40 else 5e-2 if step <= 70 else 1e-2
        for group in optimizer.param_groups:
            group["lr"], group["weight_decay"] = rate, decay
        for name, parameter in parameters.items():
            parameter.grad = float32_values(*shapes[name], scale=scales[name])
            gradients[name].append(parameter.grad.flatten())
        optimizer.step()
        rates.append(rate)
        decays.append(decay)
        if step in kept:
            after[str(step)] = {
                name: {
                    "parameter": parameter.detach().flatten().clone(),
                    "first": optimizer.state[parameter]["exp_avg"].flatten().clone(),
                    "second": optimizer.state[parameter]["exp_avg_sq"].flatten().clone(),
                }
                for name, parameter in parameters.items()
            }
    write("optim-adamw", "adamw", {
        "torch": torch.__version__,
        "shapes": {name: list(shape) for name, shape in shapes.items()},
        "initial": {name: value.flatten() for name, value in initial.items()},
        "learningRate": rates,
        "weightDecay": decays,
        "gradients": gradients,
        "after": after,
    })


def clipped(clip, gradients):
    """Runs one of torch's in-place functions on copies; gives its result and the gradients it left."""
    parameters = [torch.nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients.values()]
    for parameter, gradient in zip(parameters, gradients.values()):
        parameter.grad = gradient.clone()
    norm = clip(parameters)
    left = {name: parameter.grad.flatten() for name, parameter in zip(gradients, parameters)}
    return {"norm": None if norm is None else norm.item(), "gradients": left}


def clipping():
    shapes = {"kernel": (3, 2), "bias": (2,), "scalar": ()}
    cases = []
    for scale in (1e-3, 0.2, 1.0, 400.0, 1e12):
        gradients = {name: float32_values(*shape, scale=scale) for name, shape in shapes.items()}
        cases.append({
            "gradients": {name: gradient.flatten() for name, gradient in gradients.items()},
            "norm1": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.0), gradients),
            "norm0.05": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 0.05), gradients),
            "perTensor1": clipped(lambda p: [torch.nn.utils.clip_grad_norm_([q], 1.0) for q in p] and None, gradients),
            "value0.5": clipped(lambda p: torch.nn.utils.clip_grad_value_(p, 0.5), gradients),
        })
    zero = {name: torch.zeros(shape, dtype=torch.float64) for name, shape in shapes.items()}
    cases.append({
        "gradients": {name: gradient.flatten() for name, gradient in zero.items()},
        "norm1": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.0), zero),
    })
    write("grad-clip", "clip", {
        "torch": torch.__version__,
        "shapes": {name: list(shape) for name, shape in shapes.items()},
        "cases": cases,
    })


if __name__ == "__main__":
    adamw()
    clipping()
