// pnpm test:nodes [--fast] [20 22 24]: the test suite on each Node that we promise to run on, one after the other.
// --fast leaves out what starts browsers, terminals and whole trainings; the rest is the same suite.
import { delimiter, dirname, join } from 'node:path';
import { majors, nodeBinary } from './nodes.mjs';
import { environment, root, run, say } from './setup.mjs';

const given = process.argv.slice(2);
const numbers = given.filter((argument) => argument !== '--fast');
const wanted = numbers.length === 0 ? majors : numbers.map(Number);
const unknown = wanted.find((major) => !majors.includes(major));
if (unknown !== undefined) {
  process.stderr.write(`Usage: pnpm test:nodes [--fast] [${majors.join(' ')}]\n`);
  process.exit(2);
}

const failed = [];
for (const major of wanted) {
  const node = await nodeBinary(major);
  if (node === undefined) continue; // nodeBinary has said why
  say(`the test suite on Node ${major}`);
  const PATH = [dirname(node), environment.PATH].join(delimiter);
  const args = [join(root, 'tools', 'run', 'test.mjs'), ...(given.includes('--fast') ? ['--fast'] : [])];
  if ((await run(node, args, { env: { ...environment, PATH } })) !== 0) failed.push(major);
}
if (failed.length > 0) say(`failed on Node ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
