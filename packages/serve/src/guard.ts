import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { plainText } from '@amnl/core-loop/plain-text';
import { type Answer, answer } from './answer.js';

// Who may ask. A page of another site must not use this service through the browser of somebody who can reach it: neither by a
// request across sites, nor by a name of its own that it lets resolve to this machine (DNS rebinding).

/**
 * Why a request is refused; undefined where it may be answered. An address as `Host` is not a name that another site could own, and
 * programs other than browsers send no `Origin`.
 * @param names that the service is known by, other than localhost; without a port, in small letters
 */
export function refusal(
  { headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>,
  names: readonly string[],
): Answer | undefined {
  const [host = '', ...others] = headersDistinct['host'] ?? [];
  const name = /^(\[[\da-f:.]+\]|[^:[\]]+)(:\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
  if (name === undefined || others.length > 0) {
    return answer(400, 'SV_HOST_INVALID', 'the request has no usable Host header. Send one');
  }
  const known = isIP(name.replace(/^\[|\]$/g, '')) > 0 || name === 'localhost' || names.includes(name);
  if (!known) {
    const what = `the request is for the host '${plainText(name, 80)}', which this service does not know`;
    return answer(421, 'SV_HOST_UNKNOWN', `${what}. Ask it by its address, or start it with --allow-host`);
  }
  const foreign = (headersDistinct['origin'] ?? []).some((origin) => !isOf(origin, host));
  const site = headersDistinct['sec-fetch-site'] ?? [];
  if (foreign || site.some((where) => where === 'cross-site' || where === 'same-site')) {
    const advice = 'Send it from a program, or through a server of that site';
    return answer(403, 'SV_ORIGIN_FOREIGN', `a page of another site sent this request. ${advice}`);
  }
  return undefined;
}

/** @param host with its port, if it has one */
function isOf(origin: string, host: string): boolean {
  return origin.toLowerCase().replace(/^https?:\/\//, '') === host.toLowerCase();
}
