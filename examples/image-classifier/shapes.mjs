// The data set: five shapes, drawn with a random place, size, angle, contrast and noise. Every image is a pure function of
// (seed, split, index), so two runs see the same images, and the validation images are none of the training images.
import { fillNormal, fillUniform } from '@amnl/core-loop';

/** Width and height of an image, in pixels. */
export const SIZE = 20;

/**
 * Signed distance from (x, y) to the edge of a shape of radius 1 around the origin: negative inside.
 * @type {Record<string, (x: number, y: number) => number>}
 */
const distances = {
  disc: (x, y) => Math.hypot(x, y) - 0.9,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.8,
  triangle: (x, y) => Math.max(-y, y / 2 + Math.abs(x) * Math.sqrt(0.75)) - 0.5,
  cross: (x, y) => Math.max(Math.min(Math.abs(x), Math.abs(y)) - 0.3, Math.max(Math.abs(x), Math.abs(y)) - 1),
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.75) - 0.22,
};

/** Names of the classes; a label is a place in this list. */
export const CLASSES = Object.keys(distances);

/**
 * @param {number} n images; the classes take turns
 * @param {string} split names the random stream: `'train'`, `'validation'`
 * @param {number} [seed]
 * @returns `image` [n, 20, 20, 1] and `label` [n]
 */
export function drawShapes(n, split, seed = 1) {
  const pixels = SIZE * SIZE;
  const images = new Float32Array(n * pixels);
  const labels = Int32Array.from({ length: n }, (_, i) => i % CLASSES.length);
  for (let i = 0; i < n; i++) {
    const distance = Object.values(distances)[i % CLASSES.length] ?? Math.hypot;
    const [dx = 0, dy = 0, size = 0, turn = 0, light = 0] = fillUniform(new Float32Array(5), seed, `${split}/pose`, i);
    const radius = 6 + 2 * size;
    const [centreX, centreY] = [dx, dy].map((u) => radius + u * (SIZE - 2 * radius));
    const [cos, sin] = [Math.cos(2 * Math.PI * turn), Math.sin(2 * Math.PI * turn)];
    const image = fillNormal(images.subarray(i * pixels, (i + 1) * pixels), seed, `${split}/noise`, i);
    for (let p = 0; p < pixels; p++) {
      const x = ((p % SIZE) + 0.5 - (centreX ?? 0)) / radius;
      const y = (Math.floor(p / SIZE) + 0.5 - (centreY ?? 0)) / radius;
      const edge = radius * distance(cos * x + sin * y, cos * y - sin * x); // in pixels
      const ink = Math.min(Math.max(0.5 - edge, 0), 1); // a soft edge, one pixel wide
      image[p] = (0.5 + light) * ink + 0.15 * (image[p] ?? 0);
    }
  }
  return { image: { data: images, shape: [n, SIZE, SIZE, 1] }, label: { data: labels, shape: [n] } };
}
