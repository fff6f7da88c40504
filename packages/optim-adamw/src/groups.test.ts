import { describe, expect, it } from 'vitest';
import { type GroupOptions, requireGroupOptions, resolveGroups } from './groups.js';

const names = ['conv/kernel', 'conv/bias', 'norm/gamma', 'norm/beta', 'head/kernel', 'head/bias'];

describe('resolveGroups', () => {
  it('puts everything into one group by default', () => {
    expect(resolveGroups(names, {})).toEqual([{ names, learningRateFactor: 1, weightDecayFactor: 1 }]);
  });

  it('joins groups, noDecay and frozen', () => {
    const options: GroupOptions = {
      groups: [{ match: /^head/, learningRateFactor: 10, weightDecayFactor: 2 }],
      noDecay: [/bias$/, (name) => name.startsWith('norm/')],
      frozen: [/^conv\/kernel$/],
    };
    expect(resolveGroups(names, options)).toEqual([
      { names: ['conv/bias', 'norm/gamma', 'norm/beta'], learningRateFactor: 1, weightDecayFactor: 0 },
      { names: ['head/kernel'], learningRateFactor: 10, weightDecayFactor: 2 },
      { names: ['head/bias'], learningRateFactor: 10, weightDecayFactor: 0 },
    ]);
  });

  it('is not misled by the memory of a global pattern', () => {
    const [undecayed] = resolveGroups(names, { noDecay: [/bias/g], frozen: [/kernel|norm/g] });
    expect(undecayed).toEqual({ names: ['conv/bias', 'head/bias'], learningRateFactor: 1, weightDecayFactor: 0 });
  });

  it.each<[string, GroupOptions]>([
    ['groups', { groups: [{ match: /^haed/ }] }],
    ['noDecay', { noDecay: [/bias$/, /bais$/] }],
    ['frozen', { frozen: [() => false] }],
  ])('refuses a match in %s that fits nothing, and lists the parameters', (option, options) => {
    expect(() => resolveGroups(names, options)).toThrow(
      new RegExp(
        `^\\[optim-adamw\\] '${option}' matches no parameter .*conv/kernel, conv/bias.* \\(AW_MATCH_EMPTY\\)$`,
      ),
    );
  });

  it('refuses two groups that claim one parameter', () => {
    const groups = [{ match: /^head/ }, { match: /bias$/ }];
    expect(() => resolveGroups(names, { groups })).toThrow(
      "[optim-adamw] parameter 'head/bias' is in 2 groups: /^head/ and /bias$/. Narrow their matches so that each parameter is in one. (AW_GROUP_OVERLAP)",
    );
  });
});

describe('requireGroupOptions', () => {
  it.each<[string, unknown]>([
    [
      '`groups[].learningRateFactor` must be a number ≥ 0, but is -1',
      { groups: [{ match: /a/, learningRateFactor: -1 }] },
    ],
    [
      '`groups[].weightDecayFactor` must be a number ≥ 0, but is NaN',
      { groups: [{ match: /a/, weightDecayFactor: Number.NaN }] },
    ],
    ['`match` must be a RegExp or a function of the parameter name', { noDecay: ['bias, but is "bias"'] }],
  ])('says: %s', (message, options) => {
    expect(() => requireGroupOptions(options as GroupOptions)).toThrow(message);
  });
});
