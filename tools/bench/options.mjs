import { parseArgs } from 'node:util';

const USAGE = `pnpm bench [flags]     needs a build: pnpm build

  --only step,start,import,loop,data,wait
                          parts to run: the training step beside its peers, trace and session of two networks, the
                          import of the engine, the loop's overhead, parsing and windows, the wait for a slow source;
                          and \`memory\`, minutes of steps with a look at RSS, and \`leaks\`, 10,000 small ones on every
                          engine. Default: all but these
  --batches 32,64,256     batch sizes of the step
  --threads 1,2           thread counts of the step
  --rounds 7              turns of every configuration; the figures are medians over them
  --modes eager,compile   PyTorch modes, of eager, compile, script
  --slow                  also one step of tf.layers on the cpu backend at batch 32 (tens of seconds)
  --steps 2000            steps of the part \`memory\`
  --quick                 a look: 2 short rounds, PyTorch eager only, 1 start, 100 steps of memory
  --json FILE             where the results go. Default: bench-results.json in the root of the repository
  --help
`;

const PARTS = ['step', 'start', 'import', 'loop', 'data', 'wait', 'memory', 'leaks'];
const LONG = ['memory', 'leaks'];
const MODES = ['eager', 'compile', 'script'];

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
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      only: { type: 'string', default: PARTS.filter((part) => !LONG.includes(part)).join() },
      batches: { type: 'string', default: '32,64,256' },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string' },
      steps: { type: 'string' },
      modes: { type: 'string' },
      slow: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, slow, help, json } = values;
  return {
    parts: words('only', values.only, PARTS),
    batches: counts('batches', values.batches),
    threads: counts('threads', values.threads),
    rounds: counts('rounds', values.rounds ?? (quick ? '2' : '7'))[0],
    modes: words('modes', values.modes ?? (quick ? 'eager' : 'eager,compile'), MODES),
    steps: counts('steps', values.steps ?? (quick ? '100' : '2000'))[0],
    /** Processes whose start is looked at. */
    starts: quick ? 1 : 3,
    /** Seconds that one turn of a configuration aims at. */
    roundSeconds: quick ? 0.3 : 1.5,
    quick,
    slow,
    json,
    help,
  };
}

function words(flag, text, known) {
  const list = text.split(',');
  for (const word of list)
    if (!known.includes(word)) throw new Error(`--${flag} is of ${known.join(', ')}; found '${word}'`);
  return list;
}

function counts(flag, text) {
  const list = text.split(',').map(Number);
  if (list.every((n) => Number.isInteger(n) && n >= 1)) return list;
  throw new Error(`--${flag} takes whole numbers from 1 on; found '${text}'`);
}
