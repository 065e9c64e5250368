import type { Answer, authorisation } from '@cpmp/client';
import type { Fault } from '../web/forms.js';
import { faultsAt, typedAt } from '../web/spoken.js';
import { endOfDay } from '../web/typed-time.js';
import { got, one, type Typed, type Visit } from '../web/visit.js';
import { type Ask, REASON } from '../web/asks.js';
import { keptAsks, placeAsks } from './asks.js';
import { copyName, type Product } from './products.js';

type Basis = authorisation.WithdrawDestructionBody['basis'];
type At = { readonly params: { readonly id: string }; readonly ifMatch: number; readonly key: string };

/** One step on product: its page, its questions, the call, and what it is called when it is done or refused. */
export type Step = {
  readonly heading: string;
  readonly intro?: string;
  readonly asks: readonly Ask[];
  readonly faults?: readonly Fault[];
  readonly button: string;
  readonly send: (at: At) => Promise<Answer<Product>>;
  /** `was not …` */
  readonly participle: string;
};

type StepOf = (visit: Visit, product: Product, which: string) => Step | Promise<Step>;

const text = (typed: Typed) => (field: string): string => one(typed, field);

/** Where a copy is, as it was typed. */
export const placeTyped = (typed: Typed): authorisation.RecordCopyBody => {
  const [said, disclosedTo] = [text(typed), one(typed, 'disclosedTo')];
  return { place: said('place'), holder: said('holder'), purpose: said('purpose'), ...(disclosedTo === '' ? {} : { disclosedTo }) };
};

/** Why it is kept and until when, as it was typed. */
export const keptTyped = (typed: Typed) => {
  const review = endOfDay(typedAt(typed, 'review'), 'the review date');
  return { faults: faultsAt('review', review), body: { basis: one(typed, 'basis') as Basis, reviewBy: review.instant ?? '' } };
};

type Reasoned = At & { readonly body: { readonly reason: string } };

/** A step that asks for nothing but the reason. */
const reasoned = (said: Pick<Step, 'heading' | 'button' | 'participle' | 'intro'>, send: (at: Reasoned, visit: Visit, which: string) => Promise<Answer<Product>>): StepOf =>
  (visit, _product, which) => ({ ...said, asks: [REASON], send: (at) => send({ ...at, body: { reason: one(visit.typed, 'reason') } }, visit, which) });

const bases = async ({ client }: Visit) => got(await client.authorisation.listProductBases({})).items;

const review: StepOf = async (visit) => {
  const { client, typed } = visit;
  const decision = one(typed, 'decision');
  const kept = keptTyped(typed);
  const asks: readonly Ask[] = [
    { kind: 'choice', field: 'decision', label: 'What do you decide?', missing: 'Select what you decide', items: [{ value: 'keep', text: 'It is kept' }, { value: 'destroy', text: 'Nothing needs it: propose its destruction' }] },
    REASON, ...keptAsks(await bases(visit), decision === 'keep'),
  ];
  return {
    heading: 'Review it', button: 'Record the review', participle: 'reviewed', asks, intro: 'Say why it is kept and until when only if it is kept.', faults: decision === 'keep' ? kept.faults : [],
    send: (at) => client.authorisation.reviewProduct({ ...at, body: decision === 'keep' ? { decision, reason: one(typed, 'reason'), ...kept.body } : { decision: 'destroy', reason: one(typed, 'reason') } }),
  };
};

const withdraw: StepOf = async (visit) => {
  const { client, typed } = visit;
  const kept = keptTyped(typed);
  return {
    heading: 'Withdraw the order', button: 'Withdraw the order', participle: 'taken off its destruction', intro: 'It is kept again, and reviewed.', asks: [REASON, ...keptAsks(await bases(visit))], faults: kept.faults,
    send: (at) => client.authorisation.withdrawDestruction({ ...at, body: { reason: one(typed, 'reason'), ...kept.body } }),
  };
};

