import { describeEveryRun } from './every-run.ts';

describeEveryRun('documents only');
