import { expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../src/config/config.js';
import { PRESET_NAMES } from '../src/config/config-values.js';
import { PRESETS } from '../src/config/presets.js';
import { FLAGGED, flagName, SETTING_NAMES, type SettingName, setting } from '../src/config/setting-descriptions.js';
import { valuesInWords } from '../src/config/values-in-words.js';
import { createProgram } from '../src/program.js';

const code = (text: unknown) => `\`${String(text)}\``;

const valuesOf = (name: SettingName) =>
  setting(name).choices?.map(code).join(' ') ?? valuesInWords(name).replace(/^a /, '');

function defaultOf(name: SettingName): string {
  const values = PRESET_NAMES.map((preset) => (PRESETS[preset] as Readonly<Record<string, unknown>>)[name]);
  const distinct = [...new Set(values.map(String))];
  if (values[0] === undefined) return setting(name).default ?? 'not set';
  return distinct.length === 1 ? code(distinct[0]) : values.map(code).join(' · ');
}

/** docs/settings.md, made of the same words as `--help` and the schemas. */
function page(): string {
  const rows = SETTING_NAMES.map((name) => {
    const flag = FLAGGED.includes(name) ? `<br>${code(flagName(name))}` : '';
    return `| ${code(name)}${flag} | ${setting(name).means} | ${valuesOf(name)} | ${defaultOf(name)} |`;
  });
  return `# Settings of a run

Settings of \`amnl train\` and \`amnl find-lr\`. Set any of them with \`--set name=value\`, in a JSON file given with \`--config\`, or in code
with \`presetConfig\`; some also have a flag. Later ones win: preset < \`--config\` < \`--set\` < flags. Three defaults in a row belong to the
presets ${PRESET_NAMES.map(code).join(' · ')}.

<!-- Generated: \`pnpm --filter @amnl/cli exec vitest run --config ../../vitest.config.ts --root . test/settings-table.test.ts -u\` -->

| setting | meaning | values | default |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

test('docs/settings.md says of every setting what --help and the schemas say (vitest -u writes it)', async () => {
  await expect(page()).toMatchFileSnapshot('../../../docs/settings.md');
});

test('a setting with a flag has it on train, with the words of the setting', () => {
  const train = createProgram(() => undefined).commands.find((command) => command.name() === 'train')!;
  for (const name of FLAGGED) {
    const flag = train.options.find((option) => option.attributeName() === name);
    expect(flag?.description, name).toContain(setting(name).means);
    for (const choice of setting(name).choices ?? []) expect(flag?.description).toContain(choice);
  }
});

test('the choices of --help are those of the schema', () => {
  for (const name of SETTING_NAMES) {
    const type = configSchema.shape[name];
    const { options } = (type instanceof z.ZodOptional ? type.unwrap() : type) as { readonly options?: unknown };
    expect(setting(name).choices, name).toEqual(options);
  }
});
