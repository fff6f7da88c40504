// Numbers for Prometheus, in its text form, version 0.0.4. https://prometheus.io/docs/instrumenting/exposition_formats/

type Labels = Readonly<Record<string, string>>;

/** Upper bounds of the histogram of times, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A number of each combination of labels. */
class Family {
  readonly #values = new Map<string, number>();
  constructor(
    readonly name: string,
    readonly type: 'counter' | 'gauge',
    readonly help: string,
  ) {}

  add(labels: Labels, by = 1): void {
    const key = labelsOf(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + by);
  }

  lines(): string[] {
    return [...head(this), ...[...this.#values].map(([labels, value]) => `${this.name}${labels} ${value}`)];
  }
}

/** Times by route: how many were at most as long as each of {@link BUCKETS}, their sum and their number. */
class Times {
  readonly name = 'amnl_http_request_duration_seconds';
  readonly type = 'histogram';
  readonly help = 'Time from the headers of a request to the end of its answer.';
  readonly #routes = new Map<string, { readonly counts: number[]; sum: number; count: number }>();

  add(route: string, seconds: number): void {
    let of = this.#routes.get(route);
    if (!of) {
      of = { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      this.#routes.set(route, of);
    }
    of.sum += seconds;
    of.count++;
    const at = BUCKETS.findIndex((bound) => seconds <= bound);
    if (at >= 0) of.counts[at]!++;
  }

  lines(): string[] {
    const each = [...this.#routes].flatMap(([route, { counts, sum, count }]) => {
      let below = 0;
      const buckets = BUCKETS.map((le, i) => {
        below += counts[i]!;
        return `${this.name}_bucket${labelsOf({ route, le: String(le) })} ${below}`;
      });
      const labels = labelsOf({ route });
      const all = `${this.name}_bucket${labelsOf({ route, le: '+Inf' })} ${count}`;
      return [...buckets, all, `${this.name}_sum${labels} ${sum}`, `${this.name}_count${labels} ${count}`];
    });
    return [...head(this), ...each];
  }
}

/** What the service counts of itself. */
export class ServeMetrics {
  readonly requests = new Family('amnl_http_requests_total', 'counter', 'Requests answered, by route and status.');
  readonly times = new Times();
  readonly rows = new Family('amnl_rows_total', 'counter', 'Rows that predictions were asked for with.');
  readonly predictions = new Family('amnl_predictions_total', 'counter', 'Predictions made.');
  readonly outOfRange = new Family(
    'amnl_predictions_out_of_range_total',
    'counter',
    'Predictions from rows unlike those of training.',
  );

  /** @param connections open now */
  text(connections: number): string {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const now: readonly [name: string, type: 'counter' | 'gauge', help: string, value: number][] = [
      ['amnl_connections', 'gauge', 'Open connections.', connections],
      ['process_resident_memory_bytes', 'gauge', 'Memory of the process.', rss],
      ['nodejs_heap_size_used_bytes', 'gauge', "Memory of the process' JavaScript.", heapUsed],
      ['process_cpu_seconds_total', 'counter', 'Processor time of the process.', (user + system) / 1e6],
    ];
    const counted = [this.requests, this.times, this.rows, this.predictions, this.outOfRange];
    const lines = [
      ...counted.flatMap((family) => family.lines()),
      ...now.flatMap(([name, type, help, value]) => [...head({ name, type, help }), `${name} ${value}`]),
    ];
    return `${lines.join('\n')}\n`;
  }
}

function head({ name, type, help }: { readonly name: string; readonly type: string; readonly help: string }): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labelsOf(labels: Labels): string {
  const each = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`);
  return `{${each.join(',')}}`;
}

function escaped(sign: string): string {
  return sign === '\n' ? '\\n' : `\\${sign}`;
}
