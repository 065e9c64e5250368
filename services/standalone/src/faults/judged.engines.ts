import { randomUUID } from 'node:crypto';
import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import { apply, type AuthorityState, authority } from '@cpmp/authorisation/domain';
import { type Ledger, memorySigner, openLedger, openMemoryStores, type Stores } from '@cpmp/ledger';
import { openMongoStores } from '@cpmp/ledger/mongo';
import { notification } from '@cpmp/notification';
import { resourceAllocation } from '@cpmp/resource-allocation';
import { riskAssessment } from '@cpmp/risk-assessment';
import { machineClock, type ServiceParts } from '@cpmp/shell';
import { heardBefore, judged } from './judged.js';

const TEST_MS_MAX = 300_000;
const uri = `${(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27117/').replace(/\/$/, '')}/judged-${randomUUID().slice(0, 8)}`;
const MESSAGE = 'asset-registry/1/7/0';
const APPLICATION = {
  operation: 'Quiet Harbour', operationId: 'op-1', applicant: { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35' }, cleared: [],
  components: [{ handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-q'], vehicles: [], tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], necessity: 'No other way.', proportionality: 'Public places only.', collateral: 'None is kept.' }],
};

const storesOf = (service: string): Promise<Stores> => openMongoStores({ uri, keysUri: uri, service, masterKey: new Uint8Array(32).fill(7), signer: memorySigner });
/** Works on a service's log, as its process would. */
const on = async <T>({ name, aggregates, views }: ServiceParts, stores: Stores, work: (ledger: Ledger, stores: Stores) => Promise<T>): Promise<T> => {
  const ledger = await openLedger({ service: name, stores, aggregates, views, clock: machineClock });
  return work(ledger, stores).finally(() => ledger.close());
};
const applied = (stores: Stores, id: string, cause: string) =>
  on(authorisation, stores, (ledger) => ledger.transact(authority, id, (state: AuthorityState, now) => apply(state, APPLICATION, now, {}), { cause, actor: null }));
const faults = async (checkpoints: readonly string[] = []) => (await judged(uri, { acknowledged: [], checkpoints })).faults;

beforeAll(async () => {
  for (const parts of [authorisation, assetRegistry, resourceAllocation, riskAssessment, notification]) {
    await on(parts, await storesOf(parts.name), async (_, { views }) => {
      for (const view of parts.views.filter(({ from }) => from !== 'log')) await views.prepare(view);
    });
  }
  await applied(await storesOf(authorisation.name), 'a', 'http/1');
}, TEST_MS_MAX);

describe('given a store in which all is well', () => {
  it('when it is judged, then nothing is found', async () => expect(await faults()).toEqual([]), TEST_MS_MAX);

  it('when its log is not the one that a checkpoint was taken of, then that is said', async () => {
    const others = openMemoryStores();
    await on(authorisation, others, async (ledger) => {
      await ledger.transact(authority, 'b', (state: AuthorityState, now) => apply(state, APPLICATION, now, {}), { cause: 'http/1', actor: null });
      expect(await faults([await ledger.proofs.checkpoint()])).toEqual([expect.stringMatching(/^authorisation\/1 is not what its checkpoints say: position 1, /)]);
    });
  }, TEST_MS_MAX);

  it('when something takes effect, or changes a view, only when all is said again, then both are said', async () => {
    const view = resourceAllocation.views.find(({ from }) => from !== 'log');
    if (!view) throw new Error('It has no view that a topic feeds.');
    const found = await heardBefore(uri, new Set([`asset-registry.permit-requests.v1 ${MESSAGE}`]), async () => {
      await applied(await storesOf(authorisation.name), 'late', `authorisation.permit-requests/${MESSAGE}`);
      await on(resourceAllocation, await storesOf(resourceAllocation.name), async (_, { views }) => {
        const from = await views.checkpoint(view);
        expect(await views.fold([{ view, from, to: from + 1, changes: [{ key: 'late', doc: { planted: true } }] }])).toBe(true);
      });
    });
    expect(found).toEqual([`authorisation.permit-requests/${MESSAGE} took effect in authorisation only when it was said again`, `view ${view.name} of resource-allocation is another since all was said again`]);
  }, TEST_MS_MAX);

  it('when a view holds what no event says, then that is said, and the rebuild that found it has mended it', async () => {
    const view = authorisation.views.find(({ name }) => name === 'register');
    if (!view) throw new Error('There is no register.');
    await on(authorisation, await storesOf(authorisation.name), async (_, { views }) => {
      const at = await views.checkpoint(view);
      expect(await views.fold([{ view, from: at, to: at, changes: [{ key: 'planted', doc: { id: 'planted' } }] }])).toBe(true);
    });
    expect(await faults()).toEqual(['view register of authorisation is not what a rebuild makes of its log']);
    expect(await faults()).toEqual([]);
  }, TEST_MS_MAX);
});