/** Every step by its address. */
export const STEPS: Readonly<Record<string, StepOf>> = {
  copy: ({ client, typed }) => ({ heading: 'Record a copy', button: 'Record the copy', participle: 'given the copy', asks: placeAsks(), send: (at) => client.authorisation.recordCopy({ ...at, body: placeTyped(typed) }) }),
  review,
  withdraw,
  tell: ({ client, typed }) => ({
    heading: 'The Commissioner was told', button: 'Record it', participle: 'recorded as told of', asks: [{ kind: 'words', field: 'told', label: 'What was told, how and to whom?', missing: 'Enter what was told' }],
    send: (at) => client.authorisation.tellOfConfidentialProduct({ ...at, body: { told: one(typed, 'told') } }),
  }),
  order: reasoned({ heading: 'Order its destruction', button: 'Order it', participle: 'ordered destroyed', intro: 'You are the first of two people. Somebody else confirms it; then the countdown runs.' }, (at, { client }) => client.authorisation.orderDestruction(at)),
  confirm: ({ client }, { destruction, copies }) => ({
    heading: 'Confirm its destruction', button: 'Confirm it', participle: 'confirmed for destruction', asks: [],
    intro: `${destruction?.because === 'quashed' ? 'The judicial commissioner ordered it with the quashing' : `Ordered because: ${destruction?.ordered.reason ?? ''}`}. It has ${copies.length} ${copies.length === 1 ? 'copy' : 'copies'}. You are the second of two people: with your word the countdown begins.`,
    send: (at) => client.authorisation.confirmDestruction({ ...at, body: {} }),
  }),
  hold: reasoned({ heading: 'Hold it', button: 'Hold it', participle: 'held', intro: 'Nobody destroys it until the hold is lifted.' }, (at, { client }) => client.authorisation.holdProduct(at)),
  quarantine: reasoned({ heading: 'Set it apart', button: 'Set it apart', participle: 'set apart', intro: 'Nobody destroys it until the senior responsible officer releases it.' }, (at, { client }) => client.authorisation.setProductApart(at)),
  'holds/lift': reasoned({ heading: 'Lift the hold', button: 'Lift the hold', participle: 'freed of the hold', intro: 'It may then be destroyed, if that was ordered and confirmed.' }, ({ params: { id }, ...at }, { client }, hold) => client.authorisation.liftProductHold({ ...at, params: { id, hold } })),
  'quarantines/release': reasoned({ heading: 'Release it', button: 'Release it', participle: 'released', intro: 'It may then be used and destroyed as any other.' }, ({ params: { id }, ...at }, { client }, quarantine) => client.authorisation.releaseProduct({ ...at, params: { id, quarantine } })),
  'copies/move': ({ client, typed }, _, copy) => ({
    heading: `Move ${copyName(copy).toLowerCase()}`, button: 'Record the move', participle: 'moved', asks: placeAsks(), send: ({ params: { id }, ...at }) => client.authorisation.moveCopy({ ...at, params: { id, copy }, body: placeTyped(typed) }),
  }),
  'copies/return': ({ client, typed }, _, copy) => ({
    heading: `Take ${copyName(copy).toLowerCase()} back`, button: 'Record that it came back', participle: 'taken back', asks: placeAsks().slice(0, 2),
    send: ({ params: { id }, ...at }) => client.authorisation.returnCopy({ ...at, params: { id, copy }, body: { place: one(typed, 'place'), holder: one(typed, 'holder') } }),
  }),
  'copies/destroy': ({ client, typed }, _, copy) => ({
    heading: `Destroy ${copyName(copy).toLowerCase()}`, button: 'I destroyed it', participle: 'recorded as destroyed', intro: 'Destroy it first, in front of a witness. The witness says so under their own name.',
    asks: [{ kind: 'words', field: 'method', label: 'How did you destroy it?', missing: 'Enter how you destroyed it' }],
    send: ({ params: { id }, ...at }) => client.authorisation.destroyCopy({ ...at, params: { id, copy }, body: { method: one(typed, 'method') } }),
  }),
  'copies/witness': ({ client }, product, copy) => ({
    heading: `Witness the destruction of ${copyName(copy).toLowerCase()}`, button: 'I saw it destroyed', participle: 'recorded as witnessed', asks: [], intro: `How it was destroyed: ${product.copies.find(({ id }) => id === copy)?.destroyed?.method ?? ''}`,
    send: ({ params: { id }, ...at }) => client.authorisation.witnessCopy({ ...at, params: { id, copy }, body: {} }),
  }),
};

/** What is said once a step is done. */
export const DONE: Readonly<Record<string, string>> = {
  register: 'The product is in the register.', copy: 'The copy is on record.', review: 'The review is on record.', withdraw: 'The order is withdrawn.', tell: 'It is on record that the Commissioner was told.', order: 'Its destruction is ordered. Somebody else confirms it.',
  confirm: 'Its destruction is confirmed. The countdown runs.', hold: 'It is held.', quarantine: 'It is set apart.', 'holds/lift': 'The hold is lifted.', 'quarantines/release': 'It is released.', 'copies/move': 'The move is on record.',
  'copies/return': 'The copy is back.', 'copies/destroy': 'The destruction is on record. Somebody else witnesses it.', 'copies/witness': 'The witness is on record.',
};
