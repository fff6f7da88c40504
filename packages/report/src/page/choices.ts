/** What a reader has chosen to look at. It outlives updates and, where the browser allows, a reload. */
export interface Choices {
  /** Name of the run whose predictions, units and facts are shown. */
  readonly run?: string;
  readonly unit?: string;
  readonly metric?: string;
  readonly windows: 'last' | 'all';
  readonly order: 'name' | 'worst';
  /** What a failure costs, in early changes. */
  readonly ratio?: number;
  readonly theme: Theme;
  /** Names of runs that the curves leave out. */
  readonly hidden: readonly string[];
}

/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

const DEFAULTS: Choices = { windows: 'last', order: 'name', theme: 'auto', hidden: [] };
const KEY = 'amnl-report';

/** The choices before a reload. Storage may be forbidden, full, or hold what another version wrote: then the defaults. */
export function recall(storage: () => Storage = () => sessionStorage): Choices {
  try {
    return choicesOf(JSON.parse(storage().getItem(KEY) ?? '{}'));
  } catch {
    return DEFAULTS;
  }
}

/** Keeps the choices for a reload, where that is possible. */
export function remember(choices: Choices, storage: () => Storage = () => sessionStorage): void {
  try {
    storage().setItem(KEY, JSON.stringify(choices));
  } catch {
    // Without storage the page works all the same; a reload then starts from the defaults.
  }
}

/** Takes from `stored` what is of the right kind. */
function choicesOf(stored: Record<string, unknown>): Choices {
  const { run, unit, metric, windows, order, ratio, theme, hidden } = stored;
  return {
    ...DEFAULTS,
    ...(typeof run === 'string' && { run }),
    ...(typeof unit === 'string' && { unit }),
    ...(typeof metric === 'string' && { metric }),
    ...(windows === 'all' && { windows }),
    ...(order === 'worst' && { order }),
    ...(typeof ratio === 'number' && { ratio }),
    ...((theme === 'light' || theme === 'dark') && { theme }),
    ...(Array.isArray(hidden) && { hidden: hidden.filter((name) => typeof name === 'string') }),
  };
}
