import type { IncomingMessage } from 'node:http';

/**
 * The `Host` headers that are answered. A web page may have its own name resolve to this machine and so read what is
 * served here as its own (DNS rebinding); it cannot change the name that its browser then sends.
 * @param own names and addresses at which the server listens
 * @param further others that lead to it; one that comes without a port is answered at `port` and without any
 */
export function hostsAllowed(port: number, own: readonly string[], further: readonly string[]): ReadonlySet<string> {
  return new Set([
    // Clients leave the port of http away.
    ...own.map(normal).flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])),
    ...further.map(normal).flatMap((name) => (/:\d+$/.test(name) ? [name] : [name, `${name}:${port}`])),
  ]);
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
  if (hosts.length !== 1 || !allowed.has(hosts[0]!.toLowerCase())) {
    const [first, second] = allowed;
    return (
      'Refused: the request names a host that this page is not served for. ' +
      `Open http://${first}/ or http://${second}/, or start the server with the name you need among its allowed hosts.`
    );
  }
  if (origins.some((origin) => !allowed.has(origin.toLowerCase().replace(/^https?:\/\//, '')))) {
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
