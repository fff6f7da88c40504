import { describe, expect, test } from 'vitest';
import { CHANNELS, makeFleet } from '../fleet.mjs';

const fleet = makeFleet({ seed: 7, pumps: 30 });
const lives = fleet.map(({ life }) => life);

describe('the fleet', () => {
  test('a third still runs, with the rest of its life ahead; the others end with their failure', () => {
    expect(fleet.filter(({ running }) => running)).toHaveLength(10);
    for (const { running, readings, life } of fleet) {
      const last = readings.at(-1)!.time;
      if (running) expect(last / life).toBeGreaterThan(0.1);
      if (running) expect(last / life).toBeLessThan(0.95);
      else expect(last).toBe(life);
    }
  });

  test('lives differ, times are irregular and ascend', () => {
    expect(Math.max(...lives) / Math.min(...lives)).toBeGreaterThan(3);
    for (const { readings } of fleet) {
      const steps = readings.slice(1).map(({ time }, i) => time - readings[i]!.time);
      expect(Math.min(...steps)).toBeGreaterThan(0);
      expect(Math.max(...steps)).toBeLessThanOrEqual(48.001);
      expect(new Set(steps.map((step) => step.toFixed(2))).size).toBeGreaterThan(steps.length / 4);
    }
  });

  test('a pump is the same whatever other pumps there are, and another one with another seed', () => {
    const few = makeFleet({ seed: 7, pumps: 20 });
    expect(few[4]!.life).toBe(fleet[4]!.life);
    expect(makeFleet({ seed: 8, pumps: 20 })[4]!.life).not.toBe(fleet[4]!.life);
  });

  test('what is measured at full speed at failure is, on average, the equations with d = 1', () => {
    const column = Object.keys(CHANNELS).indexOf('vibration_radial');
    const many = makeFleet({ seed: 1, pumps: 900 }).filter(({ running }) => !running);
    const ends = many.map(({ readings }) => readings.at(-1)!.values).filter(([speed]) => speed === 1480);
    const mean = ends.reduce((sum, values) => sum + values[column]!, 0) / ends.length;
    // b has mean 1.8, and e^(0.12 ε) has mean e^(0.12² / 2)
    expect(ends.length).toBeGreaterThan(250);
    expect(mean).toBeGreaterThan((1.8 + 6.5) * Math.exp(0.0072) * 0.98);
    expect(mean).toBeLessThan((1.8 + 6.5) * Math.exp(0.0072) * 1.02);
  });
});
