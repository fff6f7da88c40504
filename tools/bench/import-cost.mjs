// What `import '@amnl/engine-onnx'` costs a program that does not use it. Each time in a fresh process, which has imported
// what such a program has anyway, and rested: else garbage and compilation that TensorFlow.js left behind are in the figure.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './median.mjs';

const PROCESSES = 15;
/** The loader's own share: a module with nothing in it. */
const NOTHING = 'data:text/javascript,';

const program = (specifier) => `
  await import('@tensorflow/tfjs-core');
  await import('@amnl/core-loop');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await import(${JSON.stringify(specifier)});
  console.log(performance.now() - start);`;

function milliseconds(specifier) {
  const args = ['--input-type=module', '--eval', program(specifier)];
  return Number(execFileSync(process.execPath, args, { cwd: fileURLToPath(new URL('.', import.meta.url)) }));
}

/** Figures of imports. */
export function importCost() {
  const [engine, nothing] = [[], []];
  for (let i = 0; i < PROCESSES; i++) {
    engine.push(milliseconds('@amnl/engine-onnx'));
    nothing.push(milliseconds(NOTHING));
  }
  const figure = (name, times) => ({
    name,
    value: median(times),
    unit: 'ms',
    fastest: Math.min(...times),
    slowest: Math.max(...times),
  });
  return [
    figure('import of @amnl/engine-onnx, unused (goal < 5)', engine),
    figure('import of an empty module, for comparison', nothing),
  ];
}
