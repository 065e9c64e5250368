import { type ServiceParts, authorities } from '@cpmp/shell';
import { AuthorisationsConsumer } from './consumers/authorisations.consumer.js';
import { DeadlinesConsumer } from './consumers/deadlines.consumer.js';
import { risk } from './domain/risk.js';
import { RiskController } from './http/risk.controller.js';
import { news } from './news.js';
import { publish } from './publish.js';
import { RiskService } from './risk.service.js';
import { risks } from './views/risks.view.js';

/** The risk assessment service: what could go wrong, who accepted it, until when. */
export const riskAssessment: ServiceParts = {
  name: 'risk-assessment',
  title: 'Risk assessment',
  aggregates: [risk],
  views: [risks, authorities],
  publish,
  news,
  controllers: [RiskController],
  consumers: [AuthorisationsConsumer, DeadlinesConsumer],
  providers: [RiskService],
};
