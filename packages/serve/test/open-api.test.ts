import { expect, test } from 'vitest';
import { LIMITS } from '../src/index.js';
import { openApi } from '../src/open-api.js';
import { Echo, serve } from './service.js';

test('describes each address that there is, and no other', async () => {
  const { url } = await serve({ pumps: new Echo() });
  const api = (await (await fetch(`${url}/openapi.json`)).json()) as ReturnType<typeof openApi>;
  expect(api).toEqual(JSON.parse(JSON.stringify(openApi(new Map([['pumps', new Echo()]]), LIMITS))));
  for (const [path, methods] of Object.entries(api.paths)) {
    const answer = await fetch(`${url}${path.replace('{run}', 'pumps')}`, { method: 'PUT' });
    const allowed = answer.headers.get('allow')!.toLowerCase().split(', ');
    expect(allowed.filter((method) => method !== 'head')).toEqual(Object.keys(methods));
  }
});

test('names the columns of each run', async () => {
  const { paths } = openApi(new Map([['pumps', new Echo()]]), LIMITS);
  const { content } = paths['/v1/runs/{run}/predict'].post.requestBody;
  expect(content).toMatchObject({
    'application/json': {
      schema: {
        properties: { units: { items: { properties: { columns: { required: ['hour', 'flow', 'heat'] } } } } },
      },
    },
  });
});

test('a page shows it that loads nothing, whatever runs are called', async () => {
  const { url } = await serve({ pumps: new Echo({ timeUnit: '<script>alert(1)</script>' }) });
  const answer = await fetch(`${url}/docs`);
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const page = await answer.text();
  expect(page).toContain('POST /v1/runs/{run}/predict');
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(/);
  expect(page).toContain('&#60;script&#62;');
});
