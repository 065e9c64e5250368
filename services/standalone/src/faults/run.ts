import { setTimeout as wait } from 'node:timers/promises';
import { readManifest } from '@cpmp/messaging';
import { Repeater } from '@cpmp/messaging/kafka/repeating';
import type { Distributed } from '../distributed/start.js';
import { Dice } from '../simulation/dice.js';
import type { Breakable } from './breaking.js';
import { checkpointsOf, heardBefore, judged } from './judged.js';
import { BY_ITSELF_MS_MAX, Load } from './load.js';
import { type Fault, scheduleOf } from './schedule.js';

const QUIET_LOOKS = 3;
const LOOK_MS = 1_000;
/** So many in a hundred messages come again by themselves, so much later, in milliseconds. */
const REPEATED_PERCENT = 25;
const REPEATED_LATER_MS = [0, 8_000] as const;

/** What became of one seed. `faults`: what must not be, a sentence each. */
export type Run = { readonly broken: readonly Fault[]; readonly faults: readonly string[]; readonly said: string };

/** Hears all topics, and says some messages again. */
export const repeaterOn = ({ engines }: Distributed): Promise<Repeater> =>
  Repeater.open({
    kafka: { brokers: (engines.addresses['KAFKA_BROKERS'] ?? '').split(','), clientId: 'repeater' },
    manifest: readManifest(),
    againAfterMs: (id) => {
      const dice = new Dice(`again ${id}`);
      return dice.chance(REPEATED_PERCENT) ? dice.between(...REPEATED_LATER_MS) : undefined;
    },
  });

/** At rest: everything is ready, nothing waits, every message was heard, and no log has grown for a while. @throws when it does not come about */
const atRest = async ({ health }: Distributed, repeater: Repeater): Promise<void> => {
  let before = '';
  for (let looks = 0, began = Date.now(); looks < QUIET_LOOKS; await wait(LOOK_MS)) {
    const { ready, services } = await health();
    const now = JSON.stringify(services.map(({ position }) => position));
    const waits = services.some(({ untakenDeadlines, deadLetters, dueFailing, dueLagSeconds }) => untakenDeadlines + deadLetters + dueFailing + dueLagSeconds > 0);
    const settled = ready && !waits && now === before && (await repeater.isSettled());
    looks = settled ? looks + 1 : 0;
    before = now;
    if (Date.now() - began > BY_ITSELF_MS_MAX) throw new Error(`it did not come to rest: ${services.map(({ service, ready: isReady, why, untakenDeadlines, deadLetters, dueFailing }) => `${service} ${isReady ? '' : (why ?? 'not ready')} ${untakenDeadlines}/${deadLetters}/${dueFailing}`).join(', ')}`);
  }
};

/** Breaks what a seed says under load, mends it, waits for rest, and judges. */
export const runOf = async ({ breakable, repeater }: { readonly breakable: Breakable; readonly repeater: Repeater }, seed: string, lastsMs: number): Promise<Run> => {
  const { platform, url } = breakable;
  const uri = platform.engines.addresses['MONGODB_URI'] ?? '';
  const broken = scheduleOf(seed, { processes: platform.processes.map(({ name }) => name), lastsMs });
  const began = Date.now();
  const checkpoints = await checkpointsOf(uri);
  const before = { heard: repeater.heard.size, sent: repeater.sent };
  const load = new Load(url, seed);
  const loaded = load.run();
  loaded.catch(() => {}); // heard once everything is mended
  await Promise.all([breakable.breakAll(broken), wait(lastsMs)]).finally(() => load.stop());
  await loaded;
  await atRest(platform, repeater);
  const heard = new Set([...repeater.heard].slice(before.heard));
  const again = repeater.sent - before.sent;
  const unheard = await heardBefore(uri, heard, async () => {
    await repeater.repeatAfter(before.heard);
    await atRest(platform, repeater);
  });
  const { faults, commits, deployments } = await judged(uri, { acknowledged: load.acknowledged, checkpoints, heard: repeater.heard });
  const said = `${broken.length} things broke, ${load.acknowledged.length} acts acknowledged, ${load.refused} refused, ${heard.size} messages and ${again} of them again; ${commits} commits, ${deployments} deployments in all; ${Math.round((Date.now() - began) / 1000)} s`;
  const idle = load.acknowledged.length === 0 ? ['nobody’s act was acknowledged: nothing was shown'] : [];
  return { broken, faults: [...idle, ...load.wrong, ...unheard, ...faults], said };
};
