import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type Need, type PermitMessage, close, hearPermit } from '@cpmp/gate';
import { type Asset, type AssetEvent, type Particulars, asset, bookAsset, changeCustody, deploy, recordServiceability, register, thingOf } from './asset.js';

const TRACKER: Particulars = { kind: 'vehicle-tracker', serial: 'VT-0001', site: 'hendon' };
const march = (day: number): Instant => `2026-03-${String(day).padStart(2, '0')}T12:00:00.000Z`;
const given = (...events: readonly AssetEvent[]): Asset => [{ type: 'AssetRegistered' as const, ...TRACKER, by: 'rm-price' }, ...events].reduce(asset.evolve, asset.initial);
const events = (decision: Decision<AssetEvent>): readonly AssetEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const then = (state: Asset, decision: Decision<AssetEvent>): Asset => events(decision).reduce(asset.evolve, state);
const ask = (from: number, to: number) => ({
  permit: 'p1', authorisation: 'a1', component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' }, window: { from: march(from), to: march(to) },
  requestedBy: 'rm-price', force: 'met', risks: [],
});
const booking = (needs: readonly Need[] = []) => ({ allocation: 'b1', tasking: 't1', operationId: 'op1', window: { from: march(3), to: march(5) }, requestedBy: 'rm-price', needs });
const refusedWith = (decision: Decision<AssetEvent>): string | undefined => {
  const [event] = events(decision);
  return event && 'refusal' in event ? event.refusal?.refused : undefined;
};
const deployed = (state: Asset): Asset => {
  const permit: PermitMessage = {
    kind: 'issued', permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', reference: 'MET-26-0001', operationId: 'op1',
    issuedAt: march(2), startBy: '2026-03-02T12:01:00.000Z', until: march(20),
  };
  const asked = then(state, deploy(state, '1', ask(3, 10), march(2)));
  return then(asked, hearPermit(thingOf(asked, '1'), permit, march(2)));
};

describe('given a registered asset', () => {
  it('when it is registered again by the same request, then it is already so', () => {
    expect(register(given(), TRACKER, 'rm-price')).toEqual([]);
  });

  it('when nothing speaks against it, then a deployment is asked for clean, and a booking is booked', () => {
    expect(refusedWith(deploy(given(), '1', ask(3, 10), march(2)))).toBeUndefined();
    expect(bookAsset(given(), '1', booking(), march(2))).toMatchObject([{ type: 'Booked' }]);
  });

  it.each([
    ['out of service', { serviceable: false, reason: 'Flat battery.' }],
    ['burned', { serviceable: true, burned: true }],
    ['overdue inspection', { serviceable: true, inspectionDue: '2026-03-01' }],
  ])('when it is %s, then neither deployment nor booking is clean', (_name, found) => {
    const state = then(given(), recordServiceability(given(), found, 'rm-price'));
    expect(refusedWith(deploy(state, '1', ask(3, 10), march(2)))).toBe('not-serviceable');
    expect(refusedWith(bookAsset(state, '1', booking(), march(2)))).toBe('not-serviceable');
  });

  it('when its inspection is in date on the window’s first day, then it may be deployed', () => {
    const state = then(given(), recordServiceability(given(), { serviceable: true, inspectionDue: '2026-03-03' }, 'rm-price'));
    expect(refusedWith(deploy(state, '1', ask(3, 10), march(2)))).toBeUndefined();
    expect(refusedWith(deploy(state, '1', ask(4, 10), march(2)))).toBe('not-serviceable');
  });

  it('when it was burned, then it stays burned until it is said otherwise', () => {
    const burned = then(given(), recordServiceability(given(), { serviceable: false, burned: true }, 'rm-price'));
    expect(then(burned, recordServiceability(burned, { serviceable: true }, 'rm-price')).burned).toBe(true);
  });

  it('when a tasking needs another kind of thing, then it is refused, and the answer goes to the tasking', () => {
    expect(bookAsset(given(), '1', booking([{ kind: 'fixed-camera' }, { skill: 'foot' }]), march(2))).toMatchObject([{ type: 'BookingRefused', tasking: 't1', refusal: { refused: 'not-suited' } }]);
    expect(bookAsset(given(), '1', booking([{ kind: 'fixed-camera' }, { kind: 'vehicle-tracker' }]), march(2))).toMatchObject([{ type: 'Booked', meets: [1] }]);
  });

  it('when an asset that nobody registered is asked for, then the tasking is answered', () => {
    expect(bookAsset(asset.initial, 'x', booking(), march(2))).toMatchObject([{ type: 'BookingRefused', refusal: { refused: 'not-registered' } }]);
  });
});

describe('given an asset in the store', () => {
  const custody = (state: Asset, action: 'check-out' | 'check-in', to?: string) => changeCustody(state, { action, ...(to ? { to } : {}), by: 'rm-price' });

  it('when it is checked out and in, then the book always says who has it', () => {
    const out = then(given(), custody(given(), 'check-out', 'dc-ahmed'));
    expect(out.custodian).toBe('dc-ahmed');
    expect(custody(out, 'check-out', 'dc-ahmed')).toEqual([]);
    expect(custody(out, 'check-out', 'dc-bell')).toMatchObject({ refused: 'already-checked-out' });
    const back = then(out, custody(out, 'check-in'));
    expect(back.custodian).toBeUndefined();
    expect(custody(back, 'check-in')).toMatchObject({ refused: 'not-checked-out' });
    expect(custody(back, 'check-out')).toMatchObject({ refused: 'custodian-missing' });
  });
});

describe('given a deployed asset', () => {
  it.each(['disabled', 'lost'] as const)('when it comes back %s, then it is out of service', (outcome) => {
    const out = deployed(given());
    const closed = then(out, close(thingOf(out, '1'), { permit: 'p1', outcome, note: 'In the river.' }, march(6)));
    expect(closed.serviceable).toBe(false);
  });

  it.each([['lost', ['b1', 'b2']], ['disabled', []]] as const)('when it was promised to others and is %s, then these promises fall away and their taskings are answered: %j', (outcome, gone) => {
    const promised = (state: Asset, allocation: string, tasking: string | undefined, from: number): Asset => then(state, bookAsset(state, '1', { allocation, ...(tasking ? { tasking } : {}), operationId: 'op2', window: { from: march(from), to: march(from + 1) }, requestedBy: 'rm-price', needs: [] }, march(4)));
    const out = promised(promised(deployed(given()), 'b1', 't1', 20), 'b2', undefined, 22);
    const released = events(close(thingOf(out, '1'), { permit: 'p1', outcome, note: 'In the river.' }, march(6))).filter((event) => event.type === 'BookingReleased');
    expect(released.map(({ allocation, why }) => [allocation, why])).toEqual(gone.map((allocation) => [allocation, 'lost']));
  });

  it('when it comes back recovered, then it may be deployed again', () => {
    const out = deployed(given());
    const closed = then(out, close(thingOf(out, '1'), { permit: 'p1', outcome: 'recovered', note: 'Taken off.' }, march(6)));
    expect(refusedWith(deploy(closed, '1', { ...ask(7, 8), permit: 'p2' }, march(6)))).toBeUndefined();
  });

  it('when somebody else asks for it, then the refusal names no case and no operation', () => {
    const [event] = events(deploy(deployed(given()), '1', { ...ask(3, 10), permit: 'p2', authorisation: 'a2' }, march(4)));
    expect(event).toMatchObject({ refusal: { refused: 'already-committed', instead: 'Free once it is recovered.' } });
    expect(JSON.stringify(event && 'refusal' in event && event.refusal)).not.toMatch(/a1|op1|MET-26/);
  });
});
