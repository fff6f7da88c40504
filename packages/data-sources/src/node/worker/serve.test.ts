import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Batch, DataSource, EpochOrder } from '@amnl/core-loop';
import { afterEach, expect, test } from 'vitest';
import { batch, firstOf } from '../../fixtures/sources.js';
import type { Reply, Request } from './protocol.js';
import { type Port, serve } from './serve.js';

const order: EpochOrder = { epoch: 1, seed: 2 };
let port: MessagePort | undefined;
afterEach(() => port?.close());

/** The other end of a channel to a served source: what is asked, and what comes, in its order. */
function serving(source: DataSource) {
  const { port1, port2 } = new MessageChannel();
  port = port2;
  const replies: Reply[] = [];
  let wake = () => {};
  port2.on('message', (reply: Reply) => {
    replies.push(reply);
    wake();
  });
  serve(source, port1 as unknown as Port);
  return {
    ask: (request: Request) => port2.postMessage(request),
    async reply(): Promise<Reply> {
      while (replies.length === 0) await new Promise<void>((done) => (wake = done));
      return replies.shift()!;
    },
  };
}

test('goes ahead as far as there is room, and closes what it leaves', async () => {
  const told = { asked: 0, closed: 0 };
  const { ask, reply } = serving({
    *batches() {
      try {
        for (;;) yield batch(++told.asked);
      } finally {
        told.closed++;
      }
    },
  });
  ask({ is: 'open', id: 7, order, first: 0, room: 2 });
  expect([await reply(), await reply()].map((each) => each.is)).toEqual(['batch', 'batch']);
  ask({ is: 'more', id: 7 });
  expect(await reply()).toMatchObject({ is: 'batch', id: 7, batch: batch(3) });
  expect(told).toEqual({ asked: 3, closed: 0 });
  ask({ is: 'close', id: 7 });
  expect(await reply()).toEqual({ is: 'end', id: 7 });
  expect(told).toEqual({ asked: 3, closed: 1 });
});

test('gives copies: a source keeps its arrays, those of a Buffer and of one large array included', async () => {
  const large = Float32Array.from({ length: 8 }, (_, i) => i);
  const bytes = Buffer.from([1, 2]);
  const given: Batch = {
    inputs: { x: { data: large.subarray(2, 4), shape: [2] } },
    targets: { y: { data: bytes, shape: [2] }, z: { data: [5, 6], shape: [2] } },
    size: 2,
  };
  const { ask, reply } = serving({ fresh: true, batches: () => [given, given] });
  ask({ is: 'open', id: 0, order, first: 0, room: 9 });
  for (const _ of [0, 1]) {
    const found = (await reply()) as { readonly batch: Batch };
    expect(firstOf(found.batch)).toBe(2);
    expect([...(found.batch.targets['y']!.data as Uint8Array)]).toEqual([1, 2]);
    expect(found.batch.targets['z']!.data).toEqual([5, 6]);
  }
  expect(await reply()).toEqual({ is: 'end', id: 0 });
  expect([large.length, bytes.length]).toEqual([8, 2]);
});
