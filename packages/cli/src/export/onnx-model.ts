import type { NamedTensors, TrainableModel } from '@amnl/core-loop';
import { HEALTH_STATES, type ScalerData } from '@amnl/data-fleet';
import { exportOnnx } from '@amnl/engine-onnx';
import { softmax } from '@tensorflow/tfjs-core';
import { probeOnnx } from '../compute/engine.js';
import type { Config } from '../config/config.js';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { packageVersions } from '../files/package-versions.js';
import { symbolsOf } from '../nasa/what-they-say.js';

/** Metadata of the file, in addition to the network. */
export interface OnnxFacts {
  readonly config: Config;
  readonly scaler: ScalerData;
  /** Whether the network was trained on a simulated fleet. */
  readonly simulated: boolean;
}

/** Part of the largest number of an output that ONNX Runtime may differ by: a training must not fail for want of a last digit. */
const TOLERANCE = 1e-4;

/**
 * An ONNX file of the network with the weights it has now, for prediction on any ONNX runtime: input `window` float32
 * `[batch, window, inputs]`, scaled; outputs `rul` `[batch]` in the unit of time of the data and `health` `[batch, 3]`, probabilities. Its metadata
 * hold what is needed to feed it and to know where it comes from, each value a JSON text but for plain words. Where ONNX Runtime
 * loads, the file has been run in it and compared with the network.
 */
export async function onnxModel(model: TrainableModel, facts: OnnxFacts): Promise<Uint8Array> {
  const { window } = facts.config;
  const predicting: TrainableModel = {
    inputs: { window: { shape: [null, window, facts.scaler.inputs.length] } },
    ...model, // of a class: its own properties
    parameters: model.parameters,
    ...(model.buffers && { buffers: model.buffers }),
    forward(inputs, context): NamedTensors {
      const { rul, health } = model.forward(inputs, context);
      return { rul: rul!, health: softmax(health!) };
    },
  };
  const check = (await probeOnnx()).ok;
  return (await exportOnnx(predicting, { metadata: metadata(facts), check, tolerance: TOLERANCE })).bytes;
}

function metadata({ config, scaler, simulated }: OnnxFacts): Record<string, string> {
  const { dataset, window, rulCap, preset, seed } = config;
  const symbols = symbolsOf(scaler.inputs);
  const json = {
    feature_names: scaler.inputs,
    ...(symbols && { feature_symbols: symbols }),
    labels: HEALTH_STATES,
    units: { window: 'z-scores by operating condition, see scaler', rul: scaler.timeUnit, health: 'probability' },
    window,
    rul_cap: rulCap,
    seed,
    simulated,
    scaler,
    versions: packageVersions(),
  };
  return {
    producer: '@amnl/cli',
    dataset,
    preset,
    ...(simulated && { warning: SIMULATED_IN_WORDS }),
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])),
  };
}
