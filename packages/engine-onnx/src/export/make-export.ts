import { mendTensorFlow, TrainError } from '@amnl/core-loop';
import { getBackend, ready } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import type { Value, ValueType } from '../graph/graph.js';
import { OPSET, writeModel } from '../graph/onnx-writer.js';
import { type ExportableModel, faultOfModel } from '../trace/given-model.js';
import type { Trace } from '../trace/trace.js';
import { checkExport } from './check-export.js';
import type { ExportedModel, ExportOnnxOptions } from './exported-model.js';
import { inputTypes, type SampleType } from './model-types.js';
import { Names } from './names.js';
import { predictorOf } from './predictor.js';
import { type NamedGraph, simplified } from './simplify.js';
import type { Batches } from './size.js';
import { type Predictor, traceModel } from './trace-model.js';
import { type UnifiedModel, unified } from './unify.js';

/** Pairs of batch sizes to trace at; the second where a size of the model happens to be one of the first. */
const BATCHES: readonly Batches[] = [
  [37, 41],
  [53, 59],
];

/** {@link exportOnnx}, whose options have been looked at. */
export async function makeExport(model: ExportableModel, options: ExportOnnxOptions): Promise<ExportedModel> {
  const { metadata = {}, check = true, tolerance = 1e-5 } = options;
  const fault = faultOfModel(model);
  if (fault !== undefined) throw engineError('EO_EXPORT_INPUT', fault);
  const types = inputTypes(model, options.inputs);
  const predictor = predictorOf(model, options.outputs);
  await ready();
  mendTensorFlow(getBackend()); // a file is compared with what is right
  const made = anyBatch(predictor, types);
  refuseNames([...made.inputs, ...made.outputs].map(({ name }) => name));
  const bytes = writeModel({ ...made, metadata });
  return {
    bytes,
    graph: made,
    inputs: made.inputs,
    outputs: made.outputs,
    operators: counted(made.nodes.map(({ op }) => op)),
    opset: OPSET,
    check: check ? await checkExport(bytes, predictor, types, tolerance) : undefined,
  };
}

/** In an ONNX file an input and an output are distinguished by their names only. */
function refuseNames(names: readonly string[]): void {
  const wrong = names.find((name, i) => name === '' || names.indexOf(name) !== i);
  if (wrong === undefined) return;
  const what = wrong === '' ? 'an input or output has no name' : `'${wrong}' is the name of two inputs or outputs`;
  throw engineError('EO_EXPORT_INPUT', `${what}. Give each its own name with \`inputs\` and \`outputs\``);
}

function anyBatch(predictor: Predictor, types: Readonly<Record<string, SampleType>>): UnifiedModel {
  const [first, ...others] = BATCHES;
  try {
    return atBatches(predictor, types, first!);
  } catch (error) {
    if (!(error instanceof TrainError) || error.code !== 'EO_EXPORT_BATCH') throw error;
    return atBatches(predictor, types, others[0]!);
  }
}

function atBatches(predictor: Predictor, types: Readonly<Record<string, SampleType>>, batches: Batches): UnifiedModel {
  const at = (batch: number): { traced: Trace; graph: NamedGraph } => {
    const shaped = ({ type, shape }: SampleType): ValueType => ({ type, shape: [batch, ...shape] });
    const traced = traceModel(predictor, Object.fromEntries(Object.entries(types).map(([n, t]) => [n, shaped(t)])));
    return { traced, graph: simplified(traced.graph, traced.inputs, traced.outputs) };
  };
  const [first, second] = batches.map(at) as [ReturnType<typeof at>, ReturnType<typeof at>];
  const taken = [...Object.keys(types), ...Object.keys(first.traced.outputs)];
  const names = new Names(taken, labels(first.traced, first.graph, predictor));
  return unified(first.graph, second.graph, batches, names);
}

/** Names of the model's variables for the constants that are their numbers; others (averages, say) may hold the same numbers. */
function labels({ variables }: Trace, { before }: NamedGraph, predictor: Predictor): Map<Value, string> {
  const names = new Map<Value, string>();
  for (const { variable, before: value } of variables) {
    const name = predictor.variables.size === 0 ? variable.name : predictor.variables.get(variable);
    if (name !== undefined && !names.has(value)) names.set(value, name);
  }
  return new Map([...before].flatMap(([value, old]) => (names.has(old) ? [[value, names.get(old)!]] : [])));
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
