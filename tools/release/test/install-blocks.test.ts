import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allInstallCommands, installCommands, packageName } from '../src/install-blocks.mjs';

const page = `
\`\`\`sh
npx @amnl/cli doctor        # no installation
npm install --global @amnl/cli
npm install @amnl/ema @amnl/core-loop@^1.0.0   # two of them
npm install
\`\`\`

npm install prose

\`\`\`ts
npm install code
\`\`\`
`;

test('finds the install commands of sh blocks, without flags and comments', () => {
  expect(installCommands(page, 'README.md')).toEqual([
    { file: 'README.md', line: 4, packages: ['@amnl/cli'] },
    { file: 'README.md', line: 5, packages: ['@amnl/ema', '@amnl/core-loop@^1.0.0'] },
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

test("finds those of this repository's packages", () => {
  const commands = allInstallCommands(fileURLToPath(new URL('../../../', import.meta.url)));
  const named = new Set(commands.flatMap(({ packages }) => packages));
  for (const name of ['@amnl/core-loop', '@amnl/ema', '@amnl/cli']) expect(named).toContain(name);
});
