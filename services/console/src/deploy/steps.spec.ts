import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';
import type { Deployment } from './deployments.js';
import { stepsFor } from './steps.js';

const here = onPlatform(stage);

describe('the steps on a deployment', () => {
  it.each([
    ['rm-price', 'tracker', true], ['ac-whitfield', 'tracker', false], ['ipco-frost', 'tracker', false], ['dc-ahmed', 'tracker', false], ['cmdr-hale', 'tracker', false],
    ['rm-price', 'team', true], ['cmdr-hale', 'team', true], ['ac-whitfield', 'team', false], ['ipco-frost', 'team', false],
  ] as const)('given %s, who may know of the %s that is out, then its page offers them a step only if they may take one', async (person, what, offered) => {
    const reader = await readerOf(here.platform, person);
    const page = await reader.get(here.at[what]);
    expect([page.status, /href="[^"]*\/(recover|move|withdraw|withdrawal-decision)"/.test(page.html)]).toEqual([200, offered]);
  });

  const [OPERATIVE, TEAM, ITEM] = [{ holder: 'resource', kind: 'undercover-operative', state: 'withdrawing', running: 'switch-off-ordered' }, { holder: 'resource', kind: 'surveillance-team', state: 'withdrawing' }, { holder: 'asset', kind: 'tracker', state: 'recall-ordered' }] as unknown as readonly Deployment[];

  it.each([
    ['cover-officer', OPERATIVE, ['switch-off', 'withdraw', 'withdrawal-decision']], ['cover-officer', TEAM, []], ['controller', OPERATIVE, ['switch-off', 'withdraw', 'withdrawal-decision']], ['controller', TEAM, []],
    ['senior-responsible-officer', OPERATIVE, ['withdrawal-decision']], ['resource-manager', TEAM, ['withdraw', 'withdrawal-decision']], ['asset-custodian', ITEM, ['recover']], ['asset-custodian', TEAM, []],
  ] as const)('given a %s, when %j must come back, then they are offered what its holder lets them record', (role, it_, steps) => {
    expect(stepsFor(it_ as Deployment, { id: 'a', roles: [role] }).map(({ step }) => step)).toEqual(steps);
  });
});

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
