import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Instant, isRefusal } from '@cpmp/kernel';
import { type Act, type Clock, deriveId, idOf, type Ledger } from '@cpmp/ledger';
import { checkedBody, CLOCK, type DueRow, type Input, LEDGER, NotFound, permit, type Principal, stale } from '@cpmp/shell';
import { AuthorisationService, officerOf, readCases } from './authorisation.service.js';
import { authority, type AuthorityState, changeReturned, discardDraft, draftName, lapseDraft, saveDraft, sendDraft, startDraft } from './domain/index.js';
import { ApplyBody, type ApplyInput, type DraftInput, type PageInput } from './http/requests.js';
import { permissions } from './permissions.js';
import { type DraftDoc, drafts } from './views/drafts.view.js';
import { dueNamed } from './views/due.view.js';
import { register } from './views/register.view.js';

type OfCase = { id: string };
type Kept = DraftDoc & Required<Pick<DraftDoc, 'draft'>>;

const isKept = (doc: DraftDoc | undefined, now: Instant): doc is Kept => doc?.draft !== undefined && now < doc.keptUntil;

/** The version that the caller saw of a draft; of one that is gone there is none to see. */
const staleDraft = (seen: number | undefined, { draft }: AuthorityState) => (draft ? stale(seen, draft.edition) : undefined);

