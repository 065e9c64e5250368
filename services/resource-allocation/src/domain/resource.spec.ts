import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import type { Need } from '@cpmp/gate';
import { changeRole, type Role } from './looked-after.js';
import { type Fitness, type Particulars, type Resource, type ResourceEvent, bookResource, deploy, recordFitness, register, resource, thingOf } from './resource.js';

const NOW: Instant = '2026-09-07T08:00:00.000Z';
const by = { person: 'rm-price', now: NOW };
const TEAM: Particulars = { kind: 'surveillance-team', label: 'team-red', site: 'hendon', skills: ['foot', 'mobile'] };
const OPERATIVE: Particulars = {
  kind: 'undercover-operative', label: 'op-31', accredited: { advanced: '2026-11-30' }, assessedUntil: '2026-10-15', handler: 'ds-iqbal', controller: 'di-rowe', coverOfficer: 'co-blake',
};
const events = (decision: Decision<ResourceEvent>): readonly ResourceEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const given = (particulars: Particulars): Resource => events(register(resource.initial, particulars, by)).reduce(resource.evolve, resource.initial);
const ASK = { permit: 'p1', authorisation: 'a1', component: 'c1', tactic: 'undercover-contact', target: { subject: 's' }, requestedBy: 'rm-price', force: 'met', risks: [] };
const asked = (particulars: Particulars, to: Instant, from: Instant = '2026-09-20T10:00:00.000Z'): string | undefined => {
  const window = { from, to };
  const [event] = events(deploy(given(particulars), '1', { ...ASK, window }, NOW));
  return event && 'refusal' in event ? event.refusal?.refused : undefined;
};
const booked = (particulars: Particulars, needs: readonly Need[]): string | undefined => {
  const ask = { allocation: 'b1', tasking: 't1', operationId: 'op1', window: { from: '2026-10-01T09:00:00.000Z', to: '2026-10-02T19:00:00.000Z' }, requestedBy: 'rm-price', needs };
  const [event] = events(bookResource(given(particulars), '1', ask, NOW));
  return event && 'refusal' in event ? event.refusal?.refused : undefined;
};

