// pnpm new plugin NAME: a plugin as a package of this repository, ready for `pnpm install`.
import { must, root } from '../run/setup.mjs';

const [kind, given, ...more] = process.argv.slice(2);
const name = given?.replace(/^@amnl\//, '');
const option = /^-/;
if (kind !== 'plugin' || name === undefined || option.test(name) || more.length > 0) {
  process.stderr.write('usage: pnpm new plugin NAME, e.g. pnpm new plugin gradient-noise\n');
  process.exit(2);
}

// The template's code is create-amnl-plugin's, and Node runs it built.
await must('nx', ['run', 'create-amnl-plugin:build', '--outputStyle=static'], { stdio: ['inherit', 'ignore', 2] });
await must('nx', ['generate', '@amnl-tools/generators:plugin', name]);
// Another name is another length: lines break elsewhere.
await must('biome', ['check', '--write', `packages/${name}`]);
await must('node', ['tools/release/compatibility.mjs']);

console.log(`
Made packages/${name} in ${root}. Next:

  pnpm install
  pnpm exec nx run-many -t build,typecheck,lint,test -p @amnl/${name}`);
