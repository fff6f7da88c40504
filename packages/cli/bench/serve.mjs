// node packages/cli/bench/serve.mjs RUN [REQUESTS]: what a request of one window costs 'amnl serve', by thread, and what memory it leaves.
// Times of processors, so that other work on the machine changes them little; how many a second there were depends on it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CONNECTIONS = 64;
const [run = 'runs/to-serve', amount = '20000'] = process.argv.slice(2);
const BIN = fileURLToPath(new URL('../bin/amnl.mjs', import.meta.url));
const service = spawn(process.execPath, [BIN, 'serve', `bench=${run}`, '--port', '0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
service.once('exit', (code) => code && process.exit(code));
const url = await new Promise((found) => {
  createInterface(service.stderr).on('line', (line) => {
    const [, address] = /^Description: (\S+)\/docs/.exec(line) ?? [];
    if (address) found(address);
    else console.error(line);
  });
});

const facts = await (await fetch(`${url}/v1/runs/bench`)).json();
const column = (/** @type {number} */ start) => Array.from({ length: facts.window }, (_, i) => start + i);
const channels = facts.channels.map((/** @type {string} */ name) => [name, column(0.5)]);
const columns = { [facts.time.column]: column(1), ...Object.fromEntries(channels) };
const body = JSON.stringify({ units: [{ unit: '1', columns }] });
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };

/** One request. */
const ask = () =>
  new Promise((done, fail) => {
    const sent = request(`${url}/v1/runs/bench/predict`, { method: 'POST', agent, headers }, (answer) => {
      answer
        .resume()
        .once('end', () => (answer.statusCode === 200 ? done(undefined) : fail(new Error(`${answer.statusCode}`))));
    });
    sent.once('error', fail).end(body);
  });

/** @param {number} count */
async function load(count) {
  let left = count;
  const client = async () => {
    while (left-- > 0) await ask();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
}

/** Milliseconds of processor time by thread; of the whole process where the system does not say. */
function spent() {
  const tasks = `/proc/${service.pid}/task`;
  if (!existsSync(tasks)) return {};
  const each = readdirSync(tasks).map((id) => {
    const fields = readFileSync(`${tasks}/${id}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return [id === String(service.pid) ? 'requests' : `thread ${id}`, 10 * (Number(fields[11]) + Number(fields[12]))];
  });
  return Object.fromEntries(each);
}

async function memory() {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (/** @type {string} */ name) =>
    Math.round(Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]) / 1e6);
  return `${of('process_resident_memory_bytes')} MB, of which JavaScript ${of('nodejs_heap_size_used_bytes')} MB`;
}

const parts = 8;
const count = Math.ceil(Number(amount) / parts);
await load(Math.min(5000, count * 2)); // compiled by then
const [before, client, start] = [spent(), process.cpuUsage(), performance.now()];
for (let part = 1; part <= parts; part++) {
  await load(count);
  console.log(`${part * count} requests: ${await memory()}`);
}
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(client);
const total = parts * count;
console.log(`\n${Math.round(total / seconds)} requests a second; processor time of one, in ms:`);
for (const [thread, ms] of Object.entries(spent()).sort(([, a], [, b]) => Number(b) - Number(a))) {
  const each = (Number(ms) - (before[thread] ?? 0)) / total;
  if (each >= 0.005) console.log(`${each.toFixed(3)}  ${thread}`);
}
console.log(`${((user + system) / 1000 / total).toFixed(3)}  this client`);
agent.destroy();
service.kill('SIGTERM');
await once(service, 'exit');
