// The rooms of the large packages are floors: ARCHITECTURE.md lists them from the lowest to the highest, and nothing imports upwards.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { packages, root, sources } from './laws-packages.js';

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

test('NASA’s data have a package and one room of the command line, and nothing else knows of them', () => {
  const known = /^packages\/(data-cmapss\/|cli\/src\/(nasa\/|config\/presets\.ts))/; // presets say what they were chosen on
  const knowing = packages
    .flatMap((name) => readdirSync(join(root, 'packages', name, 'src'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, '/'))
    .filter((path) => !known.test(path) && /fd00|cmapss/i.test(path + readFileSync(join(root, path), 'latin1')));
  expect(knowing).toEqual([]);
});
