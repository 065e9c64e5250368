import type { EventMeta, Recorded } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';
import { T } from '../domain/spec-case.js';
import type { Part } from '../inspection/parts.js';
import { ACTIVITY } from './activity.js';
import type { Record } from './question.js';

const ran = (more: object): Recorded<AuthorityEvent> => ({
  event: { type: 'ErrorSuspected', component: 'c2', permit: 'p1', thing: 'asset-a', startedAt: T(30), endedAt: T(50), cause: 'running-after-end', ...more } as unknown as AuthorityEvent,
  meta: { id: 'authorisation/1/9/0', at: T(60) } as EventMeta,
});
const outside = ACTIVITY.find(({ number }) => number === 3);
const answered = (event: Recorded<AuthorityEvent>) => {
  const part = { authorisation: 'a', component: 'c2', about: { reference: 'MET-26-0001', force: 'met' }, asked: { power: 'directed-surveillance' }, events: [event] } as unknown as Part;
  return outside?.rows({ at: T(90), parts: [part], errors: [] } as unknown as Record, {});
};

describe('what ran on after a part that it needs had ended', () => {
  it('given that it ran when that end was entered, then until then, when it was ordered to be switched off', () =>
    expect(answered(ran({}))).toMatchObject([{ says: { deployment: 'p1', from: T(50), until: T(60), seconds: 600, followed: 'ordered to be switched off' }, events: ['authorisation/1/9/0'] }]));
  it('given that it had stopped by then, then until it stopped', () => expect(answered(ran({ stoppedAt: T(55) }))).toMatchObject([{ says: { from: T(50), until: T(55), seconds: 300, followed: 'had stopped by then' } }]));
});
