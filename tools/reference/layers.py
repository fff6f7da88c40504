"""Reference values of the layers of @amnl/model-rul and of the whole network. Run: /usr/bin/python3 -B tools/reference/layers.py

Computed by PyTorch in float64 from inputs and weights that are float32 numbers: the exact answer, of which float32 code is to
stay within 1e-5. Everything is stored in the layout of @amnl/model-rul: time first, weights [inputs, outputs], LSTM columns in
the gate order i, f, g, o (PyTorch's own), one LSTM bias (the sum of PyTorch's two, which have the same gradient).
"""
import torch
from torch import nn

from fixture import write
from network import Network, task_losses

torch.set_default_dtype(torch.float64)
torch.manual_seed(20240)


def draw(*shape, scale=1.0):
    """Normal numbers that float32 holds exactly, also after rounding to the 9 digits of a fixture."""
    return (torch.randn(*shape) * scale).float().double()


def leaf(tensor):
    return tensor.clone().requires_grad_()


def flat(tensors):
    """{name: tensor} as {name: {shape, data}}."""
    return {name: {"shape": list(t.shape), "data": t.detach().clone().reshape(-1)} for name, t in tensors.items()}


def through(module, x):
    """The output of a module for `x`, with gradients by a drawn gradient of the output."""
    y = module(x)
    dy = draw(*y.shape)
    y.backward(dy)
    return {"dy": dy, "y": y, "dx": x.grad}


