import { Controller, Get, Post } from '@nestjs/common';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { DesignationService } from '../designation.service.js';
import {
  DesignateBody, type DesignateInput, DesignationAnswer, DesignationParams, DesignationsAnswer, type DesignationsInput, DesignationsQuery, EndDesignationBody, type EndDesignationInput,
} from './designation-requests.js';

const PATH = '/api/authorisation/v1/designations';
const BACKDATED = ['force-unknown', 'designation-backdated'];

/** Who acts in which rank, who is whose deputy, and who is away. */
@Controller(PATH)
export class DesignationsController {
  constructor(private readonly service: DesignationService) {}

  @Operation({ id: 'listDesignations', summary: 'Acting ranks, deputies and absences of your force on a day', query: DesignationsQuery, answer: DesignationsAnswer })
  @Get()
  list(@In() input: Input<{}, DesignationsInput>) {
    return this.service.list(input);
  }

  @Operation({
    id: 'designate', summary: 'Enter an acting rank, a deputy or an absence, from today or a later day on', body: DesignateBody, answer: DesignationAnswer, status: 201,
    refusals: [...BACKDATED, 'window-order', 'unknown-rank', 'own-deputy', 'own-designation', 'already-designated'],
  })
  @Post()
  async make(@In() input: Input<{}, {}, DesignateInput>) {
    const made = await this.service.make(input);
    return isRefusal(made) ? made : reply(made, { status: 201, location: `${PATH}/${made.id}` });
  }

  @Operation({ id: 'readDesignation', summary: 'One entry of your force, also one that is over or to come', params: DesignationParams, answer: DesignationAnswer })
  @Get(':id')
  read(@In() input: Input<{ id: string }>) {
    return this.service.read(input);
  }

  @Operation({ id: 'endDesignation', summary: 'End one earlier, today or on a later day', params: DesignationParams, body: EndDesignationBody, answer: DesignationAnswer, status: 200, refusals: [...BACKDATED, 'unknown-designation', 'already-ended'] })
  @Post(':id/end')
  end(@In() input: Input<{ id: string }, {}, EndDesignationInput>) {
    return this.service.end(input);
  }
}