describe('given an operative with a last fit day (P18)', () => {
  it.each([
    ['the evening of the last fit day', '2026-10-15T19:00:00.000Z', undefined],
    ['midnight in London that ends it', '2026-10-15T23:00:00.000Z', undefined],
    ['a millisecond beyond it', '2026-10-15T23:00:00.001Z', 'not-fit'],
    ['the day after', '2026-10-16T19:00:00.000Z', 'not-fit'],
  ])('when the window reaches %s, then it is %s: %s', (_name, to, refused) => {
    expect(asked(OPERATIVE, to)).toBe(refused);
  });

  it('when the accreditation ends before the window does, then it is not fit', () => {
    expect(booked({ ...OPERATIVE, accredited: { advanced: '2026-09-10' }, assessedUntil: '2027-02-01' }, [{ kind: 'undercover-operative' }])).toBe('not-fit');
  });

  it.each([
    ['no assessment', { ...OPERATIVE, assessedUntil: undefined }],
    ['no accreditation', { ...OPERATIVE, accredited: undefined }],
  ])('when there is %s, then it is not fit', (_name, particulars) => {
    expect(asked(particulars, '2026-10-01T10:00:00.000Z')).toBe('not-fit');
  });

  it('when one of two accreditations has ended, then the other will do', () => {
    expect(asked({ ...OPERATIVE, accredited: { foundation: '2026-09-01', advanced: '2026-11-30' } }, '2026-10-01T10:00:00.000Z')).toBeUndefined();
  });

  const handed = (from: string, state = given(OPERATIVE)) => events(changeRole(state, { role: 'cover-officer', person: 'co-vale', from, reason: 'Posted elsewhere.' }, by));

  it('when it is accredited anew, for less or no more, then the accreditation that ends last is what must be renewed, by who is its cover officer then; an assessment leaves that as it is', () => {
    const renewed = (...steps: readonly Fitness[]) => lastOf(steps)?.deadlines;
    const lastOf = (steps: readonly Fitness[]) => steps.reduce<readonly [Resource, ResourceEvent | undefined]>(([state], fitness) => {
      const [event] = events(recordFitness(state, fitness, by));
      return [resource.evolve(state, event as ResourceEvent), event];
    }, [given(OPERATIVE), undefined])[1] as Extract<ResourceEvent, { type: 'FitnessRecorded' }> | undefined;
    expect(given(OPERATIVE).fitness.reaccreditation).toEqual({ stands: 'fitness/reaccreditation/1', set: 1 });
    expect(renewed({ accredited: { foundation: '2027-01-31', advanced: '2026-12-31' } })).toEqual({
      set: [{ id: 'fitness/reaccreditation/2', what: 'reaccreditation', due: '2027-02-01T00:00:00.000Z', persons: ['co-blake'], statutory: false }],
      discharged: [{ id: 'fitness/reaccreditation/1', at: NOW, how: 'done' }],
    });
    expect(renewed({ accredited: {} })).toEqual({ discharged: [{ id: 'fitness/reaccreditation/1', at: NOW, how: 'superseded' }] });
    expect(renewed({ accredited: {} }, { accredited: {} })).toBeUndefined();
    expect(renewed({ accredited: {} }, { accredited: { advanced: '2027-01-31' } })).toMatchObject({ set: [{ id: 'fitness/reaccreditation/2' }] });
    expect(renewed({ assessedUntil: '2027-04-15' })?.set?.map(({ what }) => what)).toEqual(['reassessment']);
    expect(renewed({ skills: ['foot'] })).toBeUndefined();
  });

  it('when its cover officer hands over before the last fit day, then the reassessment and the accreditation that stand are theirs who has it then; whoever had it need not hear any more', () => {
    const [event] = handed('2026-10-15');
    expect(event).toMatchObject({
      deadlines: {
        set: [{ id: 'fitness/reassessment/2', what: 'reassessment', due: '2026-10-15T23:00:00.000Z', persons: ['co-vale'], statutory: false }, { id: 'fitness/reaccreditation/2', due: '2026-12-01T00:00:00.000Z', persons: ['co-vale'] }],
        discharged: [{ id: 'fitness/reassessment/1', at: NOW, how: 'superseded' }, { id: 'fitness/reaccreditation/1', how: 'superseded' }],
      },
    });
    const after = [event as ResourceEvent].reduce(resource.evolve, given(OPERATIVE));
    expect(events(recordFitness(after, { assessedUntil: '2027-04-15' }, by))).toMatchObject([{ deadlines: { discharged: [{ id: 'fitness/reassessment/2' }], set: [{ id: 'fitness/reassessment/3', persons: ['co-vale'] }] } }]);
  });

  it.each([
    ['its cover officer hands over after the last fit day', () => handed('2026-12-01')],
    ['another role is handed over', () => events(changeRole(given(OPERATIVE), { role: 'handler', person: 'ds-vale', from: '2026-09-08', reason: 'Posted elsewhere.' }, by))],
    ['the last fit day is over', () => events(changeRole(given({ ...OPERATIVE, assessedUntil: '2026-09-01', accredited: { advanced: '2026-09-01' } }), { role: 'cover-officer', person: 'co-vale', from: '2026-09-01', reason: 'Posted elsewhere.' }, by))],
  ])('when %s, then what stands of its fitness stays as it was', (_name, change) => {
    expect(change()[0]).not.toHaveProperty('deadlines');
  });

  it('when it is assessed anew, then it is fit again, the reassessment is discharged and the next is set', () => {
    const state = given(OPERATIVE);
    const [event] = events(recordFitness(state, { assessedUntil: '2027-04-15' }, by));
    expect(event).toMatchObject({
      deadlines: {
        set: [{ id: 'fitness/reassessment/2', what: 'reassessment', due: '2027-04-15T23:00:00.000Z', statutory: false }],
        discharged: [{ id: 'fitness/reassessment/1', at: NOW, how: 'done' }],
      },
    });
    expect(event && resource.evolve(state, event).particulars).toMatchObject({ assessedUntil: '2027-04-15', accredited: OPERATIVE.accredited });
  });

  it('when it is recalled, then cover officer and controller are told, and of an overdue withdrawal the controller', () => {
    expect(thingOf(given(OPERATIVE), '1', NOW)).toMatchObject({ tell: ['co-blake', 'di-rowe'], tellOverdue: ['di-rowe'] });
  });

  it('when a role is handed over from a day on, then recalls of that day are told to whom it went, those before to whom it was, and a day without anybody to tell refuses it', () => {
    const change = (state: Resource, role: Role, from: string, person?: string): Resource =>
      events(changeRole(state, { role, from, reason: 'Posted.', ...(person === undefined ? {} : { person }) }, by)).reduce(resource.evolve, state);
    const state = change(given(OPERATIVE), 'controller', '2026-10-05', 'di-vance');
    expect(['2026-10-04T22:59:59.999Z', '2026-10-04T23:00:00.000Z'].map((now) => thingOf(state, '1', now).tellOverdue)).toEqual([['di-rowe'], ['di-vance']]);
    const nobody = change(change(given(OPERATIVE), 'controller', '2026-09-01'), 'cover-officer', '2026-09-01');
    expect(deploy(nobody, '1', { ...ASK, window: { from: '2026-10-01T08:00:00.000Z', to: '2026-10-01T10:00:00.000Z' } }, NOW)).toMatchObject([{ refusal: { refused: 'arrangements-incomplete' } }]);
    // A window that has begun asks who is there now, not who was.
    expect(deploy(nobody, '1', { ...ASK, window: { from: '2026-08-30T08:00:00.000Z', to: '2026-10-01T10:00:00.000Z' } }, NOW)).toMatchObject([{ refusal: { refused: 'arrangements-incomplete' } }]);
    expect(asked(OPERATIVE, '2026-10-01T10:00:00.000Z', '2026-09-06T08:00:00.000Z')).toBeUndefined();
    expect(changeRole(given(TEAM), { role: 'handler', from: '2026-09-01', reason: 'x' }, by)).toMatchObject({ refused: 'not-an-operative' });
    expect(changeRole(state, { role: 'controller', from: '2026-10-05', person: 'di-vance', reason: 'x' }, by)).toEqual([]);
  });
});

