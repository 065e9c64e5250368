import { appeal, approve, type AuthorityEvent, type AuthorityState, after, apply, authority, cancel, type Component, decideAppeal, decline, grant, quash } from '../domain/index.js';
import { APPLICANT, LAW, OFFICER, T, yes } from '../domain/spec-case.js';
import { asState, type ListedComponent, type ListedState, listedState } from '../views/listed.js';
import { readLog } from './parts.js';
import { reconcile } from './reconciliation.js';
import { logOf } from './spec-log.js';

const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], necessity: 'n', proportionality: 'p', collateral: 'c',
};

/** A log of one case of two parts, c1 granted and cancelled. */
const told = (): readonly AuthorityEvent[] => {
  const applied = yes(apply(authority.initial, { operation: 'Copper Weir', operationId: 'op', applicant: APPLICANT, cleared: [], components: [DRAFT, { ...DRAFT, handle: 'again' }] }, T(0), {}));
  const state = after(authority.initial, applied);
  const granted = yes(grant(state, { component: 'c1', by: OFFICER, form: 'written', statement: 'Needed.', reviewBy: T(500) }, T(10), LAW));
  const ended = yes(cancel(after(state, granted), { component: 'c1', by: OFFICER, ceasedAt: T(20), told: [], reason: 'Done.', value: 'None.', productDirection: 'Keep.' }, T(20), LAW));
  return [...applied, ...granted, ...ended];
};

const events = told();
const state = after(authority.initial, events);
const register = { id: 'a', reference: state.application?.reference ?? '', state: listedState(state) };
const changed = (patch: Partial<Component>) => ({ ...register, state: { ...register.state, components: { ...register.state.components, c1: { ...(register.state.components['c1'] as ListedComponent), ...patch } } } });

describe('the reconciliation', () => {
  it('given a register and a log that agree, then there is no difference, however the log is paged', async () => {
    const { parts, tally } = await readLog(logOf(events), events.length);
    expect(parts.map(({ component }) => component)).toEqual(['c1', 'c2']);
    expect(reconcile({ parts, tally }, [register])).toMatchObject({ parts: 2, differences: [] });
  });

  it('given a register in which one act was taken away or one instant changed, then that part and that unit are named, with both sides', async () => {
    const read = await readLog(logOf(events), events.length);
    const { cancelled: _, ...kept } = state.components['c1'] as Component;
    const without = { ...register, state: listedState({ ...state, components: { ...state.components, c1: kept } }) };
    expect(reconcile(read, [without]).differences).toEqual([{ where: 'MET-26-0001/c1', what: 'AuthorityCancelled', record: 1, other: 0, against: 'register' }]);
    expect(reconcile(read, [changed({ until: T(21) })]).differences).toEqual([{ where: 'MET-26-0001/c1', what: 'until', record: T(20), other: T(21), against: 'register' }]);
    expect(reconcile(read, []).differences.map(({ where, what }) => [where, what])).toContainEqual(['MET-26-0001/c2', 'state']);
  });

  it('given a part that a commissioner cancelled and later quashed, then both are in the register as in the record', async () => {
    const law = { ...LAW, evaluate: (ask: Parameters<typeof LAW.evaluate>[0]) => ({ ...LAW.evaluate({ ...ask, event: 'cancel', 'ceased-at': 'x', 'product-direction': 'x' } as never), state: 'quashed' as const }) };
    const ending = { component: 'c1', commissioner: 'jc-farrow', act: 'grant' as const, reason: 'x', destroy: false, retrieve: false };
    const once = yes(quash(state, { ...ending, how: 'cancelled' }, T(30), law));
    const twice = yes(quash(after(state, once), { ...ending, how: 'quashed' }, T(40), law));
    const all = [...events, ...once, ...twice];
    // Event by event, as the register is folded from what it has stored.
    const stored = all.reduce<ListedState | undefined>((listed, event) => listedState(after(listed ? asState(listed) : authority.initial, [event]), listed), undefined) as ListedState;
    expect(reconcile(await readLog(logOf(all), all.length), [{ ...register, state: stored }]).differences).toEqual([]);
  });

  it('given an approval that had to come first, declined and on appeal given after all, then both have the part as undecided, and the register has it whole again for its officers', async () => {
    const first = { ...LAW, evaluate: (ask: Parameters<typeof LAW.evaluate>[0]) => ({ ...LAW.evaluate({ ...ask, officer: OFFICER, event: 'cancel', 'ceased-at': 'x', 'product-direction': 'x' } as never), until: null, deadlines: { appeal: T(500) } }) };
    const [on, by] = [{ component: 'c2', act: 'grant' as const, reason: 'x' }, (commissioner: string) => ({ component: 'c2', commissioner })];
    const all = [
      (now: AuthorityState) => decline(now, { ...on, ...by('jc-farrow') }, T(30), first),
      (now: AuthorityState) => appeal(now, { component: 'c2', by: OFFICER, against: 'decline', reason: 'x' }, T(31)),
      (now: AuthorityState) => decideAppeal(now, { ...by('ipc'), against: 'decline', outcome: 'allowed' }, T(32)),
      (now: AuthorityState) => approve(now, { ...on, ...by('jc-farrow') }, T(33), first),
    ].reduce<readonly AuthorityEvent[]>((so, decide) => [...so, ...yes(decide(after(authority.initial, so)))], events);
    const stored = all.reduce<ListedState | undefined>((listed, event) => listedState(after(listed ? asState(listed) : authority.initial, [event]), listed), undefined) as ListedState;
    expect(reconcile(await readLog(logOf(all), all.length), [{ ...register, state: stored }]).differences).toEqual([]);
    expect(stored.components['c2']).toMatchObject({ state: 'submitted', necessity: 'n', tactics: DRAFT.tactics });
  });

  it('given a part that the record lost, then both the register and the log show it', async () => {
    const { parts, tally } = await readLog(logOf(events), events.length);
    const { differences } = reconcile({ parts: parts.slice(1), tally }, [register]);
    expect(differences).toContainEqual({ where: 'MET-26-0001/c1', what: 'AuthorityGranted', record: null, other: 1, against: 'register' });
    expect(differences).toContainEqual({ where: 'all cases', what: 'AuthorityGranted', record: 0, other: 1, against: 'log' });
  });

  it('given a case that changed while the register was read, then nothing is said of it', async () => {
    const { parts } = await readLog(logOf(events), events.length);
    expect(reconcile({ parts }, [changed({ until: T(21) })], new Set(['a']))).toMatchObject({ parts: 0, unsettled: 1, differences: [] });
  });
});
