import { z } from 'zod';

/** Code of the user's that a run uses, as its record has it. */
export const codeSchema = z
  .looseObject({
    flag: z.enum(['--plugin', '--config']).describe('How it was given.'),
    given: z.string().describe('The word on the command line: a path, or the name of a package.'),
    file: z.string().describe('The file, relative to the run folder, with `/`; of a package its entry.'),
    export: z.string().exactOptional().describe('The export that is used, where one was named.'),
    package: z.string().exactOptional().describe('Name of the package, if it is one.'),
    version: z.string().exactOptional().describe('Its version.'),
    sha256: z.string().describe('Of the file; not of what it imports.'),
    brings: z.array(z.string()).describe('What it brings: `data`, `plugins`, `model`, `loss`, `schedule`.'),
  })
  .describe('A plugin, or a configuration file with code.');

/** See {@link codeSchema}. */
export type RecordedCode = z.infer<typeof codeSchema>;
