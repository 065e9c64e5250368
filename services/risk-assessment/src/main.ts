import { runService } from '@cpmp/shell';
import { riskAssessment } from './app.module.js';

runService(riskAssessment);
