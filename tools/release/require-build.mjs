// Before a package is packed (`prepack`): a tree that was not built would make a package without its code.
import { existsSync, readFileSync } from 'node:fs';

const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const missing = Object.values(exports)
  .flatMap((entry) => (typeof entry === 'string' ? [] : [entry.default, entry.types]))
  .filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`${name} is not built: ${missing.join(', ')} missing. Run 'pnpm build' first`);
  process.exitCode = 1;
}
