import type { io } from '@tensorflow/tfjs-core';
import { failure } from '../errors.js';
import { valueInMessage } from '../value-in-message.js';
import { sizeOfWeight } from './weight-bytes.js';

/** File names in a model's folder, as in `tfjs-node` and the converter. */
export const MODEL_JSON = 'model.json';
export const WEIGHTS_BIN = 'weights.bin';

/** The text of `model.json`, byte for byte as `tfjs-node` writes it. @param weights the name of the weights' file, if there are any */
export function encodeModelJson(artifacts: io.ModelArtifacts, weights?: string): string {
  const { modelTopology, weightSpecs = [], format, generatedBy, convertedBy } = artifacts;
  const { trainingConfig, signature, userDefinedMetadata, modelInitializer, initializerSignature } = artifacts;
  const optional = { trainingConfig, signature, userDefinedMetadata, modelInitializer, initializerSignature };
  return JSON.stringify({
    modelTopology,
    ...(weights !== undefined && { weightsManifest: [{ paths: [weights], weights: weightSpecs }] }),
    format,
    generatedBy,
    convertedBy,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value != null)),
  });
}

/** Reads a `model.json`. @throws CK_NOT_A_MODEL, CK_CORRUPT, CK_DTYPE_UNKNOWN */
export function parseModelJson(path: string, text: string): io.ModelJSON {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (cause) {
    throw notAModel(path, `it is not JSON: ${(cause as Error).message}`, cause);
  }
  if (!isRecord(model)) throw notAModel(path, `it holds ${valueInMessage(model)}`);
  if (!isRecord(model['modelTopology'])) throw notAModel(path, 'it has no `modelTopology`');
  if (model['weightsManifest'] != null) checkManifest(path, model['weightsManifest']);
  return model as unknown as io.ModelJSON;
}

/** The weights' files that the text of a `model.json` names; none if it is not one. */
export function weightFilesOf(text: string): readonly string[] {
  try {
    return (parseModelJson(MODEL_JSON, text).weightsManifest ?? []).flatMap(({ paths }) => paths);
  } catch {
    return [];
  }
}

function checkManifest(path: string, manifest: unknown): void {
  if (!Array.isArray(manifest)) throw damaged(path, 'its `weightsManifest` is not a list');
  for (const group of manifest) {
    const { paths, weights } = isRecord(group) ? group : {};
    if (!Array.isArray(paths) || !paths.every((name) => typeof name === 'string') || !Array.isArray(weights)) {
      throw damaged(path, 'a group of its `weightsManifest` lacks `paths` or `weights`');
    }
    for (const weight of weights) checkWeight(path, weight);
  }
}

function checkWeight(path: string, weight: unknown): void {
  if (!isRecord(weight) || typeof weight['name'] !== 'string') throw damaged(path, 'a weight of it has no name');
  const { name, shape, dtype, quantization } = weight;
  const isSize = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize))
    throw damaged(path, `${valueInMessage(name)} has shape ${valueInMessage(shape)}`);
  const stored = isRecord(quantization) ? quantization : { dtype };
  const size = sizeOfWeight(weight as unknown as io.WeightsManifestEntry);
  if (size === undefined) {
    const remedy = 'Convert the model again, with dtypes that TensorFlow.js supports';
    const what = `weight ${valueInMessage(name)} of ${path} has dtype ${valueInMessage(stored['dtype'])}, which TensorFlow.js cannot read`;
    throw failure('CK_DTYPE_UNKNOWN', `${what}. ${remedy}`);
  }
  if (!Number.isSafeInteger(size.bytes))
    throw damaged(path, `${valueInMessage(name)} has shape ${valueInMessage(shape)}`);
}

/** The error for something that is not a model. */
export function notAModel(path: string, why: string, cause?: unknown) {
  const remedy = 'Give the path of a model.json that `model.save` or tensorflowjs_converter wrote';
  return failure('CK_NOT_A_MODEL', `${path} is not the model.json of a TensorFlow.js model: ${why}. ${remedy}`, cause);
}

/** The error for a model with invalid files. */
export function damaged(path: string, why: string, cause?: unknown) {
  return failure('CK_CORRUPT', `the model ${path} cannot be loaded: ${why}. Save or convert the model again`, cause);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
