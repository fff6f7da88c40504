import { createRequire } from 'node:module';

/** Versions of this package, of the `@amnl` packages it is made of, of TensorFlow.js and, where it is there, ONNX Runtime. */
export function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const read = (path: string) => require(path) as { version: string; dependencies: Record<string, string> };
  const own = read('../../package.json');
  const versions: Record<string, string> = { '@amnl/cli': own.version };
  for (const name of Object.keys(own.dependencies)) {
    if (/^@(amnl|tensorflow)\//.test(name)) versions[name] = read(`${name}/package.json`).version;
  }
  const runtime = runtimeVersion(require.resolve('@amnl/engine-onnx/package.json'));
  return runtime === undefined ? versions : { ...versions, 'onnxruntime-node': runtime };
}

/** ONNX Runtime is a dependency of the compiled engine, so that is where it is looked for. */
function runtimeVersion(engine: string): string | undefined {
  try {
    return (createRequire(engine)('onnxruntime-node/package.json') as { version: string }).version;
  } catch {
    return undefined;
  }
}
