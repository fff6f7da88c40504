// The data: points on two spirals (Lang & Witbrock 1988) with a little noise, the same ones in every browser.
import { arrayData, type DataSource, fillNormal, fillUniform } from '@amnl/core-loop';

/** Points on two spirals by turns; `split` names the random stream, so no point is in two splits. */
export function spirals(points: number, split: 'train' | 'validation'): DataSource {
  const along = fillUniform(new Float32Array(points), 1, `${split}/along`, 0);
  const noise = fillNormal(new Float32Array(2 * points), 1, `${split}/noise`, 0);
  const point = new Float32Array(2 * points);
  const label = new Float32Array(points);
  for (let i = 0; i < points; i++) {
    const spiral = i % 2;
    const radius = 0.1 + 0.9 * Math.sqrt(along[i]!);
    const angle = 2.5 * Math.PI * radius + spiral * Math.PI;
    point[2 * i] = radius * Math.cos(angle) + 0.02 * noise[2 * i]!;
    point[2 * i + 1] = radius * Math.sin(angle) + 0.02 * noise[2 * i + 1]!;
    label[i] = spiral;
  }
  return arrayData({
    inputs: { point: { data: point, shape: [points, 2] } },
    targets: { label: { data: label, shape: [points, 1] } },
    batchSize: 50,
    shuffle: split === 'train',
  });
}
