import { clientOf, ok, type Platform, stage, type Staged } from '../spec-stage.js';

const WINDOW = { from: '2026-03-28T08:00:00Z', to: '2026-03-29T19:00:00Z' };
const LATER = { from: '2026-06-02T08:00:00Z', to: '2026-06-02T19:00:00Z' };

/** What the desk's pages show: beside the case and what is out under it, things booked, handed out, and not fit; a tasking with a promise and a no, and one that things are free for. */
export const stageDesk = async (platform: Platform): Promise<Staged & { readonly tasking: string; readonly camera: string; readonly tracker2: string; readonly van: string; readonly red: string; readonly blue: string; readonly operative: string }> => {
  const staged = await stage(platform);
  const [price, ahmed] = await Promise.all([clientOf(platform, 'rm-price'), clientOf(platform, 'dc-ahmed')]);
  const assets = ok(await price.assetRegistry.listAssets()).items;
  const teams = ok(await price.resourceAllocation.listResources()).items;
  const asset = (serial: string): string => assets.find((one) => one.serial === serial)?.id ?? '';
  const team = (label: string): string => teams.find((one) => one.label === label)?.id ?? '';
  const tasking = ok(await ahmed.resourceAllocation.requestTasking({ body: { operation: 'Copper Weir', needs: [{ kind: 'surveillance-team', count: 2 }, { kind: 'fixed-camera', count: 1 }], window: WINDOW, priority: 2 } })).id;
  ok(await ahmed.resourceAllocation.requestTasking({ body: { operation: 'Iron Orchard', needs: [{ kind: 'surveillance-team', count: 1 }, { kind: 'vehicle-tracker', count: 1 }], window: LATER, priority: 4 } }));
  const allocate = (body: { readonly asset: string } | { readonly resource: string }) => price.resourceAllocation.allocate({ params: { id: tasking }, body: { ...body, window: WINDOW } as never });
  ok(await allocate({ resource: team('team-blue') }));
  await allocate({ resource: team('team-red') });
  const camera = asset('FC-0107');
  ok(await price.assetRegistry.recordServiceability({ params: { id: camera }, body: { serviceable: false, reason: 'The lens is cracked.' } }));
  const tracker2 = asset('VT-0002');
  ok(await price.assetRegistry.bookAsset({ params: { id: tracker2 }, body: { operation: 'Ashen Kite', window: WINDOW } }));
  ok(await price.assetRegistry.changeCustody({ params: { id: tracker2 }, body: { action: 'check-out', to: 'dc-ahmed', note: 'Battery charged.' } }));
  return {
    ...staged, tasking: `/taskings/${tasking}`, camera: `/assets/${camera}`, tracker2: `/assets/${tracker2}`, van: `/assets/${asset('OV-0003')}`,
    red: `/resources/${team('team-red')}`, blue: `/resources/${team('team-blue')}`, operative: `/resources/${team('op-17')}`,
  };
};
