// pnpm native:gpu [amnl train options]: builds tfjs-node-gpu, says whether it finds a GPU, compares ten steps on it with the other backends,
// and, where there is a GPU, trains an epoch of FD001 on it.
import { sentence } from '../run/counts.mjs';
import { build, prepare, root, run, say } from '../run/setup.mjs';
import { judge } from './src/known.mjs';
import { resultsOf } from './src/suites.mjs';

await prepare();
await build();
const { withNative } = await import('./src/native.mjs'); // needs what was just built

process.exitCode = await withNative(
  'gpu',
  async ({ project, gpu }) => {
    const verdict = judge(await resultsOf(project, 'tools/tfjs-node', ['test/training']), []);
    for (const problem of verdict.problems) console.error(`✗ ${problem}`);
    let code = verdict.failed === 0 ? 0 : 1;
    if (gpu) {
      say('an epoch of FD001 on the GPU');
      const train = ['train', '--dataset', 'FD001', '--preset', 'quick', '--epochs', '1', '--engine', 'eager'];
      const args = [...train, '--backend', 'tensorflow', ...process.argv.slice(2)];
      // From the folder where amnl finds the package.
      code ||= await run(process.execPath, [`${root}/packages/cli/bin/amnl.mjs`, ...args], { cwd: project });
    }
    console.log(sentence(verdict));
    return code;
  },
  (why) => {
    console.error(why);
    return 1;
  },
);
