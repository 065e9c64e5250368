import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, authorisation, Client } from '@cpmp/client';
import { allOf } from './world.js';

/** The verifier that an inspector takes away: one file, which shares no line with what made the pack. */
const VERIFIER = fileURLToPath(new URL('../../../../libs/ledger/bin/verify-evidence.mjs', import.meta.url));
const PAGE = 200;

type Part = { readonly id: string; readonly component: string | undefined };
type Entry = authorisation.ReadCentralRecordAnswer['items'][number];

const answered = <T, R>(answer: Answer<T>, of: (value: T) => R): Answer<R> => (answer.ok ? { ...answer, value: of(answer.value) } : answer);

/** What an entry of the central record says, in the format's words. */
const recordInWords = ({ items }: Entry) => {
  const says = (item: string) => items.find((one) => one.item === item)?.says as any;
  const { officer: grantedBy, rank } = says('officer-and-rank') ?? {};
  return {
    grantedBy, rank, grantedAt: says('granted-at') ?? says('given-at'), urgent: (says('urgency') ?? []).length > 0, renewals: (says('renewals') ?? []).length,
    confidential: says('confidential-information'), cancelledAt: says('cancelled-at')?.at,
  };
};

/** The central record of a case, or of one of its parts. */
export const centralRecord = async (client: Client, { id, component }: Part) => {
  const listed = await allOf<Entry>((after) => client.authorisation.readCentralRecord({ query: { limit: PAGE, after } }));
  return answered(listed, ({ items }) => ({ items: items.filter((entry) => entry.authorisation === id && (component === undefined || entry.component === component)).map(recordInWords) }));
};

/** The format's counts, by the return's own measures. */
const COUNTS = { applications: 'applications', granted: 'granted', refused: 'refused', urgent: 'granted-in-urgency', renewals: 'renewed', cancellations: 'cancelled', extant: 'in-force-at-the-end' } as const;

/** A name of the format as the APIs write it. */
export const camel = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A calendar year's numbers, by power. */
export const statistics = async (client: Client, year: number) =>
  answered(await client.authorisation.readAnnualReturn({ query: { year } }), ({ powers }) =>
    Object.fromEntries(powers.map(({ power, counts }) => [camel(power), Object.fromEntries(Object.entries(COUNTS).map(([name, measure]) => [name, counts.find((one) => one.measure === measure)?.count ?? 0]))])),
  );

/** Takes a case's evidence pack, and verifies it as an inspector does, offline. */
export const proof = async (client: Client, id: string) => {
  const taken = await client.authorisation.takeEvidence({ params: { id } });
  if (!taken.ok) return taken;
  const folder = await mkdtemp(join(tmpdir(), 'cpmp-proof-'));
  try {
    const file = join(folder, 'evidence.json');
    await writeFile(file, JSON.stringify(taken.value));
    const verified = await new Promise<boolean>((resolve) => void execFile(process.execPath, [VERIFIER, file], (error) => resolve(error === null)));
    return answered(taken, () => ({ verified }));
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** A case or a part as the record stood at an instant; with an officer, only where they could see it then. */
export const knewThen = async (client: Client, { id, component }: Part, { by, at }: { readonly by?: string | undefined; readonly at: string }) => {
  if (by !== undefined) {
    const asked = await client.authorisation.readTimeline({ params: { id }, query: { at, officer: by } });
    if (!asked.ok) return asked;
    if (asked.value.asOf?.officer?.knew === 'nothing') return answered(asked, (): object => ({ items: [] }));
  }
  const stood = await client.authorisation.readAuthorisation({ params: { id }, query: { at } });
  return answered(stood, (whole): object => whole.components.find(({ id: one }) => one === component) ?? whole);
};
