import { type LayerLike, type NamedTensors, type StepRandom, TrainError, withComposites } from '@amnl/core-loop';
import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import { engineError, placeHere } from '../errors/errors.js';
import type { ValueType } from '../graph/graph.js';
import { onnxBackend } from '../trace/backend.js';
import { type Trace, trace } from '../trace/trace.js';
import { fold } from './fold.js';
import { EXPORT_KERNELS } from './kernels.js';
import { NATIVE_COMPOSITES } from './native-composites.js';
import { NATIVE_LAYERS } from './native-layers.js';
import { symbols } from './symbols.js';
import { LayerPath, unsupported, watchLayers } from './watch-layers.js';

/** What is exported: a forward pass in inference mode, with the layers that it calls. */
export interface Predictor {
  predict(inputs: NamedTensors, random: StepRandom): NamedTensors;
  readonly layers: readonly LayerLike[];
  /** Names of the variables, for those of the file's numbers. */
  readonly variables: ReadonlyMap<unknown, string>;
}

/**
 * The forward pass as a graph, for one batch size: variables are constants, what follows from constants alone is worked out, and
 * layers that ONNX has are one operation.
 * @throws EO_EXPORT_UNSUPPORTED, EO_EXPORT_STATE
 */
export function traceModel({ predict, layers }: Predictor, types: Readonly<Record<string, ValueType>>): Trace {
  const host = getBackend();
  const path = new LayerPath();
  const origin = (kernel: string) => ({ kernel, layer: path.name, place: placeHere() });
  const traced = inExport(() =>
    trace(
      (inputs, random) =>
        withComposites(
          (name, given, attributes) => NATIVE_COMPOSITES[name]?.(given, attributes, symbols(origin(name))),
          () =>
            watchLayers(
              layers,
              path,
              (layer, given, args) => {
                const native = NATIVE_LAYERS[layer.getClassName()];
                const [x, ...states] = [given].flat() as [Tensor, ...Tensor[]];
                if (native === undefined || states.length > 0) return undefined;
                return native(layer as never, x, args, symbols(origin(layer.getClassName())));
              },
              () => predict(inputs, random),
            ),
        ),
      types,
      {
        inference: {
          kernel(name, _kernel, call) {
            onnxBackend().graph!.origin = origin(name);
            return fold(host, name, call) ?? EXPORT_KERNELS[name]?.(call);
          },
        },
      },
    ),
  );
  refuseState(traced);
  return traced;
}

function inExport<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof TrainError) || error.code !== 'EO_KERNEL_UNSUPPORTED') throw error;
    throw unsupported(error, 'the model');
  }
}

/** What lasts from call to call, or differs between calls with the same input, is not in an ONNX file. */
function refuseState({ variables, random }: Trace): void {
  const assigned = variables.find(({ after }) => after !== undefined);
  if (assigned !== undefined) {
    throw engineError(
      'EO_EXPORT_STATE',
      `the forward pass assigns the variable '${assigned.variable.name}' of shape [${assigned.variable.shape}] in inference, too, and an ONNX file cannot keep state between calls. Make the state an input and an output of the model, or do not assign it where \`training\` is false`,
    );
  }
  if (random.length > 0) {
    throw engineError(
      'EO_EXPORT_STATE',
      'the forward pass draws random numbers in inference, too, and an ONNX file has none. Draw them where `training` is true only, or make them an input of the model',
    );
  }
}
