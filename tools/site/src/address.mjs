/**
 * What is wrong with a link that leaves the repository, or `undefined`. Nothing is fetched.
 * @param {string} href
 * @returns {string | undefined}
 */
export function externalFault(href) {
  if (href.startsWith('mailto:')) return undefined;
  if (!URL.canParse(href)) return 'is no URL';
  return new URL(href).protocol === 'https:' ? undefined : 'is not https';
}

/**
 * Whether a link has a scheme of its own, and so leads out.
 * @param {string} href
 */
export const isExternal = (href) => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(href);

/**
 * Whether an address's percent signs can be read.
 * @param {string} href
 */
export function isDecodable(href) {
  try {
    decodeURI(href);
    return true;
  } catch {
    return false;
  }
}

export const NOT_DECODABLE = 'is not validly percent-encoded';
