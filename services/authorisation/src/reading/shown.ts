import { runningOf } from '@cpmp/gate';
import { type Instant, isSealed } from '@cpmp/kernel';
import { amountsTo, type AuthorityState, type Basis, caseEdition, type Component, dueByWhat, type Officer, type Permit, stateAt } from '../domain/index.js';
import { shownDealings } from './dealings.js';
import type { PermitsDoc } from '../views/permits.view.js';
import type { ListedCase, RegisterDoc } from '../views/register.view.js';

/** What stands in the place of a text that the reader may not read, though they may know of the case. */
export const WITHHELD = '⟨withheld⟩';

/** Puts `WITHHELD` in the place of every closed text. */
export const withheld = <T>(value: T): T => {
  if (isSealed(value)) return WITHHELD as T;
  if (Array.isArray(value)) return value.map(withheld) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withheld(inner)])) as T;
};

const officer = ({ person, rank }: Officer) => ({ by: person, ...(rank ? { rank } : {}) });
const law = ({ pack, rule, clause, unconfirmed }: Basis) => ({ pack, rule, clause, unconfirmed });

const shownGrant = (component: Component) => {
  const { granted } = component;
  if (!granted) return {};
  const { by, basis, urgentOnly: _, ...said } = granted;
  return { granted: { ...officer(by), ...said, ...law(basis) } };
};

const shownDecisions = ({ refused, reviews, renewals, cancelled }: Component) => ({
  ...(refused ? { refused: { ...officer(refused.by), at: refused.at, reason: refused.reason } } : {}),
  reviews: reviews.map(({ by, ...said }) => ({ ...officer(by), ...said })),
  renewals: renewals.map(({ by, basis, contiguous, urgentOnly: _only, gapFrom: _gap, ...said }) => ({ ...officer(by), ...said, lateEntry: !contiguous, ...law(basis) })),
  ...(cancelled ? { cancelled: { ...officer(cancelled.by), ...shownCancellation(cancelled) } } : {}),
});

const shownCancellation = ({ by: _by, basis, ...said }: NonNullable<Component['cancelled']>) => ({ ...said, ...law(basis) });

const shownPermit = ({ said, heard }: Permit) => ({
  permit: said.permit, holder: said.holder, thing: said.thing, state: heard?.state ?? 'requested', until: said.end?.at ?? said.until,
});

/** A component as its page answers it at an instant; texts still closed. */
export const shownComponent = (component: Component, state: AuthorityState, now: Instant) => {
  const { id, edition, handle, power, ground, tactics, necessity, proportionality, collateral, otherMeans, source, operative, linked, conduct, level, safeguards, urgent } = component;
  return {
    id, etag: String(edition), handle, power, ground, tactics,
    subjects: component.subjects ?? [], vehicles: component.vehicles ?? [], places: component.places ?? [],
    necessity, proportionality, collateral, otherMeans,
    confidential: component.confidential ?? 'none', seeksPrivilege: component.seeksPrivilege ?? false, source, operative, linked, conduct, level, safeguards, urgent,
    state: stateAt(component, now), from: component.from, until: component.until,
    ...shownGrant(component),
    ...shownDecisions(component),
    sealedNotes: component.sealedNotes?.map(({ by, officer: of, madeAt, sealedAt }) => ({ by: by.person, officer: of, madeAt, sealedAt })),
    records: component.records.map(({ by, ...said }) => ({ ...officer(by), ...said })),
    notices: component.notices.map(({ act, due, sentAt }) => ({ act, due, sentAt })),
    ...shownDealings(component, now),
    regrant: component.regrant,
    research: component.research?.map(({ by, ...said }) => ({ by: by.person, ...said })),
    amountsTo: amountsTo(component),
    arrangements: component.arrangements && { gaps: component.arrangements.gaps, again: component.arrangements.again },
    reported: component.reported.map(({ by, ...said }) => ({ by: by.person, ...said })),
    deadlines: dueByWhat(component),
    open: Object.values(state.permits).filter(({ said }) => said.component === id).map(shownPermit),
  };
};

/** What every answer says of a case first. */
export const head = ({ id, state }: ListedCase) => {
  const { reference = '', operation = '', force = '', unit, applicant = '', applicantRank, appliedAt = '' } = state.application ?? {};
  return { id, reference, operation, force, unit, applicant: { person: applicant, rank: applicantRank }, appliedAt, etag: String(caseEdition(state)) };
};

/** A case as its page answers it at an instant; texts still closed. */
export const shownCase = (doc: RegisterDoc, now: Instant) => ({
  ...head(doc),
  agreement: doc.state.application?.agreement,
  cleared: doc.state.application?.cleared ?? [],
  check: doc.state.check,
  components: Object.values(doc.state.components).map((component) => shownComponent(component, doc.state, now)),
});

/** The permits of a component, closed ones too. */
export const shownPermits = ({ component, permits }: PermitsDoc) =>
  Object.values(permits).map(({ answer, closed: _closed, ...row }) => ({
    ...row, component,
    state: row.refusal ? 'refused' : (answer?.state ?? 'requested'),
    startedAt: answer?.startedAt, recalledAt: answer?.recalledAt, closedAt: answer?.closedAt,
    running: answer && runningOf(answer), switchOffOrderedAt: answer?.switchOffOrderedAt, switchedOffAt: answer?.switchedOffAt,
  }));
