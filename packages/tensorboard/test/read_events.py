"""Reads one run's folder with TensorBoard's own code and prints what it found as JSON.

    python read_events.py FOLDER < VALUES

VALUES is a JSON list of lists of numbers; their histograms by TensorBoard's summary code are printed, too. Numbers that JSON
cannot hold are printed as text.
"""

import glob
import json
import math
import os
import sys

import tensorboard
from google.protobuf import json_format
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.hparams import metadata as hparams_metadata
from tensorboard.util.tensor_util import make_ndarray


def plain(number):
    return number if math.isfinite(number) else str(number)


def as_dict(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


folder = sys.argv[1]
files = sorted(glob.glob(os.path.join(folder, "*tfevents*")))
loaded = [list(EventFileLoader(path).Load()) for path in files]

everything = {"scalars": 0, "tensors": 0, "histograms": 0}
accumulator = EventAccumulator(folder, size_guidance=everything).Reload()
tags = accumulator.Tags()
scalars = {
    tag: [[point.step, plain(point.value)] for point in accumulator.Scalars(tag)] for tag in tags["scalars"]
}

histograms = {}
hparams = {}
for tag in tags["tensors"]:
    data = accumulator.SummaryMetadata(tag).plugin_data
    if data.plugin_name == histogram_metadata.PLUGIN_NAME:
        histogram_metadata.parse_plugin_metadata(data.content)
        histograms[tag] = [
            [point.step, make_ndarray(point.tensor_proto).tolist()] for point in accumulator.Tensors(tag)
        ]
    elif tag == hparams_metadata.SESSION_START_INFO_TAG:
        hparams["start"] = as_dict(hparams_metadata.parse_session_start_info_plugin_data(data.content))
    elif tag == hparams_metadata.EXPERIMENT_TAG:
        hparams["experiment"] = as_dict(hparams_metadata.parse_experiment_plugin_data(data.content))
    elif tag == hparams_metadata.SESSION_END_INFO_TAG:
        hparams["end"] = as_dict(hparams_metadata.parse_session_end_info_plugin_data(data.content))

expected = [
    make_ndarray(histogram_pb("values", values).value[0].tensor).tolist() for values in json.load(sys.stdin)
]

json.dump(
    {
        "version": tensorboard.__version__,
        "events": [len(events) for events in loaded],
        "file_versions": [events[0].file_version for events in loaded],
        "scalars": scalars,
        "histograms": histograms,
        "hparams": hparams,
        "expected": expected,
    },
    sys.stdout,
    allow_nan=False,
)
