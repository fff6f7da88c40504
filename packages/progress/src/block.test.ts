import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emulated } from '../test/emulator.js';
import { Block, type Layout } from './block.js';

const lines =
  (...texts: string[]): Layout =>
  () =>
    texts.map((text) => [{ text }]);
const NOTHING = lines();

function begin(columns = 80, rows = 24, rewraps = true) {
  const { terminal, stream } = emulated(columns, rows);
  return { terminal, stream, block: new Block(stream, { colours: false, rewraps }) };
}

describe('Block', () => {
  it('is drawn in place, in one write each time, and leaves the cursor in the empty line below', async () => {
    const { terminal, block } = begin();
    terminal.feed('before\n');
    block.draw(lines('one', 'two'));
    const drawn = terminal.bytes.length;
    block.draw(lines('eins', 'zw', 'drei'));
    expect(terminal.bytes.slice(drawn)).toBe(
      '\u001b[?2026h\u001b[2A\reins\u001b[K\n\u001b[2Kzw\u001b[K\ndrei\u001b[K\n\u001b[J\u001b[?2026l',
    );
    expect(await terminal.everything()).toEqual(['before', 'eins', 'zw', 'drei']);
    expect(await terminal.isClean()).toBe(true);
    block.draw(lines('un'));
    expect(await terminal.everything()).toEqual(['before', 'un']);
  });

  it('is not written again while nothing changes', () => {
    const { terminal, block } = begin();
    block.draw(lines('one'));
    const { bytes } = terminal;
    block.draw(lines('one'));
    expect(terminal.bytes).toBe(bytes);
  });

  it('writes nothing where there is nothing to show or erase', () => {
    const { terminal, block } = begin();
    block.draw(NOTHING);
    expect(terminal.bytes).toBe('');
  });

  it('prints above itself, wrapping what is long', async () => {
    const { terminal, block } = begin(20);
    block.draw(lines('block'));
    block.draw(lines('block'), lines('a notice of more than twenty columns', 'another'));
    expect(await terminal.everything()).toEqual(['a notice of more tha', 'n twenty columns', 'another', 'block']);
  });

  it('cuts lines that the window has no room for, and shows no more of them than fit', async () => {
    const { terminal, block } = begin(10, 3);
    block.draw(lines('0123456789', 'two', 'three'));
    expect(await terminal.everything()).toEqual(['01234567…', 'two']);
    await terminal.resize(10, 1);
    block.draw(lines('0123456789', 'two', 'three'));
    expect(await terminal.screen()).toEqual([]);
  });

  it('erases what a narrower window has wrapped, and what a wider one has unwrapped', async () => {
    const { terminal, block } = begin(80, 24);
    const text = lines('x'.repeat(70), 'y'.repeat(10), 'z'.repeat(79));
    terminal.feed('before\n');
    block.draw(text);
    await terminal.resize(33, 24);
    expect(await terminal.screen()).toHaveLength(1 + 3 + 1 + 3);
    const drawn = terminal.bytes.length;
    block.draw(text);
    expect(terminal.bytes.slice(drawn)).toMatch('\u001b[7A\r\u001b[J'); // no row keeps that it continued another one
    expect(await terminal.everything()).toEqual(['before', `${'x'.repeat(31)}…`, 'y'.repeat(10), `${'z'.repeat(31)}…`]);
    await terminal.resize(200, 24);
    block.draw(text);
    expect(await terminal.everything()).toEqual(['before', 'x'.repeat(70), 'y'.repeat(10), 'z'.repeat(79)]);
  });

  it('counts lines alone on a terminal that cuts them off instead of wrapping them', () => {
    const { terminal, block, stream } = begin(80, 24, false);
    block.draw(lines('x'.repeat(70)));
    const drawn = terminal.bytes.length;
    Object.defineProperty(stream, 'columns', { value: 30 });
    block.draw(lines('y'));
    expect(terminal.bytes.slice(drawn)).toContain('\u001b[1A');
  });

  it('takes 80×24 where the stream does not know, as some pseudo-terminals say 0×0', async () => {
    const { terminal } = emulated(100, 30);
    const block = new Block(
      { write: (text) => terminal.feed(text), columns: 0, rows: 0 },
      { colours: false, rewraps: true },
    );
    block.draw(lines('x'.repeat(100)));
    expect((await terminal.screen())[0]).toHaveLength(79);
  });

  it('makes room for what others write, also in the middle of a line', async () => {
    const { terminal, block } = begin();
    const other = (text: string) => block.around(() => terminal.feed(text), text.endsWith('\n'), lines('block'));
    block.draw(lines('block'));
    other('said\n');
    expect(await terminal.everything()).toEqual(['said', 'block']);
    other('half a ');
    expect(await terminal.everything()).toEqual(['said', 'half a ']);
    other('line\n');
    expect(await terminal.everything()).toEqual(['said', 'half a line', 'block']);
    other('unfinished');
    block.draw(lines('block'));
    expect(await terminal.everything()).toEqual(['said', 'half a line', 'unfinished', 'block']);
    expect(await terminal.isClean()).toBe(true);
  });

  it('draws below what it has left, e.g. when the shell has written there', async () => {
    const { terminal, block } = begin();
    block.draw(lines('block'));
    block.leave();
    terminal.feed('$ fg\n');
    block.draw(lines('block'));
    expect(await terminal.everything()).toEqual(['block', '$ fg', 'block']);
  });
});

