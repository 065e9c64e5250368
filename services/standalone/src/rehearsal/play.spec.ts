import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Spoil } from '@cpmp/messaging';
import { type Platform, type PlatformOptions, startPlatform } from '../platform.js';
import { play, type Played } from './play.js';
import { isFaulty, readRehearsal, type Rehearsal } from './read.js';

const written = (file: string, change: (text: string) => string = (text) => text): Rehearsal => {
  const found = readRehearsal(change(readFileSync(new URL(`../../rehearsals/${file}.yaml`, import.meta.url), 'utf8')));
  if (isFaulty(found)) throw new Error(found.map(({ line, what }) => `${line}: ${what}`).join('\n'));
  return found;
};

/** How long a holder waits for its permit before it answers 202, in milliseconds of machine time. */
const PERMIT_WAIT_MS = 5_000;

const platforms: Platform[] = [];
const fresh = async (starts: string, options: Partial<PlatformOptions> = {}): Promise<Platform> => {
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: starts }, ...options });
  platforms.push(platform);
  return platform;
};
afterEach(async () => {
  for (const platform of platforms.splice(0)) await platform.close();
});

const playOn = (platform: Platform, rehearsal: Rehearsal): Promise<readonly Played[]> => play(rehearsal, { baseUrl: platform.url, seed: 'spec', say: () => {} });
const playFresh = async (rehearsal: Rehearsal) => playOn(await fresh(rehearsal.starts), rehearsal);

/** The first steps of a rehearsal. */
const upTo = (rehearsal: Rehearsal, steps: number): Rehearsal => ({ ...rehearsal, steps: rehearsal.steps.slice(0, steps) });

/** Every decision of a platform asked again, as an inspector has it done. */
const replayed = async ({ url }: Platform): Promise<{ readonly decisions: number; readonly differences: readonly unknown[] }> => {
  const posted = async (path: string, { token, body }: { readonly token?: string; readonly body?: object }) =>
    (await fetch(url + path, { method: 'POST', headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })).json();
  const { token } = (await posted('/api/standalone/v1/sign-in', { body: { person: 'i-spec', roles: ['inspector-ipco'] } })) as { token: string };
  return (await posted('/api/authorisation/v1/law/replay', { token })) as Awaited<ReturnType<typeof replayed>>;
};

/** Where a platform's ledgers end: a hash over everything that is in them. */
const tailsOf = async ({ services }: Platform) => Promise.all(services.map(async ({ name, ledger }) => ({ name, ...(await ledger.tail()) })));

describe('given a whole platform on a virtual clock', () => {
  it('when the tracker and the observation are played, then every step comes out; twice, and the ledgers are the same', async () => {
    const rehearsal = written('01-tracker-and-observation');
    const ends = [];
    for (let n = 0; n < 2; n++) {
      const platform = await fresh(rehearsal.starts);
      const played = await playOn(platform, rehearsal);
      expect(played.map(({ line }) => line).filter((line) => !line.startsWith('ok   step '))).toEqual([]);
      expect(played).toHaveLength(23);
      ends.push(await tailsOf(platform));
    }
    expect(ends[0]?.filter(({ hash }) => hash !== undefined).map(({ name }) => name)).toEqual(['authorisation', 'asset-registry', 'resource-allocation', 'notification']);
    expect(ends[1]).toEqual(ends[0]);
  });

  it.each<[string, number]>([
    ['02-listening-device-in-vehicle', 26],
    ['03-urgent-oral', 22],
    ['04-chis-year', 25],
    ['05-undercover-twelve-months', 21],
    ['06-juvenile-source', 25],
    ['07-quashed', 21],
    ['08-double-booking-and-fitness', 28],
    ['09-what-the-record-yields', 13],
    ['10-companions-and-move', 22],
  ])('when %s is played, then every step comes out, and so does every decision when the law is asked again', async (file, steps) => {
    const rehearsal = written(file);
    const platform = await fresh(rehearsal.starts);
    const played = await playOn(platform, rehearsal);
    expect(played.map(({ line }) => line).filter((line) => !line.startsWith('ok   step '))).toEqual([]);
    expect(played).toHaveLength(steps);
    const { decisions, differences } = await replayed(platform);
    expect([decisions > 0, differences]).toEqual([true, []]);
  });

  it('when a holder waits for its permit too long and answers 202, then the step ends as the deployment does', async () => {
    const rehearsal = upTo(written('01-tracker-and-observation'), 3);
    // Longer than a holder waits: it answers before the permit's refusal comes.
    const spoil: Spoil = async ({ delivery }) => (delivery.topic === 'asset-registry.permit-requests.v1' ? wait(PERMIT_WAIT_MS + 500, 1) : 1);
    const played = await playOn(await fresh(rehearsal.starts, { spoil }), rehearsal);
    expect(played.map(({ line }) => line).filter((line) => !line.startsWith('ok   step '))).toEqual([]);
  });
});

