import type { HealthBorders } from '@amnl/data-fleet';
import { z } from 'zod';
import { NASA_FACTS } from '../nasa/what-they-say.js';

/** What the data of a run are called and counted in, as its record says it. */
export interface DataFacts {
  /** Of the data, for titles. */
  readonly name: string;
  /** What a unit is, in the singular. */
  readonly noun: string;
  /** What life is counted in, in the plural. */
  readonly timeUnit: string;
  /** Greatest remaining life of the states after healthy. */
  readonly healthBorders: HealthBorders;
  /** Where the tables have timestamps: their zone, and what life is counted in. */
  readonly clock?: { readonly zone: string; readonly unitMs: number } | undefined;
}

const words = z.string().min(1);

/** The part of a record's `data` that says it; runs of earlier releases have none of it. */
export const dataFactsShape = {
  name: words.exactOptional().describe('What the data are called.'),
  noun: words.exactOptional().describe('What a unit is, in the singular, e.g. `pump`; absent: `engine`.'),
  timeUnit: words
    .exactOptional()
    .describe('What life and times are counted in, in the plural, e.g. `hours`; absent: `cycles`.'),
  healthBorders: z
    .looseObject({
      degrading: z.number().describe('At most so much, and more than `critical`: degrading.'),
      critical: z.number().describe('At most so much: critical.'),
    })
    .exactOptional()
    .describe('The greatest remaining life in these states, in `timeUnit`; absent: 50 and 15.'),
  clock: z
    .looseObject({
      zone: z.string().describe('`Z`, `+02:00`, empty where the tables name none, `date` for days without a time.'),
      unitMs: z.number().gt(0).describe('Milliseconds in one of `timeUnit`.'),
    })
    .exactOptional()
    .describe("Present where the tables have timestamps: times then count from each unit's first row."),
};

type Recorded = { readonly [Name in keyof typeof dataFactsShape]?: DataFacts[Name] | undefined };

/** Fills in what runs of earlier releases do not say: they were trained on NASA's turbofans. @param dataset their name */
export function dataFacts({ name, noun, timeUnit, healthBorders, clock }: Recorded, dataset: string): DataFacts {
  return {
    name: name ?? dataset,
    noun: noun ?? NASA_FACTS.noun,
    timeUnit: timeUnit ?? NASA_FACTS.timeUnit,
    healthBorders: healthBorders ?? NASA_FACTS.healthBorders,
    clock,
  };
}

/** What one row of a unit's history is called: where life is counted in cycles, each has one. */
export function rowNoun(timeUnit: string): 'cycle' | 'row' {
  return countsCycles(timeUnit) ? 'cycle' : 'row';
}

/** Whether life is counted in cycles. NASA's score is made for them: in other units its constants mean nothing. */
export function countsCycles(timeUnit: string): boolean {
  return timeUnit === 'cycles';
}
