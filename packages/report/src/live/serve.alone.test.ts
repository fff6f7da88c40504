import * as http from 'node:http';
import { expect, it, vi } from 'vitest';
import { serveRun } from './serve.js';

vi.mock('node:http', async (original) => {
  const real = await original<typeof http>();
  return { ...real, createServer: vi.fn(real.createServer) };
});

// Too few file handles cannot be had portably: what the system would say is said here.
it('tells of connections that the system does not take, and goes on', async () => {
  const problems: unknown[] = [];
  const source = { version: () => '', read: () => Promise.reject(new Error('unused')) };
  const live = await serveRun(source, { page: '<p>page', onProblem: (error) => problems.push(error) });
  const server = vi.mocked(http.createServer).mock.results[0]!.value as http.Server;
  const error = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
  server.emit('error', error);
  expect(problems).toEqual([error]);
  expect(await (await fetch(live.url)).text()).toBe('<p>page');
  await live.close();
});
