import { type Answer, type authorisation, type Client, createClient } from '@cpmp/client';

/** A platform that the pages are looked at on. */
export type Platform = { readonly url: string; close(): Promise<void> };

/** Starts a whole platform with its demonstration force, on a virtual clock; with a folder of packs of law that is only offered, if one is given. */
export const startPlatform = async (startsAt: string, lawFolder?: string): Promise<Platform> => {
  const standalone = (await import(new URL('../../standalone/dist/platform.js', import.meta.url).href)) as { startPlatform: (options: object) => Promise<Platform> };
  return standalone.startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt }, demonstration: true, lawFolder });
};

/** The value of an answer. @throws what was refused, in full */
export const ok = <T>(answer: Answer<T>): T => {
  if (answer.ok) return answer.value;
  throw new Error(`${answer.status} ${answer.problem.code}: ${answer.problem.because ?? JSON.stringify(answer.problem.errors)}`);
};

/** A client that acts as a person of the demonstration force. */
export const clientOf = async ({ url }: Platform, person: string): Promise<Client> => {
  const { token } = ok(await createClient({ baseUrl: url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } }));
  return createClient({ baseUrl: url, token });
};

/** Moves the platform's clock, with everything that falls due on the way. A busy machine may take longer than the client waits: asked again, it is the same move. */
export const clockTo = async ({ url }: Pick<Platform, 'url'>, to: string): Promise<void> => {
  const move = () => createClient({ baseUrl: url }).call('POST', '/api/standalone/v1/clock', { body: { to } });
  let moved = await move();
  while (moved.status === 0) moved = await move();
  ok(moved);
};

/** Covert words of what is staged: none may stand in a title or an address. */
export const CANARY = /Copper|Weir|Ashen|Kite|AB12|subject-/i;

/** A part that asks for directed surveillance. */
export const WATCH: authorisation.ApplyBody['components'][number] = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', subjects: ['subject-a'], vehicles: ['AB12CDE'], confidential: 'none',
  tactics: [{ tactic: 'mobile-surveillance', because: 'The tracker alone does not show who meets the driver.' }, { tactic: 'foot-surveillance', because: 'Handovers are made on foot between parked vehicles.' }],
  necessity: 'The people supplying the yard are not identified by any other line of inquiry.', proportionality: 'Public places only, limited to delivery days.', collateral: 'Other workers at the yard; no pictures of people not met by the subject are to be kept.',
};
/** A part that asks for property interference. */
export const TRACK: typeof WATCH = {
  handle: 'track', power: 'property-interference', ground: 'serious-crime', vehicles: ['AB12CDE'], confidential: 'none', otherMeans: 'Number-plate cameras do not cover the industrial estate; a foot team was seen in January.',
  tactics: [{ tactic: 'vehicle-tracker', because: 'The van changes storage yards nightly; loose follows lost it three times.' }],
  necessity: 'Conspiracy to supply class A drugs, sentence well over three years.', proportionality: 'Location only, no sound or picture; one vehicle used for deliveries.', collateral: 'The van is used by one driver; journeys to a school are to be screened out.',
};

/** What the pages show: a case with both parts in force, things out, one part cancelled; and a case that waits. */
export const stage = async (platform: Platform) => {
  const [ahmed, lane, okafor, whitfield, price] = await Promise.all(['dc-ahmed', 'cab-lane', 'supt-okafor', 'ac-whitfield', 'rm-price'].map((person) => clientOf(platform, person))) as [Client, Client, Client, Client, Client];
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const weir = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [WATCH, TRACK] } }));
  const kite = ok(await ahmed.authorisation.apply({ body: { operation: 'Ashen Kite', components: [WATCH, TRACK] } }));
  const on = async (component: string) => {
    const read = await okafor.authorisation.readComponent({ params: { id: weir.id, component } });
    return { params: { id: weir.id, component }, ifMatch: read.etag ?? 0 };
  };
  await clockTo(platform, '2026-03-02T09:40:00Z');
  ok(await lane.authorisation.checkAuthorisation({ params: { id: weir.id }, ifMatch: Number(weir.etag), body: { outcome: 'pass', comment: 'Both parts are complete; two levels of officer are needed.' } }));
  await clockTo(platform, '2026-03-02T10:30:00Z');
  const grant = { form: 'written', statement: 'It is the only workable step now, and no more than is needed.', reviewBy: '2026-03-30T23:00:00Z' } as const;
  ok(await okafor.authorisation.grant({ ...(await on('c1')), body: grant }));
  ok(await whitfield.authorisation.grant({ ...(await on('c2')), body: grant }));
  const { items: teams } = ok(await price.resourceAllocation.listResources());
  const { items: things } = ok(await price.assetRegistry.listAssets());
  const idOf = (list: readonly { id: string; label?: string }[], label: string): string => list.find((one) => one.label === label)?.id ?? '';
  const window = { from: '2026-03-02T12:00:00Z', to: '2026-05-20T19:00:00Z' };
  const under = { authorisation: weir.reference, target: { vehicle: 'AB12CDE' }, window };
  // Each answer is heard before the next thing is asked, so that the record has one order.
  const heard = () => clockTo(platform, '2026-03-02T10:30:00Z');
  const team = ok(await price.resourceAllocation.deployResource({ body: { ...under, resource: idOf(teams, 'team-red'), component: 'c1', tactic: 'mobile-surveillance' } }));
  await heard();
  const tracker = ok(await price.assetRegistry.deployAsset({ body: { ...under, asset: idOf(things, 'tracker-1'), component: 'c2', tactic: 'vehicle-tracker' } }));
  await heard();
  await price.assetRegistry.deployAsset({ body: { ...under, asset: idOf(things, 'tracker-2'), component: 'c2', tactic: 'vehicle-tracker', target: { vehicle: 'XY70ZZZ' } } });
  const refused = ok(await price.assetRegistry.listDeployments({ query: { state: 'refused' } })).items[0];
  await clockTo(platform, '2026-03-27T11:00:00Z');
  ok(await okafor.authorisation.review({ ...(await on('c1')), body: { changed: 'Two buyers identified.', decision: 'continue', nextReview: '2026-04-24T23:00:00Z' } }));
  await clockTo(platform, '2026-03-27T12:00:00Z');
  ok(await okafor.authorisation.cancel({ ...(await on('c1')), body: { ceasedAt: '2026-03-27T11:50:00Z', told: ['rm-price', 'dc-ahmed'], reason: 'Arrests made at the yard.', value: 'Three suppliers.', productDirection: 'Keep the logs.' } }));
  await clockTo(platform, '2026-03-27T12:05:00Z');
  return { weir: `/cases/${weir.id}`, kite: `/cases/${kite.id}`, team: `/deployments/resources/${team.id}`, tracker: `/deployments/assets/${tracker.id}`, refused: `/deployments/assets/${refused?.id ?? ''}` };
};


/** Where what is staged is to be looked at. */
export type Staged = Awaited<ReturnType<typeof stage>>;
