import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Instant, isRefusal, type Refusal, refuse } from '@cpmp/kernel';
import { researchLevels } from '@cpmp/law';
import { type Clock, deriveId, type Ledger, type ViewReader } from '@cpmp/ledger';
import { CLOCK, type Input, isPermitted, knownPage, LEDGER, NotFound, OPERATION_ID, permit, type Principal, stale } from '@cpmp/shell';
import { asked, caseAfter, enteredBy, inFuture, notYetApplied } from './reading/as-of.js';
import { brief, readingTime } from './reading/brief.js';
import { type Apply, apply, authority, type AuthorityState, caseEdition, type CasesByYear, check, type Component, lettersOf, levelsRefusal, type Law, type Officer } from './domain/index.js';
import { explain } from './reading/explain.js';
import type { ApplyInput, CaseInput, CheckInput, DoubtsInput, ListInput } from './http/requests.js';
import { KnownService } from './known.service.js';
import { pageOf, questions } from './reading/listing.js';
import { knownTo, mayKnow, ofThisForce, ownReasons, permissions, reasonsOf } from './permissions.js';
import { shownDoubts } from './reading/doubts.js';
import { shownCase, shownComponent, shownPermits, withheld } from './reading/shown.js';
import { shownStanding, shownSummary, withReading } from './reading/summary.js';
import { timeline } from './reading/timeline.js';
import { permits, type PermitsDoc, permitsUnder } from './views/permits.view.js';
import { references } from './views/references.view.js';
import { register, type RegisterDoc } from './views/register.view.js';

type OfComponent = { id: string; component: string };

/** Who acts, as an event keeps them. */
export const officerOf = ({ person, rank, force }: Principal): Officer => ({ person, ...(rank ? { rank } : {}), ...(force ? { force } : {}) });

