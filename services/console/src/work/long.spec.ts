import { CASE, PART } from '../spec-api.js';
import { readingFrom, type Say } from './spec-services.js';

const PAGE = 200;
const LAST = 'MET-26-0999';
const ENDED = { ...PART, state: 'cancelled', since: PART.from };

/** So many cases that the last of them is on a second page; what there is to do is of that one. */
const casesOf = (first: object, last: object) => Array.from({ length: PAGE + 1 }, (_, index) => ({ ...CASE, id: `case-${index}`, reference: index === PAGE ? LAST : `MET-25-${1_000 + index}`, components: [{ ...ENDED, ...(index === PAGE ? last : first) }] }));

const RISK = { id: 'r', about: 'asset-x', residual: [5, 5], residualScore: 25, band: 'very high', needsAcceptance: true, accepted: { inForce: true, until: '2026-06-01T23:00:00.000Z' }, assessed: { at: PART.from } };
const RISKS = Array.from({ length: PAGE + 1 }, (_, index) => (index === PAGE ? { ...RISK, reference: LAST, accepted: undefined } : { ...RISK, reference: `RISK-${index}` }));

const DRAFTS = Array.from({ length: PAGE + 1 }, (_, index) => ({ id: `draft-${index}`, etag: '1', savedAt: PART.from, keptUntil: PART.until, powers: [], ...(index === PAGE ? { operation: LAST } : {}) }));

const DUE = { deadlines: { review: '2026-03-03T00:00:00.000Z' } };
const WAITS = { state: 'submitted' };
const RETURNED = { state: 'returned' };
const OWED = { state: 'cancelled', owed: ['cancellation'], deadlines: {} };
const APPROVED = { state: 'awaiting-approval', officer: 'dc-ahmed', approval: 'grant', deadlines: {} };
const MINE = { state: 'in-force', officer: 'dc-ahmed', deadlines: { review: '2026-03-04T00:00:00.000Z' } };

/** Lists page by page as the services do: of cases those in a state that is asked for. */
const listing = (cases: readonly { readonly components: readonly { readonly state: string }[] }[]) => (path: string, say: Say): void => {
  const { pathname, searchParams } = new URL(path, 'http://api');
  const state = searchParams.get('state');
  const all = pathname.endsWith('/authorisations') ? cases.filter(({ components }) => state === null || components.some((part) => part.state === state)) : pathname.endsWith('/risks') ? RISKS : pathname.endsWith('/drafts') ? DRAFTS : [];
  const [from, limit] = [Number(searchParams.get('after') ?? 0), Number(searchParams.get('limit') ?? 50)];
  say(200, { items: all.slice(from, from + limit), ...(from + limit < all.length ? { next: String(from + limit) } : {}) });
};

describe('my work, where there is more than a page of a list', () => {
  it.each([
    ['risk-owner', 'a risk that nobody has accepted', casesOf({}, {})],
    ['applicant', 'an application that waits', casesOf({}, WAITS)],
    ['applicant', 'an application that was returned', casesOf(RETURNED, RETURNED)],
    ['applicant', 'a draft', []],
    ['authorising-officer', 'an application to decide on', casesOf(WAITS, WAITS)],
    ['authorising-officer', 'a review of their own', casesOf(DUE, MINE)],
    ['authorising-officer', 'a grant of theirs that waits for a commissioner', casesOf({}, APPROVED)],
    ['gatekeeper', 'a notice that the commissioner is owed', casesOf(DUE, OWED)],
  ])('given a %s, then %s on the second is there', async (role, _, cases) => {
    const { status, html } = await readingFrom(listing(cases), '/work', [role]);
    expect([status, html.includes(LAST)]).toEqual([200, true]);
  });
});
