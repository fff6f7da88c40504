import { describe, expect, it, vi } from 'vitest';
import {
  defaultStream,
  isInteractive,
  onContinued,
  rewrapsLines,
  sharedTerminals,
  sizeOf,
  wantsColour,
} from './stream.js';

const terminal = { write: () => true, isTTY: true };

describe('a stream', () => {
  it.each([
    [{}, true],
    [{ CI: 'true' }, false],
    [{ CI: '1' }, false],
    [{ CI: 'false' }, true],
    [{ CI: '' }, true],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'xterm' }, true],
  ])('that is a terminal with %o is redrawn: %s', (env, expected) => {
    expect(isInteractive(terminal, env)).toBe(expected);
  });

  it('that is none is not redrawn, and has no colours', () => {
    expect(isInteractive({ write: () => true }, {})).toBe(false);
    expect(wantsColour({ write: () => true }, {})).toBe(false);
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
  ])('has colours with %o: %s', (env, expected) => {
    expect(wantsColour(terminal, env)).toBe(expected);
  });

  it.each([
    [{}, true],
    [{ TERM: 'linux' }, false],
    [{ STY: '1.pts' }, false],
    [{ XTERM_VERSION: 'XTerm(390)' }, false],
    [{ XTERM_VERSION: 'XTerm(390)', TMUX: '/tmp/tmux' }, true],
  ])('with %o wraps long lines anew: %s', (env, expected) => {
    expect(rewrapsLines(env)).toBe(expected);
  });

  it('is asked for its size anew where it can be', () => {
    const stream = {
      ...terminal,
      columns: 80,
      rows: 24,
      _refreshSize() {
        this.columns = 60;
      },
    };
    expect(sizeOf(stream)).toEqual({ columns: 60, rows: 24 });
  });
});

describe('the process', () => {
  it('has its terminals shared only where one of them is drawn on', () => {
    const stdout = { write: () => true, isTTY: false };
    const stderr = { write: () => true, isTTY: true };
    vi.stubGlobal('process', { stdout, stderr, env: {} });
    expect(sharedTerminals(stderr)).toEqual([stderr]);
    expect(sharedTerminals(terminal)).toEqual([]);
    vi.unstubAllGlobals();
  });

  it('tells when it goes on', () => {
    let told = 0;
    const ignore = onContinued(() => told++);
    process.emit('SIGCONT');
    ignore();
    process.emit('SIGCONT');
    expect(told).toBe(1);
  });

  it('is not there in a browser, whose console is written to', () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    vi.stubGlobal('process', undefined);
    defaultStream().write('a line\n');
    expect(sharedTerminals(terminal)).toEqual([]);
    expect(onContinued(() => {})()).toBeUndefined();
    vi.unstubAllGlobals();
    expect(log).toHaveBeenCalledWith('a line');
  });
});
