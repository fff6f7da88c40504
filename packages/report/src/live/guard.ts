import type { IncomingMessage } from 'node:http';

/** This machine's names for itself: no other site can have one, at whatever port. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The `Host` headers that are answered. A web page may have its own name resolve to this machine and so read what is served here as
 * its own (DNS rebinding); it cannot change the name that its browser then sends. Loopback names are answered at any port, which a
 * tunnel (`ssh -L 9000:localhost:6125`) may have changed: `localhost:*`.
 * @param own names and addresses at which the server listens
 * @param further others that lead to it; one without a port is answered at `port` and without any
 */
export function hostsAllowed(port: number, own: readonly string[], further: readonly string[]): ReadonlySet<string> {
  return new Set([
    ...own.map(normal).flatMap((name) => {
      if (LOOPBACK.has(name)) return [`${name}:${port}`, `${name}:*`];
      return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]; // clients leave the port of http away
    }),
    ...further.map(normal).flatMap((name) => (/:\d+$/.test(name) ? [name] : [name, `${name}:${port}`])),
  ]);
}

function isAllowed(host: string, allowed: ReadonlySet<string>): boolean {
  if (host.includes('*')) return false;
  return allowed.has(host) || allowed.has(host.replace(/(:\d+)?$/, ':*'));
}

function normal(name: string): string {
  return bracketed(name.toLowerCase());
}

/** An IPv6 address stands in brackets within a URL. */
export function bracketed(host: string): string {
  return /^[^[\]]*:[^[\]]*:[^[\]]*$/.test(host) ? `[${host}]` : host;
}

/** Why a request is not answered, in words for who sent it; `undefined`: it may be. */
export function refusal(request: IncomingMessage, allowed: ReadonlySet<string>): string | undefined {
  const { host: hosts = [], origin: origins = [] } = request.headersDistinct;
  const host = hosts[0]?.toLowerCase() ?? '';
  if (hosts.length !== 1 || !isAllowed(host, allowed)) {
    const [first] = allowed;
    return (
      'Refused: the request names a host that this page is not served for. ' +
      `Open http://${first}/, or have it served at the name you need (--host).`
    );
  }
  // Its own page has the origin it was asked for at; another port of the same host is another site.
  if (origins.some((origin) => origin.toLowerCase().replace(/^https?:\/\//, '') !== host)) {
    return 'Refused: another site may not read this page.';
  }
  return foreign(request) ? 'Refused: another site led here. Type the address into the address bar.' : undefined;
}

/** Browsers say who asked. Another port of this host may link to the page, but not load anything from it. */
function foreign({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site === 'same-site') return headers['sec-fetch-mode'] !== 'navigate';
  return site !== 'same-origin' && site !== 'none';
}
