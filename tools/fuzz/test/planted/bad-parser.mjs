// A parser with one of each defect, chosen by the number of the input: what a fuzzer must not miss.
class TrainError extends Error {
  name = 'TrainError';
  constructor(code, message = 'a message') {
    super(message);
    this.code = code;
  }
}

const DEFECTS = {
  fine: () => 1,
  told: () => {
    throw new TrainError('BAD_KNOWN');
  },
  crash: () => null.length,
  unknownCode: () => {
    throw new TrainError('BAD_UNKNOWN');
  },
  terminal: () => {
    throw new TrainError('BAD_KNOWN', '\u001b[2J');
  },
  unsound: () => 'unsound',
  later: () => {
    setTimeout(() => null.length, 5);
    return new Promise((resolve) => setTimeout(resolve, 50));
  },
  endless: () => {
    for (;;);
  },
  waiting: () => new Promise(() => undefined),
  slow: () => new Promise((resolve) => setTimeout(resolve, 1300)),
  claimed: () => {
    new Uint8Array(100_000_000);
    throw new TrainError('BAD_KNOWN');
  },
  claimedBuffer: () => Buffer.alloc(100_000_000).length,
  inSlices: () => {
    for (let i = 0; i < 20; i++) new Float64Array(1 << 19); // collected one by one: nothing is left to see
  },
  heap: () => Array.from({ length: 12_000_000 }, (_, i) => i),
  heapBeyondLimits: () => {
    const list = [];
    for (;;) list.push({ list });
  },
};

/** Names of the defects; input i has the i-th. */
export const NAMES = Object.keys(DEFECTS);

export default {
  name: 'bad-parser',
  codes: ['BAD_KNOWN'],
  mutate: (_, random) => Uint8Array.of(random.below(2)),
  run: ([index]) => DEFECTS[NAMES[index]](),
  check(value) {
    if (value === 'unsound') throw new Error('wrong value');
  },
};
