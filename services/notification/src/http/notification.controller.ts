import { Controller, Get, Post, Put } from '@nestjs/common';
import { In, type Input, Operation, type Paged } from '@cpmp/shell';
import type { Person } from '../domain/person.js';
import { NotificationService } from '../notification.service.js';
import { RegisterService } from '../register.service.js';
import { AcknowledgedAnswer, DeadlineParams, DeadlinesAnswer, DeadlinesQuery, DirectoryAnswer, DirectoryQuery, Empty, NamesAnswer, NamesQuery, NotedAnswer, NoteBody, NoticeParams, NoticesAnswer, NoticesQuery, PersonAnswer, PersonBody, PersonParams, TellingsAnswer, TellingsQuery } from './requests.js';

/** Notices, deadlines and the directory over HTTP. */
@Controller('api/notification/v1')
export class NotificationController {
  constructor(
    private readonly service: NotificationService,
    private readonly register: RegisterService,
  ) {}

  @Operation({ id: 'listNotices', summary: "A person's notices, newest first; of those that were answered, the last answered first", query: NoticesQuery, answer: NoticesAnswer })
  @Get('notices')
  notices(@In() input: Input<{}, Paged & { to?: string; acknowledged?: boolean }>) {
    return this.register.notices(input);
  }

  @Operation({ id: 'acknowledgeNotice', summary: 'Acknowledge a notice that was sent to you', params: NoticeParams, body: Empty, answer: AcknowledgedAnswer, status: 200 })
  @Post('notices/:id/acknowledge')
  acknowledge(@In() input: Input<{ id: string }>) {
    return this.service.acknowledge(input);
  }

  @Operation({ id: 'listDeadlines', summary: 'Deadlines that the caller may know of, soonest first', query: DeadlinesQuery, answer: DeadlinesAnswer })
  @Get('deadlines')
  deadlines(@In() input: Input<{}, Paged & { about?: string; late?: true; open?: boolean }>) {
    return this.register.deadlines(input);
  }

  @Operation({ id: 'noteDeadline', summary: 'Note what was done about a deadline, or chase those who hold it: they are told once more', params: DeadlineParams, body: NoteBody, answer: NotedAnswer, status: 200, refusals: ['nothing-to-chase', 'nobody-to-tell'] })
  @Post('deadlines/:id/note')
  note(@In() input: Input<{ id: string }, {}, { text: string; chase: boolean }>) {
    return this.service.note(input);
  }

  @Operation({ id: 'listTellings', summary: 'What was told in the force, whoever it went to: to whom, since when, and who answered; the latest first', query: TellingsQuery, answer: TellingsAnswer })
  @Get('tellings')
  tellings(@In() input: Input<{}, Paged & { about?: string; waiting?: boolean; escalated?: true }>) {
    return this.register.tellings(input);
  }

  @Operation({ id: 'namePersons', summary: 'What persons are called whose ids the caller has', query: NamesQuery, answer: NamesAnswer })
  @Get('names')
  names(@In() input: Input<{}, { persons: readonly string[] }>) {
    return this.register.names(input);
  }

  @Operation({ id: 'enterPerson', summary: 'Put a person into the directory', params: PersonParams, body: PersonBody, answer: PersonAnswer, refusals: ['duty-officer-missing', 'not-this-force'] })
  @Put('directory/:person')
  enter(@In() input: Input<{ person: string }, {}, Person>) {
    return this.service.enter(input);
  }

  @Operation({ id: 'listDirectory', summary: 'The directory', query: DirectoryQuery, answer: DirectoryAnswer })
  @Get('directory')
  directory(@In() input: Input<{}, Paged>) {
    return this.register.directory(input);
  }
}
