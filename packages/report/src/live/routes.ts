import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Awaitable } from '@amnl/core-loop';
import { cspOf } from './csp.js';
import type { Feed } from './feed.js';
import { SECURITY_HEADERS } from './headers.js';
import type { Streams } from './streams.js';
import { turns } from './turns.js';

/** At a run of the longest kind, 1 MB, this many take some 5 ms. */
const WELCOMES_PER_TURN = 8;

/** What is answered at one address. */
export interface Route {
  readonly methods: readonly string[];
  answer(request: IncomingMessage, response: ServerResponse): Awaitable<void>;
}

/** The page that is served. */
export interface PageOptions {
  readonly page: string | (() => Awaitable<string>);
  readonly csp?: string | undefined;
}

/**
 * All that can be asked for: four addresses, compared as a whole. No part of an address is ever taken for a path of a
 * file, so there is nothing to climb out of.
 */
export function routesOf({ page, csp }: PageOptions, feed: Feed, streams: Streams): ReadonlyMap<string, Route> {
  const turn = turns(WELCOMES_PER_TURN);
  let policy: { readonly html: string; readonly csp: string } | undefined;
  const policyOf = (html: string) => {
    if (policy?.html !== html) policy = { html, csp: csp ?? cspOf(html) };
    return policy.csp;
  };
  if (typeof page === 'string') policyOf(page);

  return new Map<string, Route>([
    [
      '/',
      {
        methods: ['GET', 'HEAD'],
        async answer(_, response) {
          const html = typeof page === 'string' ? page : await page();
          respond(response, 200, 'text/html', html, { 'Content-Security-Policy': policyOf(html) });
        },
      },
    ],
    [
      '/run.json',
      {
        methods: ['GET', 'HEAD'],
        async answer(_, response) {
          await feed.look();
          const json = feed.json();
          if (json) respond(response, 200, 'application/json', json);
          else respondText(response, 503, 'The run cannot be read at the moment.', { 'Retry-After': '1' });
        },
      },
    ],
    [
      '/events',
      {
        methods: ['GET'],
        async answer(request, response) {
          // It waits behind another answer on the same connection, perhaps for ever. No browser sends it so.
          if (!response.socket) request.socket.destroy();
          else if (streams.full) tooMany(response);
          else {
            const stream = streams.open(request, response);
            await feed.look();
            await turn();
            streams.welcome(stream, feed.welcome());
          }
        },
      },
    ],
    ['/favicon.ico', { methods: ['GET', 'HEAD'], answer: (_, response) => respond(response, 204) }],
  ]);
}

/** A short answer in words. */
export function respondText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  respond(response, status, 'text/plain', `${text}\n`, headers);
}

function tooMany(response: ServerResponse): void {
  const headers = { 'Retry-After': '5', Connection: 'close' };
  respondText(response, 503, 'Too many pages watch this run. Close one, and reload.', headers);
}

function respond(
  response: ServerResponse,
  status: number,
  type?: string,
  body: string | Buffer = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...(type && { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(body) }),
    ...headers,
  });
  response.end(body);
}
