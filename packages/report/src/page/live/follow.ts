import { applyUpdate, type LiveUpdate } from '../../live/update.js';
import type { RunData } from '../../run-data.js';
import { App } from '../app.js';
import { fixed } from '../format.js';
import { progressOf } from '../view-model/progress.js';
import { Connection } from './connection.js';
import { connectionStatus, problemNote } from './status.js';

const SILENT = 'The training does not answer. What is shown is from';

/** Follows a run while it trains: takes in the server's messages and shows what they change. */
export function follow(title: string | undefined): void {
  const status = connectionStatus();
  const problem = problemNote();
  const app = new App({ title, status: status.element });
  document.querySelector('main')!.prepend(problem.element);
  let run: RunData | undefined;
  let heard = new Date();
  let drawing = false;
  const draw = (): void => {
    drawing = false;
    if (!run) return;
    app.show([run]);
    document.title = tabTitle(run, title);
  };
  new Connection('events', {
    state(state) {
      status.show(state);
      if (state === 'reconnecting' && run?.state === 'training')
        problem.show(`${SILENT} ${heard.toLocaleTimeString()}.`);
    },
    problem: (data) => problem.show(textOf(data)),
    message(data) {
      heard = new Date();
      run = applyUpdate(run, JSON.parse(data) as LiveUpdate);
      problem.show(undefined);
      document.title = tabTitle(run, title);
      // Messages that come in a bunch are drawn once; in a tab that nobody sees, not at all.
      if (!drawing) requestAnimationFrame(draw);
      drawing = true;
    },
  });
}

/** While it trains, the tab says how far it is, also when somebody looks at another one. */
function tabTitle(run: RunData, title = run.title): string {
  const { done, epochs } = progressOf(run);
  return run.state === 'training' ? `${fixed((100 * done) / epochs, 0)} % · ${title}` : title;
}

/** Problems come as a JSON string; a bare text is taken as it is. */
function textOf(data: string): string {
  try {
    return String(JSON.parse(data));
  } catch {
    return data;
  }
}
