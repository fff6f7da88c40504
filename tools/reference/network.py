"""The dual-task network of @amnl/model-rul as one writes it in PyTorch: for reference values, and for the peer of the benchmark."""
from torch import nn


class Dense(nn.Sequential):
    """Linear layers with ReLU between them."""

    def __init__(self, *sizes):
        layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
        super().__init__(*layers[:-1])


class Network(nn.Module):
    """By default the compact preset. [B, T, features] to RUL [B] and health logits [B, 3]."""

    def __init__(self, features=17, channels=(64, 128, 64), hidden=128, heads=8, funnel=(256, 64, 32), cap=125.0,
                 dropout=0.3, conv_dropout=0.15, attention_dropout=0.1, batch_first=True):
        super().__init__()
        self.cap, self.batch_first = cap, batch_first  # the layout inside: what is noise around 0 in fixtures hangs on it
        width = 2 * hidden
        self.convs = nn.Sequential(*(
            nn.Sequential(nn.Conv1d(a, b, 3, padding=1), nn.BatchNorm1d(b), nn.ReLU(), nn.Dropout(conv_dropout))
            for a, b in zip((features, *channels), channels)))
        self.lstm = nn.LSTM(channels[-1], hidden, num_layers=2, bidirectional=True,
                            batch_first=batch_first, dropout=dropout)
        self.lstm_norm = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=batch_first)
        self.attention_dropout = nn.Dropout(attention_dropout)
        self.attention_norm = nn.LayerNorm(width)
        self.funnel = nn.Sequential(*(
            nn.Sequential(nn.Linear(a, b), nn.ReLU(), nn.Dropout(dropout)) for a, b in zip((width, *funnel), funnel)))
        self.rul = Dense(funnel[-1], 64, 32, 16, 1)
        self.health = Dense(funnel[-1], 32, 16, 3)

    def forward(self, window):
        x = self.convs(window.transpose(1, 2))
        x = x.transpose(1, 2) if self.batch_first else x.permute(2, 0, 1)
        x = self.lstm_norm(self.lstm(x)[0])
        attended = self.attention(x, x, x, need_weights=False)[0]
        x = self.attention_norm(x + self.attention_dropout(attended))
        z = self.funnel(x.mean(1 if self.batch_first else 0))
        return self.cap * nn.functional.softplus(self.rul(z).squeeze(1)), self.health(z)


def task_losses(rul, health, labels, states):
    """The AMNL loss of each task, before the normalisation by running means."""
    weight = 1 + (1 - labels / 125.0).clamp(0, 1)
    return (weight * (rul - labels) ** 2).sum() / weight.sum(), nn.functional.cross_entropy(health, states)
