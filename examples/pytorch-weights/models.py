"""Models as PyTorch and Hugging Face's transformers save them, with what they answer: the files of weights/. How to run it: tools/reference/README.md"""
import json
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import BertConfig, BertForSequenceClassification

FOLDER = pathlib.Path(__file__).parent / "weights"


def plain(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{value:.9g}") for value in tensor.flatten().tolist()]}


class SensorNet(nn.Module):
    """Convolution, batch normalisation, LSTM and a linear layer, as a file of weights names them."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 8, kernel_size=3, padding=1)
        self.bn = nn.BatchNorm1d(8)
        self.lstm = nn.LSTM(8, 5, batch_first=True)
        self.fc = nn.Linear(5, 2)

    def forward(self, x):  # [batch, time, features]
        x = torch.relu(self.bn(self.conv(x.transpose(1, 2)))).transpose(1, 2)
        states, _ = self.lstm(x)
        return self.fc(states[:, -1])


def sensor_net():
    torch.manual_seed(1)
    model = SensorNet()
    model(torch.randn(64, 12, 3) * 2 + 1)  # gives batch normalisation statistics that are not 0 and 1
    with torch.no_grad():
        for parameter in model.bn.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    save_file(model.state_dict(), FOLDER / "sensor-net.safetensors")
    x = torch.randn(4, 12, 3)
    model = model.double().eval()
    with torch.no_grad():
        return {"x": plain(x), "outputs": plain(model(x.double()))}


def tiny_bert():
    torch.manual_seed(2)
    config = BertConfig(
        vocab_size=40,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=12,
        num_labels=3,
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)  # as trained: no zero biases, no plain layer norms
    model = model.bfloat16().eval()
    model.save_pretrained(FOLDER / "tiny-bert", max_shard_size="8KB", safe_serialization=True)
    ids = torch.randint(1, 40, (3, 9))
    mask = torch.ones_like(ids)
    mask[1, 6:] = 0
    mask[2, 3:] = 0
    with torch.no_grad():
        logits = model.double()(input_ids=ids, attention_mask=mask).logits
    return {"ids": ids.tolist(), "mask": mask.tolist(), "logits": plain(logits)}


FOLDER.mkdir(parents=True, exist_ok=True)
expected = {"sensorNet": sensor_net(), "tinyBert": tiny_bert()}
(FOLDER / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
print(FOLDER)
