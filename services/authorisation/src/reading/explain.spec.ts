import { after, type AuthorityEvent, type AuthorityState, type Component, expire, renew } from '../domain/index.js';
import { END, granted, LAW, next, OFFICER, T } from '../domain/spec-case.js';
import { moment } from '../domain/words.js';
import { explain } from './explain.js';

const WAITING = { ...LAW, evaluate: (ask: Parameters<typeof LAW.evaluate>[0]) => ({ ...LAW.evaluate(ask), from: null, until: null }) };
const said = (state: AuthorityState, now: string): string => explain(state.components.c1 as Component, now).steps.at(-1)?.words ?? '';

describe('why an authority stands as it does', () => {
  it('given one that has run out, then that what was decided orally before its end may still be entered, recorded or not', () => {
    const words = `Its time ran out at ${moment(END)}. It cannot be renewed any more; only a renewal that was decided orally before then may still be entered, where the law allows one.`;
    expect([said(granted, END), said(next(granted, expire(granted, 'c1', END)), T(2_000))]).toEqual([words, words]);
  });

  it('given a renewal that waits for the commissioner when it runs out, then that it begins when they approve it', () => {
    const renewed = next(granted, renew(granted, { component: 'c1', by: OFFICER, form: 'written', statement: 'Still needed.', value: 'Named.' }, T(900), WAITING));
    expect(said(renewed, T(2_000))).toBe(`Its time ran out at ${moment(END)}. A renewal that was decided before then waits for the judicial commissioner, and begins when they approve it.`);
  });

  it('given one that ended with the part that it stood on, then that is said', () => {
    const event = { type: 'LinkedAuthorityEnded', component: 'c1', linked: 'c2', how: 'cancelled', until: T(300), deadlines: {} } as unknown as AuthorityEvent;
    expect(said(after(granted, [event]), T(400))).toBe(`It was cancelled with the part that it stood on, and ended at ${moment(T(300))}.`);
  });

  it('given one that has not begun, then when it begins', () => {
    const { c1 } = granted.components;
    expect(said({ ...granted, components: { c1: { ...(c1 as Component), from: T(60) } } }, T(30))).toMatch(new RegExp(`^It begins at ${moment(T(60))} and `));
  });
});
