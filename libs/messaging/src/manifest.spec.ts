import { ownedBy, parseManifest, readBy, readManifest, toPublish, toRead } from './manifest.js';

const sound = (change = '') => `
sender.notes.v1: { owner: sender, message: sender.v1.Note, key: stream, retention: forever, readers: { receiver: takes what is noted } }
${change}`;

describe('the manifest of topics', () => {
  it('given the project’s own, then it is sound, answers who owns and who reads, and the ends of permits are urgent', () => {
    const topics = readManifest();
    expect(ownedBy(topics, 'notification')).toEqual(['notification.deadlines.v1']);
    expect(readBy(topics, 'authorisation')).toEqual([
      'asset-registry.permit-requests.v1',
      'asset-registry.deployments.v1',
      'asset-registry.source-facts.v1',
      'resource-allocation.operative-facts.v1',
      'resource-allocation.permit-requests.v1',
      'resource-allocation.deployments.v1',
      'notification.deadlines.v1',
    ]);
    expect(Object.keys(topics).filter((topic) => topics[topic]?.urgent)).toEqual(['authorisation.permits.v1']);
  });

  it('given faults, then every one is named by topic and key', () => {
    const faulty = sound(`
sender.letters.v1: { owner: sender, message: Letter, key: stream, retention: 0, readers: { receiver: why } }
other.notes.v1: { owner: sender, message: sender.v1.Note, key: stream, retention: 7, readers: {}, partitions: 3 }
Notes: { owner: sender, message: sender.v1.Note, key: stream, retention: 7, readers: {} }`);
    const faults = (() => {
      try {
        parseManifest(faulty);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    for (const fault of ['sender.letters.v1 message: a message is called', 'sender.letters.v1 retention: a retention is', 'sender.letters.v1 readers receiver: say why', 'other.notes.v1: Unrecognized key: "partitions"', 'Notes: a topic is called', 'other.notes.v1 owner: it is sender']) expect(faults).toContain(fault);
  });

  it('given no fault but a topic named after another service than its owner, then it is refused', () => {
    expect(() => parseManifest(sound('other.notes.v1: { owner: sender, message: sender.v1.Note, key: stream, retention: 7, readers: {} }'))).toThrow('other.notes.v1 owner: it is sender');
  });

  it('given a service that neither owns nor reads a topic, then both are refused by name', () => {
    const topics = parseManifest(sound());
    expect(toPublish(topics, 'sender.notes.v1', 'sender').message).toBe('sender.v1.Note');
    expect(toRead(topics, 'sender.notes.v1', 'receiver').owner).toBe('sender');
    expect(() => toPublish(topics, 'sender.notes.v1', 'receiver')).toThrow('receiver does not own sender.notes.v1: sender does.');
    expect(() => toRead(topics, 'sender.notes.v1', 'sender')).toThrow('sender is no reader of sender.notes.v1.');
    expect(() => toRead(topics, 'sender.rumours.v1', 'receiver')).toThrow('There is no topic sender.rumours.v1');
  });
});
