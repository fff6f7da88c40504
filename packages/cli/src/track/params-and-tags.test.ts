import { expect, test } from 'vitest';
import { sampleConfig } from '../fixtures/sample-config.js';
import { parametersOf } from './params-and-tags.js';

const facts = { config: sampleConfig('quick'), engine: 'onnx', backend: 'cpu', simulated: false, checksum: 'abc' };

test('code of the user’s is one parameter, the same wherever it lies; without any there is none', () => {
  const sha256 = '1f2e3d4c5b6a7988';
  const code = (folder: string) => [
    { given: `${folder}/mine.mjs`, sha256, brings: ['plugins'] },
    { given: 'amnl-plugin-x', version: '1.2.0', sha256, brings: ['loss', 'data'] },
  ];
  const said = 'mine.mjs sha256 1f2e3d4c5b6a (plugins); amnl-plugin-x 1.2.0 sha256 1f2e3d4c5b6a (loss, data)';
  expect(parametersOf({ ...facts, code: code('.') })).toMatchObject({
    data_checksum: 'abc',
    engine: 'onnx',
    code: said,
  });
  expect(parametersOf({ ...facts, code: code('/elsewhere') })['code']).toBe(said);
  expect(parametersOf({ ...facts, code: [] })).not.toHaveProperty('code');
});
