import fc from 'fast-check';
import type { CancelAsk, GrantAsk, RenewAsk } from './ask.js';
import { isMidnight, londonClock } from './calendar.js';
import { evaluate } from './evaluate.js';
import { loadBook } from './load.js';

const book = loadBook();
const HOURS_72 = 72 * 3_600_000;

/** Who may grant, said once more and independently of the packs: wholly, and in urgency alone. */
const FULL: Readonly<Record<string, (confidential: string) => readonly string[]>> = {
  'directed-surveillance': (confidential) =>
    confidential === 'none'
      ? ['superintendent', 'chief-superintendent', 'commander', 'deputy-assistant-commissioner', 'assistant-commissioner', 'deputy-commissioner', 'commissioner']
      : ['assistant-commissioner', 'deputy-commissioner', 'commissioner'],
  'property-interference': () => ['assistant-commissioner', 'commissioner'],
};
const URGENT: Readonly<Record<string, (confidential: string) => readonly string[]>> = {
  'directed-surveillance': (confidential) => (confidential === 'none' ? ['inspector', 'chief-inspector'] : []),
  'property-interference': () => ['commander'],
};

const instant = fc.date({ min: new Date('2010-04-06T12:00:00Z'), max: new Date('2034-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString());
const sometimes = <T>(value: T, otherwise: T) => fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(otherwise) });

const component = fc.record({
  power: fc.constantFrom('directed-surveillance', 'property-interference'),
  ground: fc.constantFrom('crime-or-disorder', 'serious-crime', 'public-safety'),
  tactics: sometimes([{ tactic: 'x', because: 'y' }], [{ tactic: 'x', because: '' }]),
  places: fc.array(fc.record({ kind: fc.constantFrom('public', 'dwelling', 'office', 'private-vehicle'), 'in-area': sometimes(true, false) }), { maxLength: 2 }),
  confidential: fc.constantFrom('none', 'none', 'privilege', 'personal', 'parliamentary'),
  'seeks-privilege': fc.constant(false),
  'other-means': sometimes('considered', ''),
});
const about = {
  at: instant,
  officer: fc.record({ person: sometimes('o', 'a'), rank: fc.constantFrom(...book.ladderOf('met').ranks), force: fc.constant('met') }),
  applicant: fc.record({ person: fc.constant('a'), force: sometimes('met', 'kent') }),
  agreement: fc.constantFrom(null, 's22A'),
  component,
};
const decided = {
  form: fc.constantFrom('written' as const, 'written' as const, 'oral' as const),
  urgent: fc.constantFrom(null, 'tonight'),
  notes: sometimes<readonly ('applicant' | 'officer')[]>(['applicant', 'officer'], ['officer']),
  'prior-approval': fc.constant(null),
};
const grant: fc.Arbitrary<GrantAsk> = fc.record({ event: fc.constant('grant' as const), ...about, ...decided });
const renew: fc.Arbitrary<RenewAsk> = fc.tuple(fc.record({ ...about, ...decided }), fc.integer({ min: -86_400, max: 7_000_000 }), sometimes('in-force', 'cancelled')).map(([ask, secondsLeft, state]) => ({
  ...ask, event: 'renew', review: null,
  current: { state, from: new Date(Date.parse(ask.at) - 86_400_000).toISOString(), until: new Date(Date.parse(ask.at) + secondsLeft * 1000).toISOString(), form: 'written', 'urgent-only': false },
}));

const allowedOnly = <A extends GrantAsk | RenewAsk>(ask: A) => {
  const answer = evaluate(book, ask);
  fc.pre(answer.allowed && answer.until !== null && answer.from !== null);
  return { ask, answer, from: answer.from ?? '', until: answer.until ?? '' };
};
const RUNS = { numRuns: 3_000, maxSkipsPerRun: 1_000 };

describe('whatever is asked', () => {
  it('then nothing is granted without an officer who may, in a form in which they may, for a case that has what it needs', () => {
    let seen = 0;
    fc.assert(fc.property(fc.oneof(grant, renew), (ask) => {
      const { allowed, urgentOnly } = evaluate(book, ask);
      if (!allowed) return;
      seen += 1;
      const { power, confidential } = ask.component;
      const rank = ask.officer.rank ?? '';
      const full = FULL[power]?.(confidential).includes(rank) ?? false;
      expect(full || (ask.urgent !== null && ask.form === 'written' && (URGENT[power]?.(confidential).includes(rank) ?? false))).toBe(true);
      expect(urgentOnly).toBe(!full);
      if (ask.form === 'oral') expect([ask.urgent !== null, ask.notes.length, ask.event === 'renew' && power === 'property-interference']).toEqual([true, 2, false]);
      expect(ask.officer.person).not.toBe(ask.applicant.person);
      expect(ask.applicant.force === 'met' || ask.agreement !== null).toBe(true);
      expect(ask.component.tactics.every(({ because }) => because !== '')).toBe(true);
      if (power === 'property-interference') expect([ask.component['other-means'], ask.component.places.every((place) => place['in-area'])]).toEqual(['considered', true]);
      if (ask.event === 'renew') expect([ask.current.state, (ask.current.until ?? '') > ask.at]).toEqual(['in-force', true]);
    }), RUNS);
    expect(seen).toBeGreaterThan(100);
  });

  it('then a refusal gives nothing: no state, no period, no deadline, and says what would be allowed', () => {
    fc.assert(fc.property(fc.oneof(grant, renew), (ask) => {
      const answer = evaluate(book, ask);
      fc.pre(!answer.allowed);
      const { state, from, until, commissioner, deadlines, practice, refusal } = answer;
      expect([state, from, until, commissioner, deadlines, practice]).toEqual([null, null, null, null, {}, {}]);
      expect([refusal?.because, refusal?.clause, refusal?.instead].every((text) => (text ?? '') !== '')).toBe(true);
    }), RUNS);
  });

  it('then a written decision of who has the whole power ends at a midnight of London, after it begins', () => {
    fc.assert(fc.property(fc.oneof(grant, renew), (asked) => {
      const { ask, answer, from, until } = allowedOnly(asked);
      fc.pre(ask.form === 'written' && !answer.urgentOnly);
      expect([isMidnight(londonClock(until)), until > from]).toEqual([true, true]);
    }), { numRuns: 500, maxSkipsPerRun: 1_000 });
  });

  it('then an oral decision, or one by a rank for urgency, ends at the earlier of both clocks', () => {
    fc.assert(fc.property(fc.oneof(grant, renew), (asked) => {
      const { ask, answer, from, until } = allowedOnly(asked);
      fc.pre(ask.form === 'oral' || answer.urgentOnly);
      const elapsed = Date.parse(until) - Date.parse(from);
      const shown = londonClock(until).getTime() - londonClock(from).getTime();
      expect(Math.max(elapsed, shown)).toBe(HOURS_72);
    }), { numRuns: 300, maxSkipsPerRun: 1_000 });
  });

  it('then a grant begins when it is made, and a renewal where the old period ends', () => {
    fc.assert(fc.property(fc.oneof(grant, renew), (asked) => {
      const { ask, from } = allowedOnly(asked);
      expect(from).toBe(ask.event === 'grant' ? ask.at : ask.current.until);
    }), { numRuns: 500, maxSkipsPerRun: 1_000 });
  });

  it('then a cancellation never ends later than it would have ended', () => {
    fc.assert(fc.property(renew, ({ event: _event, form: _form, urgent: _urgent, notes: _notes, review: _review, ...ask }) => {
      const cancel: CancelAsk = { ...ask, event: 'cancel', 'ceased-at': ask.at, 'product-direction': 'given' };
      const { allowed, until } = evaluate(book, cancel);
      fc.pre(allowed);
      expect(until === ask.at || until === ask.current.until).toBe(true);
      expect((until ?? '') <= ask.at && (until ?? '') <= (ask.current.until ?? '')).toBe(true);
    }), { numRuns: 500, maxSkipsPerRun: 1_000 });
  });

  it('then the same question has the same answer, and is left as it was', () => {
    fc.assert(fc.property(fc.oneof(grant, renew), (ask) => {
      const before = JSON.stringify(ask);
      expect(evaluate(book, ask)).toEqual(evaluate(loadedAgain, ask));
      expect(JSON.stringify(ask)).toBe(before);
    }), { numRuns: 500 });
  });
});

const loadedAgain = loadBook();
