// import '@amnl/tfjs-node-build/register' before tfjs-node, or node --import @amnl/tfjs-node-build/register: tfjs-node 4.22 calls
// `util.isNullOrUndefined`, which Node 23 removed (tensorflow/tfjs#8609).
import { createRequire } from 'node:module';

// The object that require() gives: setting it on the module's namespace has no effect there.
const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
