import { relative } from 'node:path';
import { Logger, LogLevel, MinimalSourceFile } from 'typedoc';

/** A logger that keeps TypeDoc's warnings and errors, each with its place, instead of printing them. */
export class CollectingLogger extends Logger {
  /** @type {string[]} */
  collected = [];

  /**
   * @override
   * @param {string} message
   * @param {LogLevel} level
   */
  log(message, level) {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.collected.push(message);
  }

  /**
   * @override
   * @param {string} message
   * @param {LogLevel} _level
   * @param {any[]} place a position and its file, or a node of the compiler
   */
  addContext(message, _level, ...place) {
    const [where, source] = place;
    const file = source instanceof MinimalSourceFile ? source : where?.getSourceFile?.();
    if (file === undefined) return message;
    const position = typeof where === 'number' ? where : where.getStart(file, false);
    const line = file.getLineAndCharacterOfPosition(position).line + 1;
    return `${relative(process.cwd(), file.fileName).replaceAll('\\', '/')}:${line}: ${message}`;
  }
}

/**
 * What a build must not pass with.
 * @param {readonly string[]} warnings
 * @param {readonly string[]} accepted
 * @returns {string[]}
 */
export function faults(warnings, accepted) {
  const unknown = [...new Set(warnings)].filter((warning) => !accepted.includes(warning));
  const stale = accepted.filter((entry) => !warnings.includes(entry));
  return [
    ...unknown,
    ...stale.map((entry) => `no longer occurs, remove it from tools/site/src/accepted.mjs: ${entry}`),
  ];
}
