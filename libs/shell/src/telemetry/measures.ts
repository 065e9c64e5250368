import { metrics, type ObservableGauge } from '@opentelemetry/api';
import { MEASURES, registered } from './registry.js';

const METER = 'cpmp';
/** Upper bounds of durations, in seconds: from what memory answers to what nobody waits for. */
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Name<K> = { [N in keyof typeof MEASURES]: (typeof MEASURES)[N]['kind'] extends K ? N : never }[keyof typeof MEASURES];
type Said<N extends keyof typeof MEASURES> = Readonly<Record<(typeof MEASURES)[N]['attributes'][number], string>>;

/** How a gauge stands. */
export type Reading = { [N in Name<'gauge'>]: { readonly name: N; readonly value: number; readonly of: Said<N> } }[Name<'gauge'>];

/** Times a registered histogram, in seconds. Made after telemetry was started, or it tells nobody. */
export const timing = <N extends Name<'histogram'>>(name: N): ((seconds: number, of: Said<N>) => void) => {
  const { unit, tells, attributes } = MEASURES[name];
  const histogram = metrics.getMeter(METER).createHistogram(name, { unit, description: tells, advice: { explicitBucketBoundaries: BOUNDS_S } });
  return (seconds, of) => histogram.record(seconds, registered(attributes, of));
};

/** Reads registered gauges whenever somebody collects; answers what ends it. What `read` leaves out is not told. */
export const gauging = (read: () => Promise<readonly Reading[]>): (() => void) => {
  const meter = metrics.getMeter(METER);
  const gauges = new Map<string, ObservableGauge>();
  for (const [name, { kind, unit, tells }] of Object.entries(MEASURES)) if (kind === 'gauge') gauges.set(name, meter.createObservableGauge(name, { unit, description: tells }));
  const observables = [...gauges.values()];
  const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    for (const { name, value, of } of await read()) {
      const gauge = gauges.get(name);
      if (gauge) result.observe(gauge, value, registered(MEASURES[name].attributes, of));
    }
  };
  meter.addBatchObservableCallback(callback, observables);
  return () => meter.removeBatchObservableCallback(callback, observables);
};
