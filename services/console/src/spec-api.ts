import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an API that stands in for the services knows: a case of one part, and a deployment that waits under it. */
export const PART = {
  id: 'c1', etag: '7', handle: 'part-1', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], subjects: [], vehicles: [], places: [],
  necessity: 'N.', proportionality: 'P.', collateral: 'C.', confidential: 'none', seeksPrivilege: false, state: 'in-force', from: '2026-03-02T10:30:00.000Z', until: '2026-06-01T23:00:00.000Z', reviews: [], renewals: [], records: [], notices: [], deadlines: {}, open: [],
};
/** The case of that part. */
export const CASE = { id: 'a'.repeat(16), reference: 'MET-26-0001', operation: 'Copper Weir', force: 'met', applicant: { person: 'dc-ahmed' }, appliedAt: '2026-03-02T09:00:00.000Z', cleared: [], etag: '7', components: [PART] };
/** The deployment. */
export const DEPLOYMENT = { id: 'd'.repeat(16), thing: 'asset-x', label: 'VT-0001', kind: 'vehicle-tracker', authorisation: CASE.id, component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' }, window: { from: '2026-03-02T12:00:00.000Z', to: '2026-03-03T12:00:00.000Z' }, state: 'requested', requestedAt: '2026-03-02T11:00:00.000Z', answerBy: '2026-03-02T11:02:00.000Z', requestedBy: 'rm-price' };

/** Listens on a free port of this machine. */
export const listening = async (handle: RequestListener) => {
  const server = createServer(handle);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => (server.closeAllConnections(), new Promise<void>((done) => server.close(() => done()))) };
};
