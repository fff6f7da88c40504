// node tools/release/tarballs/check.mjs FOLDER [SECOND]: checks packed tarballs; with a second build's, that both are equal.
import { statSync } from 'node:fs';
import { checkTarballs, tarballTable } from './index.mjs';

const [folder, again, ...rest] = process.argv.slice(2);
const wrong = [folder, again].find(
  (path) => path !== undefined && !statSync(path, { throwIfNoEntry: false })?.isDirectory(),
);
if (folder === undefined || rest.length > 0 || wrong !== undefined) {
  if (wrong !== undefined) process.stderr.write(`${wrong} is no folder\n`);
  process.stderr.write('usage: node tools/release/tarballs/check.mjs FOLDER [FOLDER OF A SECOND BUILD]\n');
  process.exitCode = 2;
} else {
  const { rows, problems } = await checkTarballs(folder, again);
  process.stdout.write(`${tarballTable(rows)}\n`);
  for (const text of problems) process.stderr.write(`✗ ${text}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
