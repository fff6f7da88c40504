import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

// The suites of a package as they are, with another backend: everything else is the shared configuration's.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const native = {
  setupFiles: [here('./setup-native.ts')],
  exclude: ['**/file-io/**'], // where tfjs-node is, file:// is its own: ours steps aside
};
const projects = shared.test?.projects?.map((project) => mergeConfig(project as object, { test: native }));

export default defineConfig({
  ...shared,
  test: { ...shared.test, projects },
});
