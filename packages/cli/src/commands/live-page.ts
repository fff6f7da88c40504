import { type LiveServer, renderLivePage, serveRun } from '@amnl/report';
import { LIVE_PORT } from '@amnl/report/port';
import { folderSource } from '../report/folder-source.js';
import { cliError } from '../terminal/errors.js';
import { inform, notice } from '../terminal/terminal.js';

/** Flags of a live page: `--port` and `--host`, or the value of `--watch`. */
export interface LiveFlags {
  readonly port?: string;
  readonly host?: string;
}

/** Serves the live page of a run folder and prints its address. @throws CLI_USAGE, RP_PORT_BUSY, RP_LISTEN_FAILED */
export async function openLivePage(folder: string, { port, host }: LiveFlags): Promise<LiveServer> {
  const server = await serveRun(folderSource(folder), {
    page: await renderLivePage(),
    port: port === undefined ? LIVE_PORT : portNumber(port),
    fallbackPort: port === undefined,
    ...(host !== undefined && { host }),
  });
  if (port === undefined && server.port !== LIVE_PORT) notice(`port ${LIVE_PORT} is in use; using ${server.port}`);
  inform(`Live page: ${server.url}`);
  if (server.exposed) notice(`anyone who can reach this machine at ${host} can read this run (--host)`);
  return server;
}

/** A TCP port; 0 takes any that is free. @throws CLI_USAGE */
export function portNumber(text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw cliError('CLI_USAGE', `the port is '${text}'. Give a whole number from 0 (any free one) to 65535`);
}
