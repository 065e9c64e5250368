import { runService } from '@cpmp/shell/process';
import { notification } from './app.module.js';

runService(notification);
