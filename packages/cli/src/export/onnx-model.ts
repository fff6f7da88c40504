import type { IntervalData } from '@amnl/conformal';
import type { TrainableModel } from '@amnl/core-loop';
import { HEALTH_STATES, RANGE_KINDS, type ScalerData } from '@amnl/data-fleet';
import { exportOnnx, writeModel } from '@amnl/engine-onnx';
import { softmax } from '@tensorflow/tfjs-core';
import { probeOnnx } from '../compute/engine.js';
import type { Config } from '../config/config.js';
import { healthNote } from '../config/health.js';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { packageVersions } from '../files/package-versions.js';
import { symbolsOf } from '../nasa/what-they-say.js';
import { checkRaw } from './raw/check-raw.js';
import { NOT_JUDGED } from './raw/range.js';
import { rawGraph } from './raw/raw-graph.js';
import { scalingInWords } from './raw/scaling.js';
import { TOLERANCE, windowModel } from './window-model.js';

/** Metadata of the file, in addition to the network. */
export interface OnnxFacts {
  readonly config: Config;
  readonly scaler: ScalerData;
  /** Whether the network was trained on a simulated fleet. */
  readonly simulated: boolean;
  /** Intervals of the predictions; undefined if the run has none. */
  readonly intervals?: IntervalData | undefined;
}

/** The ONNX files of a run. */
export interface OnnxModels {
  /** `model.onnx`. */
  readonly network: Uint8Array;
  /** `model-raw.onnx`. */
  readonly raw: Uint8Array;
}

/**
 * Two ONNX files of the network with the weights it has now, for prediction on any ONNX runtime. `network` takes `window` float32
 * `[batch, window, inputs]`, scaled; its outputs are `rul` `[batch]` in the unit of time of the data and `health` `[batch, 3]`,
 * probabilities. `raw` takes `rows` float32 `[batch, window, channels]` as they come, and scales them itself: see `rawGraph`.
 * Their metadata hold what is needed to feed them and to know where they come from, each value a JSON text but for plain words. Where
 * ONNX Runtime loads, the files have been run in it and compared with the network.
 */
export async function onnxModels(model: TrainableModel, facts: OnnxFacts): Promise<OnnxModels> {
  const { config, scaler, intervals } = facts;
  const { window } = config;
  const check = (await probeOnnx()).ok;
  const { bytes: network, graph } = await exportOnnx(windowModel(model, [window, scaler.inputs.length], softmax), {
    metadata: networkMetadata(facts),
    check,
    tolerance: TOLERANCE,
  });
  const raw = writeModel({ ...rawGraph(graph, { window, scaler, intervals }), metadata: rawMetadata(facts) });
  if (check) await checkRaw({ network, raw }, { window, scaler, intervals });
  return { network, raw };
}

function networkMetadata(facts: OnnxFacts): Record<string, string> {
  const { scaler } = facts;
  const units = { window: 'z-scores by operating condition, see scaler', rul: scaler.timeUnit, health: 'probability' };
  return metadata(facts, { units });
}

function rawMetadata(facts: OnnxFacts): Record<string, string> {
  const { scaler } = facts;
  const units = { rows: "the data's own, in the order of channels", rul: scaler.timeUnit, health: 'probability' };
  return {
    ...metadata(facts, { channels: scaler.channels, units, range_kinds: RANGE_KINDS }),
    padding: 'a unit with fewer rows than window repeats its first row in front',
    not_judged: NOT_JUDGED,
  };
}

function metadata(facts: OnnxFacts, own: Readonly<Record<string, unknown>>): Record<string, string> {
  const { config, scaler, simulated, intervals } = facts;
  const note = healthNote(config);
  const { dataset, window, rulCap, preset, seed } = config;
  const symbols = symbolsOf(scaler.inputs);
  const json = {
    feature_names: scaler.inputs,
    ...(symbols && { feature_symbols: symbols }),
    labels: HEALTH_STATES,
    ...own,
    window,
    rul_cap: rulCap,
    ...(intervals && { coverage: intervals.coverage, intervals }),
    seed,
    simulated,
    scaler,
    versions: packageVersions(),
  };
  return {
    producer: '@amnl/cli',
    dataset,
    preset,
    scaling: scalingInWords(scaler),
    ...(simulated && { warning: SIMULATED_IN_WORDS }),
    ...(note !== undefined && { health_note: note }),
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])),
  };
}
