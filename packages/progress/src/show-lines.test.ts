import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emulated } from '../test/emulator.js';
import { afterwards, quietly } from '../test/play.js';
import { showLines } from './show-lines.js';

beforeEach(quietly);
afterEach(afterwards);

describe('showLines', () => {
  it('on a terminal shows lines as they are, below what is printed, and leaves only that', async () => {
    const { terminal, stream } = emulated();
    let lines = ['2 runs: 1 under way', '  first  epoch 1/4'];
    const shown = showLines(() => lines, { stream });
    expect(await terminal.everything()).toEqual(lines);
    shown.print('first is done');
    lines = ['2 runs: 1 done'];
    vi.advanceTimersByTime(100);
    expect(await terminal.everything()).toEqual(['first is done', '2 runs: 1 done']);
    shown.close();
    expect(await terminal.everything()).toEqual(['first is done']);
    expect(await terminal.isClean()).toBe(true);
  });

  it('elsewhere prints what stays, and nothing else', () => {
    let written = '';
    const stream = { write: (text: string) => (written += text) };
    const shown = showLines(() => ['changes'], { stream });
    vi.advanceTimersByTime(1000);
    shown.print('a\nb');
    shown.close();
    expect(written).toBe('a\\u000ab\n');
  });
});
