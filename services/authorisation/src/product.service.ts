import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type Act, canonicalBytes, type Clock, deriveId, everyDoc, hashOf, idOf, type Ledger, type ViewReader } from '@cpmp/ledger';
import { CLOCK, type DueRow, type Input, knownPage, LEDGER, NotFound, permit, type Principal, stale } from '@cpmp/shell';
import { componentOf, officerOf } from './authorisation.service.js';
import {
  type CaseFacts, confirmDestruction, DESCRIPTION_KEY, destroyCopy, destroyOrderedBy, followCommissioner, holdProduct, liftHold, moveCopy, openQuarantines, orderDestruction, orderToDestroy, periodsOf, product, type ProductEvent, type ProductFacts, type ProductState, quarantineProduct, recordCopy,
  registerProduct, releaseProduct, returnCopy, reviewProduct, stateAt, tellOfConfidential, withdrawDestruction, witnessCopy,
} from './domain/index.js';
import type { CopyInput, DestroyCopyInput, ProductReviewInput, ProductsInput, PurposeInput, ReasonInput, RegisterProductInput, ReturnInput, ToldInput, WithdrawInput } from './http/product-requests.js';
import { LawInForce, productLaw } from './law.js';
import { knowsProduct, ofThisForce, permissions } from './permissions.js';
import { type Beside, productHead, productTimeline, shownProduct } from './reading/product-shown.js';
import { dueNamed } from './views/due.view.js';
import { errors } from './views/errors.view.js';
import { type ProductDoc, products } from './views/products.view.js';
import { register, type RegisterDoc } from './views/register.view.js';

type OfProduct = { id: string };
type On<B = {}, P = OfProduct> = Input<P, {}, B>;
type OfCopy = OfProduct & { copy: string };
type Judge = (state: ProductState, now: Instant, rests: ProductFacts) => Decision<ProductEvent>;

/** How many errors of a case are looked through for what they set apart. */
const ERRORS_MAX = 1_000;

/** Under what something was obtained, and when. */
type Obtained = { readonly authorisation: string; readonly component: string; readonly from: Instant; readonly until?: Instant | undefined };

/** Digests what a certificate says. */
const digest = (value: object): string => `sha256:${hashOf(canonicalBytes(value))}`;

