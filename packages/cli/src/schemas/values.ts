import { z } from 'zod';

/** A computed number. JSON has no NaN and no infinity: what was not finite stands as `null` in the files. */
export const figure = () => z.number().nullable();

/** A whole number of something, from 0. */
export const count = () => z.int().min(0);

/** Of lengths of time, in descriptions: `timeUnit` of the run's `config.json`. */
export const IN_TIME = "in the data's unit of time";

/** What a count was called in releases before; written for one version. */
export const earlierCount = (today: string) =>
  count()
    .exactOptional()
    .meta({ deprecated: true, description: `Earlier name of \`${today}\`.` });

/** Wall seconds. */
export const seconds = () => z.number().min(0);

/** Training samples (windows) per wall second; `null` where no time was measured. */
export const throughput = () => z.number().min(0).nullable();

/** Metrics by name. Open: plugins report under names of their own. */
export const metricsByName = () => z.record(z.string(), figure());
