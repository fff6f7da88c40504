// What `import '@amnl/engine-onnx'` costs a program that does not use it. Each time in a fresh process, which has imported
// what such a program has anyway, and rested: else garbage and compilation that TensorFlow.js left behind are in the figure.
import { inProcess } from './processes.mjs';
import { median } from './table.mjs';

const PROCESSES = 15;

const program = (specifier) => `
  await import('@tensorflow/tfjs-core');
  await import('@amnl/core-loop');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await import(${JSON.stringify(specifier)});
  console.log(performance.now() - start);`;

/** Figures of imports, in turns. The loader's own share is that of a module with nothing in it. */
export function importCost() {
  const imports = [
    { name: 'import of @amnl/engine-onnx, unused (goal < 5)', specifier: '@amnl/engine-onnx', times: [] },
    { name: 'import of an empty module, for comparison', specifier: 'data:text/javascript,', times: [] },
  ];
  for (let i = 0; i < PROCESSES; i++)
    for (const { specifier, times } of imports)
      times.push(Number(inProcess('--input-type=module', '--eval', program(specifier))));
  return imports.map(({ name, times }) => ({
    ...{ name, value: median(times), unit: 'ms' },
    ...{ fastest: Math.min(...times), slowest: Math.max(...times) },
  }));
}