/** The door to cases: apply, check, and whatever is read of them. Nobody learns of a case that they may not know of. */
@Injectable()
export class AuthorisationService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATION_ID) private readonly operationId: (name: string) => string,
    private readonly people: KnownService,
  ) {}

  async apply({ principal, actor, body, act }: Input<{}, {}, ApplyInput>) {
    permit(principal, permissions, 'apply');
    const id = deriveId(act.cause);
    const command = this.commandOf(principal, body);
    const outcome = await this.ledger.transactWith(authority, id, { read: readCases(principal), decide: (state, now, cases) => this.objection(command, now) ?? apply(state, command, now, cases) }, act);
    return isRefusal(outcome) ? outcome : this.openCase(await this.known(principal, id), { actor, why: 'applied' });
  }

  async check({ principal, actor, params, body, ifMatch, act }: Input<{ id: string }, {}, CheckInput>) {
    permit(principal, permissions, 'check');
    await this.known(principal, params.id);
    const command = { ...body, by: officerOf(principal) };
    const outcome = await this.ledger.transact(authority, params.id, (state, now) => stale(ifMatch, caseEdition(state)) ?? ofThisForce(principal, state.application, check(state, command, now)), act);
    return isRefusal(outcome) ? outcome : this.openCase(await this.known(principal, params.id), { actor, why: 'checked the case' });
  }

  async list({ principal, actor, query }: Input<{}, ListInput>) {
    permit(principal, permissions, 'read');
    const now = this.clock.now();
    const reasons = query.mine ? ownReasons(principal) : reasonsOf(principal);
    // Whoever has a case's id from its deployments may ask how it stands; it is not among their cases.
    const wheres = questions(query, query.ids === undefined ? reasons : reasons && [...reasons, knownTo.holder(principal.person)], now);
    const { docs, next } = await pageOf((ask) => this.ledger.views.query(register, ask), wheres, query);
    const reader = { officer: this.decider(principal, now), now, law: this.people.law };
    const approves = isPermitted(principal, permissions, 'commission');
    const items = await Promise.all(docs.map(async (doc) => {
      if (mayKnow(principal, doc.knownTo) !== 'all') return withheld(shownStanding(doc, now));
      return shownSummary(doc, approves ? { ...reader, approvals: await this.people.approvals(doc, now) } : reader);
    }));
    const opened = await this.ledger.open(items, { actor, what: 'authorisations', why: 'listed cases' });
    return { items: opened.map(withReading), next };
  }

  /** What a person must look into: starts after an end, and ends that no recall has followed. */
  async doubts({ principal, actor, query: { state, ...asked } }: Input<{}, DoubtsInput>) {
    permit(principal, permissions, 'readDoubts');
    const known = new Map<string, RegisterDoc>();
    const knows = async ({ authorisation: id }: PermitsDoc): Promise<boolean> => {
      const doc = await this.doc(id);
      if (!doc || mayKnow(principal, doc.knownTo) !== 'all') return false;
      known.set(id, doc);
      return true;
    };
    const { docs, next } = await knownPage((paged) => this.ledger.views.query(permits, { where: { doubts: { contains: state } }, ...paged }), knows, asked);
    this.ledger.access({ actor, what: 'permits', why: 'read what is in doubt' });
    return { items: docs.flatMap((doc) => shownDoubts(doc, known.get(doc.authorisation) as RegisterDoc, state)), next };
  }

  /** The case as it stands, or as it stood at an instant. */
  async read({ principal, actor, params, query }: Input<{ id: string }, CaseInput>) {
    permit(principal, permissions, 'read');
    const known = await this.doc(params.id);
    const may = known ? mayKnow(principal, known.knownTo) : 'nothing';
    if (!known || may === 'nothing') throw new NotFound();
    const now = this.clock.now();
    const at = asked(query.at, now);
    if (at > now) return inFuture();
    const doc = at === now ? known : caseAfter(enteredBy(await this.ledger.history(authority, known.id), at));
    if (!doc) return notYetApplied(known.state.application?.appliedAt ?? now);
    const why = query.purpose === 'print' ? 'printed the case' : at === now ? 'read the case' : `read the case as at ${at}`;
    if (may === 'all') return this.ledger.open(shownCase(doc, at), { actor, what: `authority-${doc.id}`, why });
    this.ledger.access({ actor, what: `authority-${doc.id}`, why: 'read the state of the case' });
    return withheld(shownCase(doc, at));
  }

  async events({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const doc = await this.readable(principal, params.id);
    if (isRefusal(doc)) return doc;
    const items = timeline(await this.ledger.history(authority, doc.id));
    return { items: await this.ledger.open(items, { actor, what: `authority-${doc.id}`, why: 'read the timeline' }) };
  }

  async permits({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const doc = await this.readable(principal, params.id);
    if (isRefusal(doc)) return doc;
    const docs = await permitsUnder(this.ledger.views, doc.id);
    this.ledger.access({ actor, what: `authority-${doc.id}`, why: 'read the permits' });
    return { items: docs.flatMap(shownPermits) };
  }

  /** A component with the brief for an officer. */
  async component({ principal, actor, params, query }: Input<OfComponent, Pick<CaseInput, 'purpose'>>) {
    permit(principal, permissions, 'read');
    const doc = await this.readable(principal, params.id);
    if (isRefusal(doc)) return doc;
    const component = componentOf(doc, params.component);
    const now = this.clock.now();
    const closed = brief(doc.state, component, { reader: this.decider(principal, now), now, ...(await this.people.asking(doc, component)) });
    const opened = await this.ledger.open({ ...shownComponent(component, doc.state, now), brief: closed }, { actor, what: `authority-${doc.id}/${component.id}`, why: query.purpose === 'print' ? 'printed the component' : 'read the component' });
    const { application } = opened.brief;
    return { ...opened, brief: { ...opened.brief, reading: readingTime(application) } };
  }

  async explain({ principal, actor, params }: Input<OfComponent>) {
    permit(principal, permissions, 'read');
    const doc = await this.readable(principal, params.id);
    if (isRefusal(doc)) return doc;
    this.ledger.access({ actor, what: `authority-${doc.id}/${params.component}`, why: 'asked why' });
    return explain(componentOf(doc, params.component), this.clock.now());
  }

  /** What is made of a component with the help of the law, for one who may read all of the case; its texts stay closed. @throws NotFound */
  async asked<T>(principal: Principal, { id, component }: OfComponent, make: (state: AuthorityState, component: Component, asking: { readonly law: Law; readonly opened: AuthorityState }) => T): Promise<T> {
    const doc = await this.known(principal, id);
    const found = componentOf(doc, component);
    return make(doc.state, found, await this.people.asking(doc, found));
  }

  /** Opens text for a reader who may, on the access record. */
  open<T>(value: T, reading: { readonly actor: Actor; readonly what: string; readonly why: string }): Promise<T> {
    return this.ledger.open(value, reading);
  }

  /** The case, for one who may read all of it; refused in words to one who may know only how it stands. @throws NotFound */
  async readable(principal: Principal, id: string) {
    const doc = await this.doc(id);
    const may = doc ? mayKnow(principal, doc.knownTo) : 'nothing';
    if (!doc || may === 'nothing') throw new NotFound();
    return may === 'all' ? doc : refuse('need-to-know', 'You know of this case but may not read this part.', { instead: `Ask its applicant${doc.state.application?.unit ? `’s unit, ${doc.state.application.unit}` : ' or their unit'}.` });
  }

  /** The case, for one who may read all of it. @throws NotFound */
  async known(principal: Principal, id: string): Promise<RegisterDoc> {
    const doc = await this.doc(id);
    if (!doc || mayKnow(principal, doc.knownTo) !== 'all') throw new NotFound();
    return doc;
  }

  /** The caller as an officer who may decide, in the rank in which they act now, if they are one. */
  private decider(principal: Principal, now: Instant): Officer | undefined {
    const officer = this.people.designations.acting(officerOf(principal), now);
    return principal.roles.includes('authorising-officer') && officer.rank ? officer : undefined;
  }

  private doc(id: string): Promise<RegisterDoc | undefined> {
    return this.ledger.views.get(register, id);
  }

  /** A component as its page answers it, opened for a reader who may. */
  async openComponent(id: string, component: string, { actor, why }: { readonly actor: Actor; readonly why: string }) {
    const doc = await this.doc(id);
    if (!doc) throw new NotFound();
    return this.ledger.open(shownComponent(componentOf(doc, component), doc.state, this.clock.now()), { actor, what: `authority-${id}/${component}`, why });
  }

  /** What the law of the day has against the words of an application, before anybody decides on it. */
  objection({ components }: Apply, now: Instant): Refusal | undefined {
    return levelsRefusal(components, researchLevels(this.people.lawInForce.book, now));
  }

  /** What somebody applies for. */
  commandOf(principal: Principal, { operation, agreement, madeAt, cleared = [], components }: ApplyInput): Apply {
    const applicant = { ...officerOf(principal), ...(principal.unit ? { unit: principal.unit } : {}) };
    return { operation, operationId: this.operationId(operation), applicant, cleared, components, ...(agreement ? { agreement } : {}), ...(madeAt ? { madeAt } : {}) };
  }

  /** A case as its page answers it, opened for a reader who may. */
  openCase(doc: RegisterDoc, { actor, why }: { readonly actor: Actor; readonly why: string }) {
    return this.ledger.open(shownCase(doc, this.clock.now()), { actor, what: `authority-${doc.id}`, why });
  }
}

/** A component of a case. @throws NotFound */
export const componentOf = ({ state }: RegisterDoc, id: string): Component => {
  const component = state.components[id];
  if (!component) throw new NotFound();
  return component;
};

/** How many years a force's references may span. */
export const YEARS_MAX = 100;

/** Reads the fact that a reference is made from: how many cases the caller's force has had. */
export const readCases = ({ force = '' }: Principal) => async (views: ViewReader): Promise<CasesByYear> => {
  const { docs } = await views.query(references, { where: { letters: { eq: lettersOf(force) } }, limit: YEARS_MAX });
  return Object.fromEntries(docs.map(({ year, cases }) => [year, cases]));
};
