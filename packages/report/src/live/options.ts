import { type Awaitable, knownOptions, requireOption } from '@amnl/core-loop';

/** Options of {@link serveRun}. Only `page` must be given. */
export interface ServeOptions {
  /** The HTML of the page, or what makes it at each request. */
  readonly page: string | (() => Awaitable<string>);
  /**
   * The page's Content-Security-Policy. By default it may run its own inline scripts, have inline styles, images as
   * data, and talk to this server; nothing else.
   */
  readonly csp?: string;
  /**
   * Name or address to listen on; `0.0.0.0` and `::` are all of this machine's. Anything but a loopback address lets
   * other machines read the run.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /** `0`: any that is free. @default 0 */
  readonly port?: number;
  /** Take any free port where `port` is in use. @default false */
  readonly fallbackPort?: boolean;
  /**
   * Host names that browsers may use in addition to loopback (at any port, as with a tunnel) and `host`: that of a proxy, or this
   * machine's own. With a port, only that one. @default []
   */
  readonly allowedHosts?: readonly string[];
  /** Milliseconds between two looks at the source, while a page is open. @default 500 */
  readonly pollMs?: number;
  /** Pages that can be open at once. @default 200 */
  readonly maxStreams?: number;
  /** A page that lags behind by more bytes than this must reconnect. @default 4 MiB */
  readonly maxBufferedBytes?: number;
  /** Milliseconds between two signs of life on a connection. @default 15 000 */
  readonly heartbeatMs?: number;
  /**
   * Hears of errors that stop nothing: the source fails, the page cannot be made, the system takes no more connections.
   * What it throws itself is ignored.
   */
  readonly onProblem?: (error: unknown) => void;
}

const NAMES = [
  'page',
  'csp',
  'host',
  'port',
  'fallbackPort',
  'allowedHosts',
  'pollMs',
  'maxStreams',
  'maxBufferedBytes',
  'heartbeatMs',
  'onProblem',
] as const;

/** All options, checked. @throws `CL_OPTION_INVALID` */
export function checkedOptions(options: ServeOptions): Required<Omit<ServeOptions, 'csp'>> & Pick<ServeOptions, 'csp'> {
  knownOptions('serveRun', options, NAMES);
  const full = {
    host: '127.0.0.1',
    port: 0,
    fallbackPort: false,
    allowedHosts: [],
    pollMs: 500,
    maxStreams: 200,
    maxBufferedBytes: 4 * 1024 ** 2,
    heartbeatMs: 15_000,
    onProblem: () => {},
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    page: options.page,
  };
  const check = (ok: boolean, name: keyof typeof full, what: string) =>
    requireOption('report', ok, name, what, full[name]);
  // Node takes an empty host for all addresses of the machine.
  check(/^[\w.:%-]+$/.test(full.host), 'host', 'a host name or an address, without a port');
  check(Number.isInteger(full.port) && full.port >= 0 && full.port <= 65_535, 'port', 'a whole number from 0 to 65535');
  const names = full.allowedHosts.every((name) => /^[\w.-]+(:\d+)?$|^\[?[\da-f:]+\]?(:\d+)?$/i.test(name));
  check(names, 'allowedHosts', 'names as they stand in an address, e.g. runs.example.org or runs.example.org:9000');
  for (const name of ['pollMs', 'heartbeatMs'] as const) {
    check(full[name] >= 1 && full[name] < 2 ** 31, name, 'milliseconds, 1 or more');
  }
  for (const name of ['maxStreams', 'maxBufferedBytes'] as const) {
    check(Number.isInteger(full[name]) && full[name] >= 1, name, 'a whole number of 1 or more');
  }
  return full;
}
