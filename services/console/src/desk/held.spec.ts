import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, clockTo } from '../spec-stage.js';
import { stageDesk } from './spec-desk.js';

const here = onPlatform(stageDesk);

/** How a thing stands on the board of a week, as its row says. */
const standing = async (name: string, week: string): Promise<string | undefined> => {
  const { html } = await (await readerOf(here.platform, 'rm-price')).get(`/board?week=${week}`);
  const row = html.split('<tr ').find((text) => text.includes(`>${name}</a>`)) ?? '';
  return /<\/svg>([^<]*)</.exec(row)?.[1];
};

describe('what has not come back, in a time that is still to come', () => {
  it('given a team that was recalled within its window, then it is not offered as free, nor shown so: its calendar says no', async () => {
    const { words } = await (await readerOf(here.platform, 'rm-price')).get(here.at.tasking);
    expect([words.includes('team-red is deployed from'), /team-red, surveillance team: (\w+) then/.exec(words)?.[1]]).toEqual([true, 'taken']);
    expect([await standing('team-red', '2026-04-06'), await standing('team-red', '2026-05-25')]).toEqual(['Withdrawing', 'Free']);
  });

  it('given an item that stayed out after its window, then it is shown as out until it is back: its calendar says no', async () => {
    await clockTo(here.platform, '2026-05-21T09:00:00Z');
    const { items } = await (await clientOf(here.platform, 'rm-price')).assetRegistry.listAssets().then((answer) => (answer.ok ? answer.value : { items: [] }));
    const tracker = items.find(({ serial }) => serial === 'VT-0001')?.id ?? '';
    const booked = await (await clientOf(here.platform, 'rm-price')).assetRegistry.bookAsset({ params: { id: tracker }, body: { operation: 'Ashen Kite', window: { from: '2026-05-26T08:00:00Z', to: '2026-05-26T18:00:00Z' } } });
    expect([booked.ok ? '' : booked.problem.code, await standing('tracker-1', '2026-05-25')]).toEqual(['already-committed', 'Deployed']);
  });
});
