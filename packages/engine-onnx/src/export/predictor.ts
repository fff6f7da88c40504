import { didYouMean, layersWithin, type NamedTensors, type NamedVariables } from '@amnl/core-loop';
import type { Tensor } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import { type ExportableModel, faultOfOutputs, isLayersModel } from '../trace/given-model.js';
import { outputNames } from './model-types.js';
import type { Predictor } from './trace-model.js';
import type { Layer } from './watch-layers.js';

/**
 * A model as a forward pass in inference mode, whose outputs are those named.
 * @throws EO_EXPORT_STATE for a stateful layer; EO_EXPORT_INPUT, when it predicts, for invalid outputs
 */
export function predictorOf(model: ExportableModel, outputs: readonly string[] | undefined): Predictor {
  refuseStateful(model.layers ?? []);
  if (isLayersModel(model)) {
    const names = outputNames(model, outputs);
    return {
      layers: model.layers,
      variables: new Map(),
      predict(inputs) {
        const given = Object.values(inputs);
        const made = model.apply((given.length === 1 ? given[0] : given) as never, { training: false });
        const list = [made].flat() as (Tensor | null)[];
        if (list.includes(null)) {
          throw engineError(
            'EO_EXPORT_INPUT',
            `the model makes nothing for its output '${names[list.indexOf(null)]}': a tf.LayersModel hands a tensor out once, and it is among its outputs twice. Name it once in tf.model({ outputs })`,
          );
        }
        return Object.fromEntries((list as Tensor[]).map((tensor, i) => [names[i]!, tensor]));
      },
    };
  }
  return {
    layers: model.layers ?? [],
    variables: namesOf(model.parameters, model.buffers ?? {}),
    predict: (inputs, random) => picked(model.forward(inputs, { training: false, random }), outputs),
  };
}

function picked(made: NamedTensors, outputs: readonly string[] | undefined): NamedTensors {
  const fault = outputs?.length === 0 ? '`outputs` is empty. Name at least one' : faultOfOutputs(made);
  if (fault !== undefined) throw engineError('EO_EXPORT_INPUT', fault);
  if (outputs === undefined) return made;
  const known = Object.keys(made);
  return Object.fromEntries(
    outputs.map((name) => {
      if (made[name] !== undefined) return [name, made[name]];
      throw engineError(
        'EO_EXPORT_INPUT',
        `the model has no output '${name}'; it has: ${known.join(', ')}.${didYouMean(name, known)}`,
      );
    }),
  );
}

function namesOf(...groups: readonly NamedVariables[]): Map<unknown, string> {
  return new Map(groups.flatMap((group) => Object.entries(group).map(([name, variable]) => [variable, name] as const)));
}

function refuseStateful(layers: readonly Parameters<typeof layersWithin>[0][]): void {
  const all = layers.flatMap((layer) => [layer, ...layersWithin(layer)]) as (Layer & { stateful?: boolean })[];
  const found = all.find(({ stateful }) => stateful === true);
  if (found === undefined) return;
  throw engineError(
    'EO_EXPORT_STATE',
    `layer '${found.name}' (${found.getClassName()}) is stateful: it keeps state between batches, and an ONNX file cannot keep state between calls. Build the same model with \`stateful: false\` and give it the weights (setWeights), or make the states inputs and outputs (initialState, returnState)`,
  );
}
