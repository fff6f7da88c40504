// node examples/pumps/generate.mjs [--out FOLDER] [--seed N] [--pumps N] [--failed-only]: a table of pumps, and apart from it how long they really live.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHANNELS, makeFleet, randomOf } from './fleet.mjs';

const { values: flags } = parseArgs({
  options: {
    out: { type: 'string', default: 'pumps' },
    seed: { type: 'string', default: '7' },
    pumps: { type: 'string', default: '30' },
    'failed-only': { type: 'boolean', default: false },
  },
});
const [seed, pumps] = [Number(flags.seed), Number(flags.pumps)];
if (!(Number.isInteger(seed) && Number.isInteger(pumps) && pumps >= 3 && pumps <= 10_000)) {
  console.error(`--seed is ${flags.seed}, --pumps is ${flags.pumps}. Give whole numbers, and from 3 to 10000 pumps`);
  process.exit(2);
}
const fleet = makeFleet({ seed, pumps }).filter(({ running }) => !(running && flags['failed-only']));
/** Of the cells with measurements. */
const MISSING = 0.02;
const decimals = Object.values(CHANNELS);

const iso = (/** @type {number} */ ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const rows = fleet.flatMap(({ name, started, running, readings }) => {
  const random = randomOf(seed, name);
  return readings.map(({ time, values }, n) => {
    const lost = random.uniform(values.length, 'missing', n);
    const cells = values.map((value, c) => ((lost[c] ?? 1) < MISSING ? '' : value.toFixed(decimals[c])));
    const failed = !running && n === readings.length - 1;
    return { at: started + time * 3_600_000, cells: [name, iso(started + time * 3_600_000), ...cells, failed ? 1 : 0] };
  });
});
rows.sort((a, b) => a.at - b.at); // as the loggers send them: all pumps mixed
const header = ['machine', 'timestamp', ...Object.keys(CHANNELS), 'failed'];
const truth = fleet.map(({ name, started, life, running }) =>
  [name, iso(started), life.toFixed(4), iso(started + life * 3_600_000), running ? 1 : 0].join(','),
);

mkdirSync(join(flags.out, 'truth'), { recursive: true });
writeFileSync(
  join(flags.out, 'pumps.csv'),
  `${[header, ...rows.map(({ cells }) => cells)].map((cells) => cells.join(',')).join('\n')}\n`,
);
writeFileSync(join(flags.out, 'truth', 'lives.csv'), `machine,started,life_hours,fails,running\n${truth.join('\n')}\n`);
const still = fleet.filter(({ running }) => running).length;
console.log(
  `${fleet.length} pumps, ${still} of them still running, ${rows.length} rows: ${join(flags.out, 'pumps.csv')}`,
);
console.log(
  `how long each really lives: ${join(flags.out, 'truth', 'lives.csv')} (for compare.mjs; training never sees it)`,
);
