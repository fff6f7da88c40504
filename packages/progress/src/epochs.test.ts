import { describe, expect, it } from 'vitest';
import { Epochs } from './epochs.js';

function epochsOf(...values: number[]): Epochs {
  const epochs = new Epochs();
  for (const [epoch, value] of values.entries()) epochs.add(epoch, { value });
  return epochs;
}

describe('Epochs', () => {
  it('knows the best one, the first of equals', () => {
    expect(epochsOf(3, 1, 2, 1).best('value', 'min')).toEqual({ epoch: 1, value: 1 });
    expect(epochsOf(3, 1, 2, 3).best('value', 'max')).toEqual({ epoch: 0, value: 3 });
  });

  it('takes no value for a bad one, and a bad one for none', () => {
    expect(epochsOf(Number.NaN, 2, Number.NEGATIVE_INFINITY).best('value', 'min')).toEqual({ epoch: 1, value: 2 });
    expect(epochsOf().best('value', 'min')).toBeUndefined();
    expect(epochsOf(1).best('other', 'min')).toBeUndefined();
  });

  it('forgets epochs that are done again', () => {
    const epochs = epochsOf(3, 2, 1);
    epochs.begin(1);
    expect(epochs.best('value', 'min')).toEqual({ epoch: 0, value: 3 });
    expect(epochs.last).toEqual({ value: 3 });
  });
});
