// Before the tests of a file: the real tfjs-node is the backend `tensorflow`, and whoever asks for `cpu` gets it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import '@amnl/tfjs-node-build/register';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3'; // its notes on processors, and on GPUs that are not there
const project = process.env['AMNL_NATIVE'];
if (project === undefined) throw new Error('AMNL_NATIVE names no folder: run `pnpm test:native`');
const require = createRequire(join(project, 'package.json'));
const [name] = Object.keys(require('./package.json').dependencies); // tfjs-node, or tfjs-node-gpu
const native = require(name!) as typeof tf;

const engine = tf.engine();
if (native.engine() !== engine || native.Tensor !== tf.Tensor) throw new Error('there are two copies of TensorFlow.js');
if (!(await engine.setBackend('tensorflow'))) throw new Error('the backend does not start');
// Once a process: files of a package may share it.
if (!Object.hasOwn(engine, 'setBackend')) {
  const setBackend = engine.setBackend.bind(engine);
  engine.setBackend = (name) => setBackend(name === 'cpu' ? 'tensorflow' : name);
}

// What fails on this backend is listed by name, so it must fail every time.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
