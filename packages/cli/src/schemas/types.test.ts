import type { EpochRecord, Timings } from '@amnl/core-loop';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { Finding } from '../commands/doctor.js';
import type { EvaluationReport } from '../pipeline/evaluation.js';
import type { IntervalReport } from '../pipeline/judge-intervals.js';
import type { MaintenanceReport } from '../pipeline/maintenance.js';
import type { Prognostics } from '../pipeline/prognostics.js';

import type { HistoryFacts } from '../run-folder/history-plugin.js';
import type { TrainingMetrics } from '../run-folder/metrics-file.js';
import type { runRecord } from '../run-folder/run-record.js';
import type { whatWasRun } from '../run-folder/what-was-run.js';
import type { doctorSchema } from './doctor.js';
import type { evaluationSchema } from './evaluation.js';
import type { figures } from './figures.js';
import type { HistoryLine } from './history.js';
import type { intervalsSchema } from './intervals.js';
import type { maintenanceSchema } from './maintenance.js';
import type { RunMetrics } from './metrics.js';
import type { recordSchema } from './record.js';
import type { reportSchema } from './report.js';
import type { RunTimings } from './timings.js';

type KnownKeys<T> = keyof { [Key in keyof T as string extends Key ? never : Key]: 1 };

/**
 * What a writer's type and a reader's type have in common where they describe the same: the fields that are named, without
 * `readonly`, and without the `null` that a number that was not finite becomes on its way through a file.
 */
type Shape<T> = [T] extends [number | null]
  ? number
  : T extends readonly (infer Item)[]
    ? Shape<Item>[]
    : T extends object
      ? [KnownKeys<T>] extends [never]
        ? Record<string, Shape<T[keyof T]>>
        : { -readonly [Key in keyof T as string extends Key ? never : Key]: Shape<T[Key]> }
      : T;

test('the schemas describe what the writers write', () => {
  expectTypeOf<Shape<HistoryLine>>().toEqualTypeOf<Shape<EpochRecord & HistoryFacts>>();
  expectTypeOf<Shape<z.infer<typeof reportSchema>>>().toEqualTypeOf<Shape<EvaluationReport>>();
  type Read = Shape<Omit<Shape<RunMetrics>, keyof typeof figures | 'timings' | 'intervals'>>; // older runs have no timings
  expectTypeOf<Read>().toEqualTypeOf<Shape<Omit<TrainingMetrics, 'timings' | 'intervals'>>>();
  expectTypeOf<Shape<z.infer<typeof intervalsSchema>>>().toEqualTypeOf<Shape<IntervalReport>>();
  expectTypeOf<Shape<z.infer<typeof maintenanceSchema>>>().toEqualTypeOf<Shape<MaintenanceReport>>();
  expectTypeOf<Shape<RunTimings>>().toEqualTypeOf<Shape<Timings>>();
  type Facts = Omit<
    Shape<z.infer<typeof evaluationSchema>>,
    keyof typeof figures | 'data_checksum' | 'report' | 'prognostics' | 'wholeLives' | 'intervals' | 'maintenance'
  >;
  type ByUnit = NonNullable<z.infer<typeof evaluationSchema>['prognostics']>;
  expectTypeOf<Shape<ByUnit>>().toEqualTypeOf<Shape<Prognostics>>();
  expectTypeOf<Shape<Facts>>().toEqualTypeOf<Shape<ReturnType<typeof whatWasRun>>>();
  expectTypeOf<Shape<z.infer<typeof doctorSchema>['findings'][number]>>().toEqualTypeOf<Shape<Finding>>();
  // Config has its words by key in setting-descriptions.ts; the literals of format and version are plain types where they are written.
  type Literal = 'config' | 'format' | 'version' | 'data';
  type Written = Omit<Shape<ReturnType<typeof runRecord>>, Literal>;
  expectTypeOf<Omit<Shape<z.infer<typeof recordSchema>>, Literal>>().toEqualTypeOf<Written>();
  // The earlier names of sizes are written, and need not be read.
  type Data = Required<z.infer<typeof recordSchema>['data']>;
  expectTypeOf<Shape<Data>>().toEqualTypeOf<Shape<Required<ReturnType<typeof runRecord>['data']>>>();
});
