import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { CLASSES, drawShapes } from '../shapes.mjs';

test('the classifier reads 95 % of images it has never seen, and the average is steadier than the weights', async () => {
  const path = fileURLToPath(new URL('../classifier.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  const { accuracy, accuracyByEpoch, withoutEma } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect(accuracy).toBeGreaterThanOrEqual(0.95);
  expect(withoutEma.accuracy).toBeGreaterThanOrEqual(0.95);
  // The model holds the weights of its best epoch, not those of the last one.
  expect(accuracy).toBe(Math.max(...accuracyByEpoch));
  expect(falls(accuracyByEpoch)).toBeLessThan(falls(withoutEma.accuracyByEpoch));
});

test('images repeat, and validation images are none of the training images', () => {
  const train = drawShapes(50, 'train').image.data;
  const pixels = train.length / 50;
  const validation = drawShapes(50, 'validation').image.data;
  const image = (all: Float32Array, i: number) => all.slice(i * pixels, (i + 1) * pixels).join();
  const seen = new Set(Array.from({ length: 50 }, (_, i) => image(train, i)));
  expect(seen.size).toBe(50);
  expect(Array.from({ length: 50 }, (_, i) => image(validation, i)).some((one) => seen.has(one))).toBe(false);
  expect(drawShapes(50, 'train').image.data).toEqual(train);
  expect(new Set(drawShapes(10, 'train').label.data).size).toBe(CLASSES.length);
});

/** How much is lost, in all, where an epoch is worse than the one before. */
function falls(values: number[]): number {
  return values.slice(1).reduce((sum, value, i) => sum + Math.max(values[i]! - value, 0), 0);
}
