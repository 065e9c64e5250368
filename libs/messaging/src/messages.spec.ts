import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import type { EventMeta } from '@cpmp/ledger';
import { textIn } from './contract-world.js';
import { actOf, type Delivery, message, metaOf, publisher } from './messages.js';

const meta: EventMeta = { id: 'sender/1/4/0', log: 'sender/1', position: 4, index: 0, stream: 'talk-a', streamId: 'a', version: 2, at: '2026-03-02T12:00:00.000Z', actor: null };
const delivery: Delivery = { topic: 'sender.notes.v1', key: 'talk-a', id: 'sender/1/4/0#1', at: meta.at, sourceLog: 'sender/1', position: 4, index: 0, headers: {} };

describe('messages', () => {
  it('given a publisher, when an event is mapped, private or of the ledger’s own, then only the mapped one leaves', () => {
    type Event = { readonly type: 'Said'; readonly text: string } | { readonly type: 'Kept' };
    const publish = publisher<Event>({ Said: ({ text }, { stream }) => [message('sender.notes.v1', stream, StringValueSchema, { value: text })], Kept: 'private' });
    const out = publish({ type: 'Said', text: 'aloud' }, meta, (text) => text);
    expect(out.map(({ topic, key, value }) => [topic, key, textIn(value)])).toEqual([['sender.notes.v1', 'talk-a', 'aloud']]);
    expect(publish({ type: 'Kept' }, meta, (text) => text)).toEqual([]);
    expect(publish({ type: 'KeysDestroyed' }, meta, (text) => text)).toEqual([]);
  });

  it('given a delivery, then the act of its effect names consumer and message, is nobody’s, and is no earlier than the message', () => {
    expect(actOf('receiver.notes', delivery)).toEqual({ cause: 'receiver.notes/sender/1/4/0#1', actor: null, notBefore: meta.at });
    expect(actOf('receiver.notes', { ...delivery, trace: '00-a-b-01' })).toMatchObject({ trace: '00-a-b-01' });
  });

  it('given a delivery, then its place for a topic-fed view is that of its event in the source’s log', () => {
    expect(metaOf(delivery)).toMatchObject({ id: 'sender/1/4/0#1', log: 'sender/1', position: 4, index: 0, stream: 'talk-a', streamId: 'a', at: meta.at });
    expect([metaOf(delivery).outOfTurn, metaOf({ ...delivery, outOfTurn: true }).outOfTurn]).toEqual([undefined, true]);
  });
});
