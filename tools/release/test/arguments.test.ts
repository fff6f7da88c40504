import { expect, test } from 'vitest';
import { parseArguments, usage } from '../src/arguments.mjs';

const known = { consumers: ['plain-js', 'cli'], majors: [20, 22] };
const parse = (...argv: string[]) => parseArguments(argv, known);

test('without flags everything is rehearsed', () => {
  expect(parse()).toEqual({
    only: undefined,
    managers: ['npm', 'pnpm', 'yarn'],
    nodes: [20, 22],
    keep: false,
    workingTree: false,
    reuse: undefined,
    help: false,
  });
});

test('lists, with a space or an equals sign, each name once', () => {
  expect(parse('--only', 'cli,upgrades', '--managers=npm', '--nodes=20,20', '--keep', '--working-tree')).toMatchObject({
    only: ['cli', 'upgrades'],
    managers: ['npm'],
    nodes: [20],
    keep: true,
    workingTree: true,
  });
});

test.each([
  [['--onyl', 'cli'], "Unknown flag '--onyl'. --help lists them."],
  [['cli'], "Unknown flag 'cli'. --help lists them."],
  [['--only'], '--only needs a value.'],
  [['--only='], '--only needs a value.'],
  [['--only', '--keep'], '--only needs a value.'],
  [['--nodes', '18'], "--nodes: '18' is not one of 20, 22."],
  [['--managers', 'npm,bun'], "--managers: 'bun' is not one of npm, pnpm, yarn."],
  [['--keep=yes'], "Unknown flag '--keep=yes'. --help lists them."],
])('%j is answered with a sentence', (argv, sentence) => {
  expect(parse(...argv)).toBe(sentence);
});

test('the help names every consumer and every flag', () => {
  const text = usage(known.consumers, known.majors);
  for (const word of ['plain-js', 'upgrades', '--only', '--managers', '--nodes', '--working-tree', '--keep', '--reuse'])
    expect(text).toContain(word);
});
