// The command as its users call it: npx amnl, pnpm exec amnl, yarn exec amnl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';

const manager = /^\w+/.exec(process.env.npm_config_user_agent ?? 'npm')[0];
const [program, ...start] = { npm: ['npx', '--no-install'], pnpm: ['pnpm', 'exec'], yarn: ['yarn', 'exec'] }[manager];
const amnl = (line) =>
  execFileSync(program, [...start, 'amnl', ...line.split(' ')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

assert.equal(JSON.parse(amnl('doctor --json')).healthy, true, 'doctor finds this machine healthy');
const folder = mkdtempSync('cli-');
amnl(`data simulate --out ${folder}/fleet --dataset FD001 --units 10`);
amnl(
  `train --dataset FD001 --preset quick --data-dir ${folder}/fleet --out ${folder}/run --epochs 1 --hidden 8 --set stride=10 --set channels=8`,
);
const written = readdirSync(`${folder}/run`);
for (const name of ['config.json', 'report.html', 'metrics.json', 'predictions.csv', 'model.onnx', 'checkpoints'])
  assert.ok(written.includes(name), `${name} is missing in the run folder`);
const predicted = amnl(`predict ${folder}/run --input ${folder}/fleet/test_FD001.txt`).trim().split('\n');
const asked = readFileSync(`${folder}/fleet/test_FD001.txt`, 'utf8').trim().split('\n');
assert.equal(predicted.length, asked.length + 1, 'a header, and a prediction for every row');
console.log(`${asked.length} predictions`);
