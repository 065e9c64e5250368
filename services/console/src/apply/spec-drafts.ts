/** What the specs of applications begin with. Only specs import it. */
import { clientOf, clockTo, ok, type Platform, TRACK, WATCH } from '../spec-stage.js';

/** When the platform's clock begins. */
export const STARTS = '2026-03-02T08:00:00.000Z';

/** One draft half written, one whole; a case that was returned, and one returned whose change is begun. */
export const stage = async (platform: Platform) => {
  const [ahmed, bell, lane] = [await clientOf(platform, 'dc-ahmed'), await clientOf(platform, 'dc-bell'), await clientOf(platform, 'cab-lane')];
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const { collateral: _collateral, otherMeans: _means, confidential: _none, ...half } = TRACK;
  const begun = ok(await ahmed.authorisation.startDraft({ body: { operation: 'Copper Weir', cleared: ['dc-lowe'], components: [WATCH, { ...half, places: [{ handle: 'the yard', kind: 'other', inArea: false }] }, { handle: 'third' }] } }));
  await clockTo(platform, '2026-03-02T09:10:00Z');
  const whole = ok(await ahmed.authorisation.startDraft({ body: { operation: 'Ashen Kite', madeAt: '2026-03-01T21:40:00Z', components: [{ ...WATCH, urgent: 'The handover is tonight.' }, { ...TRACK, places: [{ handle: 'the yard', kind: 'other', inArea: false, purpose: 'retrieval' }] }] } }));
  for (const pseudonym of ['WREN', 'LINNET']) ok(await bell.assetRegistry.registerSource({ body: { pseudonym, born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } }));
  const handled = ok(await bell.authorisation.startDraft({ body: { operation: 'Copper Weir', components: [{ handle: 'use', power: 'chis' }] } }));
  const returned = async (operation: string) => {
    const { id, etag } = ok(await ahmed.authorisation.apply({ body: { operation, components: [WATCH, TRACK] } }));
    ok(await lane.authorisation.checkAuthorisation({ params: { id }, ifMatch: Number(etag), body: { outcome: 'return', comment: 'Say more of who else may be affected at the yard.' } }));
    return id;
  };
  await clockTo(platform, '2026-03-02T09:20:00Z');
  const back = await returned('Copper Kite');
  const changing = await returned('Ashen Weir');
  ok(await ahmed.authorisation.changeReturned({ params: { id: changing }, body: {} }));
  return { handled: `/apply/${handled.id}`, begun: `/apply/${begun.id}`, whole: `/apply/${whole.id}`, back: `/cases/${back}`, changing: `/apply/${changing}` };
};
/** Where what is staged is to be found. */
export type Staged = Awaited<ReturnType<typeof stage>>;
