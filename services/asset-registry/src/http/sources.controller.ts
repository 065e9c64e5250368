import { Controller, Get, Post } from '@nestjs/common';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged, reply } from '@cpmp/shell';
import { SourceRegisterService } from '../source-register.service.js';
import { SourceService } from '../source.service.js';
import {
  MeetingBody, type MeetingInput, MeetingsAnswer, type MeetingsInput, MeetingsQuery, UnheldAnswer, type UnheldInput, UnheldQuery,
  RecordBody, type RecordInput, RegisterSourceBody, type RegisterSourceInput, RoleBody, type RoleInput, SourceAnswer, SourceParams, SourcesAnswer, SourcesQuery, VulnerabilityBody, type VulnerabilityInput,
} from './source.requests.js';

const PATH = '/api/asset-registry/v1/sources';
const OF_SOURCE = { params: SourceParams, answer: SourceAnswer, status: 200 } as const;

/** Sources over HTTP, for those who look after them. */
@Controller(PATH)
export class SourcesController {
  constructor(
    private readonly service: SourceService,
    private readonly registers: SourceRegisterService,
  ) {}

  @Operation({ id: 'registerSource', summary: 'Enter a source under a pseudonym', body: RegisterSourceBody, answer: SourceAnswer, status: 201, refusals: ['born-in-future', 'force-unknown'] })
  @Post()
  async register(@In() input: Input<{}, {}, RegisterSourceInput>) {
    const source = await this.service.register(input);
    return isRefusal(source) ? source : reply(source, { status: 201, location: `${PATH}/${source.id}` });
  }

  @Operation({ id: 'listSources', summary: 'Sources that the caller may know of', query: SourcesQuery, answer: SourcesAnswer })
  @Get()
  list(@In() input: Input<{}, Paged>) {
    return this.service.list(input);
  }

  @Operation({ id: 'listSourceMeetings', summary: 'Meetings with sources that the caller may know of, a source at a time; `adult=absent`: those with a juvenile at which no appropriate adult was', query: MeetingsQuery, answer: MeetingsAnswer })
  @Get('meetings')
  meetings(@In() input: Input<{}, MeetingsInput>) {
    return this.registers.meetings(input);
  }

  @Operation({ id: 'listUnheldRoles', summary: 'Days on which nobody held a role in looking after a source that the caller may know of, a source at a time', query: UnheldQuery, answer: UnheldAnswer })
  @Get('unheld')
  unheld(@In() input: Input<{}, UnheldInput>) {
    return this.registers.unheld(input);
  }

  @Operation({ id: 'readSource', summary: 'One source: who looks after them, what is on their record and what is missing', params: SourceParams, answer: SourceAnswer })
  @Get(':id')
  read(@In() input: Input<{ id: string }>) {
    return this.service.read(input);
  }

  @Operation({ ...OF_SOURCE, id: 'changeSourceRole', summary: 'Hand a role over from a day on', body: RoleBody })
  @Post(':id/roles')
  changeRole(@In() input: Input<{ id: string }, {}, RoleInput>) {
    return this.service.changeRole(input);
  }

  @Operation({ ...OF_SOURCE, id: 'recordVulnerability', summary: 'Record whether a source is vulnerable', body: VulnerabilityBody })
  @Post(':id/vulnerability')
  recordVulnerability(@In() input: Input<{ id: string }, {}, VulnerabilityInput>) {
    return this.service.recordVulnerability(input);
  }

  @Operation({ ...OF_SOURCE, id: 'addSourceRecord', summary: 'Add to a source’s record, under the particular that it is of', body: RecordBody })
  @Post(':id/records')
  addRecord(@In() input: Input<{ id: string }, {}, RecordInput>) {
    return this.service.addRecord(input);
  }

  @Operation({ ...OF_SOURCE, id: 'recordSourceMeeting', summary: 'Record a meeting with a source, and who was there for a juvenile', body: MeetingBody, refusals: ['not-yet', 'adult-missing'] })
  @Post(':id/meetings')
  recordMeeting(@In() input: Input<{ id: string }, {}, MeetingInput>) {
    return this.service.recordMeeting(input);
  }
}
