// Parsers with a defect each, which shows where an input holds the byte 7: what the fuzzer must not miss.
import fc from 'fast-check';

class TrainError extends Error {
  name = 'TrainError';
  constructor(code, message = 'a message') {
    super(message);
    this.code = code;
  }
}

const planted = (harm) => ({
  codes: ['BAD_KNOWN'],
  inputs: () => fc.uint8Array({ max: 20 }),
  run: (bytes) => (bytes.includes(7) ? harm() : 'sound'),
  check(value) {
    if (value === 'unsound') throw new Error('wrong value');
  },
});
const refuse = (code, message) => {
  throw new TrainError(code, message);
};

export const fine = planted(() => 'sound');
export const refused = planted(() => refuse('BAD_KNOWN'));
export const crash = planted(() => null.length);
export const unknownCode = planted(() => refuse('BAD_UNKNOWN'));
export const terminal = planted(() => refuse('BAD_KNOWN', '\u001b[2J'));
export const unsound = planted(() => 'unsound');
export const later = planted(() => {
  setTimeout(() => null.length, 5);
  return new Promise(() => undefined);
});
export const endless = planted(() => {
  for (;;);
});
export const waiting = planted(() => new Promise(() => undefined));
export const claimed = planted(() => refuse(new Uint8Array(100_000_000) && 'BAD_KNOWN'));
export const claimedBuffer = planted(() => Buffer.alloc(100_000_000).length);
export const inSlices = planted(() => {
  for (let i = 0; i < 20; i++) new Float64Array(1 << 19); // collected one by one: nothing is left to see
});
export const heap = planted(() => Array.from({ length: 12_000_000 }, (_, i) => i));
export const heapBeyondLimits = planted(() => {
  let list = {}; // of small pieces: a single large one beyond the limit ends the whole process, not the thread alone
  for (;;) list = { list };
});
