export { type DeployAsk, type CalendarsAsk, type DeploymentFilter, HolderService, type Holding, holderService, promised } from './holder.service.js';
export { gateMessages } from './messages.js';
export { holderNews } from './news.js';
export { askedReply, bookingsAnswer, CalendarAnswer, CalendarsAnswer, CalendarsQuery, CloseBody, SwitchOffBody, deploymentSchemas, deployRefusals, name, note, refusalAnswer, spanAnswer } from './requests.js';
export { hearRisk, risks } from './risks.js';
export { type OpenPermitsHeard, told } from './told.js';
export { deployments, due } from './views.js';
