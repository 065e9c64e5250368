import { HOLDERS } from '@cpmp/gate';
import { serviceOf } from '@cpmp/ledger';
import type { ServiceParts } from '@cpmp/shell';
import { ArrangementsService } from './arrangements.service.js';
import { AuthorisationService } from './authorisation.service.js';
import { AssetRegistryDeploymentsConsumer } from './consumers/asset-registry-deployments.consumer.js';
import { AssetRegistryPermitRequestsConsumer } from './consumers/asset-registry-permit-requests.consumer.js';
import { CommissionerService } from './commissioner.service.js';
import { DeadlinesConsumer } from './consumers/deadlines.consumer.js';
import { OperativeFactsConsumer } from './consumers/operative-facts.consumer.js';
import { ResourceAllocationDeploymentsConsumer } from './consumers/resource-allocation-deployments.consumer.js';
import { ResourceAllocationPermitRequestsConsumer } from './consumers/resource-allocation-permit-requests.consumer.js';
import { SourceFactsConsumer } from './consumers/source-facts.consumer.js';
import { DecisionService } from './decision.service.js';
import { authority, error, designations, lawSet, product, told } from './domain/index.js';
import { DraftService } from './draft.service.js';
import { ErrorService } from './error.service.js';
import { AuthorisationsController } from './http/authorisations.controller.js';
import { CommissionerController } from './http/commissioner.controller.js';
import { DecisionsController } from './http/decisions.controller.js';
import { DraftsController } from './http/drafts.controller.js';
import { LawController } from './http/law.controller.js';
import { ErrorsController } from './http/errors.controller.js';
import { ProductsController } from './http/products.controller.js';
import { RecordController } from './http/record.controller.js';
import { ResearchController } from './http/research.controller.js';
import { InspectionController } from './http/inspection.controller.js';
import { InspectionService } from './inspection.service.js';
import { KnownService } from './known.service.js';
import { lawProviders } from './law.js';
import { LawService } from './law.service.js';
import { DesignationService } from './designation.service.js';
import { DesignationsInForce } from './designations.js';
import { DesignationsController } from './http/designations.controller.js';
import { LAW_FOLDER, LawOffers } from './law/offers.js';
import { PermitService } from './permit.service.js';
import { ProductService } from './product.service.js';
import { news } from './news.js';
import { publish } from './publish.js';
import { RecordService } from './record.service.js';
import { ResearchService } from './research.service.js';
import { drafts } from './views/drafts.view.js';
import { due, isArrangements, isDraft, isError, isProduct } from './views/due.view.js';
import { errors } from './views/errors.view.js';
import { operatives, sources } from './views/people-known.view.js';
import { permits } from './views/permits.view.js';
import { products } from './views/products.view.js';
import { references } from './views/references.view.js';
import { register } from './views/register.view.js';

/** What a host may set: the folder of packs of law that is only offered. */
export type AuthorisationSettings = { readonly lawFolder?: string | undefined };

/** Authorisation: is it lawful now? */
export const authorisationWith = ({ lawFolder }: AuthorisationSettings): ServiceParts => ({
  name: 'authorisation',
  title: 'Authorisation',
  aggregates: [authority, error, product, lawSet, designations, told],
  views: [register, references, permits, drafts, due, errors, products, sources, operatives],
  publish,
  news,
  due: { view: due, run: (row, act, module) => module.get<ArrangementsService | DraftService | ErrorService | PermitService | ProductService>(isDraft(row) ? DraftService : isError(row) ? ErrorService : isProduct(row) ? ProductService : isArrangements(row) ? ArrangementsService : PermitService).runDue(row, act) },
  controllers: [AuthorisationsController, DraftsController, DecisionsController, CommissionerController, ErrorsController, ProductsController, RecordController, InspectionController, LawController, DesignationsController, ResearchController],
  consumers: [
    AssetRegistryPermitRequestsConsumer,
    AssetRegistryDeploymentsConsumer,
    ResourceAllocationPermitRequestsConsumer,
    ResourceAllocationDeploymentsConsumer,
    SourceFactsConsumer,
    OperativeFactsConsumer,
    DeadlinesConsumer,
  ],
  providers: [...lawProviders, { provide: LAW_FOLDER, useValue: lawFolder ?? null }, LawOffers, DesignationsInForce, DesignationService, KnownService, ArrangementsService, AuthorisationService, DecisionService, CommissionerService, DraftService, ErrorService, LawService, PermitService, ProductService, RecordService, InspectionService, ResearchService],
  onRestored: async ({ log }, module) => {
    const holder = HOLDERS.find((name) => name === serviceOf(log));
    if (holder) await module.get(PermitService).tellOpen(holder, log);
  },
  onDeadLetter: (dead, module) => module.get(PermitService).alarm(dead),
  notes: (module) => module.get(LawOffers).note(),
});

/** The same with nothing set. */
export const authorisation: ServiceParts = authorisationWith({});
