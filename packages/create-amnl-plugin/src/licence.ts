import { CreateError } from './create-error.js';

/** Licences to choose from, by their SPDX names; `UNLICENSED` reserves all rights and leaves no LICENSE file. */
export const LICENCES = ['Apache-2.0', 'MIT', 'UNLICENSED'] as const;
/** One of {@link LICENCES}. */
export type Licence = (typeof LICENCES)[number];

/** Reads a licence's name, in any case. @throws CreateError on another one */
export function parseLicence(typed: string): Licence {
  const licence = LICENCES.find((name) => name.toLowerCase() === typed.toLowerCase());
  if (licence !== undefined) return licence;
  const found = `--license is '${typed}'. Give one of ${LICENCES.join(', ')}`;
  throw new CreateError(`${found}; for any other, edit package.json and LICENSE afterwards`, 2);
}
