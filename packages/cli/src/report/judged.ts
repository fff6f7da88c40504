import type { Numbers } from '@amnl/report';
import { countsCycles } from '../schemas/data-facts.js';

/** Without NASA's score where life is not counted in cycles, for which it is made. */
export function judged(metrics: Numbers, timeUnit: string): Numbers {
  if (countsCycles(timeUnit)) return metrics;
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.startsWith('nasa_score')));
}
