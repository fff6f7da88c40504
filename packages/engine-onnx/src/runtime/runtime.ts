import { engineError } from '../errors/errors.js';
import { inNodesRealm, requireInNode } from './native-realm.js';

/** The module `onnxruntime-node`. */
export type Runtime = typeof import('onnxruntime-node');

/** Options of a session that concern users. */
export interface RuntimeOptions {
  /**
   * Threads of one operation. Runs repeat bit for bit at the same number.
   * @default as many as the machine runs at once
   */
  readonly threads?: number;
  /** Execution providers in order of preference. @default ['cpu'] */
  readonly providers?: readonly string[];
  /** Prefix of a file (`<prefix>_<time>.json`, Chrome trace format) with the time of every node. @default none */
  readonly profile?: string;
}

let loading: Promise<Runtime> | undefined;

/**
 * Loads ONNX Runtime on first use.
 * @throws EO_RUNTIME_MISSING
 */
export function loadRuntime(): Promise<Runtime> {
  loading ??= load().then(
    (module) => (module as { default?: Runtime }).default ?? module,
    (error: unknown) => {
      loading = undefined;
      throw engineError(
        'EO_RUNTIME_MISSING',
        `ONNX Runtime cannot be loaded on ${process.platform} ${process.arch}, Node ${process.versions.node}: ${(error as Error).message.split('\n')[0]}. Its package 'onnxruntime-node' has binaries for Linux and Windows on x64 and arm64, and for macOS on arm64: install it (ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node; without that setting it also fetches CUDA libraries), or train with the eager engine`,
        error,
      );
    },
  );
  return loading;
}

async function load(): Promise<Runtime> {
  return inNodesRealm ? import('onnxruntime-node') : (requireInNode('onnxruntime-node') as Runtime);
}

/** Throws `EO_PROVIDER_MISSING` for a provider that this installation of ONNX Runtime lacks. */
export function checkProviders(runtime: Runtime, providers: readonly string[]): void {
  const known = runtime.listSupportedBackends().map(({ name }) => name);
  const missing = providers.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw engineError(
    'EO_PROVIDER_MISSING',
    `ONNX Runtime has no provider '${missing.join("', '")}' on ${process.platform} ${process.arch}; it was built with: ${known.join(', ')}. Name one of these, or leave \`providers\` out to run on the processor`,
  );
}
