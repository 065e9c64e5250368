import type { KafkaMessage } from 'kafkajs';
import type { Delivery } from '../messages.js';
import type { Placed } from '../published.js';
import { fromWire, runsOf, toWire } from './wire.js';

const delivery: Delivery = {
  topic: 'sender.notes.v1', key: 'talk-a', id: 'sender/2/17/3#1', at: '2026-03-02T12:00:00.000Z', sourceLog: 'sender/2', position: 17, index: 3, trace: '00-aa-bb-01',
  headers: { ce_id: 'sender/2/17/3#1', ce_time: '2026-03-02T12:00:00.000Z', 'protective-marking': 'SECRET', traceparent: '00-aa-bb-01' },
};
/** As kafkajs hands it over: every text is bytes. */
const received = (headers: Readonly<Record<string, string>> = delivery.headers): KafkaMessage => {
  const { key, value } = toWire({ value: new Uint8Array([8, 150, 1]), delivery });
  const bytes = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
  return { key: Buffer.from(String(key)), value: value as Buffer, headers: bytes, timestamp: '0', attributes: 0, offset: '4' };
};

describe('a message on Kafka', () => {
  it('given a message, when it is sent and received, then it stands where it stood, with the same bytes', () => {
    const placed = fromWire('sender.notes.v1', received());
    expect(placed?.delivery).toEqual(delivery);
    expect([...(placed?.value ?? [])]).toEqual([8, 150, 1]);
  });

  it.each([{}, { ...delivery.headers, ce_id: 'sender/2' }])('given headers that are none of ours, %j, then it is no message of this platform', (headers) => {
    expect(fromWire('sender.notes.v1', received(headers as Record<string, string>))).toBeUndefined();
  });
});

describe('messages that are sent together', () => {
  const placed = (bytes: number, n: number): Placed => ({ value: new Uint8Array(bytes), delivery: { topic: 't', key: 'k', id: `sender/1/${n}/0`, at: '', sourceLog: 'sender/1', position: n, index: 0, headers: {} } });
  const runs = (...sizes: readonly number[]) => runsOf(sizes.map(placed)).map((run) => run.map(({ delivery }) => delivery.position));

  it('given what a broker takes at once, then it is one run; given more, then as few as hold it, in its order; one that is too large is by itself', () => {
    expect(runs()).toEqual([]);
    expect(runs(100, 200, 300)).toEqual([[0, 1, 2]]);
    expect(runs(500_000, 200_000, 500_000, 5, 2_000_000, 5)).toEqual([[0, 1], [2, 3], [4], [5]]);
    expect(runs(...Array<number>(4000).fill(0)).map((run) => run.length)).toEqual([1600, 1600, 800]);
  });
});
