import type { ScalerData } from '@amnl/data-cmapss';
import { FEATURES, HEALTH_STATES } from '@amnl/data-cmapss';
import { writeModel } from '@amnl/engine-onnx';
import type { RulModel } from '@amnl/model-rul';
import type { Config } from '../config.js';
import { packageVersions } from '../package-versions.js';
import { SIMULATED_IN_WORDS } from '../selection.js';
import { rulGraph } from './rul-graph.js';
import { readWeights } from './weights.js';

/** What the file says beside the network. */
export interface OnnxFacts {
  readonly config: Config;
  readonly scaler: ScalerData;
  /** Whether the network was trained on a simulated fleet. */
  readonly simulated: boolean;
}

/**
 * An ONNX file of the network with the weights it has now, for prediction on any ONNX runtime: input `window` float32
 * `[batch, window, 17]`, scaled; outputs `rul` `[batch]` in cycles and `health` `[batch, 3]`, probabilities. Its metadata
 * hold what is needed to feed it and to know where it comes from, each value a JSON text but for plain words.
 */
export async function onnxModel(
  { config: sizes, parameters, buffers }: Pick<RulModel, 'config' | 'parameters' | 'buffers'>,
  facts: OnnxFacts,
): Promise<Uint8Array> {
  const weights = await readWeights(parameters, buffers);
  return writeModel({ ...rulGraph(sizes, weights), metadata: metadata(facts) });
}

function metadata({ config, scaler, simulated }: OnnxFacts): Record<string, string> {
  const { dataset, window, rulCap, preset, seed } = config;
  const json = {
    feature_names: FEATURES.map(({ name }) => name),
    feature_symbols: FEATURES.map(({ symbol }) => symbol),
    labels: HEALTH_STATES,
    units: { window: 'z-scores by operating condition, see scaler', rul: 'cycles', health: 'probability' },
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
