import { expect, test } from 'vitest';
import { allBlocks, placeOf } from '../src/blocks.mjs';
import { commandsOf, decide } from '../src/commands/lines.mjs';
import { TABLE } from '../src/commands/table.mjs';
import { DRAWINGS, executorOf } from '../src/executors.mjs';
import { pages } from '../src/pages.mjs';

const commands = allBlocks
  .filter((block) => executorOf(block) === 'commands' && block.language === 'sh')
  .flatMap((block) => commandsOf(block));

test('every block has a language', () => {
  expect(allBlocks.filter(({ language }) => language === '').map(placeOf)).toEqual([]);
});

test('every block has somebody who executes it (src/executors.mjs)', () => {
  const nobodys = allBlocks.filter((block) => executorOf(block) === undefined);
  expect(nobodys.map((block) => `${placeOf(block)} ${block.language} ${block.info}`)).toEqual([]);
});

test('every drawing is on its page', () => {
  const missing = DRAWINGS.filter(
    ({ page, begins }) => !allBlocks.some((block) => block.page === page && block.text.startsWith(begins)),
  );
  expect(missing).toEqual([]);
});

test('the root README and every package README show code', () => {
  // the command line, the generator and the builder are used by commands
  const languages = (page: string) =>
    /\/(cli|create-amnl-plugin|tfjs-node-build)\//.test(page) ? ['ts', 'sh'] : ['ts'];
  const shows = (page: string) =>
    allBlocks.some((block) => block.page === page && languages(page).includes(block.language));
  expect(pages.filter((page) => page === 'README.md' || page.startsWith('packages/')).filter((p) => !shows(p))).toEqual(
    [],
  );
});

test('every command is run as it stands, or stands in the table with a reason (src/commands/table.mjs)', () => {
  const unknown = commands.filter((command) => decide(command).does === 'unknown');
  expect(unknown.map((command) => `${placeOf(command)} ${command.text}`)).toEqual([]);
});

test('every line of the table is about a command', () => {
  const used = new Set(
    commands.map((command) => decide(command)).map((decision) => 'rule' in decision && decision.rule),
  );
  expect(TABLE.filter((rule) => !used.has(rule)).map(({ line }) => String(line))).toEqual([]);
});

test('no command expects that an earlier one has changed the shell', () => {
  expect(commands.filter(({ text }) => /^(cd|export|source|\.|set) /.test(text)).map(placeOf)).toEqual([]);
});
