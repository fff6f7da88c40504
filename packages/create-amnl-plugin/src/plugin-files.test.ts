import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LICENCES, type Licence } from './licence.js';
import { withVersions } from './manifest.js';
import { pluginFiles } from './plugin-files.js';
import { parseName } from './plugin-name.js';
import { readTemplate } from './template.js';

const VERSIONS = {
  '@amnl/core-loop': '1.7.3',
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-core': '4.22.0',
  typescript: '7.0.2',
  vitest: '4.1.12',
};
const make = (name: string, licence: Licence = 'Apache-2.0') =>
  pluginFiles({
    name: parseName(name),
    licence,
    year: 2026,
    manifest: (manifest) => withVersions(manifest, VERSIONS),
  });

describe('pluginFiles', () => {
  it('makes a whole package', () => {
    expect(Object.keys(make('swa')).sort()).toEqual([
      '.gitignore',
      'LICENSE',
      'README.md',
      'package.json',
      'src/index.ts',
      'src/swa.test.ts',
      'src/swa.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
  });

  it('names everything after the new plugin', () => {
    const files = make('@me/lr-finder');
    const all = Object.values(files).join('\n');
    expect(all).not.toMatch(/gradient-noise|gradientNoise|GradientNoise/);
    expect(files['src/index.ts']).toContain('lrFinder');
    expect(files['src/lr-finder.ts']).toContain("name: 'lr-finder'");
    expect(files['src/lr-finder.ts']).toContain('interface LrFinderOptions');
    expect(files['README.md']).toContain("from '@me/lr-finder'");
    expect(JSON.parse(files['package.json']!).name).toBe('@me/lr-finder');
  });

  it('gives back the template where its own name is asked for', () => {
    const files = make('amnl-plugin-gradient-noise');
    for (const path of ['README.md', 'src/index.ts', 'src/gradient-noise.ts', 'src/gradient-noise.test.ts']) {
      expect(files[path]).toBe(readTemplate()[path]);
    }
  });

  it('depends on the core as tested: exactly to build, from there on as a peer', () => {
    expect(JSON.parse(make('swa')['package.json']!)).toMatchObject({
      keywords: expect.arrayContaining(['amnl-plugin', 'tensorflow.js']),
      sideEffects: false,
      peerDependencies: { '@amnl/core-loop': '^1.7.3', '@tensorflow/tfjs-core': '^4.22.0' },
      devDependencies: VERSIONS,
    });
    expect(make('swa')['package.json']).not.toMatch(/workspace:|catalog:/);
  });

  it('does not guess a version it was not given', () => {
    const { vitest: _, ...few } = VERSIONS;
    const manifest = JSON.parse(readTemplate()['package.json']!);
    expect(() => withVersions(manifest, few)).toThrow('no version of vitest');
  });

  it.each(LICENCES)('writes %s', (licence) => {
    const files = make('swa', licence);
    expect(JSON.parse(files['package.json']!).license).toBe(licence);
    expect(files['LICENSE']?.slice(0, 60).trim().split('\n')[0]?.trim()).toBe(
      { 'Apache-2.0': 'Apache License', MIT: 'MIT License', UNLICENSED: undefined }[licence],
    );
  });

  it('fills in the MIT licence', () => {
    expect(make('swa', 'MIT')['LICENSE']).toContain('Copyright (c) 2026 the authors of amnl-plugin-swa\n');
  });

  it('has the licence of this repository', () => {
    const own = readFileSync(new URL('../../../LICENSE', import.meta.url), 'utf8');
    expect(make('swa')['LICENSE']).toBe(own);
  });

  it.each([
    ['delete', 'deletePlugin'], // a word of JavaScript
    ['await', 'awaitPlugin'],
    ['normal', 'normalPlugin'], // a function of the template
    ['check-plugin', 'checkPluginPlugin'], // one that it imports
    ['swa', 'swa'],
  ])('calls the factory of %s %s', (name, factory) => {
    expect(make(name)[`src/${name}.ts`]).toContain(`export function ${factory}(`);
  });
});