/** What happens to a terminal with a block: it changes, prints, makes room, or the window gets another size. */
type Act =
  | { readonly draw: readonly string[] }
  | { readonly print: string }
  | { readonly others: string }
  | { readonly columns: number; readonly rows: number };

const word = fc.stringMatching(/^[a-z·━]{0,210}$/);
const acts = (columns: fc.Arbitrary<number>, rows: fc.Arbitrary<number>): fc.Arbitrary<readonly Act[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ draw: fc.array(word, { maxLength: 6 }) }) },
      { weight: 1, arbitrary: fc.record({ print: fc.stringMatching(/^!\w{0,300}$/) }) },
      { weight: 1, arbitrary: fc.record({ others: fc.stringMatching(/^!\w{0,50}$/) }) },
      { weight: 3, arbitrary: fc.record({ columns, rows }) },
    ),
    { minLength: 1, maxLength: 12 },
  );

/** Plays the acts. @returns the terminal, what was printed, and what the block shows */
async function play(played: readonly Act[]) {
  const { terminal, stream, block } = begin();
  const printed: string[] = [];
  let texts: readonly string[] = [];
  for (const act of played) {
    if ('draw' in act) texts = act.draw;
    if ('print' in act) printed.push(act.print);
    if ('others' in act) printed.push(act.others);
    if ('columns' in act) await terminal.resize(act.columns, act.rows);
    if ('others' in act) block.around(() => terminal.feed(`${act.others}\n`), true, lines(...texts));
    else block.draw(lines(...texts), lines(...('print' in act ? [act.print] : [])));
  }
  const width = stream.columns! - 1;
  const shown = texts.map((text) => (text.length > width ? `${text.slice(0, width - 1)}…` : text));
  return { terminal, stream, printed, shown };
}

describe('whatever happens to the window', () => {
  it('nothing is left over, nothing is lost', async () => {
    // Six lines of 209 columns wrap to 24 rows of 60 at most: they stay on a screen of 30, where they can be erased.
    const windows = acts(fc.integer({ min: 60, max: 210 }), fc.integer({ min: 30, max: 60 }));
    await fc.assert(
      fc.asyncProperty(windows, async (played) => {
        const { terminal, printed, shown } = await play([{ columns: 120, rows: 40 }, ...played]);
        const everything = (await terminal.everything()).join('');
        expect(everything).toBe([...printed, ...shown].join(''));
        expect(await terminal.isClean()).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('the block stands whole at the bottom of the screen, and none of its lines wraps', async () => {
    const windows = acts(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 2, max: 40 }));
    await fc.assert(
      fc.asyncProperty(windows, async (played) => {
        const { terminal, stream, shown } = await play([{ columns: 80, rows: 24 }, ...played, { draw: ['a', 'b'] }]);
        expect(shown).toEqual(['a', 'b']);
        const fitting = shown.slice(0, stream.rows! - 1);
        expect((await terminal.screen()).slice(-fitting.length)).toEqual(fitting);
        expect(await terminal.isClean()).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('no line is as wide as the window', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word), fc.integer({ min: 2, max: 120 }), async (texts, columns) => {
        const { terminal, block } = begin(columns, 40);
        block.draw(lines(...texts));
        expect(await terminal.wrapped()).toBe(0);
        for (const row of await terminal.screen()) expect(row.length).toBeLessThan(columns);
      }),
    );
  });
});
