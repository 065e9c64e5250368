import type { KafkaMessage } from 'kafkajs';
import type { Delivery } from '../messages.js';
import { fromWire, toWire } from './wire.js';

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
