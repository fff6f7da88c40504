// The rooms of the large packages are floors: ARCHITECTURE.md lists them from the lowest to the highest, and nothing imports upwards.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { root, sources } from './laws-packages.js';

const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
const houses = [...page.matchAll(/^(packages\/\S+\/src)\b.*\n((?: {2}\S+ .*\n)+)/gm)].map(
  ([, folder = '', list = '']) => ({
    folder,
    floors: [...list.matchAll(/^ {2}(\S+)/gm)].map(([, floor = '']) => floor),
  }),
);

/** The room of a file, by its path in the house; the files at the root are above all rooms. */
const heightOf = (floors: readonly string[], path: string) =>
  path.includes(sep) ? floors.indexOf(path.split(sep)[0]!) : floors.length;

test('the houses are found', () => expect(houses.map(({ folder }) => folder)).toContain('packages/cli/src'));

test.each(houses)('$folder: every room is listed, and none imports from a higher one', ({ folder, floors }) => {
  const house = join(root, folder);
  const upward: string[] = [];
  for (const file of sources(house)) {
    const path = relative(house, file);
    const height = heightOf(floors, path);
    expect(height, `${path}: its room is missing in ARCHITECTURE.md`).not.toBe(-1);
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import|import\()\s*'(\.[^']+)'/g)) {
      const to = normalize(join(dirname(path), target));
      if (heightOf(floors, to) > height) upward.push(`${path} imports ${to}`);
    }
  }
  expect(upward).toEqual([]);
});
