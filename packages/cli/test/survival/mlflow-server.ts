import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, gone, until } from '../going-on.js';

const own = fileURLToPath(new URL('../../../../.tools/mlflow/bin/python', import.meta.url));
const python = process.env['AMNL_MLFLOW_PYTHON'] || (existsSync(own) ? own : 'python3');

/** Whether MLflow is installed: for the interpreter in AMNL_MLFLOW_PYTHON, the one of tools/run/viewers.sh, or python3. */
export const hasMlflow =
  process.platform !== 'win32' && spawnSync(python, ['-c', 'import mlflow'], { timeout: 240_000 }).status === 0;

/** A point of a curve. */
interface Point {
  readonly step: number;
  readonly value: number | string;
}

/** A run as MLflow tells it. */
export interface RemoteRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly string[];
}

type Pairs = readonly { readonly key: string; readonly value: string }[];

/** MLflow's own server on this machine, with a database in `folder`; it can be killed and started again. */
export class MlflowServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** One that does not run yet. */
  static async at(folder: string): Promise<MlflowServer> {
    return new MlflowServer(await freePort(), folder);
  }

  async start(): Promise<void> {
    const database = `sqlite:///${join(this.#folder, 'mlflow.db')}`;
    const place = ['--host', '127.0.0.1', '--port', String(this.#port), '--workers', '1'];
    const stores = ['--backend-store-uri', database, '--artifacts-destination', join(this.#folder, 'artifacts')];
    this.#child = spawn(python, ['-m', 'mlflow', 'server', ...place, ...stores], {
      cwd: this.#folder,
      detached: true, // with its workers a group, which ends as one
      stdio: 'ignore',
      env: { ...process.env, MLFLOW_TRACKING_URI: '', MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' },
    });
    const isUp = () =>
      fetch(`${this.url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(isUp, () => 'the MLflow server');
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    if (this.#child === undefined) return;
    process.kill(-this.#child.pid!, 'SIGKILL');
    await gone(this.#child);
    this.#child = undefined;
  }

  /** All runs, the oldest first. */
  async runs(): Promise<readonly RemoteRun[]> {
    const body = JSON.stringify({ experiment_ids: ['0'], max_results: 1000, order_by: ['attributes.start_time ASC'] });
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const { runs = [] } = (await this.#json('runs/search', init)) as {
      runs?: { info: Record<string, string>; data: { params?: Pairs; tags?: Pairs; metrics?: Pairs } }[];
    };
    return runs.map(({ info, data }) => ({
      id: info['run_id']!,
      name: info['run_name']!,
      status: info['status']!,
      params: recordOf(data.params),
      tags: recordOf(data.tags),
      metrics: (data.metrics ?? []).map(({ key }) => key).sort(),
    }));
  }

  /** All points of a curve, by step. */
  async curve(run: RemoteRun, key: string): Promise<[step: number, value: number | string][]> {
    const query = new URLSearchParams({ run_id: run.id, metric_key: key });
    const { metrics = [] } = (await this.#json(`metrics/get-history?${query}`)) as { metrics?: Point[] };
    return metrics.map(({ step, value }): [number, number | string] => [Number(step), value]).sort(([a], [b]) => a - b);
  }

  /** Bytes of the run's files by path. */
  async files(run: RemoteRun, folder = ''): Promise<Record<string, number>> {
    const query = new URLSearchParams({ run_id: run.id, ...(folder !== '' && { path: folder }) });
    const { files = [] } = (await this.#json(`artifacts/list?${query}`)) as {
      files?: { path: string; is_dir?: boolean; file_size?: number | string }[];
    };
    const found: Record<string, number> = {};
    for (const { path, is_dir: isFolder, file_size: size } of files) {
      if (isFolder) Object.assign(found, await this.files(run, path));
      else found[path] = Number(size);
    }
    return found;
  }

  async #json(path: string, init?: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.url}/api/2.0/mlflow/${path}`, init ?? {});
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

function recordOf(pairs: Pairs = []): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
