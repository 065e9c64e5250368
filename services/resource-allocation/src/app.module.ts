import { RoadService, deployments, due, holderServices, risks, told } from '@cpmp/holder';
import { serviceOf } from '@cpmp/ledger';
import { type ServiceParts, authorities } from '@cpmp/shell';
import { AllocationRequestsConsumer } from './consumers/allocation-requests.consumer.js';
import { AssetBookingsConsumer } from './consumers/asset-bookings.consumer.js';
import { AuthorisationsConsumer } from './consumers/authorisations.consumer.js';
import { BookingsConsumer } from './consumers/bookings.consumer.js';
import { DeadlinesConsumer } from './consumers/deadlines.consumer.js';
import { PermitsConsumer } from './consumers/permits.consumer.js';
import { RisksConsumer } from './consumers/risks.consumer.js';
import { DeploymentService } from './deployment.service.js';
import { resource } from './domain/resource.js';
import { tasking } from './domain/tasking.js';
import { holding } from './holding.js';
import { DeploymentsController } from './http/deployments.controller.js';
import { ResourcesController } from './http/resources.controller.js';
import { TaskingsController } from './http/taskings.controller.js';
import { news } from './news.js';
import { publish } from './publish.js';
import { PlanService } from './plan.service.js';
import { ResourceService } from './resource.service.js';
import { TaskingService } from './tasking.service.js';
import { resources } from './views/resources.view.js';
import { taskings } from './views/taskings.view.js';

/** Resource allocation: who can do this, who must not, who is promised when? */
export const resourceAllocation: ServiceParts = {
  name: 'resource-allocation',
  title: 'Resource allocation',
  aggregates: [resource, tasking, told],
  views: [resources, taskings, deployments, due, authorities, risks],
  publish,
  news,
  due: { view: due, run: (row, act, module) => module.get(RoadService).runDue(row, act) },
  onRestored: async ({ log }, module) => {
    if (serviceOf(log) === 'authorisation') await module.get(RoadService).stateOpen(log);
  },
  notes: (module) => module.get(RoadService).notes(),
  controllers: [ResourcesController, TaskingsController, DeploymentsController],
  consumers: [PermitsConsumer, AllocationRequestsConsumer, BookingsConsumer, AssetBookingsConsumer, AuthorisationsConsumer, RisksConsumer, DeadlinesConsumer],
  providers: [...holderServices(holding), ResourceService, DeploymentService, TaskingService, PlanService],
};
