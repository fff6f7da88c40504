// Run by the tests in a process of its own, on the built package: node ask.mjs CASE prints what happened as JSON.
import { workerSource } from '@amnl/data-sources/node';

const numbers = new URL('./numbers.mjs', import.meta.url);
const order = { epoch: 2, seed: 1 };
const value = ({ inputs }) => inputs.x.data[0];
const all = async (given) => {
  const values = [];
  for await (const batch of given) values.push(value(batch));
  return values;
};
const failure = async (promise) => {
  try {
    await promise;
    return 'nothing was thrown';
  } catch ({ code, message }) {
    return { code, message };
  }
};

const CASES = {
  async batches() {
    const source = await workerSource(numbers, { data: { n: 4 } });
    const two = await Promise.all([all(source.batches(order)), all(source.batches({ epoch: 0, seed: 5 }))]);
    const { batchesPerEpoch, fingerprint, fresh } = source;
    return { about: { batchesPerEpoch, fingerprint, fresh }, two, rest: await all(source.batchesFrom(order, 3)) };
  },
  async path() {
    return all((await workerSource('test/worker/numbers.mjs', { data: { n: 1 } })).batches(order));
  },
  async left() {
    const source = await workerSource(numbers, { data: { n: 50 }, batches: 3 });
    for await (const batch of source.batches(order)) if (value(batch) === 1201) break;
    return all(source.batchesFrom(order, 48)); // the thread still works
  },
  async fails() {
    const seen = [];
    const source = await workerSource(numbers, { data: { failAt: 2 } });
    const go = async () => {
      for await (const batch of source.batches(order)) seen.push(value(batch));
    };
    const first = await failure(go());
    return { first, seen, again: await failure(all(source.batches(order))) };
  },
  async coded() {
    return failure(all((await workerSource(numbers, { data: { failAt: 1, how: 'coded' } })).batches(order)));
  },
  async exits() {
    const source = await workerSource(numbers, { data: { exitAt: 1 } });
    return { during: await failure(all(source.batches(order))), after: await failure(all(source.batches(order))) };
  },
  async closed() {
    const source = await workerSource(numbers);
    await source.close();
    return failure(all(source.batches(order)));
  },
  async starts() {
    const from = (text) => failure(workerSource(new URL(`data:text/javascript,${encodeURIComponent(text)}`)));
    return {
      missing: await failure(workerSource(new URL('./nowhere.mjs', import.meta.url))),
      noFunction: await from('export default 3'),
      noSource: await from('export default () => 3'),
      throws: await from('export default () => { throw new Error("no data here") }'),
      exits: await from('process.exit(5)'),
      uncloneable: await failure(workerSource(numbers, { data: () => {} })),
      options: await failure(workerSource(numbers, { batches: 0 })),
      address: await failure(workerSource(3)),
      unknown: await failure(workerSource(numbers, { oops: 1 })),
    };
  },
  async posts() {
    const text = `import { parentPort } from 'node:worker_threads';
      parentPort.postMessage('loading');
      parentPort.postMessage(null);
      export default () => ({ async *batches() {
        for (const i of [1, 2]) {
          parentPort.postMessage({ is: 'end', id: 0 });
          yield { inputs: { x: { data: [i], shape: [1] } }, targets: {}, size: 1 };
        }
      } });`;
    const source = await workerSource(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
    return all(source.batches(order));
  },
  async garbage() {
    const text = 'export default () => ({ batches: () => [{ inputs: { x: { data: () => {}, shape: [1] } } }] })';
    const source = await workerSource(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
    return failure(all(source.batches(order)));
  },
};

console.log(JSON.stringify(await CASES[process.argv[2]]()));
// No exit: an idle thread must not hold the process.
