// Before the tests of a file: the real tfjs-node is the backend `tensorflow`, and whoever asks for `cpu` gets it.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@amnl/tfjs-node-build/register';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, beforeEach, type RunnerTask } from 'vitest';
import failures from './known-failures.json' with { type: 'json' };

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

// What fails on this backend is listed by name, with the reason, and must fail every time: one that passes is a failure, and so is
// one that is not there, so that the list stays true.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
const known = new Set(Object.values(failures).flat());
const root = fileURLToPath(new URL('../../', import.meta.url));
for (const name of known)
  if (!existsSync(join(root, name.replace(/ > .*/, ''))))
    throw new Error(`known-failures.json lists what is not there: ${name}`);
const nameOf = (task: RunnerTask) => {
  const file = relative(root, task.file.filepath).split(sep).join('/');
  return task.fullTestName === undefined ? file : `${file} > ${task.fullTestName}`;
};
const testsOf = (task: RunnerTask): RunnerTask[] => (task.type === 'test' ? [task] : task.tasks.flatMap(testsOf));

// biome-ignore lint/correctness/noEmptyPattern: vitest reads it, as it names what a hook is given
beforeAll(({}, file) => {
  const names = new Set(testsOf(file as RunnerTask).map(nameOf));
  const here = [...known].filter((name) => name.startsWith(`${nameOf(file as RunnerTask)} > `));
  const gone = here.filter((name) => !names.has(name));
  if (gone.length > 0) throw new Error(`known-failures.json lists what is not there: ${gone.join(', ')}`);
});
beforeEach(({ task }) => {
  if (known.has(nameOf(task))) Object.assign(task, { fails: true });
});
