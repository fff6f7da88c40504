import { posix } from 'node:path';
import { BaseRouter } from 'typedoc';

/** @typedef {WeakMap<import('typedoc').Models.Reflection, string>} Addresses paths in the site, without `.html` */

/**
 * A router whose addresses mirror the repository: `docs/errors.html`, `packages/ema/index.html`,
 * `packages/ema/average.html`. A page keeps its address when its title changes.
 * @param {Addresses} addresses of documents and modules; everything else lies beside the module it belongs to
 */
export const repositoryRouter = (addresses) =>
  class extends BaseRouter {
    /**
     * @override
     * @param {import('typedoc').Models.Reflection} reflection
     * @returns {string}
     */
    getIdealBaseName(reflection) {
      const own = addresses.get(reflection);
      if (own !== undefined || reflection.parent === undefined) return own ?? 'index';
      const owner = this.getIdealBaseName(reflection.parent);
      const folder = addresses.has(reflection.parent) ? posix.dirname(owner) : owner;
      return posix.join(folder, this.getUrlSafeName(reflection.name));
    }
  };