def conv_case(time, batch, channels, filters, taps):
    x, kernel, bias = leaf(draw(time, batch, channels)), leaf(draw(taps, channels, filters)), leaf(draw(filters))
    conv1d = lambda x: nn.functional.conv1d(x.permute(1, 2, 0), kernel.permute(2, 1, 0), bias, padding=taps // 2)
    passed = through(lambda x: conv1d(x).permute(2, 0, 1), x)
    return flat({"x": x, "kernel": kernel, "bias": bias, **passed, "dKernel": kernel.grad, "dBias": bias.grad})


def conv():
    write("model-rul", "conv1d", {"cases": [conv_case(6, 3, 4, 5, 3), conv_case(7, 2, 3, 2, 5), conv_case(1, 2, 3, 2, 3)]})


def batch_norm():
    channels = 4
    norm = nn.BatchNorm1d(channels)
    norm.weight.data, norm.bias.data = draw(channels), draw(channels)
    start = flat({"gain": norm.weight, "bias": norm.bias})
    batches = []
    for training in (True, True, True, False):
        norm.train(training)
        norm.zero_grad()
        x = leaf(draw(5, 3, channels) * torch.tensor([1.0, 3.0, 0.5, 2.0]) + torch.tensor([0.0, 2.0, -1.0, 4.0]))
        x = leaf(x.detach().float().double())
        passed = through(lambda x: norm(x.reshape(-1, channels)).reshape(x.shape), x)
        batches.append({"training": training, **flat({
            "x": x, **passed, "dGain": norm.weight.grad, "dBias": norm.bias.grad,
            "mean": norm.running_mean, "variance": norm.running_var})})
    write("model-rul", "batch-norm", {"start": start, "batches": batches})


def layer_norm():
    norm = nn.LayerNorm(6)
    norm.weight.data, norm.bias.data = draw(6), draw(6)
    x = leaf((draw(4, 3, 6) * 2 + 1).float().double())
    start = {"x": x, "gain": norm.weight, "bias": norm.bias}
    write("model-rul", "layer-norm", flat({**start, **through(norm, x), "dGain": norm.weight.grad, "dBias": norm.bias.grad}))


def lstm_tensors(module, layers, grad=False):
    """Weights (or gradients) by name, stacked over directions."""
    pick = (lambda p: p.grad) if grad else (lambda p: p.data)
    directions = ["", "_reverse"] if module.bidirectional else [""]
    out = {}
    for layer in range(layers):
        get = lambda kind: [pick(getattr(module, f"{kind}_l{layer}{d}")) for d in directions]
        out[f"layer{layer + 1}/inputKernel"] = torch.stack([w.T for w in get("weight_ih")])
        out[f"layer{layer + 1}/recurrentKernel"] = torch.stack([w.T for w in get("weight_hh")])
        biases = torch.stack(get("bias_ih"))
        out[f"layer{layer + 1}/bias"] = biases if grad else biases + torch.stack(get("bias_hh"))
    return out


def round_module(module, scale=None):
    """Makes every weight a float32 number (drawn anew where a scale is given); the second LSTM biases zero."""
    for name, p in module.named_parameters():
        p.data = draw(*p.shape, scale=scale) if scale is not None else p.data.float().double()
        if "bias_hh" in name:
            p.data.zero_()


def module_case(module, run, tensors, *shape):
    """A module with drawn weights: `run` over an `x` of this shape, weights, and gradients as `d/…`, named by `tensors`."""
    round_module(module, 0.5)
    x = leaf(draw(*shape))
    passed = through(run, x)
    grads = {f"d/{name}": t for name, t in tensors(True).items()}
    return flat({"x": x, **passed, **tensors(False), **grads})


def lstm_case(time, batch, features, units, layers, bidirectional):
    module = nn.LSTM(features, units, layers, bidirectional=bidirectional)
    tensors = lambda grad: lstm_tensors(module, layers, grad)
    return {"layers": layers, **module_case(module, lambda x: module(x)[0], tensors, time, batch, features)}


def lstm():
    write("model-rul", "lstm", {"cases": [lstm_case(5, 3, 4, 3, 2, True), lstm_case(4, 2, 3, 5, 1, False),
                                          lstm_case(1, 2, 3, 2, 1, True)]})


def attention_tensors(module, grad=False):
    pick = (lambda p: p.grad) if grad else (lambda p: p.data)
    return {"inKernel": pick(module.in_proj_weight).T, "inBias": pick(module.in_proj_bias),
            "outKernel": pick(module.out_proj.weight).T, "outBias": pick(module.out_proj.bias)}


def attention_case(time, batch, width, heads):
    module = nn.MultiheadAttention(width, heads)
    run = lambda x: module(x, x, x, need_weights=False)[0]
    return {"heads": heads, **module_case(module, run, lambda grad: attention_tensors(module, grad), time, batch, width)}


def attention():
    write("model-rul", "attention", {"cases": [attention_case(5, 3, 8, 2), attention_case(4, 2, 6, 1)]})


def named(net, grad=False):
    """Parameters (or gradients) of the network under the names and in the layout of @amnl/model-rul."""
    pick = (lambda p: p.grad) if grad else (lambda p: p.data)
    out = {}
    for i, (conv, norm, *_) in enumerate(net.convs, 1):
        out[f"conv{i}/kernel"], out[f"conv{i}/bias"] = pick(conv.weight).permute(2, 1, 0), pick(conv.bias)
        out[f"conv{i}/norm/gain"], out[f"conv{i}/norm/bias"] = pick(norm.weight), pick(norm.bias)
    for name, tensor in lstm_tensors(net.lstm, 2, grad).items():
        layer, weight = name.split("/")
        for d, direction in enumerate(("forward", "backward")):
            out[f"{layer.replace('layer', 'lstm')}/{direction}/{weight}"] = tensor[d]
    for name, norm in (("lstm/norm", net.lstm_norm), ("attention/norm", net.attention_norm)):
        out[f"{name}/gain"], out[f"{name}/bias"] = pick(norm.weight), pick(norm.bias)
    out.update({f"attention/{name}": t for name, t in attention_tensors(net.attention, grad).items()})
    for name in ("funnel", "rul", "health"):
        linear = [layer for layer in getattr(net, name).modules() if isinstance(layer, nn.Linear)]
        for i, layer in enumerate(linear, 1):
            out[f"{name}/dense{i}/kernel"], out[f"{name}/dense{i}/bias"] = pick(layer.weight).T, pick(layer.bias)
    return out


def statistics(net):
    norms = [(i, norm) for i, (_, norm, *_) in enumerate(net.convs, 1)]
    return {**{f"conv{i}/norm/mean": norm.running_mean for i, norm in norms},
            **{f"conv{i}/norm/variance": norm.running_var for i, norm in norms}}


def network():
    config = {"features": 5, "window": 6, "channels": [6, 8, 6], "hidden": 4, "heads": 2, "funnel": [8, 6, 4], "rulScale": 125}
    sizes = {name: config[name] for name in ("features", "channels", "hidden", "heads", "funnel")}
    net = Network(**sizes, dropout=0, conv_dropout=0, attention_dropout=0, batch_first=False)
    round_module(net)
    for norm in net.modules():
        if isinstance(norm, (nn.BatchNorm1d, nn.LayerNorm)):
            norm.weight.data = (1 + draw(*norm.weight.shape, scale=0.2)).float().double()
    # The second LSTM biases stay as they are: the reference has one bias per gate, as @amnl/model-rul.
    trained = [p for name, p in net.named_parameters() if "bias_hh" not in name]
    start = flat(named(net))
    batches = []
    for _ in range(2):
        labels = (torch.rand(8) * 125).float().double()
        labels[0] = 125
        states = torch.where(labels > 50, 0, torch.where(labels > 15, 1, 2))
        batches.append((draw(8, config["window"], config["features"]), labels, states))
    data = [{**flat({"window": w, "rul": y}), "health": s} for w, y, s in batches]

    optimizer = torch.optim.AdamW(trained, lr=1e-3, weight_decay=1e-4)
    emas, log, first = [None, None], [], {}
    for step in range(10):
        window, labels, states = batches[step % 2]
        optimizer.zero_grad()
        rul, health = net(window)
        pair = task_losses(rul, health, labels, states)
        emas = [loss.detach() if e is None else 0.9 * e + 0.1 * loss.detach() for e, loss in zip(emas, pair)]
        total = sum(0.5 * loss / e.clamp(min=1e-6) for loss, e in zip(pair, emas))
        total.backward()
        if step == 0:
            first = {**flat({"rul": rul, "healthLogits": health}), "gradients": flat(named(net, True)),
                     "statistics": flat(statistics(net))}
        norm = nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        log.append([total, *pair, *emas, norm])
    net.eval()
    rul, health = net(batches[0][0])
    last = {"parameters": flat(named(net)), "statistics": flat(statistics(net)),
            **flat({"rul": rul, "healthLogits": health})}
    names = ["total", "rulLoss", "healthLoss", "emaRul", "emaHealth", "gradNorm"]
    steps = [{name: float(v) for name, v in zip(names, row)} for row in log]
    write("model-rul", "network", {"config": config, "start": start, "batches": data, "first": first, "steps": steps, "last": last})


if __name__ == "__main__":
    conv()
    batch_norm()
    layer_norm()
    lstm()
    attention()
    network()
