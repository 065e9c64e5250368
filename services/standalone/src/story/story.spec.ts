import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKS } from '@cpmp/law/load';
import { type Checkpoint, logFilesIn, openLogFile, verifyLog } from '@cpmp/ledger';
import { createLog } from '@cpmp/shell';
import { type Platform, startPlatform } from '../platform.js';
import { COVERT, RENEWED_UNTIL, STARTS, STORY, Storyteller, UNTIL } from './story.js';

const LAW = fileURLToPath(new URL('../../../authorisation/dist/law.command.js', import.meta.url));
const DRAFT = join(PACKS, '../drafts/commissioner-for-long-surveillance.yaml');

const folder = mkdtempSync(join(tmpdir(), 'cpmp-story-'));
const logged: string[] = [];
const answered: string[] = [];
const checkpoints = new Map<string, Checkpoint>();
let platform: Platform;
let story: Storyteller;
let told: any;

const verified = async (file: string, checkpoint?: Checkpoint) => {
  const log = openLogFile(file);
  try {
    return await verifyLog(log, checkpoint ? { checkpoints: [checkpoint] } : {});
  } finally {
    await log.close();
  }
};

beforeAll(async () => {
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  platform = await startPlatform({ data: folder, port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true, log });
  story = new Storyteller(platform.url);
  await story.findThings();
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true });
});

describe('the story of an operation, told over HTTP through the five services', () => {
  it.each(STORY.map((act) => [act.name, act.by, act] as const))('%s (%s)', async (name, _, act) => {
    const made = await story.prepare(act);
    const answer = await made.again();
    expect(typeof act.expect === 'number' ? answer.status : answer.problem?.code).toBe(act.expect);
    if (act.holds) expect(answer.value).toMatchObject(act.holds);
    if (answer.problem) answered.push(JSON.stringify(answer.problem));
    story.learn(act, answer);
    await story.moveTo();
    if (name === 'renew') for (const file of logFilesIn(folder)) await keepCheckpoint(file);
  });
});

/** A log in which nothing stands yet has no name either, so there is no checkpoint of it: nobody may have read anything of a service so far. */
const keepCheckpoint = async (file: string): Promise<void> => {
  const { log, commits, root } = await verified(file);
  if (log !== undefined) checkpoints.set(file, { origin: log, size: commits, root });
};

