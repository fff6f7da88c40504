import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A point of a curve, as MLflow keeps it. */
interface Point {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number;
  readonly step: number;
}

/** A run of the server. */
export interface FakeRun {
  readonly id: string;
  readonly experiment: string;
  status: string;
  end: number | undefined;
  stage: 'active' | 'deleted';
  readonly start: number;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly points: Point[];
  readonly files: Map<string, Buffer>;
}

type Body = Record<string, never>;
/** Answers in the server's place; `false` leaves it to the server. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What MLflow's REST interface does with what this package asks, in memory: its limits, and a database that keeps equal points once. */
export class FakeMlflow {
  readonly runs = new Map<string, FakeRun>();
  readonly experiments = new Map<string, string>([['Default', '0']]);
  /** Method and path of every request. */
  readonly requests: string[] = [];
  readonly authorizations = new Set<string | undefined>();
  fault: Fault = () => false;
  /** What becomes of an answer: `true` where it was lost on the way. */
  loses: (path: string) => boolean = () => false;
  artifactRoot = 'mlflow-artifacts:';
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  #waiting: { readonly path: string; readonly done: () => void }[] = [];

  static async start(): Promise<FakeMlflow> {
    const fake = new FakeMlflow();
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close').catch(() => undefined);
  }

  /** Resolves at the next request of that path. */
  requested(path: string): Promise<void> {
    return new Promise((done) => this.#waiting.push({ path, done }));
  }

  /** The run that is alone, or the one of a name. */
  run(name?: string): FakeRun {
    const found = [...this.runs.values()].filter(
      ({ stage, tags }) => stage === 'active' && (name === undefined || tags.get('mlflow.runName') === name),
    );
    if (found.length !== 1) throw new Error(`${found.length} runs of that name`);
    return found[0]!;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, this.url);
    this.requests.push(`${method} ${pathname}`);
    this.authorizations.add(request.headers.authorization);
    const parts: Buffer[] = [];
    if (!this.fault(request, response)) {
      for await (const part of request) parts.push(part as Buffer);
      try {
        const body = this.#serve(method, pathname, searchParams, Buffer.concat(parts));
        if (this.loses(pathname)) request.socket.destroy();
        else {
          response.setHeader('content-type', 'application/json');
          response.end(typeof body === 'string' ? body : JSON.stringify(body));
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        response.writeHead(error.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error_code: error.code, message: error.message }));
      }
    }
    const heard = this.#waiting.filter(({ path }) => pathname.includes(path));
    this.#waiting = this.#waiting.filter((one) => !heard.includes(one));
    for (const { done } of heard) done();
  }

  #serve(method: string, path: string, query: URLSearchParams, bytes: Buffer): object | string {
    if (path === '/version') return '3.17.2';
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/\d+\/(\w+)\/artifacts\/(.+)$/.exec(path);
    if (method === 'PUT' && artifact) {
      const [, id, name] = artifact;
      this.#active(id!).files.set(decodeURIComponent(name!), bytes);
      return {};
    }
    const body = (bytes.length > 0 ? JSON.parse(bytes.toString()) : {}) as Body;
    switch (`${method} ${path.replace('/api/2.0/mlflow/', '')}`) {
      case 'GET experiments/get-by-name': {
        const id = this.experiments.get(query.get('experiment_name')!);
        if (id === undefined) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', 'Could not find experiment');
        return { experiment: { experiment_id: id, lifecycle_stage: 'active' } };
      }
      case 'POST experiments/create': {
        const id = String(this.experiments.size);
        this.experiments.set(body['name']!, id);
        return { experiment_id: id };
      }
      case 'GET runs/get':
        return { run: this.#shown(this.#known(query.get('run_id')!)) };
      case 'POST runs/search':
        return this.#search(body);
      case 'POST runs/create':
        return { run: this.#shown(this.#create(body)) };
      case 'POST runs/update': {
        const run = this.#active(body['run_id']!);
        run.status = body['status']!;
        run.end = body['end_time'] ?? run.end;
        return {};
      }
      case 'POST runs/delete':
        this.#known(body['run_id']!).stage = 'deleted';
        return {};
      case 'POST runs/log-batch':
        this.#log(body);
        return {};
    }
    throw new Refusal(404, 'ENDPOINT_NOT_FOUND', path);
  }

  #search(body: Body): object {
    const [, tag, value] = /^tags\.`(.+)` = '(.+)'$/.exec(body['filter']!)!;
    const found = [...this.runs.values()].filter(
      ({ stage, tags, experiment }) =>
        stage === 'active' &&
        tags.get(tag!) === value &&
        (body['experiment_ids'] as unknown as string[]).includes(experiment),
    );
    const first = found.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1)).slice(0, 1);
    return first.length > 0 ? { runs: first.map((run) => this.#shown(run)) } : {}; // an empty list is left out
  }

  #create(body: Body): FakeRun {
    const run: FakeRun = {
      id: randomBytes(16).toString('hex'),
      experiment: body['experiment_id']!,
      status: 'RUNNING',
      end: undefined,
      stage: 'active',
      start: body['start_time']!,
      params: new Map(),
      tags: new Map(
        (body['tags'] as unknown as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
      ),
      points: [],
      files: new Map(),
    };
    this.runs.set(run.id, run);
    return run;
  }

  #log(body: Body): void {
    const run = this.#active(body['run_id']!);
    const { metrics, params, tags } = body as unknown as Record<'metrics' | 'params' | 'tags', Point[]>;
    const invalid = (message: string) => new Refusal(400, 'INVALID_PARAMETER_VALUE', message);
    if (JSON.stringify(body).length > 1e6) throw invalid('Batched logging API requests must be at most 1000000 bytes');
    if (metrics.length > 1000 || params.length > 100 || tags.length > 100) throw invalid('too many');
    if (metrics.length + params.length + tags.length > 1000) throw invalid('too many in all');
    for (const { key, value } of [...metrics, ...params, ...tags]) {
      if (!/^[\p{L}\p{N}_\-. :/]{1,250}$/u.test(key) || /^\/|\/\/|\/$|\.\./.test(key))
        throw invalid(`Invalid name: ${key}`);
      if (typeof value === 'string' && value.length > 6000) throw invalid('too long');
    }
    for (const { key, value } of params) {
      const before = run.params.get(key);
      if (before !== undefined && before !== value) throw invalid(`Changing param values is not allowed: ${key}`);
    }
    for (const { key, value } of params) run.params.set(key, String(value));
    for (const { key, value } of tags) run.tags.set(key, String(value));
    for (const point of metrics) {
      const isKnown = run.points.some((other) => JSON.stringify(other) === JSON.stringify(point));
      if (!isKnown) run.points.push(point);
    }
  }

  #known(id: string): FakeRun {
    const run = this.runs.get(id);
    if (run === undefined) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`);
    return run;
  }

  #active(id: string): FakeRun {
    const run = this.#known(id);
    if (run.stage === 'active') return run;
    throw new Refusal(400, 'INVALID_PARAMETER_VALUE', `The run ${id} must be in the 'active' state`);
  }

  #shown({ id, experiment, stage }: FakeRun): object {
    const artifacts = `${this.artifactRoot}/${experiment}/${id}/artifacts`;
    return { info: { run_id: id, experiment_id: experiment, artifact_uri: artifacts, lifecycle_stage: stage } };
  }
}

/** The curve of a name, as pairs of step and value. */
export function curve(run: FakeRun, key: string): [step: number, value: number | string][] {
  return run.points.filter((point) => point.key === key).map(({ step, value }) => [step, value]);
}
