import { runService } from '@cpmp/shell';
import { notification } from './app.module.js';

runService(notification);
