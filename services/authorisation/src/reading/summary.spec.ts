import type { AuthorityState, Component } from '../domain/index.js';
import { END, granted, LAW, OFFICER, T } from '../domain/spec-case.js';
import { listedState } from '../views/listed.js';
import type { ListedCase } from '../views/register.view.js';
import { shownStanding, shownSummary } from './summary.js';

const GAP = { from: '2026-03-12', what: 'handler' } as never;
const changed = (patch: Partial<Component>): AuthorityState => ({ ...granted, components: { ...granted.components, c1: { ...(granted.components['c1'] as Component), ...patch } } });
const docOf = (state: AuthorityState): ListedCase => ({ id: 'a', state: listedState(state) }) as ListedCase;
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
