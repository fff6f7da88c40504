// Who may ask. A page of another site must not use this server through the browser of somebody who can reach it: neither by a
// request across sites, nor by a name of its own that it lets resolve to this machine (DNS rebinding).
import { isIP } from 'node:net';

/**
 * Why a request is refused; undefined where it may be answered. An address as `Host` is no name that another site could own, and
 * programs other than browsers send no `Origin`.
 * @param {import('node:http').IncomingMessage} request
 * @param {readonly string[]} names that the server is known by, besides localhost; without a port
 * @returns {import('./request-errors.mjs').Answer | undefined}
 */
export function refusal({ headersDistinct }, names) {
  const [host, ...others] = headersDistinct['host'] ?? [];
  const name = /^(\[[\da-f:.]+\]|[^:[\]]+)(:\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
  if (name === undefined || others.length > 0) {
    return { status: 400, code: 'HOST_INVALID', message: 'the request has no usable Host header. Send one' };
  }
  const known = isIP(name.replace(/^\[|\]$/g, '')) > 0 || ['localhost', ...names].includes(name);
  if (!known) {
    const message = `the request is for the host '${name.slice(0, 80)}', which this server does not know. Ask it by its address, or start it with --allow-host`;
    return { status: 421, code: 'HOST_UNKNOWN', message };
  }
  const foreign = (headersDistinct['origin'] ?? []).some((origin) => !isOf(origin, host ?? ''));
  const site = headersDistinct['sec-fetch-site'] ?? [];
  if (foreign || site.some((where) => where === 'cross-site' || where === 'same-site')) {
    const message =
      'a page of another site sent this request. Send it from a program, or through a server of that site';
    return { status: 403, code: 'ORIGIN_FOREIGN', message };
  }
  return undefined;
}

/**
 * @param {string} origin
 * @param {string} host with its port, if it has one
 */
function isOf(origin, host) {
  return origin.toLowerCase().replace(/^https?:\/\//, '') === host.toLowerCase();
}
