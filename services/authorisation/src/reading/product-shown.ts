import { never } from '@cpmp/kernel';
import type { Recorded } from '@cpmp/ledger';
import type { ProductBasis } from '@cpmp/law';
import { type Bar, type ProductEvent, type ProductState, standingBars } from '../domain/index.js';
import { capital, moment, nameWords, untilWords } from '../domain/words.js';
import { NEVER } from '../views/register.view.js';
import type { ProductDoc } from '../views/products.view.js';
import type { Line } from './timeline.js';

/** What is said of product beside its own record: the packs' words for its basis, and whether an error's order sets it apart. */
export type Beside = { readonly bases: readonly ProductBasis[]; readonly setApart: boolean; readonly direction?: string };

const keptOnIn = (keptOn: ProductState['keptOn'], { bases }: Beside) => (keptOn ? { ...keptOn, words: bases.find(({ basis }) => basis === keptOn.basis)?.words ?? nameWords(keptOn.basis) } : undefined);

const barsIn = <B extends Bar>(bars: readonly B[]) => bars.map((bar) => ({ ...bar }));

/** What every answer says of product; texts still closed. */
export const productHead = (doc: ProductDoc, beside: Beside) => {
  const { id, state, due } = doc;
  const { reference = '', authorisation = '', component = '', kind = '', description = '', from = '', until = '', confidential = 'none', covered = true } = state.registered ?? {};
  return {
    id, etag: String(state.edition), reference, authorisation, component, kind, description, from, until, confidential, covered, stage: state.stage,
    keptOn: keptOnIn(state.keptOn, beside), reviewBy: state.reviewBy, due: due === NEVER ? undefined : due,
    copies: Object.values(state.copies), barred: [...standingBars(state.holds), ...standingBars(state.quarantines)].map((bar) => bar.id).concat(beside.setApart ? ['error'] : []),
  };
};

/** Product as its page answers it; texts still closed. */
export const shownProduct = (doc: ProductDoc, beside: Beside) => {
  const { registered, reviews, told, holds, quarantines, destruction, destroyed } = doc.state;
  return {
    ...productHead(doc, beside),
    obtainedBy: registered?.obtainedBy ?? '', permit: registered?.permit, registered: { by: registered?.by.person ?? '', at: registered?.at ?? '' }, direction: beside.direction,
    reviews: reviews.map(({ by, keptOn, ...said }) => ({ ...said, by: by.person, keptOn: keptOnIn(keptOn, beside) })),
    told, holds: barsIn(holds), quarantines: barsIn(quarantines), destruction,
    certificate: destroyed && { at: destroyed.at, digest: destroyed.digest, destroyed: destroyed.certificate },
  };
};

const copy = (id: string): string => `copy ${id.slice(1)}`;

const registeredLine = ({ about: { component }, kind, from, until, covered, confidential, description }: Extract<ProductEvent, { type: 'ProductRegistered' }>): Line => ({
  summary: [
    `It was registered: ${nameWords(kind)}, obtained at ${moment(from)}${until === from ? '' : ` and until ${moment(until)}`}.`,
    ...(confidential === 'none' ? [] : [`It holds confidential material: ${confidential}.`]), ...(covered ? [] : ['Nothing was in force then: it may be an error.']),
  ].join(' '),
  component, text: { description },
});

const ofDestruction = (event: Extract<ProductEvent, { type: `Destruction${string}` | `Copy${'Destroyed' | 'Witnessed'}` | 'ProductDestroyed' }>): Line => {
  switch (event.type) {
    case 'DestructionOrdered':
      return { summary: event.because === 'quashed' ? 'The judicial commissioner’s quashing orders that it be destroyed.' : 'Its destruction was ordered; somebody else confirms it.', text: { reason: event.reason } };
    case 'DestructionConfirmed':
      return { summary: `A second person confirmed its destruction: not before ${moment(event.notBefore)}.` };
    case 'DestructionWithdrawn':
      return { summary: `The order to destroy it was withdrawn; it is reviewed by ${untilWords(event.reviewBy)}.`, text: { reason: event.reason } };
    case 'CopyDestroyed':
      return { summary: `${capital(copy(event.copy))} was destroyed; a witness is awaited.`, text: { method: event.method } };
    case 'CopyWitnessed':
      return { summary: `The destruction of ${copy(event.copy)} was witnessed.` };
    case 'ProductDestroyed':
      return { summary: 'Every copy is destroyed and witnessed: it has its certificate.' };
    default:
      return never(event);
  }
};

const placeOf = ({ place, holder, purpose, disclosedTo }: Extract<ProductEvent, { type: 'CopyRecorded' | 'CopyMoved' }>) => ({ place, holder, purpose, disclosedTo });

const lineOf = (event: ProductEvent): Line => {
  switch (event.type) {
    case 'ProductRegistered':
      return registeredLine(event);
    case 'CopyRecorded':
      return { summary: `${capital(copy(event.copy))} is on record.`, text: placeOf(event) };
    case 'CopyMoved':
      return { summary: `${capital(copy(event.copy))} was moved${event.disclosedTo === undefined ? '' : ', and disclosed'}.`, text: placeOf(event) };
    case 'CopyReturned':
      return { summary: `${capital(copy(event.copy))} came back.`, text: { place: event.place, holder: event.holder } };
    case 'ProductReviewed':
      return { summary: event.decision === 'keep' ? `It was reviewed and is kept (${nameWords(event.keptOn?.basis ?? '')}) until ${untilWords(event.reviewBy ?? '')}.` : 'It was reviewed, and its destruction is proposed.', ...(event.keptOn ? { clause: event.keptOn.clause } : {}), text: { reason: event.reason } };
    case 'ConfidentialProductTold':
      return { summary: 'The Commissioner was told of the confidential material in it.', text: { told: event.told } };
    case 'ProductHeld':
      return { summary: `An inspector holds it (${event.hold}).`, text: { reason: event.reason } };
    case 'HoldLifted':
      return { summary: `The hold ${event.hold} was lifted.`, text: { reason: event.reason } };
    case 'ProductQuarantined':
      return { summary: `It was set apart (${event.quarantine}): ${nameWords(event.because)}.`, text: { reason: event.reason } };
    case 'ProductReleased':
      return { summary: `It was released (${event.quarantine}).`, text: { reason: event.reason } };
    default:
      return ofDestruction(event);
  }
};

/** What became of product, the oldest first. Texts stay closed. */
export const productTimeline = (history: readonly Recorded<ProductEvent>[]) =>
  history.map(({ event, meta: { id, at, actor } }) => ({ id, at, type: event.type, actor: actor && { person: actor.person, rank: actor.rank, roles: actor.roles }, ...lineOf(event) }));
