import fc from 'fast-check';
import type { CancelAsk, GrantAsk, RenewAsk } from './ask.js';
import { isMidnight, londonClock } from './calendar.js';
import { evaluate } from './evaluate.js';
import { loadBook } from './load.js';

const book = loadBook();
const HOURS_72 = 72 * 3_600_000;

const LADDER = book.ladderOf('met').ranks;
const from = (rank: string): readonly string[] => LADDER.slice(LADDER.indexOf(rank));
const between = (rank: string, below: string): readonly string[] => LADDER.slice(LADDER.indexOf(rank), LADDER.indexOf(below));
const RELEVANT_SOURCES = '2014-01-01';
type Who = { readonly full: readonly string[]; readonly urgent: readonly string[] };

/** Who may grant, said once more and independently of the packs: wholly, and in urgency alone. */
const whoMay = ({ power, confidential }: { readonly power: string; readonly confidential: string }, at: string): Who => {
  if (power === 'property-interference' || power === 'intrusive-surveillance') return { full: ['assistant-commissioner', 'commissioner'], urgent: ['commander'] };
  if (power === 'criminal-conduct') return { full: from('superintendent'), urgent: between('inspector', 'superintendent') };
  if (confidential !== 'none') return { full: from('assistant-commissioner'), urgent: [] };
  if (power === 'undercover' && at >= RELEVANT_SOURCES) return { full: from('commander'), urgent: between('superintendent', 'commander') };
  return { full: from('superintendent'), urgent: between('inspector', 'superintendent') };
};

