import { expect, test } from 'vitest';
import { allInstallCommands, installCommands, packageName } from '../src/install-blocks.mjs';

const page = `
\`\`\`sh
npx @amnl/cli doctor        # no installation
npm install --global @amnl/cli
npm install @amnl/ema @amnl/core-loop@^1.0.0   # two of them
npm install
npm install --save-dev vite@8 \\
  typescript
\`\`\`

npm install prose

\`\`\`ts
npm install code
\`\`\`

\`\`\`\`md title="README.md"
\`\`\`sh
npm install page-in-a-page
\`\`\`
\`\`\`\`
`;

test('finds the install commands of sh blocks, without flags and comments; no block of a page within the page', () => {
  expect(installCommands(page, 'README.md')).toEqual([
    { file: 'README.md', line: 4, packages: ['@amnl/cli'] },
    { file: 'README.md', line: 5, packages: ['@amnl/ema', '@amnl/core-loop@^1.0.0'] },
    { file: 'README.md', line: 7, packages: ['vite@8', 'typescript'] },
  ]);
});

test.each([
  ['@amnl/ema', '@amnl/ema'],
  ['@amnl/ema@^1.0.0', '@amnl/ema'],
  ['vite@8', 'vite'],
  ['vite', 'vite'],
])('%s is the package %s', (word, name) => {
  expect(packageName(word)).toBe(name);
});

test('finds those of this repository, of its examples, too', () => {
  const commands = allInstallCommands();
  const named = new Set(commands.flatMap(({ packages }) => packages));
  expect(named).not.toContain('amnl-plugin-slow-gradients'); // nobody has published it
  for (const name of ['@amnl/core-loop', '@amnl/ema', '@amnl/cli', 'fastify', '@tensorflow/tfjs-backend-wasm'])
    expect(named).toContain(name);
});
