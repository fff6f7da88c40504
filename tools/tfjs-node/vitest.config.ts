import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

// The suites of a package as they are, with another backend, and what is about that backend, `*.native.test.ts`: everything else is the
// shared configuration's.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const setupFiles = [here('./setup-native.ts')];
const projects = ((shared.test?.projects ?? []) as ViteUserConfig[]).map(({ test, ...project }) => {
  const others = test?.exclude?.filter((pattern) => !pattern.includes('native')) ?? [];
  const exclude = [...others, '**/file-io/**']; // where tfjs-node is, file:// is its own: ours steps aside
  return { ...project, test: { ...test, setupFiles, exclude } };
});

export default defineConfig({
  ...shared,
  test: { ...shared.test, projects },
});
