import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { reportError } from '../errors.js';

/** Where a server is asked to listen. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Take any free port where `port` is in use. */
  readonly fallbackPort: boolean;
}

/** Starts to listen. @throws `RP_PORT_BUSY`, `RP_LISTEN_FAILED` */
export async function listen(server: Server, { host, port, fallbackPort }: ListenOptions): Promise<AddressInfo> {
  try {
    return await attempt(server, host, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') {
      throw reportError(
        'RP_LISTEN_FAILED',
        `cannot listen on ${host}, port ${port}: ${message}. Give an address of this machine, and a port that you may use`,
        error,
      );
    }
    if (fallbackPort) return listen(server, { host, port: 0, fallbackPort: false });
    throw reportError('RP_PORT_BUSY', `port ${port} of ${host} is in use. Give another one, or 0 for any`, error);
  }
}

function attempt(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed);
      done(server.address() as AddressInfo);
    });
  });
}

/** Whether only this machine can reach the address. */
export function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\.|^::1$/i.test(address);
}

/** Names and addresses by which a server can be reached that listens on `host`; the best one first. */
export function namesOf(host: string): readonly string[] {
  const loopback = ['127.0.0.1', 'localhost', '::1'];
  if (host === '0.0.0.0' || host === '::') {
    const interfaces = Object.values(networkInterfaces()).flat();
    return [...loopback, ...interfaces.map((found) => found!.address)];
  }
  return [host, ...loopback];
}
