import { once } from 'node:events';
import { join } from 'node:path';
import { createServer, type Served, type ServeServer } from '@amnl/serve';
import { inform, notice } from '../../terminal/terminal.js';
import { portNumber } from '../live-page.js';
import { namedRuns } from './named-runs.js';
import { type OpenServedFlags, openServed } from './served-run.js';

/** Flags of `amnl serve`. */
export interface ServeFlags extends OpenServedFlags {
  readonly port?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly drift?: string;
}

/** Where it listens by default. */
const PORT = 8080;

/**
 * `amnl serve RUN…`: predictions of runs over HTTP, until SIGTERM or SIGINT. SIGHUP opens all run folders again.
 * @throws CLI_USAGE, SV_LISTEN_FAILED, and what `openRun` throws
 */
export async function serve(runs: readonly string[], flags: ServeFlags): Promise<void> {
  const { host = '127.0.0.1', allowHost = [] } = flags;
  const port = flags.port === undefined ? PORT : portNumber(flags.port);
  const folders = namedRuns(runs);
  const served = await openAll(folders, flags);
  const server = createServer(served, { hosts: [host, ...allowHost], log: inform });
  const ended = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  const over = new AbortController();
  let reloaded = Promise.resolve();
  const reload = () => {
    reloaded = reloaded.then(() => reloadAll(server, folders, flags, over.signal));
  };
  try {
    const url = await server.listen({ host, port });
    process.on('SIGHUP', reload);
    for (const [name, { facts }] of Object.entries(served)) {
      const warning = facts.simulated ? ', trained on a simulated fleet' : '';
      inform(`Serving ${name} (${facts.data}${warning}): POST ${url}/v1/runs/${name}/predict`);
    }
    if (host !== '127.0.0.1' && host !== 'localhost' && host !== '::1') {
      notice(`anyone who can reach this machine at ${host} can ask for predictions (--host)`);
    }
    inform(`Description: ${url}/docs. Press Ctrl-C to stop.`);
    await ended;
  } finally {
    process.off('SIGHUP', reload);
    over.abort();
    await server.close();
    await reloaded; // what it has just opened is closed, too, or would keep the process alive
  }
}

/** A run's counts have its name. */
function driftOf(name: string, { drift }: ServeFlags) {
  return { driftFile: drift === undefined ? undefined : join(drift, `${name}.json`) };
}

async function openAll(folders: Readonly<Record<string, string>>, flags: ServeFlags): Promise<Record<string, Served>> {
  const served: Record<string, Served> = {};
  try {
    for (const [name, folder] of Object.entries(folders))
      served[name] = await openServed(folder, flags, driftOf(name, flags));
    return served;
  } catch (error) {
    for (const one of Object.values(served)) await one.close();
    throw error;
  }
}

/** Each by itself: one that cannot be opened is served as it was. @param over aborted when the service ends */
async function reloadAll(
  server: ServeServer,
  folders: Readonly<Record<string, string>>,
  flags: ServeFlags,
  over: AbortSignal,
) {
  for (const [name, folder] of Object.entries(folders)) {
    if (over.aborted) return;
    try {
      const opened = await openServed(folder, flags, driftOf(name, flags));
      if (over.aborted) return await opened.close();
      await server.replace(name, opened);
      inform(`Serving ${name} as it is now`);
    } catch (error) {
      notice(`${name} is served as it was: ${(error as Error).message}`);
    }
  }
}
