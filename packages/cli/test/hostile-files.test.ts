import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configFile, setSource } from '../src/config/config-sources.js';
import { resolveConfig } from '../src/config/resolve-config.js';
import { sampleConfig } from '../src/fixtures/sample-config.js';
import { readRunRecord } from '../src/run-folder/run-record.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl hostile '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const unix = test.skipIf(process.platform === 'win32');

async function refusal(text: string): Promise<{ code: string; message: string }> {
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return configFile(path)
    .then((source) => resolveConfig([source]))
    .then(
      () => expect.fail('accepted'),
      (error) => error,
    );
}

describe('a settings file', () => {
  test.each([
    ['a list of 100,000 levels', `{"epochs":${deep(100_000)}}`, 'CLI_CONFIG_INVALID', 'nested too deeply'],
    ['a preset of 100,000 levels', `{"preset":${deep(100_000)}}`, 'CLI_PRESET_UNKNOWN', 'nested too deeply'],
    ['a choice of 100,000 levels', `{"engine":${deep(100_000)}}`, 'CLI_CONFIG_INVALID', 'expected one of auto'],
    ['a text of 100,000 levels', `{"dataset":${deep(100_000)}}`, 'CLI_CONFIG_INVALID', 'expected text'],
    ['a preset without a text form', '{"preset":{"toString":1,"valueOf":1}}', 'CLI_PRESET_UNKNOWN', 'toString'],
    ['a choice without a text form', '{"dataset":{"toString":1}}', 'CLI_CONFIG_INVALID', 'toString'],
    ['a key __proto__', '{"__proto__":{"epochs":3}}', 'CLI_CONFIG_INVALID', "unknown setting '__proto__'"],
    ['letters that steer a terminal', '{"\\u001b[2J\\u009b":1}', 'CLI_CONFIG_INVALID', "'\\u001b[2J\\u009b'"],
    ['such letters outside of a text', '\u001b[2J', 'CLI_CONFIG_FILE', '\\u001b'],
    ['a file beyond a megabyte', `"${'x'.repeat(1 << 20)}"`, 'CLI_CONFIG_FILE', 'more than 1048576 bytes'],
  ])('with %s is refused', async (_, text, code, message) => {
    const error = await refusal(text);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThan(1200);
  });

  test('with a name or value of a megabyte is refused in a few words', async () => {
    const long = 'x'.repeat((1 << 20) - 100);
    for (const text of [`{"${long}":1}`, `{"backend":"${long}"}`, `{"preset":"${long}"}`, `{"seed":"${long}"}`]) {
      expect((await refusal(text)).message.length).toBeLessThan(1200);
    }
  });

  unix('without an end is read as far as settings can go', async () => {
    await expect(configFile('/dev/zero')).rejects.toMatchObject({ code: 'CLI_CONFIG_FILE' });
  });
});

test('--set __proto__ is refused as any unknown key', () => {
  expect(() => resolveConfig([setSource(['__proto__=5'])])).toThrow("unknown setting '__proto__'");
});

describe('a run folder', () => {
  unix('with a pipe or a device for a record does not make us wait', async () => {
    const record = join(folder, 'config.json');
    execFileSync('mkfifo', [record]);
    await expect(readRunRecord(folder)).rejects.toMatchObject({ code: 'CLI_RUN_INVALID' });
    rmSync(record);
    symlinkSync('/dev/zero', record);
    await expect(readRunRecord(folder)).rejects.toThrow('not a regular file');
  });

  test('with a folder for a record is told as such', async () => {
    mkdirSync(join(folder, 'config.json'));
    await expect(readRunRecord(folder)).rejects.toThrow('it is a folder');
  });

  test('with settings that do not fit each other is refused', async () => {
    const config = { ...sampleConfig('default'), hidden: 64, heads: 7 };
    const common = { format: 'amnl-run', version: 1, simulated: true, engine: 'eager', backend: 'cpu', started: '' };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...common, config, data: { checksum: '' } }));
    await expect(readRunRecord(folder)).rejects.toMatchObject({
      code: 'CLI_RUN_INVALID',
      message: expect.stringContaining("setting 'heads'"),
    });
  });

  test('with a record of fifty thousand unknown keys is refused in a few words', async () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',');
    writeFileSync(join(folder, 'config.json'), `{"format":"amnl-run","version":1,"config":{${keys}}}`);
    const error = await readRunRecord(folder).catch((e: Error & { code: string }) => e);
    expect(error).toMatchObject({ code: 'CLI_RUN_INVALID' });
    expect((error as Error).message.length).toBeLessThan(1200);
  });
});
