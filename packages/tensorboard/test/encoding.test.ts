import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../src/event.js';
import { experiment, type HParams, sessionEnd, sessionStart } from '../src/hparams.js';
import { frameRecord } from '../src/record.js';
import type { TensorValue } from '../src/summary.js';
import { decode, decodeEvent, readRecords } from './event-reader.js';

const TIME = 1_700_000_000.25;
/** Every string, of any script; halves of pairs, which UTF-8 cannot hold, left out. */
const text = fc.string({ unit: 'binary', maxLength: 60 });
const step = fc.maxSafeNat();

/** Reads a message of the HParams tab. */
function message(value: ReturnType<typeof sessionStart>) {
  return decode<Record<string, unknown>>('HParamsPluginData', (value as TensorValue).content);
}

describe('frameRecord', () => {
  it('is read back by lengths and checksums, record after record', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 }), (all) => {
        const { records, torn } = readRecords(Buffer.concat(all.map(frameRecord)));
        expect(records.map((record) => [...record])).toEqual(all.map((data) => [...data]));
        expect(torn).toBe(0);
      }),
    );
  });

  it('lets a reader notice any changed bit', () => {
    const record = frameRecord(new TextEncoder().encode('changed'));
    for (let bit = 0; bit < record.length * 8; bit++) {
      const changed = record.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => readRecords(changed), `bit ${bit}`).toThrow('checksum');
    }
  });
});

describe('encodeEvent', () => {
  it('begins a file as TensorFlow does', () => {
    expect(decodeEvent(encodeEvent(0, TIME, { fileVersion: 'brain.Event:2' }))).toEqual({
      wall_time: TIME,
      step: 0,
      file_version: 'brain.Event:2',
    });
  });

  it('marks the start of a session', () => {
    const event = decodeEvent(encodeEvent(7, TIME, { sessionStart: true }));
    expect(event).toEqual({ wall_time: TIME, step: 7, session_log: { status: 'START' } });
  });

  it('holds any scalars at any step', () => {
    const scalars = fc.array(fc.record({ tag: text, scalar: fc.double() }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(step, scalars, (at, summary) => {
        const event = decodeEvent(encodeEvent(at, TIME, { summary }));
        expect(event.step).toBe(at);
        expect(event.summary!.value).toEqual(
          summary.map(({ tag, scalar }) => ({ tag, simple_value: Math.fround(scalar) })),
        );
      }),
    );
  });

  it('holds any tensor with its metadata', () => {
    fc.assert(
      fc.property(step, text, fc.array(fc.tuple(fc.double(), fc.double(), fc.double())), (at, tag, rows) => {
        const tensor = { dtype: 'double', shape: [rows.length, 3], data: rows.flat() } as const;
        const summary = [{ tag, plugin: 'histograms', content: Uint8Array.of(8, 0), tensor }];
        const [value] = decodeEvent(encodeEvent(at, TIME, { summary })).summary!.value;
        const dim = [rows.length > 0 ? { size: rows.length } : {}, { size: 3 }];
        expect(value).toEqual({
          tag,
          tensor: {
            dtype: 'DT_DOUBLE',
            tensor_shape: { dim },
            ...(rows.length > 0 && { double_val: rows.flat() }),
          },
          metadata: { plugin_data: { plugin_name: 'histograms', content: Uint8Array.of(8, 0) }, data_class: 'TENSOR' },
        });
      }),
    );
  });
});

describe('hyper-parameters', () => {
  const finite = fc.oneof(text, fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  // A name that is a key of every object is none that a map of protobufjs can hold.
  const names = text.filter((name) => !(name in {}));

  it('of any kind are a session start', () => {
    fc.assert(
      fc.property(fc.dictionary(names, finite), (hparams: HParams) => {
        const { session_start_info: info } = message(sessionStart(hparams, TIME)) as never as {
          session_start_info: { hparams?: Record<string, Record<string, unknown>>; start_time_secs: number };
        };
        const kinds = { string: 'string_value', number: 'number_value', boolean: 'bool_value' } as const;
        const expected = Object.entries(hparams).map(([name, value]) => [
          name,
          { [kinds[typeof value as keyof typeof kinds]]: value },
        ]);
        expect(info.start_time_secs).toBe(TIME);
        expect(info.hparams ?? {}).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('that JSON cannot hold are text', () => {
    const found = message(sessionStart({ a: Number.NaN, b: Number.NEGATIVE_INFINITY, c: 0 }, TIME));
    expect(found).toMatchObject({
      session_start_info: {
        hparams: { a: { string_value: 'NaN' }, b: { string_value: '-Infinity' }, c: { number_value: 0 } },
      },
    });
    expect(message(experiment({ a: Number.NaN }, []))).toMatchObject({
      experiment: { hparam_infos: [{ name: 'a', type: 'DATA_TYPE_STRING' }] },
    });
  });

  it('and metrics are the columns of an experiment', () => {
    const value = experiment({ rate: 0.1, scheduler: 'cosine', ema: false }, ['epoch/val_loss', 'epoch/RMSE']);
    expect(value).toMatchObject({ tag: '_hparams_/experiment', plugin: 'hparams' });
    expect(message(value)).toEqual({
      experiment: {
        hparam_infos: [
          { name: 'rate', type: 'DATA_TYPE_FLOAT64' },
          { name: 'scheduler', type: 'DATA_TYPE_STRING' },
          {
            name: 'ema',
            type: 'DATA_TYPE_BOOL',
            domain_discrete: { values: [{ bool_value: true }, { bool_value: false }] },
          },
        ],
        metric_infos: [{ name: { tag: 'epoch/val_loss' } }, { name: { tag: 'epoch/RMSE' } }],
      },
    });
  });

  it.each([
    ['success', 'STATUS_SUCCESS'],
    ['failure', 'STATUS_FAILURE'],
  ] as const)('end in %s', (status, name) => {
    const value = sessionEnd(status, TIME);
    expect(value.tag).toBe('_hparams_/session_end_info');
    expect(message(value)).toEqual({ session_end_info: { status: name, end_time_secs: TIME } });
  });
});
