import { z } from 'zod';
import { configSchema } from './config.js';
import type { SettingName } from './setting-descriptions.js';

interface Json {
  readonly type?: string;
  readonly items?: Json;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** The values of a setting without choices, as its type says: `a whole number ≥ 1`. Messages and `docs/settings.md` use these words. */
export function valuesInWords(name: SettingName): string {
  return inWords(z.toJSONSchema(configSchema.shape[name]) as Json);
}

function inWords(schema: Json): string {
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'string') return 'text';
  if (schema.type === 'array') {
    if (schema.items!.type === 'string') return 'texts, separated by commas';
    const numbers = inWords(schema.items!).replace(/^a (.*)number/, '$1numbers');
    return `at most ${schema.maxItems} ${numbers}, separated by commas`;
  }
  const { minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER, exclusiveMaximum } = schema;
  const low = minimum === undefined ? `> ${exclusiveMinimum}` : `≥ ${minimum}`;
  const most = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and ≤ ${maximum}`;
  const high = exclusiveMaximum === undefined ? most : ` and < ${exclusiveMaximum}`;
  return `a ${schema.type === 'integer' ? 'whole number' : 'number'} ${low}${high}`;
}
