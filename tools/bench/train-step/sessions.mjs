import { createRequire } from 'node:module';

/**
 * Watches ONNX Runtime make its sessions: what the engine was doing before is tracing, so the figures need nothing of
 * the engine's inside.
 */
export async function watchSessions() {
  const require = createRequire(import.meta.url);
  const { InferenceSession } = require('onnxruntime-node');
  const create = InferenceSession.create;
  let largest;
  InferenceSession.create = async (model, ...rest) => {
    const begun = performance.now();
    const session = await create.call(InferenceSession, model, ...rest);
    const seen = { model, begun, sessionMs: performance.now() - begun };
    if (largest === undefined || model.length > largest.model.length) largest = seen;
    return session;
  };
  return {
    version: require('onnxruntime-node/package.json').version,
    /** Of the largest program made since `started` (the training step), all milliseconds. */
    report(started) {
      if (largest === undefined) throw new Error('the engine made no session from bytes: there is nothing to report');
      const { model, begun, sessionMs } = largest;
      largest = undefined;
      return { traceMs: begun - started, sessionMs, modelMB: model.length / 1e6 };
    },
  };
}