const instant = fc.date({ min: new Date('2010-04-06T12:00:00Z'), max: new Date('2034-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString());
const sometimes = <T>(value: T, otherwise: T) => fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(otherwise) });

const ROLES = { handler: 'h', controller: 'c', 'record-maintainer': 'm' };
const component = fc.record({
  power: fc.constantFrom('directed-surveillance', 'property-interference', 'intrusive-surveillance', 'chis', 'undercover', 'criminal-conduct'),
  ground: fc.constantFrom('crime-or-disorder', 'serious-crime', 'public-safety'),
  tactics: sometimes([{ tactic: 'x', because: 'y' }], [{ tactic: 'x', because: '' }]),
  places: fc.array(fc.record({ kind: fc.constantFrom('public', 'dwelling', 'office', 'private-vehicle'), 'in-area': sometimes(true, false) }), { maxLength: 2 }),
  confidential: fc.constantFrom('none', 'none', 'privilege', 'personal', 'parliamentary'),
  'seeks-privilege': fc.constant(false),
  'other-means': sometimes('considered', ''),
  source: sometimes({ ...ROLES, born: '1970-01-01', vulnerable: false, safeguards: false }, { ...ROLES, controller: 'h', born: '1970-01-01', vulnerable: false, safeguards: false }),
  operative: fc.constant({ ...ROLES, prior: [] }),
  linked: sometimes({ power: 'chis', state: 'in-force', until: '2050-01-01T00:00:00.000Z', 'long-term': false }, null),
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
const REVIEWED = { considered: true, use: true, tasks: true, information: true };
const renew: fc.Arbitrary<RenewAsk> = fc.tuple(fc.record({ ...about, ...decided }), fc.integer({ min: -86_400, max: 7_000_000 }), sometimes('in-force', 'cancelled'), sometimes(REVIEWED, null)).map(([ask, secondsLeft, state, review]) => ({
  ...ask, event: 'renew', review,
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
      const { power } = ask.component;
      const rank = ask.officer.rank ?? '';
      const who = whoMay(ask.component, ask.at);
      const full = who.full.includes(rank);
      expect(full || (ask.urgent !== null && ask.form === 'written' && who.urgent.includes(rank))).toBe(true);
      expect(urgentOnly).toBe(!full);
      if (ask.form === 'oral') expect([ask.urgent !== null, ask.notes.length, ask.event === 'renew' && power === 'property-interference']).toEqual([true, 2, false]);
      expect(ask.officer.person).not.toBe(ask.applicant.person);
      expect(ask.applicant.force === 'met' || ask.agreement !== null).toBe(true);
      expect(ask.component.tactics.every(({ because }) => because !== '')).toBe(true);
      if (power === 'criminal-conduct') expect(ask.component.linked?.state).toBe('in-force');
      if (['chis', 'criminal-conduct'].includes(power)) expect(ask.component.source?.controller).toBe('c');
      if (ask.event === 'renew' && ['chis', 'undercover', 'criminal-conduct'].includes(power)) expect(ask.review).toEqual(REVIEWED);
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
      // In March a time of day that the clocks leave out is the moment at which they do.
      const leftOut = Math.max(0, londonClock(until).getTime() - londonClock(new Date(Date.parse(until) - 1).toISOString()).getTime() - 1);
      expect(elapsed).toBeLessThanOrEqual(HOURS_72);
      const over = Math.max(elapsed, shown) - HOURS_72;
      expect([over >= 0, over <= leftOut]).toEqual([true, true]);
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

  it('then no intrusive surveillance that is not urgent takes effect before its approval', () => {
    fc.assert(fc.property(grant, (asked) => {
      const ask = { ...asked, urgent: null, form: 'written' as const, component: { ...asked.component, power: 'intrusive-surveillance' } };
      const answer = evaluate(book, ask);
      fc.pre(answer.allowed);
      expect([answer.state, answer.from, answer.until, answer.commissioner]).toEqual(['awaiting-approval', null, null, 'approval']);
      const notice = evaluate(book, { ...ask, event: 'approval-notice', act: 'grant', current: { state: 'awaiting-approval', from: null, until: null } });
      expect([notice.state, notice.from]).toEqual(['in-force', ask.at]);
    }), { numRuns: 300, maxSkipsPerRun: 1_000 });
  });

  it('then one more earlier period never makes an undercover authority longer, and never is a day counted twice', () => {
    const period = fc.tuple(instant, fc.integer({ min: 0, max: 400 })).map(([begins, days]) => ({ from: begins, until: new Date(Date.parse(begins) + days * 86_400_000 + 3_600_000).toISOString(), form: 'written', 'urgent-only': false, 'same-operation': true }));
    fc.assert(fc.property(instant, fc.array(period, { maxLength: 4 }), period, (at, prior, more) => {
      const days = (periods: typeof prior) => evaluate(book, {
        event: 'grant', at, form: 'written', urgent: null, notes: [], agreement: null, 'prior-approval': { at }, officer: { person: 'o', rank: 'commissioner', force: 'met' }, applicant: { person: 'a', force: 'met' },
        component: { power: 'undercover', ground: 'crime-or-disorder', tactics: [], places: [], confidential: 'none', 'seeks-privilege': false, operative: { ...ROLES, prior: periods } },
      });
      const [one, other, twice] = [days(prior), days([...prior, more]), days([...prior, ...prior])];
      fc.pre(one.days !== undefined && other.days !== undefined);
      expect(other.days?.used).toBeGreaterThanOrEqual(one.days?.used ?? 0);
      expect(other.days?.left).toBeLessThanOrEqual(one.days?.left ?? 0);
      expect(twice.days).toEqual(one.days);
      if (other.regime === 'undercover') expect((other.until ?? '') <= (one.until ?? '')).toBe(true);
    }), { numRuns: 500, maxSkipsPerRun: 1_000 });
  });

  it('then criminal conduct never outlives the authority it stands on', () => {
    fc.assert(fc.property(grant, instant, (asked, until) => {
      const ask = { ...asked, component: { ...asked.component, power: 'criminal-conduct', linked: { power: 'chis', state: 'in-force', until, 'long-term': false } } };
      const answer = evaluate(book, ask);
      fc.pre(answer.allowed);
      expect((answer.until ?? '') <= until && (answer.until ?? '') > ask.at).toBe(true);
    }), { numRuns: 200, maxSkipsPerRun: 1_000 });
  });
});

const loadedAgain = loadBook();
