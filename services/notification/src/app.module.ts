import type { ModuleRef } from '@nestjs/core';
import { type DueRow, type ServiceParts, authorities } from '@cpmp/shell';
import { AssetRegistryDeadlinesConsumer } from './consumers/asset-registry-deadlines.consumer.js';
import { AssetRegistryDeploymentsConsumer } from './consumers/asset-registry-deployments.consumer.js';
import { AuthorisationDeadlinesConsumer } from './consumers/authorisation-deadlines.consumer.js';
import { AuthorisationsConsumer } from './consumers/authorisations.consumer.js';
import { ResourceAllocationDeadlinesConsumer } from './consumers/resource-allocation-deadlines.consumer.js';
import { ResourceAllocationDeploymentsConsumer } from './consumers/resource-allocation-deployments.consumer.js';
import { RiskAssessmentDeadlinesConsumer } from './consumers/risk-assessment-deadlines.consumer.js';
import { DeadlineIntake } from './deadline-intake.js';
import { DeploymentIntake } from './deployment-intake.js';
import { deadline } from './domain/deadline.js';
import { notice } from './domain/notice.js';
import { person } from './domain/person.js';
import { NotificationController } from './http/notification.controller.js';
import { NotificationService } from './notification.service.js';
import { news } from './news.js';
import { publish } from './publish.js';
import { RegisterService } from './register.service.js';
import { deadlines } from './views/deadlines.view.js';
import { directory } from './views/directory.view.js';
import { due } from './views/due.view.js';
import { notices } from './views/notices.view.js';

/** The notification service: who must know by when, and did they acknowledge? The smallest: copy it to start a new one. */
export const notification: ServiceParts = {
  name: 'notification',
  title: 'Notification',
  aggregates: [deadline, notice, person],
  views: [deadlines, notices, directory, due, authorities],
  publish,
  news,
  due: { view: due, run: (row: DueRow, act, module: ModuleRef) => module.get(NotificationService).runDue(row, act) },
  controllers: [NotificationController],
  consumers: [
    AuthorisationsConsumer,
    AuthorisationDeadlinesConsumer,
    AssetRegistryDeadlinesConsumer,
    AssetRegistryDeploymentsConsumer,
    ResourceAllocationDeadlinesConsumer,
    ResourceAllocationDeploymentsConsumer,
    RiskAssessmentDeadlinesConsumer,
  ],
  providers: [NotificationService, RegisterService, DeadlineIntake, DeploymentIntake],
};
