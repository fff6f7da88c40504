import { parseArgs } from 'node:util';

/** What can be measured. */
const PARTS = {
  step: 'the training step next to its peers',
  start: 'trace and session of two networks',
  import: 'the import of the engine',
  loop: "the loop's overhead",
  data: 'parsing and windows, and a large file',
  wait: 'the wait for a slow source',
  memory: 'not by default: minutes of steps, and what happens to RSS',
  leaks: 'not by default: 10,000 small steps on every engine',
};

/** Flags with a list of words (`of` these) or of whole numbers: what they mean by default, and with `--quick`. */
const LISTS = {
  only: { usual: 'step,start,import,loop,data,wait', of: Object.keys(PARTS), help: 'parts to run, see below' },
  batches: { usual: '32,64,256', help: 'batch sizes of the step' },
  threads: { usual: '1,2', help: 'thread counts of the step' },
  rounds: { usual: '7', quick: '2', help: 'turns of every configuration; the figures are medians over them' },
  modes: { usual: 'eager,compile', quick: 'eager', of: ['eager', 'compile', 'script'], help: 'PyTorch modes' },
  steps: { usual: '2000', quick: '100', help: 'steps of the part `memory`' },
};
const OTHERS = {
  slow: { type: 'boolean', help: 'also one step of tf.layers on the cpu backend at batch 32 (tens of seconds)' },
  quick: { type: 'boolean', help: 'a quick check: 2 short rounds, PyTorch eager only, 1 start, 100 steps of memory' },
  json: { type: 'string', help: 'file for the results. Default: bench-results.json in the root of the repository' },
  help: { type: 'boolean', help: 'this text' },
};

const line = (name, help) => `  ${name.padEnd(42)}${help}`;
const USAGE = [
  'pnpm bench [flags]     needs a build: pnpm build\n',
  ...Object.entries(LISTS).map(([name, { usual, help }]) => line(`--${name} ${usual}`, help)),
  ...Object.entries(OTHERS).map(([name, { help }]) => line(`--${name}`, help)),
  '\nparts',
  ...Object.entries(PARTS).map(([name, help]) => line(name, help)),
].join('\n');

/** Flags as an object. Prints its usage on --help, and advice on what it does not know, and ends the process then. */
export function benchOptions(args) {
  try {
    const { help, ...options } = read(args);
    if (!help) return options;
    console.log(USAGE);
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    return process.exit(2);
  }
}

function read(args) {
  const strings = Object.fromEntries(Object.keys(LISTS).map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options: { ...strings, ...OTHERS } });
  const { quick = false, slow = false, help = false, json } = values;
  const list = (name) => {
    const { usual, quick: short = usual, of } = LISTS[name];
    const words = (values[name] ?? (quick ? short : usual)).split(',');
    const wrong = words.find((word) => (of ? !of.includes(word) : !/^[1-9]\d*$/.test(word)));
    if (wrong === undefined) return of ? words : words.map(Number);
    throw new Error(`--${name} takes ${of ? of.join(', ') : 'whole numbers from 1 on'}; found '${wrong}'`);
  };
  const several = { parts: list('only'), batches: list('batches'), threads: list('threads'), modes: list('modes') };
  const [[rounds], [steps]] = [list('rounds'), list('steps')];
  /** Processes whose start is timed, and seconds that one turn of a configuration aims at. */
  const extent = quick ? { starts: 1, roundSeconds: 0.3 } : { starts: 3, roundSeconds: 1.5 };
  return { ...several, rounds, steps, ...extent, quick, slow, json, help };
}