/** The door to drafts. To everybody but their author they do not exist: no list, topic or timeline has them. */
@Injectable()
export class DraftService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cases: AuthorisationService,
  ) {}

  /** Begins a draft of a new application. */
  async start({ principal, actor, body, act }: Input<{}, {}, DraftInput>) {
    permit(principal, permissions, 'apply');
    const id = deriveId(act.cause);
    const save = { by: officerOf(principal), text: JSON.stringify(body) };
    const outcome = await this.ledger.transact(authority, id, (state, now) => startDraft(state, save, now), act);
    return isRefusal(outcome) ? outcome : this.open(await this.kept(principal, id), actor);
  }

  /** Begins to change what was returned. */
  async change({ principal, actor, params: { id }, act }: Input<OfCase>) {
    permit(principal, permissions, 'apply');
    await this.cases.known(principal, id);
    const outcome = await this.ledger.transact(authority, id, (state, now) => changeReturned(state, officerOf(principal), now), act);
    return isRefusal(outcome) ? outcome : this.open(await this.kept(principal, id), actor);
  }

  async list({ principal, actor, query }: Input<{}, PageInput>) {
    permit(principal, permissions, 'read');
    const now = this.clock.now();
    const where = { person: { eq: principal.person }, keptUntil: { from: '0' } };
    const { docs, next } = await this.ledger.views.query(drafts, { where, sort: { by: 'keptUntil', descending: true }, ...query });
    const kept = docs.filter((doc) => isKept(doc, now)) as readonly Kept[];
    const items = await Promise.all(kept.map(async (doc) => ({ ...(await this.head(doc)), text: doc.draft.text })));
    const opened = await this.ledger.open(items.map(withoutCheck), { actor, what: 'drafts', why: 'listed their drafts' });
    return { items: opened.map(({ text, ...item }) => ({ ...item, ...summaryOf(text) })), next };
  }

  async read({ principal, actor, params: { id } }: Input<OfCase>) {
    permit(principal, permissions, 'read');
    return this.open(await this.kept(principal, id), actor);
  }

  async save({ principal, actor, params: { id }, body, ifMatch, act }: Input<OfCase, {}, DraftInput>) {
    permit(principal, permissions, 'apply');
    await this.own(principal, id);
    const save = { by: officerOf(principal), text: JSON.stringify(body) };
    const outcome = await this.ledger.transact(authority, id, (state, now) => staleDraft(ifMatch, state) ?? saveDraft(state, save, now), act);
    return isRefusal(outcome) ? outcome : this.open(await this.kept(principal, id), actor);
  }

  /** Throws a draft away, and its key. */
  async discard({ principal, params: { id }, ifMatch, act }: Input<OfCase>) {
    permit(principal, permissions, 'apply');
    const doc = await this.own(principal, id);
    const outcome = await this.ledger.transact(authority, id, (state, now) => staleDraft(ifMatch, state) ?? discardDraft(state, now), act);
    if (isRefusal(outcome)) return outcome;
    await this.destroyKey(doc);
    return undefined;
  }

  /** Sends a draft as an application is sent: whole, or refused with every fault. What it said is the application's now, and its key goes. */
  async send({ principal, actor, params: { id }, ifMatch, act }: Input<OfCase>) {
    permit(principal, permissions, 'apply');
    const doc = await this.own(principal, id);
    const command = this.cases.commandOf(principal, await this.written(doc));
    const decide = (state: AuthorityState, now: Instant, cases: Readonly<Record<string, number>>) => staleDraft(ifMatch, state) ?? stale(doc.draft && ifMatch, doc.saves) ?? this.cases.objection(command, now) ?? sendDraft(state, command, now, cases);
    const outcome = await this.ledger.transactWith(authority, id, { read: readCases(principal), decide }, act);
    if (isRefusal(outcome)) return outcome;
    await this.destroyKey(doc);
    return this.cases.openCase(await this.cases.known(principal, id), { actor, why: 'applied' });
  }

  /** What falls due: a draft that nobody saved for so long, or the key of one that has ended. */
  async runDue({ stream, what }: DueRow, act: Act): Promise<void> {
    const number = Number(dueNamed(what).of);
    await this.ledger.transact(authority, idOf(stream), (state, now) => lapseDraft(state, number, now), act);
    // Another process may have saved it since this one read what is due.
    const { state } = await this.ledger.load(authority, idOf(stream));
    if (state.draft?.number !== number) await this.destroy(`${stream}/${what}`);
  }

  /** What a draft says, whole enough to be sent. One that is gone says nothing: the decision answers for it. */
  private async written({ draft }: DraftDoc): Promise<ApplyInput> {
    if (!draft) return { operation: '', components: [] };
    return checkedBody(ApplyBody, JSON.parse(await this.ledger.unseal(draft.text)));
  }

  /** What the caller drafts, or drafted, on a stream. @throws NotFound for everybody else */
  private async own({ person }: Principal, id: string): Promise<DraftDoc> {
    const doc = await this.ledger.views.get(drafts, id);
    if (doc?.person !== person) throw new NotFound();
    return doc;
  }

  private async kept(principal: Principal, id: string): Promise<Kept> {
    const doc = await this.own(principal, id);
    if (!isKept(doc, this.clock.now())) throw new NotFound();
    return doc;
  }

  private async head({ id, saves, keptUntil, draft: { savedAt } }: Kept) {
    const returned = (await this.ledger.views.get(register, id))?.state;
    return { id, etag: String(saves), savedAt, keptUntil, reference: returned?.application?.reference, check: returned?.check };
  }

  private async open(doc: Kept, actor: Actor) {
    const { text, ...draft } = await this.ledger.open({ ...(await this.head(doc)), text: doc.draft.text }, { actor, what: `authority-${doc.id}`, why: 'read their draft' });
    return { ...draft, application: JSON.parse(text) as DraftInput };
  }

  private async destroyKey({ id, draft }: DraftDoc): Promise<void> {
    if (draft) await this.destroy(`authority-${id}/${draftName(draft.number)}`);
  }

  /** Once for ever, whoever is first: the act that ended the draft, or what falls due because that did not come so far. */
  private destroy(key: string): Promise<void> {
    return this.ledger.destroyKeys([key], { cause: `drafts/${key}`, actor: null });
  }
}

/** A list does not say what a gatekeeper wrote. */
const withoutCheck = <T extends { readonly check?: unknown }>(item: T): Omit<T, 'check'> => {
  const { check: _, ...rest } = item;
  return rest;
};

const summaryOf = (text: string) => {
  const { operation, components = [] } = JSON.parse(text) as DraftInput;
  return { ...(operation === undefined ? {} : { operation }), powers: components.flatMap(({ power }) => power ?? []) };
};
