import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderLivePage, renderReport } from '../src/render.js';
import { escapeJson } from '../src/render-html.js';
import { buildPage } from './fixtures/page.js';
import { finishedRun } from './fixtures/runs.js';

beforeAll(buildPage);

const data = (html: string): string =>
  html.match(/<script type="application\/json" id="data">([\s\S]*?)<\/script>/)![1]!;
const script = (html: string): string => html.match(/<script>([\s\S]*?)<\/script>\s*<\/body>/)![1]!;
const policy = (html: string): string => html.match(/Content-Security-Policy" content="([^"]*)"/)![1]!;

describe('renderReport', () => {
  it('puts the runs into the page as they are', async () => {
    const run = finishedRun({ units: 3, epochs: 2 });
    const html = await renderReport([run]);
    expect(JSON.parse(data(html))).toEqual({ mode: 'report', runs: [run] });
    expect(html.includes(`<title>${run.title}</title>`)).toBe(true);
  });

  it('allows its own script and no connection', async () => {
    const html = await renderReport([finishedRun({ units: 1, epochs: 1 })]);
    const hash = createHash('sha256').update(script(html)).digest('base64');
    expect(policy(html)).toBe(
      `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    const markup = html.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');
    const addresses = [...markup.matchAll(/\b(?:src|href|action|data|srcset|url)\s*=\s*"([^"]*)"/g)].map(
      ([, address]) => address,
    );
    expect(addresses).toEqual(['data:,', '#main']);
  });

  it('holds a run over 100 units in 1.5 MB', async () => {
    const html = await renderReport([finishedRun({ epochs: 100, looks: 20 })]);
    expect(Buffer.byteLength(html)).toBeLessThan(1.5e6);
  });

  it('keeps the notices of the libraries in it', async () => {
    const html = await renderReport([finishedRun({ units: 1, epochs: 1 })]);
    for (const notice of ['Apache License, Version 2.0', 'The Apache Software Foundation', 'Baidu', 'Mike Bostock']) {
      expect(html.includes(notice), notice).toBe(true);
    }
  });

  it('refuses no runs, and runs of one name', async () => {
    const run = finishedRun({ units: 1, epochs: 1 });
    await expect(renderReport([])).rejects.toThrow('[report] there is no run to report on');
    await expect(renderReport([run, run])).rejects.toThrow(/have the names made-up, made-up.*RP_RUNS_INVALID/);
  });

  it('escapes the title', async () => {
    const html = await renderReport([finishedRun({ units: 1, epochs: 1 })], {
      title: '</title><script>1</script>&amp;',
    });
    expect(html.match(/<title>.*<\/title>/)![0]).toBe(
      '<title>&lt;/title&gt;&lt;script&gt;1&lt;/script&gt;&amp;amp;</title>',
    );
  });
});

describe('renderLivePage', () => {
  it('may talk to its own server only', async () => {
    const html = await renderLivePage();
    expect(policy(html)).toContain("connect-src 'self'");
    expect(JSON.parse(data(html))).toEqual({ mode: 'live', runs: [] });
  });
});

describe('escapeJson', () => {
  it('comes back as it was, and holds nothing that ends a script', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('</script>', '<!--', '\u2028', '\u2029'), (value, bad) => {
        const text = escapeJson({ value, [bad]: bad });
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ value, [bad]: bad })));
        expect(text).not.toMatch(/[<\u2028\u2029]/);
      }),
    );
  });
});
