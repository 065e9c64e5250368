import { Controller, Get } from '@nestjs/common';
import { readsSets } from '../inspect/inspecting.js';
import { Page, type Shown } from '../web/showing.js';
import { readChecked, statementOf } from './statement.js';
import { got, type Visit, Visiting } from '../web/visit.js';

/** What every page links to: help, how far the pages are accessible, and the law that the platform goes by. */
@Controller()
export class AboutController {
  private readonly statement = statementOf(readChecked());

  @Get('help')
  help(): Shown {
    return new Page('help', {});
  }

  @Get('accessibility')
  accessibility(): Shown {
    return new Page('accessibility', { statement: this.statement });
  }

  @Get('law')
  async law(@Visiting() { client, person }: Visit): Promise<Shown> {
    return new Page('law', { ...got(await client.authorisation.readLaw()), readsSets: readsSets(person) });
  }
}
