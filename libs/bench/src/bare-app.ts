import 'reflect-metadata';
import { type CanActivate, Controller, type DynamicModule, type ExecutionContext, Get, Inject, Injectable, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** Checks the `authorization` header of a request. @throws when nobody is signed in */
export type TokenCheck = (header: string | undefined) => Promise<unknown>;

const CHECK = Symbol('check');
const ANSWER = Symbol('answer');

@Injectable()
class SignedIn implements CanActivate {
  constructor(@Inject(CHECK) private readonly check: TokenCheck) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.check(context.switchToHttp().getRequest<{ headers: { authorization?: string } }>().headers.authorization);
    return true;
  }
}

@Controller()
class BareController {
  constructor(@Inject(ANSWER) private readonly answer: object) {}

  @UseGuards(SignedIn)
  @Get('bare')
  read(): object {
    return this.answer;
  }
}

@Module({})
class BareModule {}

/** The least that NestJS on Fastify can be: one address that checks a token and answers one object. What everything else is held against. */
export const startBareApp = async (check: TokenCheck, answer: object): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const module: DynamicModule = { module: BareModule, controllers: [BareController], providers: [{ provide: CHECK, useValue: check }, { provide: ANSWER, useValue: answer }] };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
};
