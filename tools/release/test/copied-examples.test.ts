import { expect, test } from 'vitest';
import { examplesToCopy, programsOf } from '../src/copied-examples.mjs';

test('an example brings every package that its README names', () => {
  const examples = examplesToCopy();
  expect(examples.get('browser')).toEqual(expect.arrayContaining(['@amnl/ema', '@tensorflow/tfjs', 'vite']));
  expect(examples.get('fine-tuning')).toContain('@tensorflow/tfjs-backend-wasm');
  expect(examples.has('tf-layers')).toBe(false); // its README names none
});

test('every example that is copied out has a program, and none looks into the repository', () => {
  for (const name of examplesToCopy().keys()) {
    expect(programsOf(name), name).not.toEqual([]);
    expect(programsOf(name).join('\n'), name).not.toContain('examples/');
  }
  expect(programsOf('hand-written-loop')).toEqual(['node layers-model.mjs', 'node bare-variables.mjs']);
  expect(programsOf('pipeline-api')).toEqual(['SIMULATE=3 EPOCHS=1 node train.mjs']);
});
