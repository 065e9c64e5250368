import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type Refusal, refuse } from '@cpmp/kernel';
import { type Book, contents, legalDay, powers, researchForm } from '@cpmp/law';
import { bookOf, byName, overlaid, PackFaults, setOf } from '@cpmp/law/load';
import type { Clock, Ledger } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, permit, type Principal } from '@cpmp/shell';
import { officerOf } from './authorisation.service.js';
import { adopt, lawSet } from './domain/index.js';
import type { AdoptInput, LawInput, ShadowInput } from './http/requests.js';
import { compiledBook, filesOf } from './law/books.js';
import { LawOffers, type Offer } from './law/offers.js';
import { recordsOf } from './law/records.js';
import { replay } from './law/replay.js';
import { type Case, shadow } from './law/shadow.js';
import { LawInForce, offeredOf } from './law.js';
import { knowsError, mayKnow, permissions } from './permissions.js';
import { shownPower } from './reading/powers.js';
import { errors } from './views/errors.view.js';
import { register } from './views/register.view.js';

/** The most cases of a shadow run that are answered one by one; the counts are whole. */
export const SHADOW_CASES_MAX = 200;

/** The door to the law itself: which packs are in force, what of them no lawyer has confirmed, what is offered, what it would have made of the record, and its adoption. */
@Injectable()
export class LawService {
  constructor(
    private readonly law: LawInForce,
    private readonly offers: LawOffers,
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The powers that may be applied for. */
  powers({ principal, query }: Input<{}, LawInput>) {
    permit(principal, permissions, 'read');
    const at = query.at ?? this.clock.now();
    const { levels } = researchForm(this.law.book, at);
    return { items: powers(this.law.book, at).map((power) => shownPower(power, levels)) };
  }

  read({ principal, query }: Input<{}, LawInput>) {
    permit(principal, permissions, 'read');
    const day = legalDay(query.at ?? this.clock.now());
    return { set: this.law.set, day, ...contents(this.law.book, day) };
  }

  /** Every set that was adopted, the last being the law, and what is offered now, with its faults. */
  sets({ principal }: { readonly principal: Principal }) {
    permit(principal, permissions, 'readSets');
    return this.shown();
  }

  /** Tries a proposed law on the record beside the law of now. Nothing is changed by it but that the run is on record. */
  async shadow({ principal, actor, body, act }: Input<{}, {}, ShadowInput>) {
    permit(principal, permissions, 'shadow');
    const proposed = this.proposed(body);
    if (isRefusal(proposed)) return proposed;
    const { set, book } = proposed;
    const [against, now] = [this.law.set, this.clock.now()];
    const run = await shadow(recordsOf(this.ledger), { law: this.law.book, proposed: book, now, on: body.on });
    const noted = await this.ledger.transactWith(lawSet, lawSet.id, { read: async () => ({}), decide: (_, at) => [{ type: 'LawShadowed' as const, set, against, shadowedAt: at, by: officerOf(principal), counts: run.counts }] }, act);
    if (isRefusal(noted)) return noted;
    const known = await this.knownTo(principal, run.cases);
    this.ledger.access({ actor, what: `${lawSet.category}-${lawSet.id}`, why: 'tried a proposed law on the record' });
    const { decisions, live, counts, cases } = run;
    return { set, against, ...(body.on === undefined ? {} : { on: body.on }), decisions, live, counts, clauses: byClause(cases), cases: known.slice(0, SHADOW_CASES_MAX), more: Math.max(0, known.length - SHADOW_CASES_MAX), withheld: cases.length - known.length };
  }

  /** Makes what is offered the law: its bytes come into the log with the act. */
  async adopt({ principal, actor, body, act }: Input<{}, {}, AdoptInput>) {
    permit(principal, permissions, 'adopt');
    const offer = this.offers.read().find(({ set }) => set === body.set);
    if (!offer) return refuse('not-offered', 'That set is not offered.', { instead: 'Read what is offered now, and adopt one of those sets.' });
    const fault = broken(offer) ?? onlyDraft(offer);
    if (fault) return fault;
    const command = { offered: offeredOf(offer.files), by: officerOf(principal) };
    const outcome = await this.ledger.transactWith(lawSet, lawSet.id, { read: async () => ({}), decide: (state, now) => adopt(state, command, now) }, act);
    if (isRefusal(outcome)) return outcome;
    this.ledger.access({ actor, what: `${lawSet.category}-${lawSet.id}`, why: 'adopted a set of law' });
    return this.shown();
  }

  /** Asks every decision on record again, of the packs that it pins; which did not come out is told of what the caller may know of. */
  async replay({ principal, actor }: { readonly principal: Principal; readonly actor: Input['actor'] }) {
    permit(principal, permissions, 'inspect');
    const run = await replay(recordsOf(this.ledger), this.law.state);
    this.ledger.access({ actor, what: this.ledger.log, why: 'replayed every decision' });
    const known = await this.known(principal, run.differences.map(({ of }) => of));
    return { ...run, differences: run.differences.filter(({ of }) => known.has(of)).map(({ event, reference, component, clause, what }) => ({ event, reference, component, clause, what })) };
  }

  private shown() {
    const { adopted, shadows } = this.law.state;
    const law = adopted.at(-1);
    const offers = this.offers.read().map(({ offer, files, set, faults, drafts }) => {
      const packs = setOf(files).packs.map((pack) => ({ ...pack, changed: !law?.packs.some((one) => one.file === pack.file && one.digest === pack.digest) }));
      const run = shadows[set];
      return { offer, set, isLaw: set === law?.set, faults, drafts, packs, ...(run && run.against === law?.set ? { shadowed: run } : {}) };
    });
    return { adopted: adopted.toReversed(), offers };
  }

  /** The packs that are proposed, laid over the law of now; a draft amends it. */
  private proposed(body: ShadowInput): { readonly set: string; readonly book: Book } | Refusal {
    if ('offer' in body) {
      const found = this.offers.read().find(({ offer }) => offer === body.offer);
      if (!found) return refuse('not-offered', 'No folder of packs is mounted.', { instead: 'Try the packs of this release, or send the text of a pack.' });
      return broken(found) ?? { set: found.set, book: compiledBook(found.files) };
    }
    const { adopted, texts } = this.law.state;
    try {
      const files = overlaid(filesOf({ texts }, adopted.at(-1)?.packs ?? []), byName(body.packs));
      return { set: setOf(files).set, book: bookOf(files) };
    } catch (error) {
      if (error instanceof PackFaults) return packsBroken(error.faults);
      throw error;
    }
  }

  /** The cases that a reader may know of. */
  private async knownTo(principal: Principal, cases: readonly Case[]): Promise<readonly Case[]> {
    const known = await this.known(principal, cases.map(({ authorisation }) => authorisation));
    return cases.filter(({ authorisation }) => known.has(authorisation));
  }

  /** Those cases and errors, by their ids, that a reader may know of. */
  private async known(principal: Principal, all: readonly string[]): Promise<ReadonlySet<string>> {
    const { views } = this.ledger;
    const asked = [...new Set(all)].map(async (id): Promise<readonly string[]> => {
      const [doc, error] = await Promise.all([views.get(register, id), views.get(errors, id)]);
      return (doc && mayKnow(principal, doc.knownTo) === 'all') || (error && knowsError(principal, error)) ? [id] : [];
    });
    return new Set((await Promise.all(asked)).flat());
  }
}

/** How many faults a refusal repeats; an offer's are all shown with the sets. */
const FAULTS_SAID_MAX = 10;

const packsBroken = (faults: readonly string[]): Refusal =>
  refuse('packs-broken', `The packs have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${faults.slice(0, FAULTS_SAID_MAX).join('; ')}${faults.length > FAULTS_SAID_MAX ? ' …' : ''}`, { instead: 'Mend the packs, and offer them again; the law in force stands.' });

const broken = ({ faults }: Offer): Refusal | undefined => (faults.length === 0 ? undefined : packsBroken(faults));

const onlyDraft = ({ drafts }: Offer): Refusal | undefined =>
  drafts.length === 0 ? undefined : refuse('law-is-draft', `A draft is law that is none: ${drafts.join(', ')}.`, { instead: 'Try it on the record; adopt it once it is a pack.' });

/** How often each clause made which difference: said to whoever may not know of the cases too, since it names none. */
const byClause = (cases: readonly Case[]) => {
  const found = new Map<string, { readonly kind: string; readonly clause: string; cases: number }>();
  for (const { kind, clause } of cases) {
    const row = found.get(`${kind} ${clause}`) ?? { kind, clause, cases: 0 };
    row.cases += 1;
    found.set(`${kind} ${clause}`, row);
  }
  return [...found.values()].toSorted((a, b) => b.cases - a.cases);
};
