import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bracketed, hostsAllowed, refusal } from './guard.js';

describe('hostsAllowed', () => {
  it('takes loopback names at any port, others at the port only, further ones also without', () => {
    expect([...hostsAllowed(8080, ['127.0.0.1', '::1', '10.0.0.7'], ['A.example', 'b.example:1'])]).toEqual([
      '127.0.0.1:8080',
      '127.0.0.1:*',
      '[::1]:8080',
      '[::1]:*',
      '10.0.0.7:8080',
      'a.example',
      'a.example:8080',
      'b.example:1',
    ]);
  });

  it('knows that browsers leave port 80 away', () => {
    expect([...hostsAllowed(80, ['10.0.0.7'], [])]).toEqual(['10.0.0.7', '10.0.0.7:80']);
  });

  it('tells a port from an IPv6 address', () => {
    expect([...hostsAllowed(8080, [], ['fe80::1', '[fe80::2]:9'])]).toEqual([
      '[fe80::1]',
      '[fe80::1]:8080',
      '[fe80::2]:9',
    ]);
    expect(['::1', '[::1]', 'a:1', 'a'].map(bracketed)).toEqual(['[::1]', '[::1]', 'a:1', 'a']);
  });
});

describe('refusal', () => {
  const allowed = hostsAllowed(8080, ['127.0.0.1', 'localhost'], ['runs.example.org']);
  const ask = (headers: Record<string, string>) =>
    refusal(
      {
        headers,
        headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      } as unknown as IncomingMessage,
      allowed,
    );

  it('tells what to do, and not what was asked for', () => {
    const text = ask({ host: 'evil.example' });
    expect(text).toContain('Open http://127.0.0.1:8080/');
    expect(text).not.toContain('evil');
    expect(ask({})).toBe(text);
  });

  it('takes a tunnel from another port of this machine, and no other name at any port', () => {
    for (const host of ['localhost:9000', '127.0.0.1:1', 'localhost', 'LOCALHOST:9000']) {
      expect(ask({ host, origin: `http://${host}` })).toBeUndefined();
    }
    for (const host of [
      'evil.example:8080',
      'localhost.evil.example:8080',
      'localhost:8080.evil',
      'localhost:*',
      '*',
    ]) {
      expect(ask({ host }), host).toMatch(/^Refused/);
    }
  });

  it('refuses what another port of this machine asks for', () => {
    expect(ask({ host: 'localhost:8080', origin: 'http://localhost:3000' })).toMatch(/^Refused: another site/);
    expect(ask({ host: 'localhost:8080', origin: 'http://127.0.0.1:8080' })).toMatch(/^Refused: another site/);
    expect(ask({ host: 'localhost:8080', origin: 'null' })).toMatch(/^Refused: another site/);
  });

  it('takes a proxy that speaks https', () => {
    expect(ask({ host: 'runs.example.org', origin: 'https://runs.example.org' })).toBeUndefined();
  });

  it('does not trust values it does not know', () => {
    expect(ask({ host: 'localhost:8080', 'sec-fetch-site': 'new-kind' })).toMatch(/^Refused: another site/);
    expect(ask({ host: 'localhost:8080', origin: 'ftp://localhost:8080' })).toMatch(/^Refused: another site/);
    expect(ask({ host: 'localhost:8080', 'sec-fetch-site': 'same-origin' })).toBeUndefined();
  });
});
