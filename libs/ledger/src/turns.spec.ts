import { openMemoryStores } from './sqlite/open.js';
import { Turns } from './turns.js';

/** Two processes that write one log. */
const two = () => {
  const { commits } = openMemoryStores();
  return { commits, winner: new Turns(commits), loser: new Turns(commits) };
};

/** Whether something has come about by now. */
const isDone = (work: Promise<void>): (() => Promise<boolean>) => {
  let done = false;
  void work.then(() => (done = true));
  return async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return done;
  };
};

describe('turns between processes that write one log', () => {
  it('given nobody who waits, then whoever wins goes on', async () => {
    const { winner } = two();
    expect(await isDone(winner.give())()).toBe(true);
  });

  it('given one who asked for a turn, then the winner stands back until it was taken', async () => {
    const { winner, loser } = two();
    await loser.ask();
    const given = winner.give();
    const done = isDone(given);
    expect(await done()).toBe(false);
    await loser.took();
    await given;
    expect(await done()).toBe(true);
  });

  it('given one who asked for a turn, when the winner comes from a pause, then it goes on; when it writes batch after batch, then it stands back', async () => {
    const { winner, loser } = two();
    await loser.ask();
    winner.begin(0);
    expect(await isDone(winner.give())()).toBe(true);
    winner.end();
    winner.begin(60_000); // an append that takes so long leaves no pause
    const given = winner.give();
    expect(await isDone(given)()).toBe(false);
    await loser.took();
    await given;
  });

  it('given one who asked and died, then the winner waits for it once, and another may ask in its place', async () => {
    const { commits, winner, loser } = two();
    await loser.ask();
    await winner.give();
    const again = new Turns(commits);
    const revision = (await commits.note('writer/turn'))?.revision;
    await again.ask();
    expect((await commits.note('writer/turn'))?.revision).toBe(revision);
    await winner.ask();
    expect((await commits.note('writer/turn'))?.revision).toBe((revision ?? 0) + 1);
  });

  it('given one who waits already, then a second does not take its place, and what the second takes is not the first’s', async () => {
    const { commits, loser } = two();
    await loser.ask();
    const second = new Turns(commits);
    await second.ask();
    await second.took();
    expect((await commits.note('writer/turn'))?.value).not.toBeNull();
    await loser.took();
    expect((await commits.note('writer/turn'))?.value).toBeNull();
  });
});
