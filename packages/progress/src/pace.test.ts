import { describe, expect, it } from 'vitest';
import { Pace } from './pace.js';

const POSITION = { epoch: 0, epochs: 3, batch: 0, batches: 10 };

/** Ten batches of ten samples, two seconds each; the first one has to be compiled, which takes a minute. */
function begin() {
  const pace = new Pace();
  let now = 1000;
  pace.epochStarted(now);
  pace.batchEnded(10, (now += 60));
  const train = (batches: number, seconds = 2) => {
    for (let i = 0; i < batches; i++) pace.batchEnded(10, (now += seconds));
    return now;
  };
  /** Evaluation and saving. */
  const rest = (seconds: number) => {
    pace.epochEnded();
    pace.epochStarted((now += seconds));
    return now;
  };
  return { pace, train, rest };
}

describe('Pace', () => {
  it('foretells nothing from the first batch, which also compiles', () => {
    const { pace } = begin();
    expect(pace.timeLeft({ ...POSITION, batch: 1 }, 1060)).toEqual({ epoch: undefined, run: undefined });
    expect(pace.samplesPerSecond).toBeCloseTo(10 / 60);
  });

  it('forgets that batch as soon as there is another one', () => {
    const { pace, train } = begin();
    const now = train(1);
    expect(pace.samplesPerSecond).toBe(5);
    expect(pace.timeLeft({ ...POSITION, batch: 2 }, now)).toEqual({ epoch: 16, run: 16 + 2 * 20 });
  });

  it('forgets other early batches that compile, and not a slow one later', () => {
    const { pace, train } = begin();
    let now = train(1);
    now += 40; // the second program
    pace.batchEnded(10, now);
    for (let i = 0; i < 3; i++) pace.batchEnded(10, (now += 2));
    expect(pace.samplesPerSecond).toBeCloseTo(5, 1);
    expect(pace.timeLeft({ ...POSITION, batch: 6 }, now).epoch).toBeCloseTo(4 * 2, 1);
    for (let i = 0; i < 20; i++) pace.batchEnded(10, (now += 2));
    pace.batchEnded(10, (now += 12));
    expect(pace.samplesPerSecond).toBeLessThan(4.9);
  });

  it('counts down within a batch, and waits for one that takes longer', () => {
    const { pace, train } = begin();
    const now = train(1);
    expect(pace.timeLeft({ ...POSITION, batch: 2 }, now + 1.5).epoch).toBe(14.5);
    expect(pace.timeLeft({ ...POSITION, batch: 2 }, now + 60).epoch).toBe(14);
  });

  it('counts evaluation and saving from the second epoch on', () => {
    const { pace, train, rest } = begin();
    const evaluating = { ...POSITION, batch: 10 };
    const first = train(9);
    expect(pace.timeLeft(evaluating, first + 3)).toEqual({ epoch: undefined, run: 2 * 20 });
    const second = rest(8);
    expect(pace.timeLeft({ ...POSITION, epoch: 1 }, second)).toEqual({ epoch: 28, run: 28 + 28 });
    const done = train(10);
    expect(pace.timeLeft({ ...evaluating, epoch: 1 }, done + 3)).toEqual({ epoch: 5, run: 5 + 28 });
    expect(pace.timeLeft({ ...evaluating, epoch: 1 }, done + 30).epoch).toBe(0);
  });

  it('takes an epoch that is left in the middle for no evaluation', () => {
    const { pace, train, rest } = begin();
    train(9);
    rest(8);
    pace.epochStarted(train(5) + 100); // a run that went back
    expect(pace.timeLeft(POSITION, train(0) + 100).epoch).toBe(10 * 2 + 8);
  });

  it('follows a machine that gets slower, calmly', () => {
    const { pace, train } = begin();
    train(50, 1);
    train(1, 3);
    expect(pace.samplesPerSecond).toBeGreaterThan(9); // one slow batch changes little
    train(100, 3);
    expect(pace.samplesPerSecond).toBeCloseTo(10 / 3, 1);
  });

  it('is not misled by a night in which the process was stopped', () => {
    const { pace, train } = begin();
    train(50, 1);
    train(1, 8 * 3600);
    expect(pace.samplesPerSecond).toBeGreaterThan(7);
  });

  it('foretells nothing without the number of batches', () => {
    const { pace, train } = begin();
    const now = train(5);
    expect(pace.timeLeft({ ...POSITION, batches: undefined }, now)).toEqual({ epoch: undefined, run: undefined });
  });
});
