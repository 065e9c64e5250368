import { type AuthorityState, type Component, periodsOf } from '../domain/index.js';
import { END, granted, LAW, OFFICER, T } from '../domain/spec-case.js';
import { listedComponents } from '../views/listed.js';
import type { ListedCase } from '../views/register.view.js';
import { shownStanding, shownSummary } from './summary.js';

const GAP = { from: '2026-03-12', what: 'handler' } as never;
const changed = (patch: Partial<Component>): AuthorityState => ({ ...granted, components: { ...granted.components, c1: { ...(granted.components['c1'] as Component), ...patch } } });
const docOf = (state: AuthorityState): ListedCase => ({ id: 'a', edition: 2, application: state.application, ...listedComponents(state) }) as unknown as ListedCase;
const at = (now: string, state = granted) => shownSummary(docOf(state), { officer: OFFICER, now, law: LAW }).components;

describe('a case as a list shows it', () => {
  it('given a component that ends with nobody recording it, then until its end it is in force since its grant, and from there on expired since its end', () => {
    expect(at(T(11))[0]).toMatchObject({ id: 'c1', state: 'in-force', since: T(10), until: END, officer: OFFICER.person, checked: false });
    expect(at(END)[0]).toMatchObject({ state: 'expired', since: END });
    expect(shownStanding(docOf(granted), END).components[0]).toMatchObject({ state: 'expired', since: END });
  });

  it('given somebody missing who must look after its source, then that is shown while it is in force, and no longer', () => {
    const gaping = changed({ arrangements: { gaps: [GAP] } });
    expect(at(T(11), gaping)[0]).toMatchObject({ gap: GAP });
    expect(at(END, gaping)[0]).not.toHaveProperty('gap');
  });

  it('given one part that is decided and one that is not, then what waits to be read is of the second alone', () => {
    const [decided, waiting] = at(T(11));
    expect(decided).not.toHaveProperty('text');
    expect(waiting).toMatchObject({ id: 'c2', state: 'submitted', since: T(0), text: { necessity: 'No other line of inquiry.' }, rank: 'superintendent', yours: true });
  });
});

describe('what the register stores of a case', () => {
  it('then the texts of what is decided are not among it', () => {
    expect(JSON.stringify(listedComponents(changed({ necessity: 'Only c1 says this.' })))).not.toContain('Only c1 says this.');
  });

  it('given a part about an operative, then whom each part is about, and its periods; of a case about nobody, nothing', () => {
    const about = changed({ operative: 'o-1', power: 'undercover' });
    const { c1, c2 } = about.components as { readonly c1: Component; readonly c2: Component };
    expect(listedComponents(about).people).toEqual({ c1: { id: 'c1', handle: 'watch', operative: 'o-1', periods: periodsOf(c1) }, c2: { id: 'c2', handle: c2.handle, periods: [] } });
    expect(periodsOf(c1)).toHaveLength(1);
    expect(listedComponents(granted)).not.toHaveProperty('people');
  });
});
