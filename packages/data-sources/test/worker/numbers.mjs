// A source for the tests: `n` batches of a number, all written into one array.
export default function numbers({ n = 5, failAt = -1, exitAt = -1, how = 'throw' } = {}) {
  const source = {
    batchesPerEpoch: n,
    fingerprint: { n },
    batches: (order) => source.batchesFrom(order, 0),
    async *batchesFrom({ epoch, seed }, first) {
      const data = new Float32Array(2);
      try {
        for (let i = first; i < n; i++) {
          if (i === failAt && how === 'coded') {
            const { TrainError } = await import('@amnl/core-loop');
            throw new TrainError('XX_BAD', `row ${i} is bad. Mend it`, { by: 'numbers' });
          }
          if (i === failAt) throw new RangeError(`no batch ${i}`);
          if (i === exitAt) process.exit(3);
          data.fill(1000 * seed + 100 * epoch + i);
          yield { inputs: { x: { data, shape: [2, 1] } }, targets: {}, size: 2 };
        }
      } finally {
        await new Promise((done) => setTimeout(done, 1));
      }
    },
  };
  return source;
}
