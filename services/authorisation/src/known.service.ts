import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@cpmp/kernel';
import type { Ledger, ViewReader } from '@cpmp/ledger';
import { LEDGER } from '@cpmp/shell';
import { DesignationsInForce } from './designations.js';
import { type ApprovedAct, type AuthorityState, awaitedApproval, type Component, type EarlierPeriod, isOfPeople, type Known, type Law, linkedTo, needsApprovalFirst, periodsOf } from './domain/index.js';
import { LAW, LawInForce } from './law.js';
import { operatives, sources } from './views/people-known.view.js';
import { asState, type ListedComponent, type ListedState, wholeOf } from './views/listed.js';
import { type ListedCase, register, type RegisterDoc } from './views/register.view.js';

/** The most cases of one operation that are looked through for an operative's earlier periods. */
const CASES_MAX = 1_000;

/** The streams of whom a component, opened, is about. */
const streamsOf = (state: ListedState, component: ListedComponent): { readonly source?: string; readonly operative?: string } => {
  const linked = linkedTo(state, component);
  const source = component.source ?? linked?.source;
  const operative = component.operative ?? linked?.operative;
  return { ...(source === undefined ? {} : { source: `source-${source}` }), ...(operative === undefined ? {} : { operative: `resource-${operative}` }) };
};

/** Finds what is known elsewhere of the people of a component: facts of a decision on it. */
@Injectable()
export class KnownService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    /** The law, of whoever is asked about. */
    @Inject(LAW) readonly law: Law,
    readonly lawInForce: LawInForce,
    readonly designations: DesignationsInForce,
  ) {}

  /** The law, with what is known of a component's people, and the case open: for questions to the law alone, which carry no covert text. */
  async asking(doc: RegisterDoc, component: Component): Promise<{ readonly law: Law; readonly opened: AuthorityState }> {
    const known = isOfPeople(component) ? await this.of(doc, component.id, this.ledger.views) : undefined;
    return { law: known ? { ...this.law, known } : this.law, opened: await this.ledger.unseal(doc.state) };
  }

  /** Reads them from views that have been folded to the tail. Whom a case names is sealed, and opened for the platform alone. */
  async of(doc: ListedCase, id: string, views: ViewReader): Promise<Known> {
    const state = await this.ledger.unseal(doc.state);
    const component = state.components[id];
    if (!component) return {};
    const streams = streamsOf(state, component);
    const [source, operative] = await Promise.all([
      streams.source === undefined ? undefined : views.get(sources, streams.source),
      streams.operative === undefined ? undefined : views.get(operatives, streams.operative),
    ]);
    const prior = component.operative === undefined ? undefined : await this.earlierPeriods(doc, component, views);
    return { ...(source ? { source } : {}), ...(operative ? { operative } : {}), ...(prior ? { prior } : {}) };
  }

  /** Which act of each component waits for a commissioner: what was decided, and what an officer may not decide on before. */
  async approvals(doc: ListedCase, at: Instant): Promise<Readonly<Record<string, ApprovedAct>>> {
    const { state } = doc;
    const found = await Promise.all(Object.values(state.components).map(async (listed): Promise<readonly (readonly [string, ApprovedAct])[]> => {
      const awaited = awaitedApproval(listed);
      if (awaited) return [[listed.id, awaited]];
      const component = wholeOf(listed);
      if (!component || component.state === 'returned') return [];
      if (!isOfPeople(component)) return needsApprovalFirst(asState(state), component, { law: this.law, at }) ? [[component.id, 'grant']] : [];
      const known = await this.of(doc, component.id, this.ledger.views);
      const opened = asState(await this.ledger.unseal(state));
      return needsApprovalFirst(opened, opened.components[component.id] ?? component, { law: this.law, known, at }) ? [[component.id, 'grant']] : [];
    }));
    return Object.fromEntries(found.flat());
  }

  /** The components of a case that are about a source or an operative, by their stream. Whom a case names is opened for the platform alone. */
  async about({ state: closed }: ListedCase, stream: string): Promise<readonly string[]> {
    const state = await this.ledger.unseal(closed);
    return Object.values(state.components).filter((component) => Object.values(streamsOf(state, component)).includes(stream)).map(({ id }) => id);
  }

  /** The periods of the same operative in the same operation, in this case and in others. */
  private async earlierPeriods(doc: ListedCase, { id, operative }: ListedComponent, views: ViewReader): Promise<readonly EarlierPeriod[]> {
    const { docs } = await views.query(register, { where: { operationId: { eq: doc.operationId } }, limit: CASES_MAX });
    const periods = await Promise.all(
      docs.flatMap((other) => Object.values(other.state.components).filter((one) => one.operative !== undefined && !(other.id === doc.id && one.id === id)))
        .map(async (one) => ((await this.ledger.unseal(one.operative)) === operative ? periodsOf(one) : [])),
    );
    return periods.flat().toSorted((a, b) => (a.from < b.from ? -1 : 1));
  }
}