/** The door to product: what was obtained, where its copies are, why it is kept, and how it is destroyed: by two people, after a countdown, copy by copy. */
@Injectable()
export class ProductService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly law: LawInForce,
  ) {}

  async register({ principal, actor, body, act }: Input<{}, {}, RegisterProductInput>) {
    permit(principal, permissions, 'registerProduct');
    const doc = await this.knownCase(principal, body.authorisation);
    componentOf(doc, body.component);
    const id = deriveId(act.cause);
    const obtained = { ...body, authorisation: doc.id };
    const command = { ...obtained, by: officerOf(principal) };
    const read = (views: ViewReader) => this.facts(views, obtained);
    const outcome = await this.ledger.transactWith(product, id, { read, decide: (state, now, facts) => ofThisForce(principal, facts, registerProduct(state, command, now, this.rests(doc, body.component, facts, now))) }, act);
    return isRefusal(outcome) ? outcome : this.open(await this.known(principal, id), { actor, why: 'registered the product' });
  }

  recordCopy(input: On<CopyInput>) {
    permit(input.principal, permissions, 'registerProduct');
    return this.decide(input, 'recorded a copy', (state, now, rests) => recordCopy(state, this.by(input), now, rests));
  }

  moveCopy(input: On<CopyInput, OfCopy>) {
    permit(input.principal, permissions, 'registerProduct');
    return this.decide(input, 'moved a copy', (state, now, rests) => moveCopy(state, { ...this.by(input), copy: input.params.copy }, now, rests));
  }

  returnCopy(input: On<ReturnInput, OfCopy>) {
    permit(input.principal, permissions, 'registerProduct');
    return this.decide(input, 'took a copy back', (state, now, rests) => returnCopy(state, { ...this.by(input), copy: input.params.copy }, now, rests));
  }

  review(input: On<ProductReviewInput>) {
    permit(input.principal, permissions, 'reviewProduct');
    return this.decide(input, 'reviewed the product', (state, now, rests) => reviewProduct(state, this.by(input), now, rests));
  }

  tell(input: On<ToldInput>) {
    permit(input.principal, permissions, 'notify');
    return this.decide(input, 'told the Commissioner of it', (state, now, rests) => tellOfConfidential(state, this.by(input), now, rests));
  }

  hold(input: On<ReasonInput>) {
    permit(input.principal, permissions, 'holdProduct');
    return this.decide(input, 'put a hold on it', (state, now, rests) => holdProduct(state, this.by(input), now, rests));
  }

  liftHold(input: On<ReasonInput, OfProduct & { hold: string }>) {
    permit(input.principal, permissions, 'holdProduct');
    return this.decide(input, 'lifted a hold', (state, now, rests) => liftHold(state, { ...this.by(input), hold: input.params.hold }, now, rests));
  }

  quarantine(input: On<ReasonInput>) {
    permit(input.principal, permissions, 'quarantineProduct');
    return this.decide(input, 'set it apart', (state, now, rests) => quarantineProduct(state, this.by(input), now, rests));
  }

  release(input: On<ReasonInput, OfProduct & { quarantine: string }>) {
    permit(input.principal, permissions, 'releaseProduct');
    return this.decide(input, 'released it', (state, now, rests) => releaseProduct(state, { ...this.by(input), quarantine: input.params.quarantine }, now, rests));
  }

  order(input: On<ReasonInput>) {
    permit(input.principal, permissions, 'orderDestruction');
    return this.decide(input, 'ordered its destruction', (state, now, rests) => orderDestruction(state, this.by(input), now, rests));
  }

  confirm(input: On) {
    permit(input.principal, permissions, 'orderDestruction');
    return this.decide(input, 'confirmed its destruction', (state, now, rests) => confirmDestruction(state, this.by(input), now, rests));
  }

  withdraw(input: On<WithdrawInput>) {
    permit(input.principal, permissions, 'orderDestruction');
    return this.decide(input, 'withdrew the order to destroy it', (state, now, rests) => withdrawDestruction(state, this.by(input), now, rests));
  }

  destroyCopy(input: On<DestroyCopyInput, OfCopy>) {
    permit(input.principal, permissions, 'destroyProduct');
    return this.decide(input, 'destroyed a copy', (state, now, rests) => destroyCopy(state, { ...this.by(input), copy: input.params.copy }, now, rests));
  }

  /** With the last witness the product is gone, and the key of its description goes. */
  async witnessCopy(input: On<{}, OfCopy>) {
    permit(input.principal, permissions, 'destroyProduct');
    const answer = await this.decide(input, 'witnessed the destruction of a copy', (state, now, rests) => witnessCopy(state, { ...this.by(input), copy: input.params.copy }, now, rests));
    if (!isRefusal(answer) && answer.certificate) await this.destroyKey(`product-${answer.id}/${DESCRIPTION_KEY}`);
    return answer;
  }

  async list({ principal, actor, query: { authorisation, stage, confidential, uncovered, barred, sort = 'number', ...asked } }: Input<{}, ProductsInput>) {
    permit(principal, permissions, 'read');
    const equal = { authorisation, stage, confidential, ...(uncovered ? { covered: false } : {}), ...(barred ? { barred: true } : {}) };
    const where = Object.fromEntries(Object.entries(equal).flatMap(([name, eq]) => (eq === undefined ? [] : [[name, { eq }]])));
    const { docs, next } = await knownPage((paged) => this.ledger.views.query(products, { where, sort: { by: sort }, ...paged }), (doc) => this.mayKnow(principal, doc), asked);
    const items = await Promise.all(docs.map(async (doc) => productHead(doc, await this.beside(doc))));
    return { items: await this.ledger.open(items, { actor, what: 'products', why: 'listed product' }), ...(next === undefined ? {} : { next }) };
  }

  /** Why product may be kept, as the packs have it today. */
  bases({ principal }: { readonly principal: Principal }) {
    permit(principal, permissions, 'read');
    return { items: productLaw(this.law.book, '', this.clock.now()).bases };
  }

  async read({ principal, actor, params: { id } }: Input<OfProduct>) {
    permit(principal, permissions, 'read');
    return this.open(await this.known(principal, id), { actor, why: 'read the product' });
  }

  async events({ principal, actor, params: { id } }: Input<OfProduct>) {
    permit(principal, permissions, 'read');
    await this.known(principal, id);
    const items = productTimeline(await this.ledger.history(product, id));
    return { items: await this.ledger.open(items, { actor, what: `product-${id}`, why: 'read the timeline' }) };
  }

  /** The certificate of what was destroyed, with its place in the ledger. @throws NotFound before that */
  async certificate({ principal, actor, params: { id }, query: { purpose } }: Input<OfProduct, PurposeInput>) {
    permit(principal, permissions, 'read');
    const { state, force, authorisation } = await this.known(principal, id);
    const found = (await this.ledger.history(product, id)).find(({ event }) => event.type === 'ProductDestroyed');
    const commit = (await this.ledger.commits(product, id)).find(({ position }) => position === found?.meta.position);
    if (!state.destroyed || !commit) throw new NotFound();
    this.ledger.access({ actor, what: `product-${id}`, why: purpose === 'print' ? 'printed the certificate' : 'read the certificate' });
    const { at, digest: says, certificate } = state.destroyed;
    return { id, force, authorisation, at, digest: says, destroyed: certificate, log: this.ledger.log, position: commit.position, hash: commit.hash };
  }

  /** Does what falls due: follows a commissioner's order through the product of a component, or destroys the key of what is gone. */
  async runDue({ key, stream, what }: DueRow, act: Act): Promise<void> {
    if (stream.startsWith('product-')) return this.destroyKey(key);
    for await (const { id, state } of everyDoc(this.ledger.views, products, { where: { authorisation: { eq: idOf(stream) } } })) {
      if (state.registered?.component === dueNamed(what).of) await this.transact(id, state, (current, now, rests) => followCommissioner(current, now, rests), act);
    }
  }

  private by<B>({ principal, body }: Input<OfProduct, {}, B>) {
    return { ...body, by: officerOf(principal) };
  }

  /** Decides on product that the caller may know of, on the version that they saw. */
  private async decide({ principal, actor, params: { id }, ifMatch, act }: Input<OfProduct, {}, unknown>, why: string, judge: Judge) {
    const { state: seen } = await this.known(principal, id);
    const outcome = await this.transact(id, seen, (state, now, rests) => (ifMatch === undefined ? undefined : stale(ifMatch, state.edition)) ?? ofThisForce(principal, rests.facts, judge(state, now, rests)), act);
    return isRefusal(outcome) ? outcome : this.open(await this.known(principal, id), { actor, why });
  }

  private async transact(id: string, { registered }: ProductState, judge: Judge, act: Act) {
    const doc = registered && (await this.ledger.views.get(register, registered.authorisation));
    if (!doc) throw new NotFound();
    const read = (views: ViewReader) => this.facts(views, registered);
    return this.ledger.transactWith(product, id, { read, decide: (state, now, facts) => judge(state, now, this.rests(doc, registered.component, facts, now)) }, act);
  }

  /** How the component stands, from views that have been folded to the tail: nothing of it is covert. */
  private async facts(views: ViewReader, obtained: Obtained): Promise<CaseFacts> {
    const { authorisation, component: id } = obtained;
    const doc = await views.get(register, authorisation);
    const component = doc?.state.components[id];
    if (!doc || !component) throw new NotFound();
    const now = this.clock.now();
    const state = stateAt(component, now);
    const { docs: [last] } = await views.query(products, { where: { authorisation: { eq: authorisation } }, sort: { by: 'number', descending: true }, limit: 1 });
    const destruction = orderToDestroy(component, now);
    const { unit, agreement } = doc.state.application ?? {};
    return {
      force: doc.force, ...(unit ? { unit } : {}), ...(agreement === undefined ? {} : { agreement }), reference: doc.reference, state, open: state === 'in-force' || state === 'awaiting-approval',
      periods: periodsOf(component).map(({ from, until }) => ({ from, until })),
      ...(destruction ? { quashed: { by: destroyOrderedBy(component) ?? '', destruction } } : {}),
      setApart: await this.setApart(views, obtained), registered: last?.number ?? 0,
    };
  }

  /** The errors whose orders set apart what was obtained under a component at that time. */
  private async setApart(views: ViewReader, { authorisation, component, from, until = from }: Obtained): Promise<readonly string[]> {
    const { docs } = await views.query(errors, { where: { authorisation: { eq: authorisation } }, limit: ERRORS_MAX });
    return docs.filter(({ state }) => state.raised?.about.component === component && openQuarantines(state).some((order) => order.from <= until && (order.until === null || from < order.until))).map(({ reference }) => reference);
  }

  private rests(doc: RegisterDoc, component: string, facts: CaseFacts, now: Instant): ProductFacts {
    return { law: productLaw(this.law.book, componentOf(doc, component).power, now), facts, digest };
  }

  /** The case, for one who may register product of it, by its id or its reference, which begins with a capital as no id does. @throws NotFound */
  private async knownCase(principal: Principal, meant: string): Promise<RegisterDoc> {
    const id = /^[A-Z]/.test(meant) ? (await this.ledger.views.query(register, { where: { reference: { eq: meant } } })).docs[0]?.id : meant;
    const doc = id === undefined ? undefined : await this.ledger.views.get(register, id);
    if (!doc || !knowsProduct(principal, { force: doc.force, reasons: doc.knownTo })) throw new NotFound();
    return doc;
  }

  private async mayKnow(principal: Principal, { force, authorisation }: ProductDoc): Promise<boolean> {
    return knowsProduct(principal, { force, reasons: (await this.ledger.views.get(register, authorisation))?.knownTo ?? [] });
  }

  /** The product, for one who may know of it. @throws NotFound */
  private async known(principal: Principal, id: string): Promise<ProductDoc> {
    const doc = await this.ledger.views.get(products, id);
    if (!doc || !(await this.mayKnow(principal, doc))) throw new NotFound();
    return doc;
  }

  private async beside({ authorisation, state: { registered } }: ProductDoc): Promise<Beside> {
    const doc = await this.ledger.views.get(register, authorisation);
    const { power = '', cancelled } = doc?.state.components[registered?.component ?? ''] ?? {};
    const setApart = registered ? await this.setApart(this.ledger.views, registered) : [];
    return { bases: productLaw(this.law.book, power, this.clock.now()).bases, setApart: setApart.length > 0, ...(cancelled ? { direction: cancelled.productDirection } : {}) };
  }

  private async open(doc: ProductDoc, { actor, why }: { readonly actor: Actor; readonly why: string }) {
    return this.ledger.open(shownProduct(doc, await this.beside(doc)), { actor, what: `product-${doc.id}`, why });
  }

  /** Once for ever, whoever is first: the last witness, or what falls due because that did not come so far. */
  private destroyKey(key: string): Promise<void> {
    return this.ledger.destroyKeys([key], { cause: `products/${key}`, actor: null });
  }
}
