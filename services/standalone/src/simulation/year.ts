import { perform } from '../rehearsal/acts.js';
import type { Rehearsal, Step } from '../rehearsal/read.js';
import { allOf, enterWorld, NeverMade, type World } from '../rehearsal/world.js';
import type { Platform } from '../platform.js';
import { Dice } from './dice.js';
import { forceFor, STARTS, thingsFor } from './force.js';
import { type Done, lifeOf } from './lives.js';

const FORGETS_PERCENT = 10;
const PAGE = 200;
const YEAR_MS = 365 * 86_400_000;
/** How large a year, from which seed, and who hears how far it has come. */
export type Year = { readonly authorities: number; readonly seed: string; readonly say: (line: string) => void };

/** What was done, and what was refused by which code. */
export type Lived = { readonly done: number; readonly refused: Readonly<Record<string, number>> };

/** Everything that people do in the year, in order. */
export const agendaOf = ({ authorities, seed }: Pick<Year, 'authorities' | 'seed'>): readonly Done[] => {
  const ends = new Date(Date.parse(STARTS) + YEAR_MS).toISOString();
  const dice = new Dice(seed);
  return Array.from({ length: authorities }, (_, n) => lifeOf(n + 1, STARTS, { things: thingsFor(authorities), dice }))
    .flat()
    .filter(({ at }) => at < ends)
    .toSorted((a, b) => a.at.localeCompare(b.at));
};

/** On a working day everybody acknowledges what they were told, but for some who forget until the next. */
const acknowledge = async (world: World, people: readonly string[], dice: Dice): Promise<void> => {
  for (const person of people) {
    const { notification } = world.as(person);
    if (dice.chance(FORGETS_PERCENT)) continue;
    const listed = await allOf((after) => notification.listNotices({ query: { acknowledged: 'false', limit: PAGE, after } }));
    for (const { id } of listed.value?.items ?? []) await notification.acknowledgeNotice({ params: { id }, body: {} });
  }
};

/** Lives a year on a platform whose clock is virtual and stands at `STARTS`: people act through the public APIs, and what falls due happens in between. What is refused is counted; it is the platform's to refuse. */
export const live = async ({ url }: Pick<Platform, 'url'>, { authorities, seed, say }: Year): Promise<Lived> => {
  const agenda = agendaOf({ authorities, seed });
  const rehearsal = { title: 'A year', starts: STARTS, steps: [], ...forceFor(authorities) } as unknown as Rehearsal;
  const world = await enterWorld(url, rehearsal, seed);
  const refused: Record<string, number> = {};
  const dice = new Dice(`${seed} acknowledges`);
  let done = 0;
  let today = '';
  for (const [n, step] of agenda.entries()) {
    await world.moveTo(step.at);
    if (step.at.slice(0, 10) > today) await acknowledge(world, Object.keys(rehearsal.people), dice);
    today = step.at.slice(0, 10);
    const outcome = await perform(step as unknown as Step, world).catch((error: unknown) => {
      if (error instanceof NeverMade) return { kind: 'refused' as const, no: { code: 'never-made' } };
      throw error;
    });
    if (outcome.kind === 'refused') refused[outcome.no.code] = (refused[outcome.no.code] ?? 0) + 1;
    else done += 1;
    if ((n + 1) % 100 === 0) say(`${step.at.slice(0, 10)}: ${n + 1} of ${agenda.length} acts`);
  }
  await world.moveTo(new Date(Date.parse(STARTS) + YEAR_MS).toISOString());
  return { done, refused };
};
