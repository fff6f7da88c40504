import { knownOptions, requireOption, TrainError } from '@amnl/core-loop';

/** Chooses parameters by name: a pattern found anywhere in the name, or a predicate. */
export type Match = RegExp | ((name: string) => boolean);

/** Parameters whose rate or decay differs from the rest. Factors, not values: a schedule still moves every group. */
export interface ParameterGroup {
  readonly match: Match;
  /** Multiplies the learning rate, ≥ 0. @default 1 */
  readonly learningRateFactor?: number;
  /** Multiplies the weight decay, ≥ 0. @default 1 */
  readonly weightDecayFactor?: number;
}

/** Which parameters are treated differently; none by default. */
export interface GroupOptions {
  /** Groups with their own factors; a parameter may be in at most one of them. */
  readonly groups?: readonly ParameterGroup[];
  /** Parameters without weight decay, e.g. `[/bias$/, /gamma|beta/]`; also inside a group. */
  readonly noDecay?: readonly Match[];
  /** Parameters that are left as they are; they get no moments. */
  readonly frozen?: readonly Match[];
}

/** Parameters that share their factors. */
export interface ResolvedGroup {
  readonly names: readonly string[];
  readonly learningRateFactor: number;
  readonly weightDecayFactor: number;
}

/** Checks everything about the options that can be checked without the names. Throws `CL_OPTION_INVALID`. */
export function requireGroupOptions({ groups = [], noDecay = [], frozen = [] }: GroupOptions): void {
  for (const [name, list] of Object.entries({ groups, noDecay, frozen })) {
    requireOption('optim-adamw', Array.isArray(list), name, 'a list', list);
  }
  for (const group of groups) {
    knownOptions('optim-adamw', group, ['match', 'learningRateFactor', 'weightDecayFactor']);
    const { learningRateFactor: lr = 1, weightDecayFactor: wd = 1 } = group;
    requireOption('optim-adamw', Number.isFinite(lr) && lr >= 0, 'groups[].learningRateFactor', 'a number ≥ 0', lr);
    requireOption('optim-adamw', Number.isFinite(wd) && wd >= 0, 'groups[].weightDecayFactor', 'a number ≥ 0', wd);
  }
  for (const match of [...groups.map((group) => group.match), ...noDecay, ...frozen]) {
    const ok = typeof match === 'function' || Object.prototype.toString.call(match) === '[object RegExp]';
    requireOption('optim-adamw', ok, 'match', 'a RegExp or a function of the parameter name', match);
  }
}

/**
 * Sorts parameter names into groups of equal factors; frozen ones are left out.
 * @param others variables that are not trained now, and may be later: sorted as well; a pattern that matches only these is allowed
 * @throws AW_MATCH_EMPTY if a pattern matches no parameter: a typo would otherwise silently train (or decay) too much
 * @throws AW_GROUP_OVERLAP if two groups contain the same parameter
 */
export function resolveGroups(
  names: readonly string[],
  options: GroupOptions,
  others: readonly string[] = [],
): readonly ResolvedGroup[] {
  const { groups = [], noDecay = [], frozen = [] } = options;
  const all = [...names, ...others];
  const noneEmpty = (option: string, list: readonly Match[]) => {
    const empty = list.find((match) => !all.some((name) => matches(match, name)));
    if (empty === undefined) return list;
    throw new TrainError(
      'AW_MATCH_EMPTY',
      `'${option}' matches no parameter with ${String(empty)}; parameters: ${names.join(', ')}. Correct the match or leave it out`,
      { by: 'optim-adamw' },
    );
  };
  const isFrozen = anyOf(noneEmpty('frozen', frozen));
  const isUndecayed = anyOf(noneEmpty('noDecay', noDecay));
  noneEmpty(
    'groups',
    groups.map(({ match }) => match),
  );

  const resolved = new Map<string, ResolvedGroup & { names: string[] }>();
  for (const name of all) {
    if (isFrozen(name)) continue;
    const group = groupOf(name, groups);
    const learningRateFactor = group?.learningRateFactor ?? 1;
    const weightDecayFactor = isUndecayed(name) ? 0 : (group?.weightDecayFactor ?? 1);
    const key = `${learningRateFactor} ${weightDecayFactor}`;
    const same = resolved.get(key) ?? { names: [], learningRateFactor, weightDecayFactor };
    same.names.push(name);
    resolved.set(key, same);
  }
  return [...resolved.values()];
}

function groupOf(name: string, groups: readonly ParameterGroup[]): ParameterGroup | undefined {
  const claiming = groups.filter(({ match }) => matches(match, name));
  if (claiming.length > 1) {
    const claims = claiming.map(({ match }) => String(match)).join(' and ');
    throw new TrainError(
      'AW_GROUP_OVERLAP',
      `parameter '${name}' is in ${claiming.length} groups: ${claims}. Narrow their matches so that each parameter is in one`,
      { by: 'optim-adamw' },
    );
  }
  return claiming[0];
}

function anyOf(list: readonly Match[]): (name: string) => boolean {
  return (name) => list.some((match) => matches(match, name));
}

/** `search` rather than `test`: a pattern with the flag `g` remembers where its last `test` ended. */
function matches(match: Match, name: string): boolean {
  return typeof match === 'function' ? match(name) : name.search(match) >= 0;
}
