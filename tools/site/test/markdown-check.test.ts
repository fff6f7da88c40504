import { expect, test } from 'vitest';
import { checkMarkdown } from '../src/markdown-check.mjs';
import { ROOT } from '../src/repository.mjs';
import { folderWith } from './folder.js';

const page = '# Page\n\n## Two `words`, and more\n\n## Again\n\n## Again\n\n<a id="by-hand"></a>\n';
const dead = (text: string, files: Readonly<Record<string, string>> = {}) =>
  checkMarkdown(folderWith({ 'docs/page.md': page, 'src/code.ts': '', ...files, 'README.md': text })).dead;

test('every link and anchor of the repository leads somewhere', () => {
  const { pages, links, dead } = checkMarkdown(ROOT);
  expect(dead).toEqual([]);
  expect(pages).toBeGreaterThan(30);
  expect(links).toBeGreaterThan(50);
});

test.each([
  '[a page](docs/page.md)',
  '[a folder](docs) and [with a slash](docs/)',
  '[a file](./src/code.ts)',
  '[words](docs/page.md#two-words-and-more)',
  '[the second of its name](docs/page.md#again-1)',
  '[raw HTML](docs/page.md#by-hand)',
  '# Here\n\n[this page](#here)',
  '[outside](https://example.org/a#b) and [mail](mailto:a@example.org)',
  '`[code](nowhere.md)`\n\n```md\n[code](nowhere.md)\n```',
  '---\ntitle: "[front](matter.md)"\n---\n\nText.',
])('alive: %s', (text) => {
  expect(dead(text)).toEqual([]);
});

test.each([
  [
    '[gone](docs/gone.md)',
    'README.md:1: the link "docs/gone.md" leads to docs/gone.md, which is not in the repository',
  ],
  ['Text.\n\n![gone](a.png)', 'README.md:3: the link "a.png" leads to a.png, which is not in the repository'],
  ['<a href="gone.md">gone</a>', 'README.md:1: the link "gone.md" leads to gone.md, which is not in the repository'],
  [
    '[by reference][it]\n\n[it]: gone.md',
    'README.md:1: the link "gone.md" leads to gone.md, which is not in the repository',
  ],
  [
    '[no heading](docs/page.md#againn)',
    'README.md:1: the link "docs/page.md#againn" leads to #againn, but no heading of docs/page.md makes that anchor',
  ],
  [
    '[no heading](#here)',
    'README.md:1: the link "#here" leads to #here, but no heading of README.md makes that anchor',
  ],
  [
    '[line](src/code.ts#L3)',
    'README.md:1: the link "src/code.ts#L3" has an anchor, but src/code.ts is no markdown file',
  ],
  [
    '[rooted](/docs/page.md)',
    'README.md:1: the link "/docs/page.md" starts with a slash, which leads to another place on every host',
  ],
  ['[plain](http://example.org)', 'README.md:1: the link "http://example.org" is not https'],
  [
    '[out of it](../other/x.md)',
    'README.md:1: the link "../other/x.md" leads to ../other/x.md, which is not in the repository',
  ],
])('dead: %s', (text, sentence) => {
  expect(dead(text)).toEqual([sentence]);
});

test('what is installed or built is no target: a code host does not have it', () => {
  const files = { 'node_modules/x/README.md': '', 'packages/a/dist/index.js': '', 'docs/site/index.html': '' };
  expect(
    dead('[a](node_modules/x/README.md) [b](packages/a/dist/index.js) [c](docs/site/index.html)', files),
  ).toHaveLength(3);
});

test('a link with broken percent signs is a dead one, not a crash', () => {
  expect(dead('<a href="docs/%E0%A4%A.md">x</a>')).toEqual([
    'README.md:1: the link "docs/%E0%A4%A.md" is not validly percent-encoded',
  ]);
});
