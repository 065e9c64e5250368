import { RoadService, deployments, due, holderServices, risks, told } from '@cpmp/holder';
import { serviceOf } from '@cpmp/ledger';
import { type ServiceParts, authorities } from '@cpmp/shell';
import { AssetService } from './asset.service.js';
import { AllocationRequestsConsumer } from './consumers/allocation-requests.consumer.js';
import { AuthorisationsConsumer } from './consumers/authorisations.consumer.js';
import { DeadlinesConsumer } from './consumers/deadlines.consumer.js';
import { PermitsConsumer } from './consumers/permits.consumer.js';
import { RisksConsumer } from './consumers/risks.consumer.js';
import { DeploymentService } from './deployment.service.js';
import { asset } from './domain/asset.js';
import { source } from './domain/source.js';
import { holding } from './holding.js';
import { AssetsController } from './http/assets.controller.js';
import { DeploymentsController } from './http/deployments.controller.js';
import { SourcesController } from './http/sources.controller.js';
import { news } from './news.js';
import { publish } from './publish.js';
import { SourceRegisterService } from './source-register.service.js';
import { SourceService } from './source.service.js';
import { assets } from './views/assets.view.js';
import { sources } from './views/sources.view.js';

/** The asset registry: where a thing is, in whose custody, booked and deployed under which permit, fit to deploy? */
export const assetRegistry: ServiceParts = {
  name: 'asset-registry',
  title: 'Asset registry',
  aggregates: [asset, source, told],
  views: [assets, sources, deployments, due, authorities, risks],
  publish,
  news,
  due: { view: due, run: (row, act, module) => module.get(RoadService).runDue(row, act) },
  onRestored: async ({ log }, module) => {
    if (serviceOf(log) === 'authorisation') await module.get(RoadService).stateOpen(log);
  },
  notes: (module) => module.get(RoadService).notes(),
  controllers: [AssetsController, DeploymentsController, SourcesController],
  consumers: [PermitsConsumer, AllocationRequestsConsumer, AuthorisationsConsumer, RisksConsumer, DeadlinesConsumer],
  providers: [...holderServices(holding), AssetService, DeploymentService, SourceService, SourceRegisterService],
};