describe('given a rehearsal that expects what is not so, when it is played, then the step fails with both', () => {
  const first = 'expect: { state: submitted }';
  it.each<[string, number, readonly (readonly [string, string])[], RegExp]>([
    ['a state', 2, [['state: awaiting-decision', 'state: in-force']], /^FAIL step 2 2026-03-02T09:40 cab-lane check weir: expected state in-force, got awaiting-decision$/],
    ['an instant and a deadline', 4, [['until: 2026-06-02T00:00, deadlines: { review: 2026-03-30T12:00', 'until: 2026-06-03T00:00, deadlines: { review: 2026-03-30T13:00']], /^FAIL step 4 .*: expected until 2026-06-03T00:00, got 2026-06-02T00:00; expected deadline review 2026-03-30T13:00, got 2026-03-30T12:00$/],
    ['another refusal', 3, [['{ refused: not-in-force, deployed: false }', '{ refused: not-fit, deployed: true }']], /^FAIL step 3 .*: expected refused not-fit, got refused not-in-force: .*; expected deployed true, got false$/],
    ['a refusal that does not come', 1, [[first, 'expect: { refused: no-power }']], /^FAIL step 1 .*: expected refused no-power, got no refusal$/],
    ['no refusal', 3, [['    expect: { refused: not-in-force, deployed: false }\n', '']], /^FAIL step 3 .*: expected no refusal, got refused not-in-force: /],
    ['another clause', 7, [['clause: s.93(5)', 'clause: s.94(1)']], /^FAIL step 7 .*: expected a clause with s\.94\(1\), got .*s\.93\(5\)/],
    ['what is out', 6, [['{ deployed: true }', '{ deployed: false, open: { team-red: withdrawing, camera-1: lost } }']], /^FAIL step 6 .*: expected deployed false, got true; expected team-red withdrawing, got deployed; expected camera-1 lost, got nothing$/],
    ['a notice', 1, [[first, 'expect: { notices: [ { to: ac-whitfield, about: quashed } ] }']], /^FAIL step 1 .*: expected a notice to ac-whitfield about quashed, got nothing$/],
    ['an empty read', 2, [[`${first}\n`, `${first}\n  - { at: +PT1M, by: cab-lane, do: see, authorisation: weir, component: track, expect: { none: true, contains: { state: expired } } }\n`]], /^FAIL step 2 .*: expected none true, got nothing; expected what is read to contain /],
  ])('%s', async (_, step, changes, line) => {
    const rehearsal = written('01-tracker-and-observation', (text) =>
      changes.reduce((changed, [from, to]) => {
        if (!changed.includes(from)) throw new Error(`not in the text: ${from}`);
        return changed.replace(from, to);
      }, text));
    const played = await playFresh(upTo(rehearsal, step));
    expect(played.at(-1)?.line).toMatch(line);
  });
});

describe('given a platform that runs already', () => {
  it('when it lives in the machine’s time, or its clock is past the start, or nobody is there, then one sentence says so', async () => {
    const rehearsal = written('01-tracker-and-observation');
    await expect(playOn(await fresh(rehearsal.starts, { clock: { kind: 'machine' } }), rehearsal)).rejects.toThrow(/lives in the machine's time; a rehearsal needs one that was started on a virtual clock\.$/);
    await expect(playOn(await fresh('2026-03-02T08:00:01.000Z'), rehearsal)).rejects.toThrow(/^The platform's clock stands at 2026-03-02T08:00:01, after the rehearsal's start 2026-03-02T08:00;/);
    await expect(play(rehearsal, { baseUrl: 'http://127.0.0.1:1', seed: 'spec', say: () => {} })).rejects.toThrow(/^At http:\/\/127\.0\.0\.1:1 there is no standalone platform \(unreachable\)\.$/);
  });

  it('when its clock stands before the start, then time moves there and the rehearsal is played', async () => {
    const rehearsal = upTo(written('01-tracker-and-observation'), 2);
    const played = await playOn(await fresh('2026-01-01T00:00:00.000Z'), rehearsal);
    expect(played.map(({ verdict }) => verdict)).toEqual(['ok', 'ok']);
  });
});
