import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './laws-packages.js';

// Tests run on any machine, whatever else it does: they count and wait for events. Times are measured by `pnpm bench`.

/** Where a test may look at the clock or at its memory, and why. */
const ALLOWED: Record<string, string> = {
  'packages/cli/test/going-on.ts': 'an end of hope',
  'packages/engine-onnx/test/lives.alone.test.ts': 'flat after forced collections, in a process of its own',
  'packages/engine-onnx/test/memory.alone.test.ts': 'flat after forced collections, in a process of its own',
  'packages/progress/test/pty.ts': 'an end of hope',
  'packages/report/test/live-client.ts': 'an end of hope',
  'packages/tensorboard/test/event-writer.alone.test.ts': 'a time in a file lies between two others',
  'packages/tensorboard/test/tensorboard.test.ts': 'a time in a file lies between two others; an end of hope',
  'tools/check/test/laws-clock.test.ts': 'names what it looks for',
};

/** A limit below this may be reached on a machine with other work. */
const LEAST_MS = 240_000;

const under = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
    : [];
const tests = ['packages', 'examples', 'tools']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  .flatMap((project) => [
    ...under(join(project, 'src')).filter((path) => /\.test\.ts$|fixtures/.test(path)),
    ...under(join(project, 'test')),
  ])
  .filter((path) => /\.(ts|mjs)$/.test(path))
  .map((path) => ({ path: path.slice(root.length).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));

test('no test looks at the clock, nor at the memory of its process', () => {
  const looks = tests.filter(({ text }) => /performance\.now|Date\.now|hrtime|cpuUsage|memoryUsage/.test(text));
  expect(looks.map(({ path }) => path).sort()).toEqual(Object.keys(ALLOWED));
});

test('limits are ends of hope, not measures', () => {
  const limits = /\btimeout: ?([\d_]+)|^ *\}, ([\d_]{4,})\);$|^ *([\d_]{4,}),?\n *\);$|DefaultTimeout\(([\d_]+)\)/gm;
  const tight = tests.flatMap(({ path, text }) =>
    [...text.matchAll(limits)]
      .filter(([, ...found]) => Number(found.find((ms) => ms !== undefined)!.replaceAll('_', '')) < LEAST_MS)
      .map(([limit]) => `${path}: ${limit.trim()}`),
  );
  expect(tight).toEqual([]);
});
