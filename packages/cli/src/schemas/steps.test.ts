import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSteps, type StepLine } from './steps.js';

const look = (step: number, more: Partial<StepLine> = {}): StepLine => ({
  epoch: 0,
  batch: step + 1,
  batches: 139,
  step,
  at: 1_795_653_714_004 + step,
  samplesPerSecond: 1021.2,
  metrics: { loss: 0.5, rul_loss: null },
  ...more,
});
const textOf = (looks: readonly unknown[]) => looks.map((value) => `${JSON.stringify(value)}\n`).join('');
const stepsOf = (text: string) => parseSteps(text).map(({ step }) => step);

describe('parseSteps', () => {
  test('reads looks as they are', () => {
    const looks = [look(0), look(7, { batches: null }), look(8, { epoch: 1 })];
    expect(parseSteps(textOf(looks))).toEqual(looks);
    expect(parseSteps('')).toEqual([]);
  });

  test('reads the shortest look there is', () => {
    const least = { epoch: 0, batch: 1, batches: 9, step: 0, at: 0, samplesPerSecond: 0, metrics: {} };
    expect(parseSteps(JSON.stringify(least))).toEqual([least]);
  });

  test('leaves out a line that a kill has cut off, wherever', () => {
    const whole = textOf([look(1), look(2)]);
    const last = JSON.stringify(look(3));
    for (let length = 0; length < last.length; length++) expect(stepsOf(whole + last.slice(0, length))).toEqual([1, 2]);
    expect(stepsOf(`${whole}${last.slice(0, 30)}\n${textOf([look(4)])}`)).toEqual([1, 2, 4]);
  });

  test.each([
    ['no batch', { batch: undefined }],
    ['batch 0', { batch: 0 }],
    ['a text for a step', { step: '3' }],
    ['a negative step', { step: -1 }],
    ['metrics as a list', { metrics: [1] }],
    ['a text for a metric', { metrics: { loss: 'NaN' } }],
    ['no time', { at: null }],
  ])('leaves out a look with %s', (_, wrong) => {
    expect(stepsOf(textOf([look(1), { ...look(2), ...wrong }, look(3)]))).toEqual([1, 3]);
  });

  test('leaves out what a killed process saw beyond the checkpoint that was gone on from', () => {
    expect(stepsOf(textOf([1, 5, 9, 12, 9, 14].map((step) => look(step))))).toEqual([1, 5, 9, 14]);
    expect(parseSteps(textOf([look(5, { batch: 6 }), look(5, { batch: 7 })]))).toEqual([look(5, { batch: 7 })]);
    expect(stepsOf(textOf([1, 5, 9, 0].map((step) => look(step))))).toEqual([0]);
  });

  test('has ascending steps, ends with the last look, and keeps of the others what none of the later ones took back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), (steps) => {
        const expected = steps.filter((step, i) => steps.slice(i + 1).every((later) => later > step));
        expect(stepsOf(textOf(steps.map((step) => look(step))))).toEqual(expected);
      }),
    );
  });

  test('takes any text, and whole looks between it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (noise) => {
        const text = noise.map((some, i) => `${some.replaceAll('\n', '')}\n${JSON.stringify(look(i))}\n`).join('');
        expect(stepsOf(text)).toEqual(noise.map((_, i) => i));
      }),
    );
  });

  test('leaves out a look that is nested too deeply to be written again', () => {
    const deep = JSON.stringify(look(1)).replace('{', `{"more":${'['.repeat(8000)}${']'.repeat(8000)},`);
    expect(stepsOf(`${JSON.stringify(look(0))}\n${deep}\n${JSON.stringify(look(2))}\n`)).toEqual([0, 2]);
  });

  test.each([
    ['line ends', '\n', 5e6],
    ['brackets', '[', 1e7],
    ['empty objects', '{}\n', 1e6],
    ['looks that are none', `${JSON.stringify({ ...look(1), at: '' })}\n`, 4e4],
    ['looks that go back', textOf([look(1), look(0)]), 2e4],
  ])('is done with millions of characters of %s', (_, part, times) => {
    expect(parseSteps(part.repeat(times)).length).toBeLessThan(2);
  });
});
