import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Streams } from './streams.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** As much of a request and its response as a stream takes. */
class Connection extends EventEmitter {
  readonly socket = { setTimeout: vi.fn() };
  readonly written: string[] = [];
  writableLength = 0;
  writeHead = vi.fn();
  write(bytes: Buffer): void {
    this.written.push(bytes.toString());
  }
  /** As with a client that takes its time. */
  end(bytes: Buffer): void {
    this.write(bytes);
  }
  destroy(): void {
    this.emit('close');
  }
}

function setUp(maxStreams = 10) {
  const working = { value: false };
  const limits = { maxStreams, maxBufferedBytes: 100, heartbeatMs: 1000 };
  const streams = new Streams(limits, () => {
    working.value = true;
    return () => {
      working.value = false;
    };
  });
  const open = () => {
    const connection = new Connection();
    return { connection, stream: streams.open(connection as never, connection as never) };
  };
  return { streams, working, open };
}

describe('Streams', () => {
  it('works and beats only while one is open', () => {
    const { streams, working, open } = setUp();
    expect(vi.getTimerCount()).toBe(0);
    for (let round = 0; round < 3; round++) {
      const all = Array.from({ length: 5 }, open);
      expect([working.value, streams.size, vi.getTimerCount()]).toEqual([true, 5, 1]);
      for (const { connection } of all) connection.destroy();
      expect([working.value, streams.size, vi.getTimerCount()]).toEqual([false, 0, 0]);
      for (const { connection } of all) expect(connection.eventNames()).toEqual([]);
    }
  });

  it('gives news to those who were welcomed', async () => {
    const { streams, open } = setUp();
    const early = open();
    const late = open();
    streams.welcome(early.stream, [Buffer.from('all')]);
    streams.send(Buffer.from('news'));
    streams.welcome(late.stream, [Buffer.from('all and news')]);
    await vi.advanceTimersByTimeAsync(2500);
    // It may be silent for longer than an answer may take.
    expect(early.connection.socket.setTimeout).toHaveBeenCalledWith(0);
    expect(early.connection.written).toEqual(['retry: 1000\n\n', 'all', 'news', ': alive\n\n', ': alive\n\n']);
    expect(late.connection.written).toEqual(['retry: 1000\n\n', 'all and news', ': alive\n\n', ': alive\n\n']);
  });

  it('cuts off who lags behind', () => {
    const { streams, open } = setUp();
    const { connection, stream } = open();
    streams.welcome(stream, [Buffer.alloc(50)]);
    connection.writableLength = 150;
    streams.send(Buffer.from('a'));
    expect(streams.size).toBe(1);
    connection.writableLength = 151;
    streams.send(Buffer.from('b'));
    expect(streams.size).toBe(0);
    expect(connection.written.at(-1)).toBe('a');
  });

  it('is full at its limit, and once it has ended', () => {
    const { streams, open } = setUp(2);
    const first = open();
    expect(streams.full).toBe(false);
    const newcomer = open();
    expect(streams.full).toBe(true);
    streams.welcome(first.stream, [Buffer.from('all')]);
    streams.end(Buffer.from('end'), [Buffer.from('last')]);
    expect(first.connection.written.slice(1)).toEqual(['all', 'end']);
    expect(newcomer.connection.written.slice(1)).toEqual(['last', 'end']);
    expect([streams.size, streams.full]).toEqual([2, true]);
    newcomer.connection.destroy();
    expect([streams.size, streams.full]).toEqual([1, true]);
    streams.welcome(newcomer.stream, [Buffer.from('too late')]);
    streams.send(Buffer.from('too late'));
    expect(first.connection.written.at(-1)).toBe('end');
    expect(newcomer.connection.written.at(-1)).toBe('end');
  });
});
