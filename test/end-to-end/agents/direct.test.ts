/** A whole review on the back end that calls a model's API itself. */
import { DIRECT } from './direct-subject.ts';
import { wholeReview } from './whole-run.ts';

wholeReview(DIRECT);
