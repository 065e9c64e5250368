import { MANIFEST } from '../contract-world.js';
import { lineOf, planOf, wantedOf } from './topic-plan.js';

const wanted = wantedOf(MANIFEST, { partitions: 6, replicas: 3, inSync: 2 });

describe('the plan of topics', () => {
  it('given an empty broker, then every topic is created as the manifest says', () => {
    expect(planOf(wanted, {}).map(lineOf)).toEqual([
      'create  sender.notes.v1 partitions=6 cleanup.policy=delete min.insync.replicas=2 retention.bytes=-1 retention.ms=-1',
      'create  sender.letters.v1 partitions=6 cleanup.policy=delete min.insync.replicas=2 retention.bytes=-1 retention.ms=604800000',
      'create  receiver.answers.v1 partitions=6 cleanup.policy=delete min.insync.replicas=2 retention.bytes=-1 retention.ms=604800000',
    ]);
  });

  it('given topics as they should be, then there is nothing to do', () => {
    expect(planOf(wanted, wanted)).toEqual([]);
  });

  it('given another retention, other partitions and a topic that nobody knows, then only the retention is changed, and the rest is left and said', () => {
    const notes = wanted['sender.notes.v1']!;
    const there = {
      ...wanted,
      'sender.notes.v1': { partitions: 3, config: { ...notes.config, 'retention.ms': '1000' } },
      'sender.old.v1': notes,
      'somebody.else': notes,
    };
    expect(planOf(wanted, there).map(lineOf)).toEqual([
      'left    sender.notes.v1: it has 3 partitions, not 6',
      'change  sender.notes.v1 retention.ms=-1',
      'left    sender.old.v1: it is not in topics.yaml',
    ]);
  });

  it('given a broker that drops what is beyond a size, then every topic is told to keep what its retention says', () => {
    const notes = wanted['sender.notes.v1']!;
    const there = { ...wanted, 'sender.notes.v1': { ...notes, config: { ...notes.config, 'retention.bytes': '1073741824' } } };
    expect(planOf(wanted, there).map(lineOf)).toEqual(['change  sender.notes.v1 retention.bytes=-1']);
  });
});
