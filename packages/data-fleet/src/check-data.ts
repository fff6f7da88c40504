import { knownOptions, requireOption } from '@amnl/core-loop';
import { checkOnce } from './check-fleet.js';
import { checkLabelRules } from './check-labels.js';
import { checkCut } from './cut.js';
import { fleetError } from './errors.js';
import type { FleetData, FleetRules } from './fleet-data.js';

/**
 * Checks what `prepareFleet` is given, which does so itself, before anything is made of it: that the rules have no member that would have no effect, and that each part is for
 * what it is used for. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`, `DF_ROLE`, and what `checkFleet` throws.
 */
export function checkData(data: FleetData): void {
  const given = typeof data === 'object' && data !== null;
  requireOption('data-fleet', given, 'data', '{ train, test, rules }', data);
  const { train, test, rules } = data;
  checkRules(rules);
  checkOnce(train);
  if (train.role !== 'train') {
    throw fleetError(
      'DF_ROLE',
      `${train.name} has the role '${train.role}'. Give units with the role 'train' to train on`,
    );
  }
  if (test === undefined) return;
  checkOnce(test);
  if (test.role !== 'train') return;
  throw fleetError(
    'DF_ROLE',
    `units with the role 'train' cannot test. Give ${test.name} to test with the role 'test'`,
  );
}

function checkRules(rules: FleetRules): void {
  knownOptions('prepareFleet: rules', rules, ['labels', 'scaling', 'cut', 'sinceNew']);
  const { labels, scaling = {}, cut = {}, sinceNew = false } = rules;
  requireOption('data-fleet', labels !== undefined, 'rules.labels', '{ rulCap, healthBorders }', labels);
  knownOptions('prepareFleet: rules.labels', labels, ['rulCap', 'healthBorders']);
  checkLabelRules(labels);
  knownOptions('prepareFleet: rules.scaling', scaling, ['inputs', 'onlyVarying', 'conditions', 'minStd']);
  knownOptions('prepareFleet: rules.cut', cut, ['remaining']);
  checkCut(cut);
  requireOption('data-fleet', typeof sinceNew === 'boolean', 'rules.sinceNew', 'true or false', sinceNew);
}
