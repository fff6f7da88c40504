import { eagerEngine, type StepEngine } from '@amnl/core-loop';
import type { ENGINES } from './config-values.js';
import { cliError } from './errors.js';
import { importOptional, type OptionalImport } from './optional-import.js';

/** A value of `--engine`. */
export type EngineChoice = (typeof ENGINES)[number];

const ONNX_PACKAGE = '@amnl/engine-onnx';

/** What the package of the compiled engine exports. */
type OnnxEngineFactory = (options: { readonly threads?: number }) => StepEngine | Promise<StepEngine>;

/**
 * Makes the step engine. `auto` takes the compiled engine where its package is installed, else the eager one.
 * @throws CLI_ENGINE_UNAVAILABLE when `onnx` was asked for and does not work
 */
export async function makeEngine(choice: EngineChoice, threads?: number): Promise<StepEngine> {
  if (choice === 'eager') return eagerEngine();
  const found = await importOptional(ONNX_PACKAGE);
  const make = found.status === 'loaded' ? (found.module['onnxEngine'] as OnnxEngineFactory | undefined) : undefined;
  if (make) return make(threads === undefined ? {} : { threads });
  if (choice === 'auto') return eagerEngine();
  throw cliError(
    'CLI_ENGINE_UNAVAILABLE',
    `engine 'onnx' does not work: ${describeOnnx(found)}. Or use --engine eager`,
  );
}

/** What is wrong with the compiled engine's package, and what to do. */
export function describeOnnx(found: OptionalImport): string {
  if (found.status === 'absent') return `${ONNX_PACKAGE} is not installed. 'npm install ${ONNX_PACKAGE}' adds it`;
  if (found.status === 'broken') return `${ONNX_PACKAGE} does not load (${found.error.message}). Reinstall it`;
  return `${ONNX_PACKAGE} has no onnxEngine. Install the version that belongs to this @amnl/cli`;
}

/** For `amnl doctor`: whether the compiled engine is there. */
export async function probeOnnx(): Promise<{
  readonly ok: boolean;
  readonly absent: boolean;
  readonly message: string;
}> {
  const found = await importOptional(ONNX_PACKAGE);
  const ok = found.status === 'loaded' && typeof found.module['onnxEngine'] === 'function';
  return { ok, absent: found.status === 'absent', message: ok ? ONNX_PACKAGE : describeOnnx(found) };
}