describe('given a team', () => {
  it('when it is asked for, then it needs neither assessment nor accreditation, and the resource manager is told by role', () => {
    expect(asked(TEAM, '2026-10-01T10:00:00.000Z')).toBeUndefined();
    expect(thingOf(given(TEAM), '1', NOW).tell).toEqual([]);
  });

  it.each<[string, string | undefined, readonly Need[]]>([
    ['one of its skills', undefined, [{ skill: 'mobile' }]],
    ['its kind and a skill', undefined, [{ kind: 'surveillance-team', skill: 'foot' }]],
    ['a skill it has not', 'not-suited', [{ skill: 'audio' }]],
    ['its skill in another kind', 'not-suited', [{ kind: 'monitoring-team', skill: 'foot' }]],
    ['any one of several needs', undefined, [{ kind: 'vehicle-tracker' }, { skill: 'foot' }]],
  ])('when a tasking needs %s, then the refusal is %s', (_name, refused, needs) => {
    expect(booked(TEAM, needs)).toBe(refused);
  });
});

describe('given a resource that will not do for several reasons', () => {
  it('when it is booked, then it says which of the needs it meets, by their places', () => {
    const ask = { allocation: 'b1', tasking: 't1', operationId: 'op1', window: { from: '2026-10-01T09:00:00.000Z', to: '2026-10-02T19:00:00.000Z' }, requestedBy: 'rm-price', needs: [{ kind: 'fixed-camera' }, { skill: 'foot' }, { kind: 'surveillance-team', skill: 'audio' }, { kind: 'surveillance-team' }] };
    expect(bookResource(given(TEAM), '1', ask, NOW)).toMatchObject([{ type: 'Booked', meets: [1, 3] }]);
  });

  it('when it is booked, then every reason is said', () => {
    const ask = { allocation: 'b1', tasking: 't1', operationId: 'op1', window: { from: '2026-12-01T09:00:00.000Z', to: '2026-12-02T19:00:00.000Z' }, requestedBy: 'rm-price', needs: [{ skill: 'audio' }] };
    expect(bookResource(given(OPERATIVE), '1', ask, NOW)).toMatchObject([{ refusal: { refused: 'not-suited', because: expect.stringMatching(/neither the kind nor the skill.*assessment.*accreditation/) } }]);
  });
});
