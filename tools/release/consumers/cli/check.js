// The command as its users call it: npx amnl, pnpm exec amnl, yarn exec amnl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';

const manager = /^\w+/.exec(process.env.npm_config_user_agent ?? 'npm')[0];
const [program, ...start] = { npm: ['npx', '--no-install'], pnpm: ['pnpm', 'exec'], yarn: ['yarn', 'exec'] }[manager];
const amnl = (...args) =>
  execFileSync(program, [...start, 'amnl', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const doctor = JSON.parse(amnl('doctor', '--json'));
assert.equal(doctor.healthy, true, 'doctor finds this machine healthy');

const fleet = `fleet-${process.version}`;
const run = `run-${process.version}`;
rmSync(fleet, { recursive: true, force: true });
rmSync(run, { recursive: true, force: true });
amnl('data', 'simulate', '--out', fleet, '--dataset', 'FD001', '--engines', '10');
amnl(
  'train',
  '--dataset',
  'FD001',
  '--preset',
  'quick',
  '--data-dir',
  fleet,
  '--out',
  run,
  '--epochs',
  '1',
  '--hidden',
  '8',
  '--set',
  'stride=10',
  '--set',
  'channels=8',
);

const expected = [
  'config.json',
  'report.html',
  'history.jsonl',
  'steps.jsonl',
  'metrics.json',
  'predictions.csv',
  'scaler.json',
  'model.onnx',
  'checkpoints',
];
const found = readdirSync(run);
assert.deepEqual(
  expected.filter((name) => !found.includes(name)),
  [],
  'missing in the run folder',
);
const rmse = JSON.parse(readFileSync(`${run}/metrics.json`, 'utf8'));
assert.ok(JSON.stringify(rmse).includes('RMSE'), 'metrics.json has an RMSE');

const rows = amnl('predict', run, '--input', `${fleet}/test_FD001.txt`).trim().split('\n');
assert.match(rows[0], /^engine,cycle,rul,health/);
const asked = readFileSync(`${fleet}/test_FD001.txt`, 'utf8').trim().split('\n').length;
assert.equal(rows.length, asked + 1, 'a prediction for every row');
console.log(`run folder complete; ${asked} predictions`);
