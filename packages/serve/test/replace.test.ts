import { expect, test } from 'vitest';
import { ask, Echo, serve } from './service.js';

const body = { units: [{ unit: 'a', columns: { hour: [1] } }] };

/** A run that answers when it is told to. */
class Held extends Echo {
  release = () => {};
  readonly #released = new Promise<void>((done) => {
    this.release = done;
  });
  begin = () => {};
  readonly begun = new Promise<void>((done) => {
    this.begin = done;
  });

  override async predict(request: Parameters<Echo['predict']>[0]) {
    this.begin();
    await this.#released;
    return super.predict(request);
  }
}

test('a run is replaced without a lost request: who asked before is answered by the one before, which is closed then', async () => {
  const before = new Held({ data: 'before' });
  const { server, url } = await serve({ pumps: before });
  const asked = ask(url, body);
  await before.begun;
  const replaced = server.replace('pumps', new Echo({ data: 'after' }));
  expect(await ask(url, body)).toMatchObject({ status: 200, body: { predictions: [{ data: 'after' }] } });
  expect(before.closed).toBe(0);
  before.release();
  expect(await asked).toMatchObject({ status: 200, body: { predictions: [{ data: 'before' }] } });
  await replaced;
  expect(before.closed).toBe(1);
  await expect(server.replace('pump', new Echo())).rejects.toThrow(/SV_RUN_UNKNOWN/);
});

test('it ends when all that is under way is answered, and then closes the runs', async () => {
  const run = new Held();
  const { server, url } = await serve({ pumps: run });
  const asked = ask(url, body);
  await run.begun;
  const closed = server.close();
  await fetch(url).then(
    () => expect.unreachable('it takes new connections'),
    () => {},
  );
  expect(run.closed).toBe(0);
  run.release();
  expect((await asked).status).toBe(200);
  await closed;
  expect(run.closed).toBe(1);
});

test('a run that is opened too late, when the service has ended, is closed at once', async () => {
  const { server } = await serve({ pumps: new Echo() });
  await server.close();
  const late = new Echo();
  await server.replace('pumps', late);
  expect(late.closed).toBe(1);
});

test('what takes longer than it may at the end is cut off', async () => {
  const run = new Held();
  const { server, url } = await serve({ pumps: run }, { limits: { closeMs: 50 } });
  const asked = ask(url, body).then(
    () => 'answered',
    () => 'cut off',
  );
  await run.begun;
  const closed = server.close();
  expect(await asked).toBe('cut off');
  run.release();
  await closed;
});

test('who hangs up is not computed for', async () => {
  const run = new Echo();
  const { url } = await serve({ pumps: run });
  const forgotten = new Promise<void>((done) => {
    run.predict = ({ signal }) =>
      new Promise((_, fail) => {
        signal.addEventListener('abort', () => {
          fail(signal.reason);
          done();
        });
        hangUp.abort();
      });
  });
  const hangUp = new AbortController();
  const asked = fetch(`${url}/v1/runs/pumps/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: hangUp.signal,
  });
  await expect(asked).rejects.toThrow();
  await forgotten;
});

test('more rows than there is room for are refused until there is room; a request alone always finds some', async () => {
  const run = new Held();
  const { url } = await serve({ pumps: run }, { limits: { rowsAtOnce: 2 } });
  const three = { units: [{ unit: 'a', columns: { hour: [1, 2, 3] } }] };
  const first = ask(url, three);
  await run.begun;
  expect(await ask(url, body)).toMatchObject({ status: 503, body: { code: 'SV_BUSY' } });
  run.release();
  expect((await first).status).toBe(200);
  expect((await ask(url, 'a line\n', 'text/plain')).status).toBe(200);
});
