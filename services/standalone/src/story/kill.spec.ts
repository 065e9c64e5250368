import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { logFilesIn, openLogFile, verifyLog } from '@cpmp/ledger';
import { startPlatform } from '../platform.js';
import { Child } from './child.js';
import { type Act, type Made, STARTS, STORY, Storyteller, type Told } from './story.js';

/** Where the process is killed: on its way through time, while it works on a request, or straight after it answered one. */
const ON_THE_WAY = ['review', 'deploy-on-another-vehicle', 'renew', 'deploy-team'];
const AT_WORK = ['apply', 'grant-watch', 'deploy-tracker-1', 'allocate', 'accept', 'cancel-watch', 'withdraw-team', 'recover-1'];
const ANSWERED = ['check', 'grant-track', 'notify', 'ask-for-a-team', 'assess', 'deploy-tracker-2', 'hear-of-the-withdrawal', 'cancel-track'];

const folder = mkdtempSync(join(tmpdir(), 'cpmp-kill-'));
let child: Child;
let story: Storyteller;
let kills = 0;

const start = async (): Promise<void> => {
  child = new Child('--data', folder, '--clock', 'virtual', '--starts', STARTS);
  const url = await child.url();
  story ??= new Storyteller(url);
  story.moved(url);
};

const killAndRestart = async (): Promise<void> => {
  expect(await child.end('SIGKILL')).toBe('SIGKILL');
  kills += 1;
  await start();
};

/** What an answer says of its act. The rest of it is what is so when it is read, and the effects of a cancellation go on meanwhile. */
const said = ({ status, value, problem, etag }: Told) => ({ status, etag, code: problem?.code, id: value?.id, state: value?.state, until: value?.until });

const playedThrough = async (act: Act, made: Made): Promise<Told> => {
  if (AT_WORK.includes(act.name)) {
    const lost = made.again();
    await wait(kills % 12);
    await killAndRestart();
    await lost;
  }
  const answer = await made.again();
  if (!ANSWERED.includes(act.name)) return answer;
  await killAndRestart();
  // Whoever heard nothing asks again, with the same key: the answer is the one that was given.
  expect(said(await made.again())).toEqual(said(answer));
  return answer;
};

/** What the story comes to where nobody kills anything. */
const undisturbed = async (): Promise<object> => {
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true });
  try {
    const teller = new Storyteller(platform.url);
    await teller.findThings();
    await teller.tell(STORY);
    return await teller.told();
  } finally {
    await platform.close();
  }
};

beforeAll(async () => {
  await start();
  await story.findThings();
});
afterAll(async () => {
  await child.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('the story, told to a process that is killed at twenty points', () => {
  it.each(STORY.map((act) => [act.name, act] as const))('%s', async (name, act) => {
    if (ON_THE_WAY.includes(name)) {
      const moving = story.moveTo(act.at).catch(() => {});
      await wait(50);
      await killAndRestart();
      await moving;
    }
    const made = await story.prepare(act);
    const answer = await playedThrough(act, made);
    expect(typeof act.expect === 'number' ? answer.status : answer.problem?.code).toBe(act.expect);
    if (act.holds) expect(answer.value).toMatchObject(act.holds);
    story.learn(act, answer);
    await story.moveTo();
  });

  it('given it was killed twenty times, when it is read at its end, then it went where it goes undisturbed: nothing is lost and nothing happened twice', async () => {
    expect(kills).toBe(20);
    expect(await story.told()).toEqual(await undisturbed());
  });

  it('given it was killed twenty times, when it is asked how it is and its ledgers are verified, then all is well', async () => {
    const health: any = await (await fetch(`${await child.url()}/health`)).json();
    for (const service of health.services) expect(service).toMatchObject({ ready: true, dueFailing: 0, untakenDeadlines: 0, deadLetters: 0 });
    for (const file of logFilesIn(folder)) {
      const log = openLogFile(file);
      expect([file, (await verifyLog(log)).fault]).toEqual([file, undefined]);
      await log.close();
    }
  });
});
