import { runService } from '@cpmp/shell';
import { resourceAllocation } from './app.module.js';

runService(resourceAllocation);
