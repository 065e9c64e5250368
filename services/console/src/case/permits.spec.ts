import type { CaseFile } from './case-file.js';
import { byPartAndTime, permitShown } from './permits.js';

type Permit = Parameters<typeof permitShown>[0];
const AT = (minute: number): string => `2026-03-02T10:${String(minute).padStart(2, '0')}:00.000Z`;
const permit = (change: Partial<Permit> = {}): Permit => ({ permit: 'p1', component: 'c1', holder: 'asset-registry', thing: 'asset-a', tactic: 'vehicle-tracker', window: { from: AT(0), to: AT(59) }, requestedBy: 'rm-price', issuedAt: AT(0), state: 'deployed', startedAfterEnd: false, ...change });
const shown = (change: Partial<Permit>) => permitShown(permit(change), { deployments: [] } as unknown as CaseFile, (person) => person);

describe('a permit as the case shows it', () => {
  it('given one that went out, ended and was recalled, then it says each moment and how long nothing followed', () => {
    const { became } = shown({ startedAt: AT(1), end: { how: 'cancelled', at: AT(10) }, recalledAt: AT(12), closedAt: AT(20), gapSeconds: 120, startedAfterEnd: true });
    expect(became).toEqual([
      'Out from 10:01 on Monday 2 March 2026', 'The permit ended at 10:10 on Monday 2 March 2026: cancelled', 'Recalled at 10:12 on Monday 2 March 2026', 'Over at 10:20 on Monday 2 March 2026', '2 minutes from its end to the recall',
      'It began at or after its end: an error is suspected',
    ]);
  });
  it.each([[1, '1 second'], [59, '59 seconds'], [60, '1 minute'], [61, '1 minute 1 second']])('given a gap of %s seconds, then %s', (gapSeconds, words) => expect(shown({ gapSeconds }).became).toEqual([`${words} from its end to the recall`]));
  it('given one that must be switched off, and then one that was, then it says so beside its state, and when', () => {
    const off = { running: 'switch-off-ordered', switchOffOrderedAt: AT(3) } as const;
    expect([shown(off), shown({ ...off, running: 'switched-off', switchedOffAt: AT(4) })]).toMatchObject([
      { states: ['deployed', 'switch-off-ordered'], became: ['Ordered to be switched off at 10:03 on Monday 2 March 2026'] },
      { states: ['deployed', 'switched-off'], became: ['Ordered to be switched off at 10:03 on Monday 2 March 2026', 'Switched off at 10:04 on Monday 2 March 2026'] },
    ]);
    expect(shown({ running: 'switched-on', refusal: undefined }).states).toEqual(['deployed']);
  });
  it('given one that never went out, then nothing became of it; given what it needs, then that is said', () => {
    expect([shown({}).became, shown({ gapSeconds: 0 }).became]).toEqual([[], []]);
    expect(shown({ companions: [{ power: 'directed-surveillance', for: 'f', clause: 'c', confirmed: true }] }).needs).toBe('Needs directed surveillance in force');
  });
  it('given several, in whatever order, then they stand part by part, as they were issued, refused ones last', () => {
    const rows = [shown({ component: 'c10' }), shown({ component: 'c2', issuedAt: undefined }), shown({ component: 'c2', issuedAt: AT(5) }), shown({ component: 'c2', issuedAt: AT(1) })];
    for (const all of [rows, rows.toReversed()]) expect(all.toSorted(byPartAndTime).map(({ part, issuedAt }) => [part, issuedAt])).toEqual([['2', AT(1)], ['2', AT(5)], ['2', undefined], ['10', AT(0)]]);
  });
});
