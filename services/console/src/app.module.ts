import 'reflect-metadata';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AboutController } from './entry/about.controller.js';
import { ApplyController } from './apply/apply.controller.js';
import { QuestionController } from './apply/question.controller.js';
import { AssetController } from './desk/asset.controller.js';
import { BoardController } from './desk/board.controller.js';
import { CaseController } from './case/case.controller.js';
import { checked, type ConsoleOptions, OPTIONS } from './web/console-options.js';
import { DecideController } from './case/decide.controller.js';
import { CentralRecordController } from './inspect/central-record.controller.js';
import { InspectController } from './inspect/inspect.controller.js';
import { LawController } from './inspect/law.controller.js';
import { InspectionController } from './inspect/inspection.controller.js';
import { DeployController } from './deploy/deploy.controller.js';
import { DeploymentController } from './deploy/deployment.controller.js';
import { MoveController } from './deploy/move.controller.js';
import { ErrorActsController } from './errors/error-acts.controller.js';
import { ErrorsController } from './errors/errors.controller.js';
import { RaiseErrorController } from './errors/raise-error.controller.js';
import { Forms } from './web/forms.js';
import { Names } from './web/names.js';
import { LiveController } from './live/live.controller.js';
import { Live } from './live/live.js';
import { NoticesController } from './work/notices.controller.js';
import { DesignationsController } from './oversight/designations.controller.js';
import { OrphansController } from './oversight/orphans.controller.js';
import { OversightController } from './oversight/oversight.controller.js';
import { PartActsController } from './case/part-acts.controller.js';
import { CaseProductController } from './product/case-product.controller.js';
import { ProductController } from './product/product.controller.js';
import { CommissionerController } from './case/commissioner.controller.js';
import { ResearchController } from './case/research.controller.js';
import { RaiseController } from './risk/raise.controller.js';
import { RiskController } from './risk/risk.controller.js';
import { SourcesController } from './source/sources.controller.js';
import { SearchController } from './work/search.controller.js';
import { WorkController } from './work/work.controller.js';
import { ProblemsFilter } from './web/problems.filter.js';
import { Keeping } from './web/sealing.js';
import { ResourceController } from './desk/resource.controller.js';
import { TaskingsController } from './desk/taskings.controller.js';
import { Sessions } from './web/session.js';
import { Showing, Views } from './web/showing.js';
import { DevelopmentController } from './entry/development.controller.js';
import { ForceController } from './entry/force.controller.js';
import { Logins } from './entry/logins.js';
import { Provider } from './entry/provider.js';
import { SignInController, SignInPages } from './entry/sign-in.controller.js';
import { HeldTokens } from './web/held-tokens.js';
import { webOf } from './web/web.js';

export type { ConsoleOptions } from './web/console-options.js';

/** A console that answers requests. */
export type Console = {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** What a person should look at though it answers. */
  note(): string | undefined;
  close(): Promise<void>;
};

const CONTROLLERS = [
  SignInController, AboutController,
  WorkController, SearchController, NoticesController,
  OversightController, OrphansController, DesignationsController, RaiseErrorController, ErrorsController, ErrorActsController, RaiseController, RiskController,
  ApplyController, QuestionController,
  CaseProductController, ProductController,
  CaseController, DecideController, ResearchController, CommissionerController, PartActsController,
  DeployController, DeploymentController, MoveController,
  BoardController, AssetController, ResourceController, TaskingsController, SourcesController,
  InspectController, InspectionController, CentralRecordController, LawController, LiveController,
];

@Module({})
class ConsoleModule {}

type Made = { readonly sessions: Sessions; readonly keeping: Keeping; readonly provider?: Provider };

const moduleOf = (options: ConsoleOptions, { sessions, keeping, provider }: Made): DynamicModule => ({
  module: ConsoleModule,
  controllers: [...CONTROLLERS, provider ? ForceController : DevelopmentController],
  providers: [
    { provide: OPTIONS, useValue: options },
    { provide: Sessions, useValue: sessions },
    { provide: Keeping, useValue: keeping },
    ...(provider ? [{ provide: Provider, useValue: provider }, Logins] : []),
    Forms, Live, Names, ProblemsFilter, Showing, SignInPages, Views,
  ],
});

/** Starts the console. @throws when its options do not allow it, a template is broken, or its assets were not built. */
export const createConsole = async (given: ConsoleOptions): Promise<Console> => {
  const options = checked(given);
  const { secret, shared, signIn } = options;
  const provider = signIn.kind === 'provider' ? await Provider.at(signIn) : undefined;
  const held = provider && new HeldTokens(secret, shared.aside, (renewal) => provider.renew(renewal));
  const made: Made = { sessions: new Sessions(secret, shared, held), keeping: new Keeping(secret), ...(provider ? { provider } : {}) };
  const adapter = await webOf(options, made);
  const app = await NestFactory.create<NestFastifyApplication>(moduleOf(options, made), adapter, { logger: false, abortOnError: false, bodyParser: false });
  app.useGlobalFilters(app.get(ProblemsFilter)).useGlobalInterceptors(app.get(Showing));
  await app.init();
  const fastify: FastifyInstance = adapter.getInstance();
  await fastify.ready();
  return { handle: (request, response) => fastify.routing(request, response), note: () => provider?.note(), close: () => app.close() };
};
