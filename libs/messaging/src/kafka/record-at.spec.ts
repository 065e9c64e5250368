import type { Kafka } from 'kafkajs';
import { recordAt } from './record-at.js';

const PLACE = { topic: 'authorisation.permits.v1', partition: 0, offset: '7' };
const WAIT_MS = 50;

/** A broker that says it has the record and never gives it, as one does that stands still, or whose topic was compacted up to its end. */
const silent = () => {
  const said: string[] = [];
  const consumer = {
    events: { CRASH: 'consumer.crash' },
    on: () => {}, connect: async () => {}, subscribe: async () => {}, run: async () => {}, seek: () => {},
    disconnect: async () => void said.push('left'),
  };
  const admin = { connect: async () => {}, disconnect: async () => {}, fetchTopicOffsets: async () => [{ partition: 0, offset: '8', low: '0', high: '8' }] };
  return { kafka: { consumer: () => consumer, admin: () => admin } as unknown as Kafka, said };
};

describe('given a broker that does not come to a record', () => {
  it('when it is read again, then whoever asked hears in time that it is away, and its group is left', async () => {
    const { kafka, said } = silent();
    await expect(recordAt(kafka, 'group', PLACE, WAIT_MS)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(said).toEqual(['left']);
  });

  it.each(['admin', 'consumer', 'group'])('when it is away as its %s is asked for, then whoever asked hears that, as of any store, and not of a fault', async (where) => {
    const { kafka } = silent();
    const away = async (): Promise<never> => {
      throw Object.assign(new Error('Connection error'), { name: 'KafkaJSNumberOfRetriesExceeded' });
    };
    if (where === 'admin') Object.assign(kafka.admin(), { connect: away });
    else Object.assign(kafka.consumer({ groupId: 'group' }), { [where === 'group' ? 'run' : 'connect']: away });
    await expect(recordAt(kafka, 'group', PLACE, WAIT_MS)).rejects.toMatchObject({ name: 'Unavailable' });
  });
});
