import { Controller, Get, Param, Post } from '@nestjs/common';
import type { assetRegistry } from '@cpmp/client';
import { asked, begun } from './asked.js';
import { type Deployment, pathTo, readDeployment, streamsOf, thingWords } from './deployments.js';
import { type Form, Forms } from '../web/forms.js';
import type { Shown } from '../web/showing.js';
import { faultsAt } from '../web/spoken.js';
import { one, type Visit, Visiting } from '../web/visit.js';
import { capital, isReference, REFERENCE_FAULT } from '../web/words.js';

/** Kit that stays where it is goes under another permit, that of a new period: the same tactic and target, another part or case. */
@Controller('deployments/assets/:id/move')
export class MoveController {
  constructor(private readonly forms: Forms) {}

  @Get()
  async show(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.form(visit, id));
  }

  @Post()
  async send(@Visiting() asking: Visit, @Param('id') id: string): Promise<Shown> {
    const visit = { ...asking, typed: begun(asking) };
    return this.forms.answer(visit, await this.form(visit, id));
  }

  private async form({ client, typed }: Visit, id: string): Promise<Form<assetRegistry.DeployAssetAnswer>> {
    const it: Deployment = await readDeployment(client, 'asset', id);
    const { reference, component, from, to } = asked(typed);
    const window = { from: from.instant ?? '', to: to.instant ?? '' };
    const body = { authorisation: reference, component: component ?? '', tactic: it.tactic, target: it.target as assetRegistry.MoveAssetBody['target'], window };
    return {
      view: 'deployment-move',
      model: { streams: streamsOf([it]), it, title: `Move ${thingWords(it)}` },
      fields: FIELDS,
      faults: [
        ...(reference === '' || isReference(reference) ? [] : [{ field: 'reference', text: REFERENCE_FAULT }]),
        ...(one(typed, 'part') === '' || component ? [] : [{ field: 'part', text: 'The part is a number, like 1' }]),
        ...faultsAt('to', to),
      ],
      send: (key) => client.assetRegistry.moveAsset({ key, params: { id }, body }),
      done: (moved) => pathTo('asset', moved.id),
      refused: { title: `${capital(thingWords(it))} cannot be moved`, reference, back: { text: 'Back to the deployment', href: it.path } },
    };
  }
}

const FIELDS = [
  { field: 'reference', pointer: '/authorisation', label: 'The case reference', missing: 'Enter the case reference' },
  { field: 'part', pointer: '/component', label: 'The part', missing: 'Enter the number of the part' },
  { field: 'to', pointer: '/window/to', label: 'The end', lands: 'to-day' },
];
