import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('a step on a deployment that went on while somebody wrote', () => {
  it('given that it was recorded as switched off and the answer was lost, when the form is sent again, then whoever sent it is led to it', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const form = { key: 'key-of-the-switching', note: 'Its battery is out.' };
    const [first, again] = [await price.send(`${here.at.tracker}/switch-off`, form), await price.send(`${here.at.tracker}/switch-off`, form)];
    const done = `${here.at.tracker}?done=switch-off`;
    expect([first.status, first.to, again.status, again.to]).toEqual([303, done, 303, done]);
  });

  it('given that somebody else recorded the withdrawal, when the decision on it is sent, then it is said why it was not recorded, and what was typed is kept', async () => {
    const [id = ''] = here.at.team.split('/').slice(-1);
    ok(await (await clientOf(here.platform, 'rm-price')).resourceAllocation.withdrawResource({ params: { id }, body: { outcome: 'recovered', note: 'Back at the yard.' } }));
    const { status, words, html } = await (await readerOf(here.platform, 'rm-price')).send(`${here.at.team}/withdrawal-decision`, { key: 'key-of-the-decision', note: 'On foot, by the canal.' });
    expect([status, words.includes('There is no withdrawal under way to decide on.'), html.includes('Change what you entered')]).toEqual([409, true, true]);
  });
});
