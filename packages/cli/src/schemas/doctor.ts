import { z } from 'zod';

/** What `amnl doctor --json` prints. */
export const doctorSchema = z
  .looseObject({
    healthy: z.boolean().describe('Whether nothing needed is broken; the exit code is 0 then, else 1.'),
    findings: z
      .array(
        z.looseObject({
          what: z.string().describe('What was checked, e.g. `backend wasm`.'),
          status: z
            .enum(['ok', 'absent', 'problem', 'broken'])
            .describe(
              '`absent`: optional and not there; `problem`: there and not working; `broken`: needed and not working.',
            ),
          detail: z.string().describe('What was found and how to fix it; human-readable.'),
        }),
      )
      .describe('One entry per check.'),
  })
  .meta({ title: 'amnl doctor --json', description: 'What a run may need, tried on this machine.' });
