import { Controller, Get, Param, Post } from '@nestjs/common';
import type { assetRegistry, Client, resourceAllocation } from '@cpmp/client';
import { type Deployment, type Holder, needsWords, readDeployment, streamsOf, thingWords } from './deployments.js';
import { type Step, STEPS, stepsFor } from './steps.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { gotOr, NoSuchPage, one, under, type Visit, Visiting } from '../web/visit.js';
import { capital, OUTCOMES, partNumber } from '../web/words.js';

type Closed = assetRegistry.DeployAssetAnswer | resourceAllocation.DeployResourceAnswer;

/** One deployment: what was asked, what came of it, and its way back. */
@Controller('deployments/:holder/:id')
export class DeploymentController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async show(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    const { client, person, query } = visit;
    const it = await deploymentAt(client, where);
    const [reference, nameOf] = await Promise.all([referenceOf(client, it), this.names.of(client, [it.requestedBy])]);
    return new Page('deployment', { streams: streamsOf([it]), it, title: capital(thingWords(it)), reference, part: partNumber(it.component), by: nameOf(it.requestedBy), needs: needsWords(it), steps: stepsFor(it, person), done: under(DONE, query['done']) });
  }

  /** Asked by the page of a request that waits, so that it can say when the answer has come. */
  @Get('state')
  async state(@Visiting() { client }: Visit, @Param() where: Where): Promise<{ readonly state: string }> {
    return { state: (await deploymentAt(client, where)).state };
  }

  @Get(':step')
  async showStep(@Visiting() visit: Visit, @Param() where: Where & { readonly step: string }): Promise<Shown> {
    return this.forms.show(await this.step(visit, where));
  }

  @Post(':step')
  async sendStep(@Visiting() visit: Visit, @Param() where: Where & { readonly step: string }): Promise<Shown> {
    return this.forms.answer(visit, await this.step(visit, where));
  }

  private async step({ client, typed }: Visit, where: Where & { readonly step: string }): Promise<Form<Closed>> {
    const it = await deploymentAt(client, where);
    const { id, path } = it;
    const step = STEPS[it.holder].find((one) => one.step === where.step);
    if (!step) throw new NoSuchPage();
    const note = one(typed, 'note');
    const outcome = it.holder === 'asset' ? (one(typed, 'outcome') as 'recovered') : 'recovered';
    const reference = await referenceOf(client, it);
    return {
      view: 'deployment-step',
      model: { streams: streamsOf([it]), it, step, title: `${step.text}: ${thingWords(it)}`, reference, part: partNumber(it.component), outcomes: Object.entries(OUTCOMES).map(([value, text]) => ({ value, text })) },
      fields: [
        ...(step.step === 'recover' ? [{ field: 'outcome', pointer: '/outcome', label: 'How it came back', missing: 'Select how it came back, or that it did not' }] : []),
        { field: 'note', pointer: '/note', label: 'Your note', missing: step.step === 'switch-off' ? 'Enter how it was switched off' : 'Enter how it was done, and on what lawful basis' },
      ],
      send: (key) => sendStep(client, { holder: it.holder, step: step.step }, { params: { id }, key, outcome, note }),
      done: () => `${path}?done=${step.step}`,
      refused: { title: `${capital(thingWords(it))}: nothing was recorded`, ...(reference ? { reference } : {}), back: { text: 'Back to the deployment', href: path } },
    };
  }
}

type Where = { readonly holder: string; readonly id: string };

const HOLDERS: Readonly<Record<string, Holder>> = { assets: 'asset', resources: 'resource' };

const deploymentAt = (client: Client, { holder: name, id }: Where): Promise<Deployment> => {
  const holder = under(HOLDERS, name);
  if (!holder) throw new NoSuchPage();
  return readDeployment(client, holder, id);
};

type Sent = { readonly params: { readonly id: string }; readonly key: string; readonly outcome: 'recovered'; readonly note: string };

const sendStep = (client: Client, { holder, step }: { readonly holder: Holder; readonly step: Step }, { params, key, outcome, note }: Sent) => {
  if (step === 'switch-off') {
    const off = { params, key, body: { note } };
    return holder === 'asset' ? client.assetRegistry.switchOffAsset(off) : client.resourceAllocation.switchOffResource(off);
  }
  if (step === 'recover') return client.assetRegistry.recoverAsset({ params, key, body: { outcome, note } });
  if (step === 'withdraw') return client.resourceAllocation.withdrawResource({ params, key, body: { outcome, note } });
  return client.resourceAllocation.decideWithdrawal({ params, key, body: { note } });
};

/** The case's reference, for a reader who may know of the case. */
const referenceOf = async (client: Client, { authorisation: id }: Deployment): Promise<string | undefined> =>
  gotOr(await client.authorisation.readAuthorisation({ params: { id } }), undefined)?.reference;

const DONE: Readonly<Record<string, string>> = { 'switch-off': 'It is recorded as switched off.', recover: 'How it came back is recorded.', withdraw: 'The withdrawal is recorded.', 'withdrawal-decision': 'The decision is recorded.' };
