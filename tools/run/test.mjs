// npm test: installs dependencies, builds, checks types, lints, tests, and adds up the counts of all packages.
// --fast, for further Node versions: the tests alone, without those that start browsers, terminals and trainings.
import { countAll, forgetCounts, sentence } from './counts.mjs';
import { prepare, run, say } from './setup.mjs';

const fast = process.argv.includes('--fast');
const slow = '@amnl/cli,@amnl/report,@amnl/tensorboard,@amnl-tools/*,@amnl-examples/*';
const started = Date.now();
await prepare();
forgetCounts();

say(`${fast ? 'build and quick tests' : 'build, types, lint and tests'} (cached by nx where nothing changed)`);
const what = fast ? ['build,test', `--exclude=${slow}`] : ['build,test,typecheck,style,unused,words'];
const code = await run('nx', ['run-many', '-t', ...what, '--outputStyle=static', '--nxBail=false']);

const total = countAll(code);
const ok = code === 0 && total.failed === 0;
say(`${ok ? 'all is well' : 'something failed, see above'} after ${Math.round((Date.now() - started) / 1000)} s`);
console.log(sentence(total));
process.exitCode = ok ? 0 : code || 1;
