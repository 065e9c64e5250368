import { Unavailable } from './errors.js';
import { act, journal, note, openSpecimen } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';

/** A decision that notes what its process had last heard of the journal it follows. */
const noting = (heard: readonly number[]) => () => note(`after ${heard.at(-1)}`)();
const followed = async (stores = openMemoryStores()) => {
  const ledger = await openSpecimen({ stores });
  const heard: number[] = [];
  await ledger.follow(journal, 'head', ({ total }) => void heard.push(total));
  return { ledger, heard, stores };
};
const texts = async ({ ledger }: Awaited<ReturnType<typeof followed>>, id: string) => (await ledger.load(journal, id)).state.texts;
const grow = ({ ledger }: Awaited<ReturnType<typeof followed>>, cause: string) => ledger.transactWith(journal, 'head', { read: async () => ({}), decide: note('head') }, act(cause));

describe('a stream that is part of the head of a log', () => {
  it('given one, when it is followed, then it is told as it stands, and again when this process makes it grow', async () => {
    const one = await followed();
    await grow(one, 'http/1');
    expect(one.heard).toEqual([0, 1]);
  });

  it('given two processes on one log, when the other makes it grow, then nothing is decided here before it is told: not on a kept state, not anew, and not in a refusal', async () => {
    const one = await followed();
    const two = await followed(one.stores);
    await two.ledger.transact(journal, 'kept', noting(two.heard), act('http/1'));
    await grow(one, 'http/2');
    await two.ledger.transact(journal, 'kept', noting(two.heard), act('http/3'));
    expect(await texts(two, 'kept')).toEqual(['after 0', 'after 1']);
    await grow(one, 'http/4');
    expect(await two.ledger.transact(journal, 'kept', () => ({ refused: `after-${two.heard.at(-1)}`, because: 'x' }), act('http/5'))).toMatchObject({ refused: 'after-2' });
  });

  it('given a process that has not written yet, when the other makes it grow, then its first decision is not taken on a kept state before it is told', async () => {
    const one = await followed();
    await one.ledger.transact(journal, 'kept', note('x'), act('http/1'));
    const two = await followed(one.stores);
    await two.ledger.load(journal, 'kept');
    await grow(one, 'http/2');
    await two.ledger.transact(journal, 'kept', noting(two.heard), act('http/3'));
    expect(await texts(two, 'kept')).toEqual(['x', 'after 1']);
  });

  it('given a follower that could not be told of what the other wrote, or of what this process wrote, then nothing is decided on a kept state until it is', async () => {
    const one = await followed();
    const two = await followed(one.stores);
    let broken = false;
    const heard: number[] = [];
    await two.ledger.follow(journal, 'head', ({ total }) => {
      if (broken) throw new Unavailable('It cannot be read.');
      heard.push(total);
    });
    await two.ledger.transact(journal, 'kept', noting(heard), act('http/1'));
    for (const grower of [one, two]) {
      broken = true;
      await grow(grower, `http/${heard.length}/grown`);
      await expect(two.ledger.transact(journal, 'kept', noting(heard), act(`http/${heard.length}/early`))).rejects.toThrow('It cannot be read.');
      await expect(two.ledger.transact(journal, 'kept', noting(heard), act(`http/${heard.length}/again`))).rejects.toThrow('It cannot be read.');
      broken = false;
      await two.ledger.transact(journal, 'kept', noting(heard), act(`http/${heard.length}/then`));
    }
    expect(await texts(two, 'kept')).toEqual(['after 0', 'after 1', 'after 2']);
  });

  it('given nobody who calls, when health is asked, then it is told', async () => {
    const one = await followed();
    const two = await followed(one.stores);
    await grow(one, 'http/1');
    expect(await two.ledger.health()).toMatchObject({ ready: true });
    expect(two.heard).toEqual([0, 1]);
  });

  it('given a follower that cannot go on, then the process is not ready and says why, until it can', async () => {
    const one = await followed();
    let broken = true;
    await one.ledger.follow(journal, 'head', () => {
      if (broken) throw new Unavailable('It cannot be read.');
    }).catch(() => {});
    expect(await one.ledger.health()).toMatchObject({ ready: false, why: 'It cannot be read.' });
    broken = false;
    expect(await one.ledger.health()).toMatchObject({ ready: true });
  });
});
