import { describe, expect, it } from 'vitest';
import type { RunData } from '../run-data.js';
import { Feed } from './feed.js';
import type { LiveSource } from './source.js';

const runOf = (seed: number): RunData => ({
  name: 'r',
  title: 'r',
  state: 'training',
  epochs: 1,
  history: [],
  steps: [],
  monitor: { metric: 'loss', mode: 'min' },
  group: 'g',
  seed,
  facts: [],
});

function follow(source: LiveSource): { feed: Feed; told: string[] } {
  const told: string[] = [];
  const note = (message: Buffer) => void told.push(message.toString());
  return { feed: new Feed(source, { changed: note, failed: note }), told };
}

/** A source whose reads end when the test says so. */
function held() {
  const reads: ((run: RunData) => void)[] = [];
  const state = { version: 'a', asked: 0 };
  const source: LiveSource = {
    version() {
      state.asked++;
      return state.version;
    },
    read: () => new Promise((done) => reads.push(done)),
  };
  return { reads, state, ...follow(source) };
}
const turn = () => new Promise((done) => setImmediate(done));

describe('Feed', () => {
  it('has nothing to say before it has looked', () => {
    const { feed } = follow({ version: () => 'a', read: () => runOf(1) });
    expect(feed.welcome()).toEqual([]);
    expect(feed.json()).toBeUndefined();
  });

  it('makes what many are sent once a state', async () => {
    let seed = 1;
    const { feed } = follow({ version: () => String(seed), read: () => runOf(seed) });
    await feed.look();
    const [whole, json] = [feed.welcome()[0], feed.json()];
    await feed.look();
    expect(feed.welcome()[0]).toBe(whole);
    expect(feed.json()).toBe(json);
    seed = 2;
    await feed.look();
    expect(feed.welcome()[0]).not.toBe(whole);
    expect(JSON.parse(String(feed.json()))).toEqual(runOf(2));
  });

  it('joins a look that is under way', async () => {
    const { feed, reads, state, told } = held();
    const looks = [feed.look(), feed.look(), feed.look()];
    await turn();
    expect(reads).toHaveLength(1);
    reads[0]!(runOf(1));
    await Promise.all(looks);
    expect(told).toHaveLength(1);
    expect(state.asked).toBe(1);
  });

  it('refreshes once more than what is under way, and once for all who ask meanwhile', async () => {
    const { feed, reads, told } = held();
    const look = feed.look();
    await turn();
    const refreshes = [feed.refresh(), feed.refresh(), feed.look()];
    reads[0]!(runOf(1));
    await look;
    await turn();
    expect(reads).toHaveLength(2);
    reads[1]!(runOf(2));
    await Promise.all(refreshes);
    expect(reads).toHaveLength(2);
    expect(told.map((text) => JSON.parse(/^data: (.*)$/m.exec(text)![1]!).set.seed)).toEqual([1, 2]);
  });

  it('refreshes also where the version is the same', async () => {
    let seed = 1;
    const { feed, told } = follow({ version: () => 'same', read: () => runOf(seed++) });
    await feed.look();
    await feed.look();
    expect(told).toHaveLength(1);
    await feed.refresh();
    expect(told).toHaveLength(2);
  });

  it('sees at the next look what has changed during a read', async () => {
    const { feed, reads, state } = held();
    const first = feed.look();
    await turn();
    state.version = 'b';
    reads[0]!(runOf(1));
    await first;
    const second = feed.look();
    await turn();
    expect(reads).toHaveLength(2);
    reads[1]!(runOf(2));
    await second;
  });

  it('is well again when a source comes back as it was', async () => {
    let gone = false;
    const version = () => (gone ? Promise.reject(new Error('gone')) : 'same');
    const { feed, told } = follow({ version, read: () => runOf(1) });
    for (gone of [false, true, false]) await feed.look();
    expect(told).toHaveLength(3);
    expect(told[2]).toBe('id: 2\ndata: {"set":{},"gone":[]}\n\n');
    expect(feed.welcome()).toHaveLength(1);
  });

  it('lives on whatever a source throws', async () => {
    const failures: (() => never)[] = [
      () => {
        throw Object.assign(new Error('x'), { code: 'EACCES' });
      },
      () => {
        throw undefined;
      },
      () => {
        throw Object.assign(new Error('x'), { code: '\n\nevent: end' });
      },
    ];
    for (const fail of failures) {
      let ok = false;
      const { feed, told } = follow({ version: () => (ok ? 'a' : fail()), read: () => runOf(1) });
      await feed.look();
      await feed.refresh();
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^event: problem\ndata: The run cannot be read( \(EACCES\))?; trying again\.\n\n$/);
      expect(feed.welcome()).toHaveLength(1);
      ok = true;
      await feed.look();
      expect(told[1]).toContain('"whole":true');
    }
  });
});
