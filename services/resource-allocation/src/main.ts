import { runService } from '@cpmp/shell/process';
import { resourceAllocation } from './app.module.js';

runService(resourceAllocation);
