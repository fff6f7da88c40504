// node server.mjs RUN [PORT]: the predictions of a run over HTTP, with limits and a log of your own.
import { openServed } from '@amnl/cli';
import { createServer } from '@amnl/serve';

const [folder = 'runs/to-serve', port = '8080'] = process.argv.slice(2);
const server = createServer(
  { engines: await openServed(folder) },
  { hosts: ['rul.example'], limits: { rows: 5000 }, log: (line) => console.error(new Date().toISOString(), line) },
);
console.log(`predictions at ${await server.listen({ port: Number(port) })}/v1/runs/engines/predict`);
process.once('SIGTERM', () => server.close());
process.once('SIGINT', () => server.close());
