import { describe, expect, it } from 'vitest';
import { CreateError } from './create-error.js';
import { camelCase, type PluginName, parseName, pascalCase } from './plugin-name.js';

/** What npm takes for a new package, in its own words: lower case, URL-safe, no dot or underscore first, ≤ 214. */
const NPM = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** The name, or the message that refuses it. */
function read(typed: string): PluginName | string {
  try {
    return parseName(typed);
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    return error.message;
  }
}

/** Every string of up to `length` characters of `alphabet`. */
function* strings(alphabet: readonly string[], length: number): Generator<string> {
  if (length === 0) return void (yield '');
  for (const rest of strings(alphabet, length - 1)) {
    yield rest;
    if (rest.length === length - 1) for (const character of alphabet) yield rest + character;
  }
}

describe('parseName', () => {
  it.each<[string, PluginName]>([
    ['swa', { packageName: 'amnl-plugin-swa', folder: 'swa', plugin: 'swa' }],
    ['lr-finder-2', { packageName: 'amnl-plugin-lr-finder-2', folder: 'lr-finder-2', plugin: 'lr-finder-2' }],
    ['amnl-plugin-swa', { packageName: 'amnl-plugin-swa', folder: 'amnl-plugin-swa', plugin: 'swa' }],
    ['@me/swa', { packageName: '@me/swa', folder: 'swa', plugin: 'swa' }],
    ['@my.org/amnl-plugin-swa', { packageName: '@my.org/amnl-plugin-swa', folder: 'amnl-plugin-swa', plugin: 'swa' }],
  ])('reads %s', (typed, name) => {
    expect(parseName(typed)).toEqual(name);
  });

  it.each([
    ['', 'it is empty'],
    ['@me/', 'it is empty'],
    ['../x', 'it is a path'],
    ['/etc', 'it is a path'],
    ['a\\b', 'it is a path'],
    ['.', 'it is a path'],
    ['..', 'it is a path'],
    ['@me/../x', 'it is a path'],
    ['@me/a/b', 'it is a path'],
    ['@/swa', "npm has no scope '@'"],
    ['@Me/swa', "npm has no scope '@Me'"],
    ['My Plugin', 'e.g. my-plugin'],
    ['gradientNoise', 'e.g. gradient-noise'],
    ['snake_case', 'e.g. snake-case'],
    ['2fast', 'e.g. fast'],
    ['a--b', 'e.g. a-b'],
    ['плагин', 'e.g. my-plugin'],
    ['übung', 'e.g. my-plugin'],
    ['a\u0000b', "'a\\u0000b' cannot"],
    ['\u001b[31mred', "'\\u001b[31mred' cannot"],
    ['nul', 'no file can be called nul.ts'],
    ['com1', 'no file can be called com1.ts'],
    ['index', 'no file can be called index.ts'],
    ['@me/index', 'no file can be called index.ts'],
    ['grad-clip', '@amnl/grad-clip is taken'],
    ['x'.repeat(203), 'has 215 characters, and npm allows 214'],
    ['X'.repeat(100_000), 'use lower-case letters'],
  ])('refuses %j', (typed, why) => {
    const message = read(typed);
    expect(message).toContain(why);
    expect((message as string).length).toBeLessThan(250);
  });

  it('takes the longest that npm takes', () => {
    expect(parseName('x'.repeat(202)).packageName).toHaveLength(214);
  });

  it('gives npm names, folders within reach and identifiers, or refuses: every string of up to four characters', () => {
    const alphabet = ['a', 'Z', '9', '-', '_', '.', '/', '\\', '@', ' ', '~', 'é', '\n'];
    let accepted = 0;
    for (const typed of strings(alphabet, 4)) {
      const name = read(typed);
      if (typeof name === 'string') continue;
      accepted++;
      expect(name.packageName).toMatch(NPM);
      expect(name.folder).toMatch(/^[a-z0-9-]+$/);
      for (const word of [camelCase(name.plugin), pascalCase(name.plugin)])
        expect(word).toMatch(/^[a-zA-Z][a-zA-Z0-9]*$/);
      expect(typed.endsWith(name.folder)).toBe(true);
    }
    // a[a9]{0,3}, and with hyphens a-x, ax-x, a-xx; of scopes only @9/a, @a/a, @-/a, @~/a fit into four characters
    expect(accepted).toBe(1 + 2 + 4 + 8 + 2 + 4 + 4 + 4);
  });
});
