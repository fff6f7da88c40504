import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { checkSite } from '../src/site-check.mjs';
import { folderWith } from './folder.js';

const data = (name: string, value: unknown) =>
  `window.${name} = "${deflateSync(JSON.stringify(value)).toString('base64')}";`;
const page = '<h2 id="there">There</h2><a href="../index.html">front</a>';
const dead = (front: string, files: Readonly<Record<string, string>> = {}) =>
  checkSite(folderWith({ 'docs/page.html': page, 'assets/style.css': '', ...files, 'index.html': front })).dead;

test('files, anchors, this page and the outside are alive', () => {
  const front =
    '<link href="assets/style.css"/><a id="top" href="docs/page.html#there">a</a><a href="#top">b</a><a href="https://example.org/">c</a>';
  expect(dead(front)).toEqual([]);
});

test.each([
  [
    '<a href="docs/gone.html">x</a>',
    'index.html: the link "docs/gone.html" leads to docs/gone.html, which is not in the site',
  ],
  ['<img src="gone.png"/>', 'index.html: the link "gone.png" leads to gone.png, which is not in the site'],
  [
    '<a href="docs/page.html#gone">x</a>',
    'index.html: the link "docs/page.html#gone" leads to an anchor that docs/page.html does not have',
  ],
  ['<a href="#gone">x</a>', 'index.html: the link "#gone" leads to an anchor that index.html does not have'],
  ['<a href="docs">x</a>', 'index.html: the link "docs" leads to docs, which is not in the site'],
  [
    '<a href="/index.html">x</a>',
    'index.html: the link "/index.html" starts with a slash: dead in a sub-folder and from the file system',
  ],
  ['<script src="http://example.org/a.js"></script>', 'index.html: the link "http://example.org/a.js" is not https'],
])('dead: %s', (front, sentence) => {
  expect(dead(front)).toEqual([sentence]);
});

test('what the script draws navigation and search from is checked too, counted from the root', () => {
  const navigation = [{ text: 'a', path: 'docs/page.html', children: [{ text: 'b', path: 'docs/gone.html' }] }];
  const search = { rows: [{ url: 'docs/page.html#there' }, { url: 'docs/page.html#gone' }] };
  const files = {
    'assets/navigation.js': data('navigationData', navigation),
    'assets/search.js': data('searchData', search),
  };
  expect(dead('', files)).toEqual([
    'assets/navigation.js: the link "docs/gone.html" leads to docs/gone.html, which is not in the site',
    'assets/search.js: the link "docs/page.html#gone" leads to an anchor that docs/page.html does not have',
  ]);
});

test('data of an unknown form is an error: nothing would be checked', () => {
  expect(() => dead('', { 'assets/search.js': 'window.searchData = {}' })).toThrow('not the form of data');
});

test('nothing may be loaded from outside, not even by https', () => {
  expect(
    dead('<script src="https://example.org/a.js"></script><link rel="stylesheet" href="https://example.org/a.css"/>'),
  ).toEqual([
    'index.html: the link "https://example.org/a.js" would be fetched from outside',
    'index.html: the link "https://example.org/a.css" would be fetched from outside',
  ]);
});
