// node bench/import-cost.mjs (after a build): what `import '@amnl/engine-onnx'` costs a program that does not use it, next to a module with
// nothing in it, whose time is the loader's own. Each time in a fresh process, in turns, which has imported what such a program has anyway,
// and rested: else garbage and compilation that TensorFlow.js left behind are in the figure.
import { inProcess } from '../../../tools/bench/processes.mjs';
import { figure, median } from '../../../tools/bench/table.mjs';

const PROCESSES = 15;
const IMPORTS = {
  '@amnl/engine-onnx': 'import of @amnl/engine-onnx, unused (goal < 5)',
  'data:text/javascript,': 'import of an empty module, for comparison',
};

const program = (specifier) => `
  await import('@tensorflow/tfjs-core');
  await import('@amnl/core-loop');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await import(${JSON.stringify(specifier)});
  console.log(performance.now() - start);`;

const times = Object.keys(IMPORTS).map((specifier) => ({ specifier, ms: [] }));
for (let i = 0; i < PROCESSES; i++)
  for (const { specifier, ms } of times)
    ms.push(Number(inProcess('--input-type=module', '--eval', program(specifier))));
for (const { specifier, ms } of times)
  figure(IMPORTS[specifier], median(ms), 'ms', { fastest: Math.min(...ms), slowest: Math.max(...ms) });
