import { Controller, Get, Post } from '@nestjs/common';
import { CalendarAnswer, CalendarsAnswer, type CalendarsAsk, CalendarsQuery } from '@cpmp/holder';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged, reply } from '@cpmp/shell';
import type { RoleChange } from '@cpmp/law';
import type { Role } from '../domain/looked-after.js';
import type { Fitness, Particulars } from '../domain/resource.js';
import { type ResourceFilter, ResourceService } from '../resource.service.js';
import { FitnessBody, HistoryAnswer, IdParams, RegisterBody, ResourceAnswer, ResourcesAnswer, ResourcesQuery, RoleBody } from './requests.js';

const PATH = '/api/resource-allocation/v1/resources';

/** The register of resources over HTTP. */
@Controller(PATH)
export class ResourcesController {
  constructor(private readonly service: ResourceService) {}

  @Operation({ id: 'registerResource', summary: 'Enter a resource', body: RegisterBody, answer: ResourceAnswer, status: 201 })
  @Post()
  async register(@In() input: Input<{}, {}, Particulars>) {
    const resource = await this.service.register(input);
    return isRefusal(resource) ? resource : reply(resource, { status: 201, location: `${PATH}/${resource.id}` });
  }

  @Operation({ id: 'listResources', summary: 'The register of resources: by label, and by kind for whoever may not read the labels of operatives', query: ResourcesQuery, answer: ResourcesAnswer })
  @Get()
  list(@In() input: Input<{}, Paged & ResourceFilter>) {
    return this.service.list(input);
  }

  // Before the one that takes any word for an id.
  @Operation({ id: 'listResourceCalendars', summary: 'When resources are taken within a window, and from when on one is not fit', query: CalendarsQuery, answer: CalendarsAnswer })
  @Get('calendars')
  calendars(@In() input: Input<{}, CalendarsAsk>) {
    return this.service.calendars(input);
  }

  @Operation({ id: 'readResource', summary: 'One resource', params: IdParams, answer: ResourceAnswer })
  @Get(':id')
  read(@In() input: Input<{ id: string }>) {
    return this.service.read(input);
  }

  @Operation({ id: 'recordFitness', summary: 'Record an assessment, accreditation or skill; what is not named stays', params: IdParams, body: FitnessBody, answer: ResourceAnswer, status: 200 })
  @Post(':id/fitness')
  recordFitness(@In() input: Input<{ id: string }, {}, Fitness>) {
    return this.service.recordFitness(input);
  }

  @Operation({ id: 'changeOperativeRole', summary: 'Hand a role in looking after an operative over from a day on', params: IdParams, body: RoleBody, answer: ResourceAnswer, status: 200, refusals: ['not-an-operative'] })
  @Post(':id/roles')
  changeRole(@In() input: Input<{ id: string }, {}, RoleChange<Role>>) {
    return this.service.changeRole(input);
  }

  @Operation({ id: 'readResourceCalendar', summary: 'When a resource is taken, without saying for what', params: IdParams, answer: CalendarAnswer })
  @Get(':id/calendar')
  calendar(@In() input: Input<{ id: string }>) {
    return this.service.calendar(input);
  }

  @Operation({ id: 'readResourceHistory', summary: 'What was recorded of a resource’s fitness, the newest first', params: IdParams, answer: HistoryAnswer })
  @Get(':id/history')
  history(@In() input: Input<{ id: string }>) {
    return this.service.history(input);
  }
}
