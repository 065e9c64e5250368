import { Controller, Get } from '@nestjs/common';
import { Page, type Shown } from './showing.js';

/** What a person asks about the console itself. Open to everybody: it holds nothing. */
@Controller('help')
export class HelpController {
  @Get()
  show(): Shown {
    return new Page('help', {});
  }
}