describe('given the story was told', () => {
  beforeAll(async () => {
    told = await story.told();
  });

  it('when its case is read, then every decision stands in its order, each under its clause, and each refused permit too', () => {
    const [decided, permits] = [/^(Authority|Commissioner)/, /^Permit(Issued|Refused|Ended)/].map((kind) => told.timeline.filter(({ type }: any) => kind.test(type)).map(({ type, component }: any) => (component ? `${type} ${component}` : type)));
    expect(decided).toEqual(['AuthorityApplied', 'AuthorityChecked', 'AuthorityGranted c2', 'AuthorityGranted c1', 'CommissionerNotified c1', 'AuthorityReviewed c2', 'AuthorityRenewed c1', 'AuthorityCancelled c2', 'AuthorityCancelled c1']);
    expect(permits).toEqual([
      'PermitRefused c1', 'PermitRefused c1', 'PermitIssued c1', 'PermitRefused c1', 'PermitIssued c1', 'PermitIssued c2', 'PermitEnded c2', 'PermitEnded c1', 'PermitEnded c1', 'PermitRefused c1',
    ]);
    expect(told.timeline.filter(({ type }: any) => type === 'AuthorityGranted').map(({ clause }: any) => clause)).toEqual([expect.stringContaining('RIPA 2000'), expect.stringContaining('PA 1997')]);
  });

  it('when it is asked why, then the answer names the law in words, with its pack', async () => {
    const why = await story.read('cab-lane', `/api/authorisation/v1/authorisations/${story.ids['weir']}/components/c1/explain`);
    expect(why).toMatchObject({ component: 'c1', state: 'cancelled' });
    expect(why.decisions.map(({ act }: any) => act)).toEqual(['grant', 'renewal', 'cancellation']);
    for (const { pack, clause } of why.decisions) expect([pack, clause]).toEqual([expect.stringMatching(/^sha256:/), expect.stringMatching(/PA 1997/)]);
  });

  it('when its deployments are read, then everything that was out was recalled at the end of its authority and came back', () => {
    const outs = [...told.assets, ...told.resources].filter(({ startedAt }: any) => startedAt);
    expect(outs.map(({ state }: any) => state).toSorted()).toEqual(['disabled', 'recovered', 'recovered']);
    for (const { gapSeconds, startedAt, startedAfterEnd } of told.permits) expect([startedAfterEnd, gapSeconds]).toEqual([false, startedAt ? 0 : undefined]);
    expect(told.permits.filter(({ startedAt }: any) => startedAt).map(({ recalledAt, end }: any) => recalledAt === end.at)).toEqual([true, true, true]);
  });

  it('when notices are read, then the right people were told at the right instant, and what they acknowledged is evidence', async () => {
    const about = (list: any[]) => list.map((notice) => `${notice.sentAt.slice(0, 16)} ${notice.about} ${notice.acknowledgedAt ? 'acknowledged' : 'open'}`);
    expect(about(told.manager)).toEqual(expect.arrayContaining(['2026-05-28T10:05 recall acknowledged', '2026-05-28T12:00 recovery acknowledged', '2026-05-28T12:00 recall open']));
    expect(about(told.applicant)).toEqual(expect.arrayContaining(['2026-03-02T10:30 granted open', '2026-03-02T11:20 granted open', '2026-05-28T10:05 cancelled open']));
    expect(told.applicant.filter(({ about: what, acknowledgedAt }: any) => what === 'cancelled' && acknowledgedAt)).toHaveLength(1);
    // The part that was not reviewed in time: told ahead, then of its lateness, and on until the duty officer.
    expect(about(told.gatekeeper)).toEqual(expect.arrayContaining(['2026-03-27T11:00 review open', '2026-03-30T11:00 review open']));
    expect(about(told.duty).some((notice) => notice.includes('review'))).toBe(true);
    // What nobody wrote to the commissioner of: that the tracker's part was renewed, and cancelled.
    expect(told.deadlines.filter(({ state }: any) => state !== 'discharged').map(({ what, component }: any) => [what, component])).toEqual([['commissioner-notice', 'c1'], ['commissioner-notice', 'c1']]);
  });

  it('when deadlines are read, then each was set with the act that the law hangs it on, to the instant', () => {
    const due = told.deadlines.map(({ what, component, due: at }: any) => `${component} ${what} ${at}`);
    expect(due).toEqual(expect.arrayContaining([`c2 expiry ${UNTIL}`, `c1 expiry ${UNTIL}`, `c1 expiry ${RENEWED_UNTIL}`, 'c2 review 2026-03-30T11:00:00.000Z', 'c2 review 2026-05-28T11:00:00.000Z']));
  });

  it('when the platform is asked how it is, then every service is ready, nothing is untaken, failing or dead', async () => {
    const health: any = await (await fetch(`${platform.url}/health`)).json();
    expect(health.ready).toBe(true);
    for (const service of health.services) expect(service).toMatchObject({ ready: true, dueFailing: 0, untakenDeadlines: 0, deadLetters: 0 });
  });

  it('when its ledgers are verified, then each is whole, and each goes on from the checkpoint that was kept on the way', async () => {
    const files = logFilesIn(folder);
    for (const file of files) {
      const checkpoint = checkpoints.get(file);
      const found = await verified(file, checkpoint);
      expect([file, found.fault, found.against]).toEqual([file, undefined, checkpoint !== undefined]);
      expect(found.commits).toBeGreaterThanOrEqual(checkpoint?.size ?? 0);
    }
    expect([...checkpoints.keys()].filter((file) => !file.endsWith('-access.sqlite'))).toHaveLength(5);
    expect(files).toHaveLength(12);
  });

  it('when the law is asked again by the command, then each decision comes out as it was; and the invented draft is tried on them', () => {
    const law = (...args: readonly string[]) => spawnSync(process.execPath, [LAW, ...args, folder], { encoding: 'utf8' });
    expect(law('replay')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^\d+ decisions asked again under 1 adopted set: each came out as it was\n$/) });
    expect(law('shadow', '--pack', DRAFT, '--on', '2027-01-01')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/decisions and \d+ live authorities at 2026-\d\d-\d\dT.*: \d+ same/) });
    expect(law('shadow')).toMatchObject({ status: 2, stderr: expect.stringContaining('Which law?') });
  });

  it('when all that it left is searched, then no covert word is in clear: not in a ledger, a view, a notice, a log line or a refusal', async () => {
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    const places = [...kept, ...logged, ...answered, JSON.stringify([told.manager, told.applicant, told.gatekeeper, told.duty])];
    expect(logged.length).toBeGreaterThan(STORY.length);
    expect(places.some((text) => text.includes('MET-26-0001'))).toBe(true);
    for (const word of COVERT) expect([word, places.filter((text) => text.includes(word)).length]).toEqual([word, 0]);
  });
});
