// node server.mjs RUN [--port 8080] [--host 127.0.0.1] [--allow-host NAME]…
import { parseArgs } from 'node:util';
import { plainText } from '@amnl/core-loop/plain-text';
import { createApp } from './app.mjs';
import { openPredictor } from './predictor.mjs';

/** How long requests under way may take once the server is asked to stop. */
const PATIENCE_MS = 10_000;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-host': { type: 'string', multiple: true, default: [] },
    },
  });
  const [run, ...rest] = positionals;
  if (run === undefined || rest.length > 0)
    throw new Error('Usage: node server.mjs RUN [--port 8080] [--host 127.0.0.1] [--allow-host NAME]');
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port is '${values.port}'. Give a number from 0 (any free port) to 65535`);
  }
  const predictor = await openPredictor(run);
  const hosts = [values.host, ...values['allow-host']].map((name) => name.toLowerCase());
  const app = createApp(predictor, { hosts });
  app.addHook('onClose', predictor.close);
  const address = await app.listen({ port, host: values.host }).catch((error) => {
    throw new Error(`cannot listen on ${values.host}, port ${port}: ${error.code}. Give another --port or --host`);
  });
  if (predictor.simulated) console.error('note: the network was trained on a simulated fleet');
  console.log(plainText(`predictions of ${predictor.folder} at ${address}`));
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
    process.once(signal, async () => {
      setTimeout(() => app.server.closeAllConnections(), PATIENCE_MS).unref();
      await app.close(); // answers what is under way; then nothing keeps the process alive
    });
  }
}

await main().catch((error) => {
  console.error(plainText(error.message));
  process.exitCode = 2;
});
