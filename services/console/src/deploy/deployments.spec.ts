import type { Client } from '@cpmp/client';
import { deploymentsEnding, deploymentsOf, deploymentsOut, deploymentsToSwitchOff, deploymentsUnder } from './deployments.js';

type Asked = { readonly query: { readonly limit: number; readonly after?: string; readonly state?: string } };

const SO_MANY = 450;

/** A holder with more than two pages, the newest first, as it lists them. */
const listing = async ({ query: { limit, after = '0', state = 'deployed' } }: Asked) => {
  const from = Number(after);
  const to = Math.min(from + limit, SO_MANY);
  const items = Array.from({ length: to - from }, (_, index) => ({ id: `d${SO_MANY - from - index}`, thing: 'asset-a', label: 'A', kind: '', state }));
  return { ok: true, status: 200, value: { items, ...(to < SO_MANY ? { next: String(to) } : {}) } };
};
/** Whose roles may not see what the other holder has. */
const refused = async () => ({ ok: false, status: 403, problem: { status: 403, code: 'not-permitted' } });
const client = { assetRegistry: { listDeployments: listing }, resourceAllocation: { listDeployments: refused } } as unknown as Client;

describe('deployments, more than one answer holds', () => {
  it.each([
    ['under a case', async () => (await deploymentsUnder(client, 'a')).deployments, 1], ['of a thing', () => deploymentsOf(client, 'asset', 'a'), 1], ['out', async () => (await deploymentsOut(client)).deployments, 3],
    ['to switch off', async () => (await deploymentsToSwitchOff(client)).deployments, 1], ['that must come back', async () => (await deploymentsEnding(client)).deployments, 1],
  ])('given those %s, then the oldest is among them, and each stands once in each state that was asked for', async (_, read, states) => {
    const found = await read();
    expect([found.length, found.filter(({ id }) => id === 'd1').length]).toEqual([states * SO_MANY, states]);
  });
});
