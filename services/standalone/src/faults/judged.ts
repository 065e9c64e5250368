import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import { type Ledger, memorySigner, MemoryKeyStore, openLedger, type View } from '@cpmp/ledger';
import { openMongoLog, openMongoStores } from '@cpmp/ledger/mongo';
import { notification } from '@cpmp/notification';
import { resourceAllocation } from '@cpmp/resource-allocation';
import { riskAssessment } from '@cpmp/risk-assessment';
import { machineClock, type ServiceParts } from '@cpmp/shell';
import { verdictOn } from '../simulation/verdict.js';
import type { Acknowledged } from './load.js';

const PARTS: readonly ServiceParts[] = [authorisation, assetRegistry, resourceAllocation, riskAssessment, notification];
const COMMITS = 500;
const PAGE = 1_000;

type Event = { readonly type: string; readonly said?: { readonly permit?: string }; readonly answer?: { readonly permit: string; readonly startedAt?: string; readonly closedAt?: string } };
type Opened = { readonly parts: ServiceParts; readonly ledger: Ledger };

/** Opens every log beside the processes that write it, as one more of them would; seals stay closed. */
const opened = (uri: string): Promise<readonly Opened[]> =>
  Promise.all(
    PARTS.map(async (parts) => {
      const stores = await openMongoStores({ uri, keysUri: uri, service: parts.name, masterKey: new Uint8Array(32), signer: memorySigner });
      await stores.keys.close();
      const views = parts.views.filter(({ from }) => from === 'log');
      return { parts, ledger: await openLedger({ service: parts.name, stores: { ...stores, keys: new MemoryKeyStore() }, aggregates: parts.aggregates, views, clock: machineClock }) };
    }),
  );

/** What must never be, found in the logs and views of a platform that has come to rest: a sentence each. */
export const judged = async (uri: string, acknowledged: readonly Acknowledged[]): Promise<{ readonly faults: readonly string[]; readonly commits: number; readonly deployments: number }> => {
  const all = await opened(uri);
  try {
    const { faults, commits, deployments } = await verdictOn({ services: all.map(({ parts, ledger }) => ({ name: parts.name, ledger })), clock: machineClock });
    const found = [...faults, ...(await lost(uri, acknowledged)), ...(await answeredOnce(all))];
    for (const { parts, ledger } of all) for (const view of parts.views) if (view.from === 'log') found.push(...(await rebuilt(parts.name, ledger, view)));
    return { faults: found, commits: Object.values(commits).reduce((sum, count) => sum + count, 0), deployments };
  } finally {
    for (const { ledger } of all) await ledger.close();
  }
};

/** Every acknowledged act made one commit. */
const lost = async (uri: string, acknowledged: readonly Acknowledged[]): Promise<readonly string[]> => {
  const times = new Map<string, number>();
  for (const { name } of PARTS) {
    const log = await openMongoLog({ uri }, name);
    for (let commits = await log.readAfter(0, COMMITS); commits.length > 0; commits = await log.readAfter(commits.at(-1)?.position ?? 0, COMMITS))
      for (const { cause } of commits) times.set(`${name} ${cause}`, (times.get(`${name} ${cause}`) ?? 0) + 1);
    await log.close();
  }
  return acknowledged.flatMap(({ service, cause }) => {
    const found = times.get(`${service} ${cause}`) ?? 0;
    return found === 1 ? [] : [`an act of ${service} was acknowledged and is ${found} times in its log`];
  });
};

/** Every permit was answered by its holder once, and nothing was out twice at once. */
const answeredOnce = async (all: readonly Opened[]): Promise<readonly string[]> => {
  const issued = new Set<string>();
  const answers = new Map<string, number>();
  const out = new Map<string, { readonly stream: string; readonly startedAt: string; closedAt?: string | undefined }>();
  for (const { ledger } of all) {
    for (let commits = await ledger.readAfter(0, COMMITS); commits.length > 0; commits = await ledger.readAfter(commits.at(-1)?.position ?? 0, COMMITS)) {
      for (const { event, meta } of commits.flatMap(({ events }) => events)) {
        const { type, said, answer } = event as unknown as Event;
        if (type === 'PermitIssued' && said?.permit) issued.add(said.permit);
        if (!answer) continue;
        if (type === 'DeploymentStarted' || type === 'PermitNotTaken') answers.set(answer.permit, (answers.get(answer.permit) ?? 0) + 1);
        if (answer.startedAt) out.set(answer.permit, { stream: meta.stream, startedAt: answer.startedAt, closedAt: answer.closedAt });
      }
    }
  }
  const unanswered = [...issued].flatMap((permit) => (answers.get(permit) === 1 ? [] : [`permit ${permit} was answered ${answers.get(permit) ?? 0} times`]));
  const spans = [...out.values()].toSorted((a, b) => a.stream.localeCompare(b.stream) || a.startedAt.localeCompare(b.startedAt));
  const twice = spans.flatMap((span, n) => {
    const before = spans[n - 1];
    return before?.stream === span.stream && (before.closedAt === undefined || before.closedAt > span.startedAt) ? [`${span.stream} was out twice at once`] : [];
  });
  return [...unanswered, ...twice];
};

/** A view that was folded by whoever came is what a rebuild makes, byte for byte. */
const rebuilt = async (service: string, ledger: Ledger, view: View): Promise<readonly string[]> => {
  const docs = async (): Promise<string> => {
    const all: object[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await ledger.views.query(view, { limit: PAGE, ...(after ? { after } : {}) });
      all.push(...page.docs);
      after = page.next;
      more = after !== undefined;
    }
    return JSON.stringify(all);
  };
  const before = await docs();
  await ledger.rebuild(view);
  return (await docs()) === before ? [] : [`view ${view.name} of ${service} is not what a rebuild makes of its log`];
};
