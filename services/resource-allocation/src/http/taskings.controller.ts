import { Controller, Get, Post } from '@nestjs/common';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged, reply } from '@cpmp/shell';
import { PlanService } from '../plan.service.js';
import { type AllocateBody as Allocate, type AskBody as Ask, TaskingService } from '../tasking.service.js';
import { AllocateBody, AllocationAnswer, AllocationParams, AskBody, IdParams, PlanAnswer, PlanBody, type PlanInput, TaskingAnswer, TaskingsAnswer, TaskingsQuery } from './requests.js';

const PATH = '/api/resource-allocation/v1/taskings';

/** After how long a client may ask again what became of its allocation, in seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Taskings and their allocations over HTTP. */
@Controller(PATH)
export class TaskingsController {
  constructor(
    private readonly service: TaskingService,
    private readonly planning: PlanService,
  ) {}

  @Operation({ id: 'requestTasking', summary: 'Ask for resources', body: AskBody, answer: TaskingAnswer, status: 201 })
  @Post()
  async ask(@In() input: Input<{}, {}, Ask>) {
    const tasking = await this.service.ask(input);
    return isRefusal(tasking) ? tasking : reply(tasking, { status: 201, location: `${PATH}/${tasking.id}` });
  }

  @Operation({ id: 'listTaskings', summary: 'Taskings that the caller may know of, the highest priority first', query: TaskingsQuery, answer: TaskingsAnswer })
  @Get()
  list(@In() input: Input<{}, Paged & { state?: string }>) {
    return this.service.list(input);
  }

  @Operation({ id: 'planTaskings', summary: 'What the open taskings might be given, by priority, over calendars that are free. It books nothing', body: PlanBody, answer: PlanAnswer, status: 200, keyless: true })
  @Post('plan')
  plan(@In() input: Input<{}, {}, PlanInput>) {
    return this.planning.plan(input);
  }

  @Operation({ id: 'readTasking', summary: 'One tasking', params: IdParams, answer: TaskingAnswer })
  @Get(':id')
  read(@In() input: Input<{ id: string }>) {
    return this.service.read(input);
  }

  @Operation({ id: 'allocate', summary: 'Book a thing for a tasking; it authorises nothing', params: IdParams, body: AllocateBody, answer: AllocationAnswer, status: 201, refusals: ['already-committed', 'not-fit', 'not-serviceable', 'not-suited', 'not-registered', 'window-over'] })
  @Post(':id/allocations')
  async allocate(@In() input: Input<{ id: string }, {}, Allocate>) {
    const allocation = await this.service.allocate(input);
    if (isRefusal(allocation)) return allocation;
    const location = `${PATH}/${allocation.tasking}`;
    return allocation.state === 'requested'
      ? reply(allocation, { status: 202, location, retryAfterSeconds: RETRY_AFTER_SECONDS })
      : reply(allocation, { status: 201, location });
  }

  @Operation({ id: 'giveBack', summary: 'Give a booked window back', params: AllocationParams, answer: AllocationAnswer, status: 200, refusals: ['not-allocated', 'not-booked'] })
  @Post(':id/allocations/:allocation/release')
  giveBack(@In() input: Input<{ id: string; allocation: string }>) {
    return this.service.giveBack(input);
  }
}
