import { readFileSync } from 'node:fs';
import type { DomainEvent } from '@cpmp/kernel';
import type { EventMeta } from '@cpmp/ledger';
import fc from 'fast-check';
import { type AuthorityEvent, authority, type Component, isUndecided, periodsOf } from '../domain/index.js';
import { LAW, OFFICER, T } from '../domain/spec-case.js';
import { reconcile } from '../inspection/reconciliation.js';
import { shownStanding, shownSummary } from '../reading/summary.js';
import { type ListedCase, register, type RegisterDoc } from './register.view.js';

/** One of every event that a case has ever had, of a first component; and the same of a second. */
const samples = readFileSync(new URL('../../golden.ndjson', import.meta.url), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as { readonly stream?: string; readonly event?: DomainEvent })
  .flatMap(({ stream, event }) => (stream === `${authority.category}-golden` && event && Object.hasOwn(authority.personal, event.type) ? [event as AuthorityEvent] : []));
const ofSecond = (event: AuthorityEvent): AuthorityEvent => ('component' in event ? { ...event, component: 'c2' } : event);
const applied = samples.find(({ type }) => type === 'AuthorityApplied') as Extract<AuthorityEvent, { type: 'AuthorityApplied' }>;
const [first] = applied.components;
/** Applied for two components, the second about an operative. */
const begun: AuthorityEvent = { ...applied, components: [{ ...first!, id: 'c1' }, { ...first!, id: 'c2', operative: 'sealed:v1:o', handle: 'sealed:v1:h' }] };

/** As a store gives it back. */
const stored = <D>(doc: D): D => JSON.parse(JSON.stringify(doc)) as D;

const folded = (events: readonly AuthorityEvent[]) => {
  let listed: ListedCase | undefined;
  let whole: RegisterDoc | undefined;
  for (const [n, each] of events.entries()) {
    // A gatekeeper's check moves only what nobody has decided on.
    const event = each.type === 'AuthorityChecked' ? { ...each, components: each.components.filter((id) => whole?.state.components[id] && isUndecided(whole.state.components[id])) } : each;
    const meta = { streamId: 'a', at: T(n) } as EventMeta;
    listed = stored(register.on['*']?.(listed, event, meta, 'a'));
    whole = register.whole?.on(whole, event, meta);
  }
  return { listed: listed as ListedCase, whole: whole as RegisterDoc };
};

/** All that is made of a document of a list. */
const madeOf = (doc: ListedCase) => {
  const { state, ...fields } = doc;
  const read = [T(0), T(1_000_000)].map((now) => [shownSummary(doc, { officer: OFFICER, now, law: LAW }), shownStanding(doc, now)]);
  const people = Object.values(state.components).map((component) => [component.id, component.handle, component.source, component.operative, component.linked, periodsOf(component)]);
  return stored({ fields, read, people, units: reconcile({ parts: [] }, [doc]), application: state.application, check: state.check });
};

describe('what the register stores of a case', () => {
  it('whatever has happened to the case, then lists make of it what they would make of the whole', () => {
    const event = fc.constantFrom(...samples, ...samples.map(ofSecond));
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 40, size: 'max' }), (events) => {
        const { listed, whole } = folded([begun, ...events]);
        expect(madeOf(listed)).toEqual(madeOf(whole));
      }),
      { numRuns: 300 },
    );
  });

  it('then of a component that is decided there is no text but of what it is called, and of one that is not there is all', () => {
    const granted = samples.find(({ type }) => type === 'AuthorityGranted') as AuthorityEvent;
    const { listed, whole } = folded([begun, granted]);
    const sealedIn = (doc: ListedCase): readonly string[] => Object.entries(doc.state.components['c1'] ?? {}).flatMap(([name, value]) => (JSON.stringify(value)?.includes('sealed:v1') ? [name] : []));
    expect(sealedIn(listed).toSorted()).toEqual(['handle', 'linked', 'operative', 'source']);
    expect(sealedIn(whole)).toEqual(expect.arrayContaining(['necessity', 'tactics', 'granted']));
    expect(listed.state.components['c2']).toEqual(stored(whole.state.components['c2'] as Component));
  });
});
