import { runService } from '@cpmp/shell/process';
import { riskAssessment } from './app.module.js';

runService(riskAssessment);
