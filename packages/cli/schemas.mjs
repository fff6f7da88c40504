// Writes docs/schemas from the build: `pnpm build && node packages/cli/schemas.mjs && pnpm format`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchemas } from './dist/schemas/json-schemas.js';

const folder = new URL('../../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  const file = new URL(`${name}.schema.json`, folder);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(fileURLToPath(file));
}
