import { defineRun } from '@amnl/cli';
import { expect, test } from 'vitest';
import { definitionExport, pluginExport } from './checked-exports.js';

const file = { given: './mine.mjs', path: '/project/mine.mjs', sha256: 'f'.repeat(64) };
const plugin = { name: 'mine', hooks: {} };
const make = () => plugin;

test.each([
  ['a plugin', { default: plugin }, plugin],
  ['one named plugin', { plugin }, plugin],
  ['a list of lists, with nothing in it', { default: [[plugin], false, null] }, [[plugin], false, null]],
  ['a function', { default: make }, make],
])('the export of a plugin file: %s', (_, exports, expected) => {
  expect(pluginExport(file, exports)).toEqual(expected);
});

test('an export by its name', () => {
  expect(pluginExport({ ...file, export: 'other' }, { default: make, other: plugin })).toBe(plugin);
});

test.each([
  [{}, /neither a default export nor one named plugin \(exports: none\)/],
  [{ first: 1, second: 2 }, /\(exports: first, second\)/],
  [{ default: { hooks: {} } }, /its export default is a plugin that has no name/],
  [{ default: { name: '' } }, /has an empty text as its name/],
  [{ default: [plugin, 'two'] }, /its export default\[1\] is two/],
  [{ default: [plugin, make] }, /its export default\[1\] is a function. Call it/],
  [{ default: 7 }, /its export default is 7/],
  [
    { default: { model: make, loss: make } },
    /is a definition of a run|a definition of a run, not a plugin.*--config \.\/mine\.mjs/,
  ],
])('refuses %o as a plugin file', (exports, message) => {
  const call = () => pluginExport(file, exports);
  expect(call).toThrow(message);
  expect(call).toThrow(/\/project\/mine\.mjs .*\(CLI_PLUGIN_INVALID\)/);
});

test('an export that is not there is refused with those that are', () => {
  expect(() => pluginExport({ ...file, export: 'x' }, { default: plugin })).toThrow(
    /no export 'x' \(exports: default\)/,
  );
});

test('a definition of a run', () => {
  const definition = defineRun({ settings: { preset: 'quick' }, plugins: [plugin], schedule: false });
  expect(definitionExport(file, { default: definition })).toEqual(definition);
});

test.each([
  [{}, /has no default export \(exports: none\). Write: export default defineRun/],
  [{ default: make }, /its default export is a function/],
  [{ default: { modell: make } }, /defines 'modell', which is not a part of a run. Did you mean 'model'\?/],
  [{ default: plugin }, /It looks like a plugin: give it with --plugin/],
  [{ default: { settings: 3 } }, /has settings that are 3/],
  [{ default: { model: {} } }, /has a model that is an object. Give a function/],
  [{ default: { data: [] } }, /has data that are a list. Give a function that gets them/],
  [{ default: { loss: {} } }, /its loss\[0\] is a plugin that has no name/],
  [{ default: { plugins: [1] } }, /its plugins\[0\] is 1/],
  [{ default: { schedule: 1 } }, /its schedule is 1/],
])('refuses %o as a definition', (exports, message) => {
  const call = () => definitionExport(file, exports);
  expect(call).toThrow(message);
  expect(call).toThrow(/\(CLI_PLUGIN_INVALID\)/);
});

test('a wrong member does not compile', () => {
  // @ts-expect-error no such member
  defineRun({ modle: make });
  // @ts-expect-error no such setting
  defineRun({ settings: { learnRate: 1 } });
  // @ts-expect-error a network that was made: it has to fit what is not known yet
  defineRun({ model: { parameters: {}, forward: () => ({}) } });
  // @ts-expect-error data without units to train on
  defineRun({ data: () => ({ test: undefined }) });
  // @ts-expect-error a plugin without a name
  defineRun({ plugins: [{ hooks: {} }] });
});
